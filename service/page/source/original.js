// The file that a document was read from: opened where the browser shows it, else saved.

import { ROOT, exists, getBytes } from "../api.js";
import { bearing } from "../token.js";

const part = (id) => document.getElementById(id);
let opened = null;

/** Offer the original of the document shown, where it is kept. */
export async function offerOriginal({ path, document: source }, isShown) {
  const there = await exists(`${path}/raw`);
  if (!isShown()) return;
  opened = { path: `${path}/raw`, name: source.source.split("/").at(-1), type: source.media_type };
  part("original").hidden = !there;
}

/** Listen to the wish to have it. */
export function listenToOriginal() {
  part("original").addEventListener("click", () => void show());
}

async function show() {
  const { path, name, type } = opened;
  // An address that is opened by itself bears no key.
  if (!("Authorization" in bearing())) {
    open(ROOT + path, "_blank", "noopener");
    return;
  }
  const address = URL.createObjectURL(new Blob([await getBytes(path)], { type }));
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
