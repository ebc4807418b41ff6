// What the page says, in the language it speaks, and numbers and places as that writes them.

import { EN } from "./words/en.js";
import { RU } from "./words/ru.js";

const STRINGS = { en: EN, ru: RU };

const KEY = "spravka.language";

/** Return the language the page speaks: the one chosen before, else the browser's. */
export function language() {
  const chosen = remembered();
  if (chosen in STRINGS) return chosen;
  return navigator.languages.some((tag) => /^(ru|be|uk|kk)\b/i.test(tag)) ? "ru" : "en";
}

/** Change to the other language and remember it. */
export function switchLanguage() {
  const next = language() === "ru" ? "en" : "ru";
  try {
    localStorage.setItem(KEY, next);
  } catch {
    document.documentElement.dataset.language = next;
  }
}

// Storage is refused in some private windows; the choice then lasts as long as the page.
function remembered() {
  try {
    return localStorage.getItem(KEY) ?? document.documentElement.dataset.language;
  } catch {
    return document.documentElement.dataset.language;
  }
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
    ...(part == null ? [] : [part]),
  ];
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

/** Write the page's standing words in its language. */
export function speak() {
  document.documentElement.lang = language();
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
