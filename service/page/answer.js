// The answer, first on the page: the sentence, its place and how sure it is; or that there is none.

import { probability, say, where } from "./strings.js";
import { drawQuote, element, languageOf } from "./text.js";

// The least probability that each word stands for, after the IPCC's scale of likelihood (2010).
const WORDS = [
  [0.9, "veryLikely"],
  [0.66, "likely"],
  [0.33, "possibly"],
  [0, "unlikely"],
];

/** Return the card of an answer; `link` leads to the characters that it cites. */
export function drawAnswer({ confidence, citation, marked }, link) {
  const article = element("article", {
    children: [drawQuote(citation, marked), element("footer", { children: [link] })],
  });
  const sure = confidence === null ? [] : [drawConfidence(confidence)];
  const below = element("div", { className: "below", children: [...sure, drawCopy(citation)] });
  return card(article, below);
}

/** Return the card that says that the documents do not answer, and why; then what was searched. */
export function drawAbstention({ reason, missing }, coverage) {
  const title = element("h2", { text: say("notAnswered") });
  if (reason === "nothing_found") {
    return card(title, element("p", { text: say("nothing") }), coverage);
  }
  const why = element("p", { text: missing.length ? "" : say("noneLikely") });
  missing.forEach((word, number) => {
    const before = number ? ", " : `${say("missing", { n: missing.length })} `;
    why.append(before, element("q", { text: word }));
  });
  if (missing.length) why.append(".");
  return card(title, why, element("p", { text: say("nearest") }), coverage);
}

function card(...children) {
  const made = element("section", { children });
  made.setAttribute("aria-label", say("answer"));
  return made;
}

function drawConfidence(confidence) {
  const { rounded, share, percent } = probability(confidence);
  const [, word] = WORDS.find(([least]) => rounded >= least);
  const meaning = say("confidence", { percent });
  return element("details", {
    className: "why",
    children: [
      element("summary", { text: say(word, { share }), title: meaning }),
      element("p", { text: meaning }),
    ],
  });
}

function drawCopy(citation) {
  const copy = element("button", {
    type: "button",
    className: "plain copy",
    title: say("copyTitle"),
    text: say("copy"),
  });
  copy.addEventListener("click", async () => {
    copy.textContent = say((await copied(cited(citation))) ? "copied" : "notCopied");
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

/** Copy `text`; return whether that went well. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByCommand(text);
  }
}

// The clipboard is there only for https and for this machine; an older way is there everywhere.
function copiedByCommand(text) {
  const fill = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  };
  document.addEventListener("copy", fill);
  try {
    return document.execCommand("copy");
  } finally {
    document.removeEventListener("copy", fill);
  }
}
