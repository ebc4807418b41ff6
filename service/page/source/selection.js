// What its reader selects in the text: copied to the character, and linked to by its address.

import { versionOf } from "../address.js";
import { copyText } from "../clipboard.js";
import { say } from "../strings.js";

const part = (id) => document.getElementById(id);
let shownNow = () => null;

/** Listen to selections in the text; `shown` gives the window with its points and leaves. */
export function listenToSelection(shown) {
  shownNow = shown;
  document.addEventListener("selectionchange", tellSelection);
  part("text").addEventListener("copy", (event) => {
    const units = selected();
    if (!units) return;
    // The characters of the document, with those that are drawn in another way or not at all.
    event.clipboardData.setData("text/plain", shownNow().text.slice(...units));
    event.preventDefault();
  });
  // A press on the button would end the selection.
  part("link-selection").addEventListener("mousedown", (event) => event.preventDefault());
  part("link-selection").addEventListener("click", async () => {
    const units = selected();
    if (!units) return;
    const { document: source, points } = shownNow();
    const [start, end] = units.map((unit) => points.point(unit));
    const opened = { version: versionOf(source), document: source.document_id, start, end };
    const parameters = new URLSearchParams(opened);
    const done = await copyText(`${location.origin}${location.pathname}?${parameters}`);
    part("link-selection").textContent = say(done ? "copied" : "notCopied");
  });
}

/** Offer a link where something is selected. */
export function tellSelection() {
  const units = selected();
  part("link-selection").hidden = !units;
  if (!units) part("link-selection").textContent = say("linkSelection");
}

/** Return the units [from, to] of the window that are selected, null where none are. */
function selected() {
  const selection = getSelection();
  const { leaves } = shownNow() ?? {};
  if (!leaves || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!part("text").contains(range.commonAncestorContainer)) return null;
  const [from, to] = leaves.units(range);
  return to > from ? [from, to] : null;
}
