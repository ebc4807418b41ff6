// Offsets in the API count Unicode code points; JavaScript strings count UTF-16 code units.

/** Return the place in `text`, in code units, that lies `points` code points after `from`. */
function unitAt(text, points, from = 0) {
  let unit = from;
  for (let left = points; left > 0 && unit < text.length; left -= 1) {
    unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
  }
  return unit;
}

/**
 * Cut `text` at `places` (ascending, in code points) and return the pieces, one more than places.
 */
export function cut(text, places) {
  const pieces = [];
  let unit = 0;
  let point = 0;
  for (const place of places) {
    const next = unitAt(text, place - point, unit);
    pieces.push(text.slice(unit, next));
    unit = next;
    point = Math.max(point, place);
  }
  pieces.push(text.slice(unit));
  return pieces;
}

/**
 * Return `text` with the line breaks of hard-wrapped prose as spaces, so that it flows anew.
 *
 * Only a break after a long line, and before what does not look like a list, a table or code, is
 * taken for one. Every offset stays what it was.
 */
export function reflow(text) {
  return text.replace(/(?<=[^\r\n]{60})(\r\n|\n)(?=[^\s\d*|#>+-])/g, (end) => " ".repeat(end.length));
}

/** Return an element with its text and children; text is never read as HTML. */
export function element(name, { text, children = [], ...properties } = {}) {
  const made = Object.assign(document.createElement(name), properties);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

/** Return a citation's quote with a span of it marked, if any. */
export function drawQuote({ quote, start }, marked) {
  const places = marked ? [marked.start - start, marked.end - start] : [];
  const [before, inside, after] = cut(reflow(quote), places);
  return element("blockquote", {
    className: "passage",
    lang: languageOf(quote),
    children: marked ? [before, element("mark", { text: inside }), after] : [before],
  });
}

/** Return the language that most letters of `text` are of, for a reader that speaks it. */
export function languageOf(text) {
  const cyrillic = text.match(/\p{Script=Cyrillic}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return cyrillic > latin ? "ru" : "en";
}
