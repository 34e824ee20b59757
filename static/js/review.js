// The button says how many fields it will publish. Without this script it says so in general.
(() => {
  for (const button of document.querySelectorAll("button[data-count]")) {
    const boxes = document.querySelectorAll(`input[name="${button.dataset.count}"]`);
    const say = () => {
      const taken = [...boxes].filter((box) => box.checked).length;
      button.textContent = taken === 1 ? button.dataset.one : button.dataset.many.replace("#", taken);
      button.disabled = taken === 0;
    };
    boxes.forEach((box) => box.addEventListener("change", say));
    say();
  }
})();
