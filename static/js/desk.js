// Staff's pages: what is typed stays in this tab until it is sent, and nobody is signed out without a warning.
(() => {
  // What is typed in a form marked data-keep comes back after signing in anew, as long as its version is the same.
  const place = `kept:${location.pathname}`;
  const form = document.querySelector("form[data-keep]");
  const fields = () => [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.type !== "submit");
  if (form) {
    const kept = JSON.parse(sessionStorage.getItem(place) || "{}");
    if (kept.version === form.dataset.keep && form.dataset.again) {
      fields().forEach((one, number) => {
        if (one.name !== kept.names[number]) return;
        if (one.type === "checkbox" || one.type === "radio") one.checked = kept.values[number];
        else if (one.options) [...one.options].forEach((option, place) => (option.selected = kept.values[number][place]));
        else one.value = kept.values[number];
        one.closest("details")?.toggleAttribute("open", Boolean(one.value));
      });
      const told = document.createElement("p");
      told.className = "notice";
      told.setAttribute("role", "status");
      told.textContent = form.dataset.again;
      form.before(told);
    }
    const read = (one) =>
      one.type === "checkbox" || one.type === "radio" ? one.checked : one.options ? [...one.options].map((option) => option.selected) : one.value;
    const keep = () => {
      const all = fields();
      const names = all.map((one) => one.name);
      sessionStorage.setItem(place, JSON.stringify({ version: form.dataset.keep, names, values: all.map(read) }));
    };
    // Some fields stand outside their form. A pause in typing keeps it on the server, too.
    let pause;
    document.addEventListener("input", (event) => {
      if (event.target.form !== form) return;
      keep();
      clearTimeout(pause);
      if (form.dataset.typed) pause = setTimeout(() => fetch(form.dataset.typed, { method: "POST", body: new FormData(form) }).catch(() => null), 2_000);
    });
    form.addEventListener("submit", () => clearTimeout(pause));
    document.getElementById("forget")?.addEventListener("submit", () => sessionStorage.removeItem(place));
  }
  document.getElementById("logout-form")?.addEventListener("submit", () => sessionStorage.clear());

  // Typing counts as being there. Five minutes before the end, a dialog asks.
  const visit = document.querySelector("[data-idle]");
  const dialog = document.querySelector("dialog");
  if (!visit || !dialog?.showModal) return;
  const minute = 60_000;
  const opened = Date.now();
  const idle = visit.dataset.idle * 1000;
  const last = opened + visit.dataset.last * 1000;
  let asked = opened;
  const end = () => Math.min(asked + idle, last);
  const show = () => {
    const words = new Date(end()).toISOString().slice(11, 16);
    document.querySelectorAll("time[data-end]").forEach((one) => (one.textContent = `${words} UTC`));
  };
  const stay = async () => {
    const answer = await fetch(visit.dataset.stay, { cache: "no-store" }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    asked = Date.now();
    show();
    dialog.close();
  };
  document.addEventListener("input", () => Date.now() - asked > 5 * minute && stay());
  dialog.querySelector("button").addEventListener("click", () => (asked + idle < last ? stay() : dialog.close()));
  let warned = 0;
  setInterval(() => {
    if (end() - Date.now() < 5 * minute && warned !== end()) {
      warned = end();
      show();
      if (!dialog.open) dialog.showModal();
    }
  }, minute / 4);
})();
