// The filters' form without its empty fields, so that the address of a selection is short enough to share.
// The page is complete without this.
const form = document.getElementById("search");

form?.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) {
    if (!value.trim()) event.formData.delete(name);
  }
});

// A long list of values can be searched: those without the words are hidden, accents and capitals aside.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

for (const box of document.querySelectorAll(".facet input[type=search]")) {
  box.parentElement.hidden = false;
  box.addEventListener("input", () => {
    for (const label of box.closest("fieldset").querySelectorAll("label")) {
      label.parentElement.hidden = !plain(label.textContent).includes(plain(box.value.trim()));
    }
  });
}
