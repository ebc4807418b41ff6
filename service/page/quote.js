// A passage's characters, drawn as its kind of file means them and no offset moved.

import { drawWindow } from "./source/draw.js";
import { Points } from "./source/points.js";
import { fill, softBreaks } from "./source/spans.js";
import { element, languageOf } from "./text.js";

const MARKDOWN = /\.(md|markdown)$/i;
let markdown = null;

/** Load what passages of Markdown are drawn with; they can be drawn before, as they stand. */
export async function quotesReady() {
  try {
    markdown ??= await import("./source/markdown.js");
  } catch {
    // The passages are there all the same.
  }
}

/** Return a citation's quote with a span of it marked, if any. */
export function drawQuote({ quote, start, source }, marked) {
  const points = new Points(quote, start);
  const units = marked ? [points.unit(marked.start), points.unit(marked.end)] : undefined;
  const made = element("blockquote", { className: "passage", lang: languageOf(quote) });
  if (markdown && MARKDOWN.test(source)) {
    const blocks = markdown.markdownBlocks(quote).map(({ from, to, ...block }) => ({
      ...block,
      start: points.point(from),
      end: points.point(to),
    }));
    const window = { text: quote, points, blocks, pages: [], parts: [], mediaType: "text/markdown" };
    made.append(
      drawWindow({ ...window, spans: markdown.readMarkdown(quote), marked: units, quiet: true }),
    );
  } else {
    fill(made, quote, { from: 0, to: quote.length, spans: softBreaks(quote), marked: units });
  }
  return made;
}

/** Append the characters `from` to `to` of a quote, in code units, to an element that is a line. */
export function fillQuote(target, { quote, source }, { from, to, marked }) {
  const spans = markdown && MARKDOWN.test(source) ? markdown.readMarkdown(quote) : [];
  // Within a line bars are what parts cells.
  const shown = spans.map((span) =>
    quote.slice(span.from, span.to) === "|" ? { ...span, name: "quiet" } : span,
  );
  const all = [...shown, ...softBreaks(quote)].filter((span) => from <= span.from && span.to <= to);
  fill(target, quote, { from, to, spans: all, marked });
}
