// The rows of the documents: their titles and names, language, size, and when they came.

import { bytes, day, say } from "../strings.js";
import { element, languageOf } from "../text.js";

/** Return a row for each document. */
export function drawRows(documents) {
  return documents.map(drawRow);
}

function drawRow(one) {
  const box = element("input", { type: "checkbox", value: one.document_id, name: one.source });
  box.setAttribute("aria-label", say("choose", { source: one.source }));
  // Who closes the document comes back to the rows as they are.
  const back = `documents${location.search}`;
  const { collection, document_id: id } = one;
  const link = element("a", {
    href: `./?${new URLSearchParams({ collection, document: id, back })}`,
    title: one.source,
    children: [
      element("cite", { text: one.title, lang: languageOf(one.title) }),
      element("span", { className: "place", text: one.source }),
    ],
  });
  const name = element("th", { scope: "row", children: [link] });
  const { language, size, added } = one;
  const told = ["en", "ru"].includes(language) ? say(`language_${language}`) : language;
  return element("tr", {
    children: [
      element("td", { children: [box] }),
      name,
      element("td", { text: told }),
      element("td", { text: size == null ? "" : bytes(size) }),
      element("td", { text: added == null ? "" : day(added) }),
    ],
  });
}
