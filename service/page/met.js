// Across languages: which words of the question met which of a passage, and its names in Latin.

import { get } from "./api.js";
import { wordsOf } from "./failures.js";
import { say } from "./strings.js";
import { element, languageOf } from "./text.js";

// The ways from a word to one that is not itself.
const ROUTES = ["translation", "name", "abbreviation"];
const MOST_NAMES = 6;
const MOST_WORDS = 80;
const MOST_TRANSLATIONS = 4;
const LETTERS = Object.fromEntries(
  [
    "а-a б-b в-v г-g д-d е-e ё-yo ж-zh з-z и-i й-y к-k л-l м-m н-n о-o п-p р-r с-s т-t у-u ф-f",
    "х-kh ц-ts ч-ch ш-sh щ-shch ъ- ы-y ь- э-e ю-yu я-ya",
  ].flatMap((row) => row.split(" ").map((pair) => pair.split("-"))),
);

/**
 * Return what helps to read a passage that is in another language than the question, else null.
 *
 * Its language and names are told at once, and by a press which words met: `explain` gives a promise
 * of why the passage was found.
 */
export function drawMet({ quote, marked, question, explain }) {
  const language = languageOf(quote);
  if (language === languageOf(question)) return null;
  const made = element("p", { className: "met" });
  const tag = element("button", { type: "button", className: "tag", text: say(`in_${language}`) });
  tag.title = say("metTitle");
  tag.setAttribute("aria-expanded", "false");
  made.append(tag);
  if (language === "ru") appendNames(made, marked ?? quote);
  tag.addEventListener("click", (event) => {
    // A press on the passage would open its source.
    event.stopPropagation();
    if (tag.getAttribute("aria-expanded") === "true") return;
    tag.setAttribute("aria-expanded", "true");
    void appendWords(made, explain, language);
    made.append(drawWords(marked ?? quote, { language, to: languageOf(question) }));
  });
  return made;
}

async function appendWords(made, explain, language) {
  let explanation;
  try {
    explanation = await explain();
  } catch (error) {
    made.append(" ", pair(wordsOf(error)[0]));
    return;
  }
  const terms = explanation?.sparse?.terms ?? [];
  const pairs = new Map(
    terms
      .filter(({ route }) => ROUTES.includes(route))
      .map(({ word, found }) => [`${word} ${found}`, { word, found }]),
  );
  for (const { word, found } of pairs.values()) {
    made.append(" ", pair(`${word} → `, element("span", { text: found, lang: language })));
  }
  if (!pairs.size) made.append(" ", pair(say("metNone")));
}

/** Return the words of a text to be pressed, each for what it may be called in the other language. */
function drawWords(text, { language, to }) {
  const told = element("span", { className: "told" });
  told.setAttribute("role", "status");
  told.textContent = say("wordsHint");
  const pieces = text.match(/\p{L}+|[^\p{L}]+/gu)?.slice(0, MOST_WORDS) ?? [];
  const drawn = pieces.map((piece) => {
    if (!/\p{L}{3}/u.test(piece)) return piece.replace(/\s+/g, " ");
    const word = element("button", { type: "button", className: "word", text: piece });
    word.addEventListener("click", () => void translate(piece, { told, to }));
    return word;
  });
  const words = element("span", { className: "words", lang: language, children: drawn });
  const made = element("span", { className: "translating", children: [words, told] });
  made.addEventListener("click", (event) => event.stopPropagation());
  return made;
}

/** Tell what a word by itself may be called. */
async function translate(word, { told, to }) {
  let text;
  try {
    const { translations } = await get("/v1/translations", { word });
    const called = translations.slice(0, MOST_TRANSLATIONS).map((one) => one.word ?? `${one.stem}…`);
    text = [...new Set(called)].join(", ");
  } catch (error) {
    told.replaceChildren(wordsOf(error)[0]);
    return;
  }
  if (!text) {
    told.textContent = say("untranslated", { word });
    return;
  }
  told.replaceChildren(`${word}: `, element("span", { text, lang: to }), ` · ${say("byItself")}`);
}

function appendNames(made, text) {
  for (const name of namesIn(text)) {
    made.append(" ", pair("", element("span", { text: name, lang: "ru" }), ` = ${inLatin(name)}`));
  }
}

function pair(...children) {
  return element("span", { className: "pair", children });
}

/** Return the names in a Russian text: two words and more with capitals, that begin no sentence. */
function namesIn(text) {
  const word = String.raw`\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?`;
  const names = text.match(new RegExp(String.raw`(?<=[\p{Ll}\d,;:)»–—-] )${word}(?: ${word})+`, "gu"));
  return [...new Set(names ?? [])].slice(0, MOST_NAMES);
}

/** Return a Russian name in Latin letters, as passports of the BGN/PCGN tables have it, simplified. */
export function inLatin(name) {
  const written = name
    .replace(/(ий|ый)(?![\p{L}])/gu, "y")
    .replace(/ье/g, "ye")
    .replace(/ья/g, "ya");
  return Array.from(written, (letter) => {
    const small = letter.toLowerCase();
    const latin = LETTERS[small] ?? letter;
    return letter === small ? latin : latin.charAt(0).toUpperCase() + latin.slice(1);
  }).join("");
}
