// What was not searched: how many files of the folders are not read, and which, with the reason.

import { get } from "./api.js";
import { wordsOf } from "./failures.js";
import { language, say } from "./strings.js";
import { element } from "./text.js";

const SHOWN = 100;

/**
 * Return what was searched, in words: {documents, unread}; the unread ones can be opened.
 *
 * Only where it is `counted` is it said how many documents that were.
 */
export function drawCoverage({ documents, unread }, { collection, counted }) {
  const children = counted ? [element("p", { text: say("searched", { n: documents }) })] : [];
  if (unread) children.push(drawUnread(unread, collection));
  return element("div", { className: "coverage", children });
}

/** Return how many files of a collection's folders are not read; their list loads when opened. */
export function drawUnread(count, collection, { title = say("unread", { n: count }) } = {}) {
  const list = element("ul", { tabIndex: 0 });
  list.setAttribute("aria-label", title);
  const made = element("details", {
    className: "unread",
    children: [element("summary", { text: title }), list],
  });
  made.addEventListener("toggle", () => {
    if (made.open && !list.children.length) void fill(list, collection);
  });
  return made;
}

async function fill(list, collection) {
  try {
    const { total, unread } = await get("/v1/folders", { collection, limit: SHOWN });
    list.replaceChildren(...unread.map((one) => element("li", { text: told(one) })));
    if (total > unread.length) {
      list.append(element("li", { text: say("more", { n: total - unread.length }) }));
    }
  } catch (error) {
    list.replaceChildren(element("li", { text: wordsOf(error)[0] }));
  }
}

/** Return in words which file is not read and why: {path, code, reason}. */
export function told({ path, code, reason }) {
  // The server's reasons are English and say what to do; of a kind it does not know they name all.
  const says = reason && language() === "en" && code !== "unknown_format";
  if (says) return reason.startsWith(path) ? reason : `${path}: ${reason}`;
  return `${path}: ${say(`code_${code}`)}`;
}
