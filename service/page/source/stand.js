// How the panel stands: over the page, or on wide screens beside what was found.

const part = (id) => document.getElementById(id);
const wide = matchMedia("(min-width: 90rem)");
let left = null;
let moving = false;

/** Open the panel where it is not open, the way the screen has room for it. */
export function stand() {
  const panel = part("source");
  if (panel.open) return;
  if (wide.matches) panel.show();
  else panel.showModal();
  document.body.toggleAttribute("data-beside", wide.matches);
}

/** Close the panel. */
export function close() {
  document.body.removeAttribute("data-beside");
  if (part("source").open) part("source").close();
}

/** Listen to the panel's being closed by its reader, who is then told by `leave`. */
export function listenToStand(leave) {
  const panel = part("source");
  left = leave;
  part("close").addEventListener("click", close);
  panel.addEventListener("close", () => {
    if (moving) moving = false;
    else {
      document.body.removeAttribute("data-beside");
      left();
    }
  });
  panel.addEventListener("click", (event) => {
    if (event.target === panel) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !panel.open) return;
    if (document.body.hasAttribute("data-beside")) close();
  });
  wide.addEventListener("change", () => {
    // A sheet of paper is narrower than the screen, and stays what it is while it is printed.
    if (!panel.open || matchMedia("print").matches) return;
    if (wide.matches === document.body.hasAttribute("data-beside")) return;
    // Another way of standing, of which the page's address knows nothing.
    moving = true;
    panel.close();
    stand();
  });
}
