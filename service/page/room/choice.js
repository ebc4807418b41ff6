// Documents that are chosen, deleted, and for a while brought back.

import { send } from "../api.js";
import { say } from "../strings.js";
import { lineOf, tell } from "../upload.js";

const part = (id) => document.getElementById(id);

let changed = () => {};
let collectionOf = () => undefined;
// The change that can be undone.
let undoing = null;

/**
 * Take charge of choosing and deleting. `collection` gives the one that is shown, and `changed` is
 * called when documents have gone or come.
 */
export function keepChoice({ collection, changed: whenChanged }) {
  changed = whenChanged;
  collectionOf = collection;
  part("undo-do").addEventListener("click", () => void undo());
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
  const asked = { document_ids: chosen.map(({ value }) => value), dry_run: false };
  part("delete").disabled = true;
  try {
    const { deleted, change } = await post("/v1/documents/delete", asked);
    tell("");
    offer(deleted, change);
  } catch (error) {
    tell(lineOf(error));
  }
  part("delete").disabled = false;
  changed();
}

/** Offer to bring back what a change has deleted, until the next one. */
function offer(n, change) {
  undoing = change;
  part("undo-told").textContent = say("deleted", { n });
  part("undo-do").hidden = change === null;
  part("undo").hidden = false;
  part("undo-do").focus();
}

async function undo() {
  part("undo-do").disabled = true;
  try {
    const { restored } = await post("/v1/documents/undo", { change: undoing });
    tell(say("undone", { n: restored.length }));
    part("undo").hidden = true;
  } catch (error) {
    tell(lineOf(error));
  }
  part("undo-do").disabled = false;
  changed();
  part("name").focus();
}

function post(address, asked) {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ collection: collectionOf(), ...asked });
  return send(address, { method: "POST", headers, body });
}
