// The documents of a collection in a line of the first page: how many there are, and more of them.

import { get } from "./api.js";
import { say } from "./strings.js";
import { element } from "./text.js";
import { drawUnread } from "./unread.js";
import { addTo } from "./upload.js";

const part = (id) => document.getElementById(id);

// The collection that is shown.
let shown;

/** Show how many documents a collection holds: {collection, total}. */
export function drawShelf({ collection, total }) {
  shown = collection;
  addTo(collection);
  part("shelf").hidden = false;
  const title = total ? roomLink(collection, total) : element("span", { text: say("empty") });
  part("shelf-title").replaceChildren(title);
  part("shelf-hint").hidden = total > 0;
  part("shelf-hint").textContent = say("emptyDetail");
  void drawMissed(collection);
}

function roomLink(collection, total) {
  const query = collection === undefined ? "" : `?${new URLSearchParams({ collection })}`;
  return element("a", { href: `documents${query}`, text: say("shelf", { n: total }) });
}

/** Say how many files of the collection's folders are not read. */
async function drawMissed(collection) {
  part("shelf-unread").replaceChildren();
  let folders;
  try {
    ({ folders } = await get("/v1/folders", { collection, limit: 1 }));
  } catch {
    return;
  }
  const count = folders.reduce((sum, { missed }) => sum + missed, 0);
  if (count && collection === shown) {
    part("shelf-unread").replaceChildren(drawUnread(count, collection));
  }
}
