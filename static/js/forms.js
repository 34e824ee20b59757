// Enhancements of the questionnaire: where the errors are, how much room is left, one send for two clicks.
// Every form is complete without this.
const errors = document.getElementById("error-summary");
errors?.focus();
errors?.addEventListener("click", (event) => {
  const field = document.getElementById(event.target.hash?.slice(1) ?? "");
  if (!field) return;
  event.preventDefault();
  field.closest(".q")?.scrollIntoView();
  field.focus({ preventScroll: true });
});

for (const area of document.querySelectorAll("textarea[maxlength], textarea[data-limit]")) {
  const limit = Number(area.getAttribute("maxlength") ?? area.dataset.limit);
  const count = Object.assign(document.createElement("p"), { className: "count" });
  const heard = Object.assign(document.createElement("span"), { className: "vh" });
  heard.setAttribute("aria-live", "polite");
  const say = () => {
    const length = [...area.value].length;
    count.textContent = `${length} / ${limit}`;
    heard.textContent = length > limit * 0.9 ? count.textContent : "";
  };
  area.after(count, heard);
  area.addEventListener("input", say);
  say();
}

// A second click within moments is not a second send; coming back to the page frees the button again.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 3000);
  });
}
