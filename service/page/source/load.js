// Windows of a document: their characters, and what these are made of.

import { get } from "../api.js";

const AROUND = 3000;
const STEP = 20000;

/** Return the address of a document in the API. */
export function pathOf(id) {
  return `/v1/documents/${encodeURIComponent(id)}`;
}

/** Return a place kept within a document; whether it went `beyond` the end of that is told in it. */
export function placeIn({ length }, place) {
  const end = Math.min(place.end, length);
  return { ...place, start: Math.min(place.start, end), end, beyond: place.end > length };
}

/** Return the window around a place {id, start, end}, and the place kept within the document. */
export async function loadAround(place, signal) {
  const path = pathOf(place.id);
  const { document: found } = await get(path, {}, signal);
  const kept = placeIn(found, place);
  const window = await loadWindow(
    path,
    Math.max(0, kept.start - AROUND),
    Math.min(found.length, kept.end + AROUND),
    signal,
  );
  return { ...window, path, place: kept };
}

/** Return a window with more of the text before or after it, null where the text has changed. */
export async function loadMore(window, earlier, signal) {
  const { path, start, end, document: known } = window;
  const [from, to] = earlier
    ? [Math.max(0, start - STEP), start]
    : [end, Math.min(known.length, end + STEP)];
  const more = await loadWindow(path, from, to, signal);
  if (more.document.text_sha256 !== known.text_sha256) return null;
  const [one, other] = earlier ? [more, window] : [window, more];
  // Of two windows that meet within a block each has that, and each has the page that holds there.
  const joined = (name) => [
    ...one[name],
    ...other[name].filter(({ start: at }) => at > (one[name].at(-1)?.start ?? -1)),
  ];
  return {
    ...window,
    start: one.start,
    end: other.end,
    line: one.line,
    text: one.text + other.text.slice(unitsIn(other.text, Math.max(0, one.end - other.start))),
    blocks: joined("blocks"),
    pages: joined("pages"),
    parts: joined("parts"),
    boxes: joined("boxes"),
  };
}

function unitsIn(text, points) {
  return points ? Array.from(text).slice(0, points).join("").length : 0;
}

/** Return the characters from `from` to `to`, and those of the blocks that these ends are in. */
async function loadWindow(path, from, to, signal) {
  const structure = await get(`${path}/structure`, { start: from, end: to }, signal);
  const { blocks } = structure;
  const start = Math.max(from - STEP, Math.min(from, blocks[0]?.start ?? from));
  const end = Math.min(to + STEP, Math.max(to, blocks.at(-1)?.end ?? to));
  const excerpt = await get(`${path}/text`, { start, end }, signal);
  // Where it has changed in between, what the text is made of is not known.
  const known = excerpt.document.text_sha256 === structure.document.text_sha256;
  const none = { blocks: [], pages: [], parts: [], boxes: [] };
  const { pages, parts, boxes } = structure;
  return { ...excerpt, ...(known ? { blocks, pages, parts, boxes } : none) };
}

/** Return the whole text of a document, in as many requests as that takes. */
export async function loadText(path, length, signal) {
  const texts = [];
  let start = 0;
  let version;
  while (start < length) {
    const part = await get(`${path}/text`, { start }, signal);
    version ??= part.document.text_sha256;
    if (part.document.text_sha256 !== version || part.end === start) return null;
    texts.push(part.text);
    start = part.end;
  }
  return texts.join("");
}
