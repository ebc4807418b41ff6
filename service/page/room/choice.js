// Documents that are chosen and deleted.

import { send } from "../api.js";
import { lineOf, offerUndo, tell } from "../news.js";
import { say } from "../strings.js";

const part = (id) => document.getElementById(id);

let changed = () => {};
let collectionOf = () => undefined;

/**
 * Take charge of choosing and deleting. `collection` gives the one that is shown, and `changed` is
 * called when documents have gone.
 */
export function keepChoice({ collection, changed: whenChanged }) {
  changed = whenChanged;
  collectionOf = collection;
  part("all").addEventListener("change", () => {
    for (const box of boxes()) box.checked = part("all").checked;
    show();
  });
  part("rows").addEventListener("change", show);
  part("delete").addEventListener("click", () => void remove());
}

/** Choose nothing. */
export function clearChoice() {
  for (const box of boxes()) box.checked = false;
  show();
}

function boxes() {
  return [...part("rows").querySelectorAll("input[type=checkbox]")];
}

function show() {
  const all = boxes();
  const n = all.filter((box) => box.checked).length;
  part("all").checked = n > 0 && n === all.length;
  part("all").indeterminate = n > 0 && n < all.length;
  part("delete").hidden = n === 0;
  part("delete").textContent = say("deleteChosen", { n });
}

async function remove() {
  const chosen = boxes().filter((box) => box.checked);
  const collection = collectionOf();
  const asked = { collection, document_ids: chosen.map(({ value }) => value), dry_run: false };
  const headers = { "Content-Type": "application/json" };
  const options = { method: "POST", headers, body: JSON.stringify(asked) };
  part("delete").disabled = true;
  try {
    const { deleted, change } = await send("/v1/documents/delete", options);
    tell("");
    offerUndo(say("deleted", { n: deleted }), change === null ? [] : [{ collection, change }]);
    part("undo-do").focus();
  } catch (error) {
    tell(lineOf(error));
  }
  part("delete").disabled = false;
  changed();
}
