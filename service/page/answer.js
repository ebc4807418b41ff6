// The answer, first on the page: how sure it is, then the sentence between its neighbours.

import { copyText } from "./clipboard.js";
import { drawFolded } from "./folded.js";
import { drawQuote, fillQuote } from "./quote.js";
import { Points } from "./source/points.js";
import { probability, say, where } from "./strings.js";
import { element, languageOf } from "./text.js";
import { drawVote } from "./votes.js";

/** Return the words of an answer that are marked, if any: where it is sure, or another differs. */
export function markOf({ band, marked, otherwise }) {
  return band === "surely" || otherwise.length ? marked : null;
}

/**
 * Return the card of the answer that was found.
 *
 * `hit` is the passage that it stands in, where that was found; `linkTo`, `opened` and `explain` are
 * as for `drawHits`.
 */
export function drawAnswer(found, { hit, linkTo, opened, explain }) {
  const { answer } = found;
  const link = linkTo(answer.citation, markOf(answer) ?? answer.citation);
  const article = element("article", {
    children: [drawSentence(answer, hit?.citation), element("footer", { children: [link] })],
  });
  const below = element("div", {
    className: "below",
    children: [...drawVote(answer, found), drawCopy(answer.citation)],
  });
  const folded = hit ? [drawFolded(hit, { answer, linkTo, opened, explain })] : [];
  const beside = [...drawOtherwise(answer, linkTo), ...drawElsewhere(answer, linkTo)];
  const made = card(...drawSure(answer), article, below, ...folded, ...beside);
  if (answer.band) made.dataset.band = answer.band;
  return made;
}

/** Return an empty list, or how sure an answer is, in words and then in percent. */
export function drawSure({ band, confidence }) {
  if (confidence === null) return [];
  const children = [element("span", { text: say("share", { percent: probability(confidence) }) })];
  if (band) children.unshift(element("strong", { text: say(`band_${band}`) }), " ");
  return [element("p", { className: "sure", children })];
}

/** Return the sentence of an answer between those before and after it in `passage`, if any. */
export function drawSentence(answer, passage) {
  const { citation } = answer;
  const marked = markOf(answer);
  const around = passage ?? citation;
  const points = new Points(around.quote, around.start);
  const units = (span) => [points.unit(span.start), points.unit(span.end)];
  const [from, to] = units(citation);
  const said = element("span", { className: "said" });
  fillQuote(said, around, { from, to, marked: marked ? units(marked) : undefined });
  const quiet = ([start, end]) => {
    if (start === end) return [];
    const made = element("span", { className: "around" });
    fillQuote(made, around, { from: start, to: end });
    return [made];
  };
  return element("blockquote", {
    className: "passage",
    lang: languageOf(citation.quote),
    children: [
      ...quiet(sentenceIn(around.quote, 0, from, -1)),
      said,
      ...quiet(sentenceIn(around.quote, to, around.quote.length, 0)),
    ],
  });
}

/** Return [from, to] of the sentence at `place` between two units that says something. */
function sentenceIn(text, from, to, place) {
  if (!Intl.Segmenter) return [from, to];
  const segmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });
  const segments = [...segmenter.segment(text.slice(from, to))];
  const spoken = segments.filter(({ segment }) => /[\p{L}\p{N}]/u.test(segment)).at(place);
  if (!spoken) return [from, from];
  const { index, segment } = spoken;
  if (place < 0) return [from + index, to];
  return [from, from + index + segment.trimEnd().length];
}

function drawElsewhere({ elsewhere }, linkTo) {
  if (!elsewhere.length) return [];
  const title = element("p", { text: say("elsewhere", { n: elsewhere.length }) });
  const list = element("ul", {
    children: elsewhere.map((one) => element("li", { children: [linkTo(one, one)] })),
  });
  return [element("div", { className: "elsewhere", children: [title, list] })];
}

/** Return an empty list, or what other documents answer instead, side by side. */
export function drawOtherwise({ otherwise }, linkTo) {
  if (!otherwise.length) return [];
  const title = element("p", { text: say("otherwise", { n: otherwise.length }) });
  const list = element("ul", {
    children: otherwise.map(({ citation, marked }) =>
      element("li", {
        children: [
          drawQuote(citation, marked),
          element("footer", { children: [linkTo(citation, marked)] }),
        ],
      }),
    ),
  });
  return [element("div", { className: "otherwise", children: [title, list] })];
}

/** Return the region of the page that says what the documents tell. */
export function card(...children) {
  const made = element("section", { children });
  made.setAttribute("aria-label", say("answer"));
  return made;
}

function drawCopy(citation) {
  const copy = element("button", {
    type: "button",
    className: "plain copy",
    title: say("copyTitle"),
    text: say("copy"),
  });
  copy.addEventListener("click", async () => {
    copy.textContent = say((await copyText(cited(citation))) ? "copied" : "notCopied");
  });
  return copy;
}

/** Return a quote with its source and characters, as `spravka verify` reads it, and its place. */
function cited(citation) {
  const { quote, source, start, end } = citation;
  // What stands between marks would be read as a quote too.
  const places = where(citation).map((place) => place.replaceAll(/["«»“”„]/g, ""));
  return [`${quoted(quote)}[${source}:${start}-${end}]`, ...places].join(", ");
}

/** Return a quote between marks that it does not hold, or as a block where it has paragraphs. */
function quoted(quote) {
  if (/\n[ \t\r]*\n/.test(quote)) return `> ${quote.replaceAll("\n", "\n> ")}\n\n`;
  const usual = languageOf(quote) === "ru" ? ["«»", "“”"] : ["“”", "«»"];
  const unused = ([opening, closing]) => !quote.includes(opening) && !quote.includes(closing);
  const [opening, closing] = usual.find(unused) ?? '""';
  return `${opening}${quote}${closing} `;
}
