// The keys: `/` goes to the question, the arrows among what was found.

const part = (id) => document.getElementById(id);

/** Listen to the keys of the page, and of a source that is open over it or beside what was found. */
export function listenToKeys() {
  document.addEventListener("keydown", onKey);
  part("source").addEventListener("keydown", onSourceKey);
}

/** In a source `/` goes to what finds words in it, `n` and `p` to the places that were found. */
function onSourceKey(event) {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.target.closest("input, textarea, select") !== null) return;
  if (event.key === "/") {
    event.preventDefault();
    part("find-text").focus();
    part("find-text").select();
  } else if (event.key === "n" || event.key === "p") {
    part(event.key === "n" ? "cited-later" : "cited-earlier").click();
  }
}

/**
 * Move the focus by `by` among the question, the answer and the hits.
 *
 * Return whether there was a place.
 */
function step(by) {
  const shown = "a.open:not(details:not([open]) *)";
  const stops = document.querySelectorAll(`#question, #answer ${shown}, #hits ${shown}`);
  const at = [...stops].indexOf(document.activeElement);
  const next = at === -1 ? undefined : stops[at + by];
  next?.focus();
  next?.closest("li, details, section")?.scrollIntoView({ block: "nearest" });
  return next !== undefined;
}

function onKey(event) {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
  if (part("source").matches(":modal") || part("source").contains(event.target)) return;
  if (event.key !== "/" && event.target.closest("select")) return;
  const typing = event.target.closest("input, textarea") !== null;
  // Within a question of several lines the arrows go from line to line.
  const { value = "", selectionEnd = null } = typing ? event.target : {};
  if (selectionEnd !== null && selectionEnd < value.length) return;
  if (event.key === "/" && !typing) {
    event.preventDefault();
    part("question").focus();
    part("question").select();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (step(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
  }
}
