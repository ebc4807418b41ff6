// Where is searched: the collection, the folder and the language, beside the question.

import { OPENED, address } from "./address.js";
import { get } from "./api.js";
import { say } from "./strings.js";
import { element } from "./text.js";

const LANGUAGES = ["en", "ru"];
const NAMES = ["collection", "folder", "language"];
const select = (name) => document.querySelector(`#${name}-choice select`);

/** Take charge of the choices. `choose` is called with the address that is chosen. */
export function keepScope(choose) {
  for (const name of NAMES) {
    select(name).addEventListener("change", () => {
      const parameters = address();
      const value = select(name).value;
      if (value) parameters.set(name, value);
      else parameters.delete(name);
      // A folder is one of its collection's.
      if (name === "collection") parameters.delete("folder");
      for (const opened of OPENED) parameters.delete(opened);
      choose(parameters);
    });
  }
}

/** Show what can be chosen in a collection, and what is chosen; what has no choice is not shown. */
export async function drawScope(collection) {
  const chosen = address();
  offer("language", LANGUAGES.map((code) => [code, say(`language_${code}`)]), {
    any: say("anyLanguage"),
    value: chosen.get("language") ?? "",
  });
  const [names, folders] = await Promise.all([collections(collection), foldersOf(collection)]);
  if ((address().get("collection") ?? undefined) !== (chosen.get("collection") ?? undefined)) return;
  offer("collection", names.map((name) => [name, name]), { value: collection ?? names[0] ?? "" });
  offer("folder", folders.map((name) => [name, `${name}/`]), {
    any: say("anyFolder"),
    value: chosen.get("folder") ?? "",
  });
}

/** Fill a choice; `any` is what its empty value is called, where it has one. */
function offer(name, options, { any, value }) {
  const known = options.some(([option]) => option === value) || (any !== undefined && value === "");
  const all = known ? options : [...options, [value, value]];
  const drawn = all.map(([option, text]) => element("option", { value: option, text }));
  if (any !== undefined) drawn.unshift(element("option", { value: "", text: any }));
  select(name).replaceChildren(...drawn);
  select(name).value = value;
  select(name).toggleAttribute("data-chosen", any !== undefined && value !== "");
  select(name).closest("label").hidden = drawn.length < 2;
}

async function collections(collection) {
  let names = [];
  try {
    names = (await get("/v1/collections")).collections.map((one) => one.name);
  } catch {
    // What is chosen is shown alone.
  }
  if (collection !== undefined && !names.includes(collection)) names.push(collection);
  return names;
}

async function foldersOf(collection) {
  try {
    const { folders } = await get("/v1/contents", { collection });
    return folders.map(({ name }) => name);
  } catch {
    return [];
  }
}

/** Return the filter that an address asks for, as the API takes it, undefined for none. */
export function filterOf(parameters) {
  const kept = [];
  for (const key of ["folder", "language"]) {
    if (parameters.get(key)) kept.push({ type: "eq", key, value: parameters.get(key) });
  }
  const given = parameters.get("filter");
  if (!kept.length) return given ?? undefined;
  if (given) {
    try {
      kept.push(JSON.parse(given));
    } catch {
      // The server says what is wrong with it.
      return given;
    }
  }
  return JSON.stringify(kept.length === 1 ? kept[0] : { type: "and", filters: kept });
}
