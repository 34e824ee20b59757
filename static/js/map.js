// The map nearer: the drawing grows inside its frame. The page is complete without this.
// What keeps its size does so by itself, for it stands at hundredths of the drawing. The wheel alone scrolls the page,
// unless the map has been chosen.
const MOST = 12;
const bar = document.querySelector(".zoom");
const pane = bar.nextElementSibling;
const sheet = pane.firstElementChild;
let zoom = 1;

function bring(nearer, x = pane.clientWidth / 2, y = pane.clientHeight / 2) {
  const before = zoom;
  if (before === 1) pane.style.aspectRatio = `${pane.clientWidth} / ${pane.clientHeight}`;
  zoom = Math.min(Math.max(before * nearer, 1), MOST);
  const left = (pane.scrollLeft + x) * zoom / before - x;
  const top = (pane.scrollTop + y) * zoom / before - y;
  sheet.style.inlineSize = `${100 * zoom}%`;
  if (pane.nextElementSibling) pane.nextElementSibling.hidden = zoom > 1; // Europe, enlarged
  pane.scrollTo({ left, top, behavior: "instant" });
}

bar.hidden = false;
bar.addEventListener("click", (event) => {
  if (event.target.value) bring(Number(event.target.value));
});

pane.tabIndex = 0;
pane.setAttribute("role", "group");
pane.setAttribute("aria-label", pane.dataset.label);
pane.addEventListener("keydown", (event) => {
  const nearer = { "+": 1.6, "=": 1.6, "-": 0.625, 0: 0 }[event.key];
  if (nearer === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  bring(nearer);
});

pane.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  const box = pane.getBoundingClientRect();
  bring(event.deltaY < 0 ? 1.25 : 0.8, event.clientX - box.left, event.clientY - box.top);
}, { passive: false });

// Drawn along by the mouse; a finger scrolls it as it does any other box. What was drawn along is not followed as a link.
let held = null;
pane.addEventListener("dragstart", (event) => event.preventDefault());
pane.addEventListener("pointerdown", (event) => {
  held = event.pointerType === "mouse" && !event.button && zoom > 1 ? { x: event.clientX, y: event.clientY } : null;
});
pane.addEventListener("pointermove", (event) => {
  if (!held || !event.buttons) return;
  const [x, y] = [held.x - event.clientX, held.y - event.clientY];
  if (!held.moved && Math.hypot(x, y) < 4) return;
  pane.setPointerCapture(event.pointerId);
  pane.scrollBy({ left: x, top: y, behavior: "instant" });
  held = { x: event.clientX, y: event.clientY, moved: true };
});
pane.addEventListener("click", (event) => {
  if (held?.moved) event.preventDefault();
}, true);
