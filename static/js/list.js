// The filters' form without its empty fields, so that the address of a selection is short enough to share.
// The page is complete without this.
const form = document.getElementById("search");

form?.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) {
    if (!value.trim()) event.formData.delete(name);
  }
});
