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

// The page says how long a text may be; here it says how long it is, and out loud when its writer pauses near the end.
for (const count of document.querySelectorAll(".count")) {
  const area = count.parentElement.querySelector("textarea");
  const heard = Object.assign(document.createElement("span"), { className: "vh" });
  heard.setAttribute("aria-live", "polite");
  count.after(heard);
  let pause;
  const say = () => {
    const length = [...area.value].length;
    count.textContent = count.dataset.words.replace("%n", length);
    count.classList.toggle("over", length > count.dataset.limit);
    clearTimeout(pause);
    pause = setTimeout(() => (heard.textContent = length > count.dataset.limit * 0.9 ? count.textContent : ""), 1000);
  };
  area.addEventListener("input", say);
  if (area.value) say();
}

// A second click within moments is not a second send; coming back to the page frees the button again.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 3000);
  });
}
