// What has become of the documents: said in words, with what went wrong, and the way back.

import { send } from "./api.js";
import { wordsOf } from "./failures.js";
import { say } from "./strings.js";
import { element } from "./text.js";

// So many files are named that were not read, or were replaced; the rest is counted.
const NAMED = 20;
const part = (id) => document.getElementById(id);

let changed = () => {};
// The changes that can be undone: {collection, change}.
let undoing = [];

/** Take charge of the way back. `whenChanged` is called when documents have come back. */
export function keepNews(whenChanged) {
  changed = whenChanged;
  part("undo-do").addEventListener("click", () => void undo());
}

/** Say something about the documents, with lines of what went wrong below it. */
export function tell(words, failed = []) {
  part("news").replaceChildren(
    ...(words ? [element("p", { text: words })] : []),
    ...someOf(failed).map((text) => element("p", { className: "refused", text })),
  );
}

/** Return in a line what went wrong and what to do. */
export function lineOf(error) {
  return wordsOf(error).join(". ");
}

/** Return as many of the names or lines as are told, and how many more there are. */
export function someOf(all) {
  const rest = all.length - NAMED;
  return rest > 0 ? [...all.slice(0, NAMED), say("more", { n: rest })] : all;
}

/** Say what has gone, and offer to undo `changes`, each {collection, change}, until the next are. */
export function offerUndo(words, changes) {
  undoing = changes;
  part("undo-told").textContent = words;
  part("undo-do").hidden = !changes.length;
  part("undo").hidden = false;
}

async function undo() {
  const headers = { "Content-Type": "application/json" };
  part("undo-do").disabled = true;
  try {
    let n = 0;
    // Of a document that was replaced twice the first version comes back last.
    while (undoing.length) {
      const body = JSON.stringify(undoing.at(-1));
      n += (await send("/v1/documents/undo", { method: "POST", headers, body })).restored.length;
      undoing.pop();
    }
    tell(say("undone", { n }));
    part("undo").hidden = true;
  } catch (error) {
    tell(lineOf(error));
  }
  part("undo-do").disabled = false;
  changed();
  document.querySelector("#name, #question").focus();
}
