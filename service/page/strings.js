// What the page says, in the language it speaks, and numbers and places as that writes them.

import { EN } from "./words/en.js";
import { RU } from "./words/ru.js";

const STRINGS = { en: EN, ru: RU };

// The server reads it too, so that the page comes in this language from its first byte.
const COOKIE = "spravka-language";

/** Return the language the page speaks: the one chosen before, else the browser's. */
export function language() {
  return document.documentElement.lang in STRINGS ? document.documentElement.lang : "en";
}

/** Change to the other language and remember it; refused cookies last as long as the page. */
export function switchLanguage() {
  const next = language() === "ru" ? "en" : "ru";
  document.documentElement.lang = next;
  document.cookie = `${COOKIE}=${next}; path=/; max-age=31536000; SameSite=Lax`;
}

/** Return a string with `values` in its places; `n` among them chooses the plural form. */
export function say(key, values = {}) {
  const entry = STRINGS[language()][key];
  const form = new Intl.PluralRules(language()).select(values.n ?? 0);
  const template = typeof entry === "string" ? entry : (entry[form] ?? entry.other);
  return template.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? number(value) : value;
  });
}

/** Return a number as the language writes it, whole or to three digits. */
export function number(value) {
  const digits = Number.isInteger(value) ? {} : { maximumSignificantDigits: 3 };
  return new Intl.NumberFormat(language(), digits).format(value);
}

/** Return a probability in percent; never as certain, nor as impossible. */
export function probability(value) {
  const rounded = Math.min(0.99, Math.max(0.01, Math.round(value * 100) / 100));
  return new Intl.NumberFormat(language(), { style: "percent" }).format(rounded);
}

/** Return where a citation stands, as far as that is known: its line, page and part. */
export function where({ line, page, part }) {
  return [
    ...(line == null ? [] : [say("line", { line: String(line) })]),
    ...(page == null ? [] : [say("page", { page: String(page) })]),
    ...(part == null ? [] : [sayPart(part)]),
  ];
}

// What readers call parts of a source, and the words for it; the rest of a name is the author's.
const PARTS = [
  [/^slide (\d+) \(hidden\)$/, "hiddenSlide"],
  [/^slide (\d+)$/, "slide"],
  [/^cell (\d+)$/, "cell"],
  [/^row (\d+)$/, "row"],
  [/^attachment (.+)$/, "attachment"],
  [/^notes$/, "notes"],
  [/^output$/, "output"],
  [/^quoted$/, "quoted"],
  [/^recognised$/, "recognised"],
];

/** Return the name of a part in the page's language. */
export function sayPart(part) {
  return part.split(", ").map(sayPiece).join(", ");
}

function sayPiece(piece) {
  for (const [pattern, key] of PARTS) {
    const found = pattern.exec(piece);
    if (found) return say(`part_${key}`, { name: found[1] });
  }
  return piece;
}

/** Return the slide or the cell of a notebook that a part is of, and what of that it is, or nulls. */
export function cardOf(part) {
  const found = /^((?:slide|cell) \d+(?: \(hidden\))?)(?:, (.+))?$/.exec(part ?? "");
  return found ? [sayPart(found[1]), found[2] ? sayPart(found[2]) : null] : [null, null];
}

/** Return where a span stands; offsets are names of places, not amounts, and are not grouped. */
export function characters({ start, end }) {
  return say("characters", { start: String(start), end: String(end) });
}

/** Return a time given in milliseconds, in seconds where it is long. */
export function duration(milliseconds) {
  const long = milliseconds >= 1000;
  const value = long ? Math.round(milliseconds / 100) / 10 : Math.round(milliseconds);
  const unit = long ? "second" : "millisecond";
  return new Intl.NumberFormat(language(), { style: "unit", unit, unitDisplay: "short" }).format(value);
}

/** Return a number of bytes as people say it; `options` are more of those of Intl.NumberFormat. */
export function bytes(count, options = {}) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(count, 1)) / 3));
  const value = count / 1000 ** power;
  const digits = value < 10 && power ? 1 : 0;
  const unitDisplay = power ? "short" : "long";
  const unit = units[power];
  const format = { style: "unit", unit, unitDisplay, maximumFractionDigits: digits, ...options };
  return new Intl.NumberFormat(language(), format).format(value);
}

/** Return the day of a time given in seconds since 1970. */
export function day(seconds) {
  const format = { day: "numeric", month: "short", year: "numeric" };
  return new Intl.DateTimeFormat(language(), format).format(new Date(seconds * 1000));
}

/** Write the page's standing words in its language. */
export function speak() {
  for (const node of document.querySelectorAll("[data-say]")) {
    node.textContent = say(node.dataset.say);
  }
  for (const node of document.querySelectorAll("[data-say-placeholder]")) {
    node.placeholder = say(node.dataset.sayPlaceholder);
  }
  for (const node of document.querySelectorAll("[data-say-label]")) {
    node.setAttribute("aria-label", say(node.dataset.sayLabel));
  }
  const toggle = document.getElementById("language");
  toggle.textContent = say("other");
  toggle.lang = language() === "ru" ? "en" : "ru";
}
