// The panel that shows a document's text around the cited characters.

import { get } from "../api.js";
import { drawAdvice, wordsOf } from "../failures.js";
import { characters, say, where } from "../strings.js";
import { cut, element, languageOf, reflow } from "../text.js";

const AROUND = 3000;
const STEP = 20000;
const part = (id) => document.getElementById(id);

// What is shown: the document, the loaded window and the cited and marked spans in it.
let shown = null;
let request = null;

/**
 * Open the panel on `place`: {id, start, end, markStart, markEnd, line?, page?, part?, quote?, sha256?}.
 *
 * Offsets are code points of the document. Raises nothing: a failure is told in the panel.
 */
export async function openSource(place) {
  request?.abort();
  request = new AbortController();
  const { signal } = request;
  shown = null;
  part("source-title").textContent = say("loading");
  part("source-place").textContent = "";
  part("text").replaceChildren();
  for (const id of ["notice", "earlier", "later"]) part(id).hidden = true;
  if (!part("source").open) part("source").showModal();
  part("reading").focus({ preventScroll: true });
  const path = `/v1/documents/${encodeURIComponent(place.id)}`;
  try {
    const { document: found } = await get(path, {}, signal);
    const end = Math.min(place.end, found.length);
    const start = Math.min(place.start, end);
    const from = Math.max(0, start - AROUND);
    const to = Math.min(found.length, end + AROUND);
    const excerpt = await get(`${path}/text`, { start: from, end: to }, signal);
    shown = { ...excerpt, path, place: { ...place, start, end } };
  } catch (error) {
    if (error.name !== "AbortError") tell(error);
    return;
  }
  draw();
  (part("text").querySelector("mark") ?? part("text").querySelector(".cited"))?.scrollIntoView({
    block: "center",
  });
}

/** Close the panel and drop what it was loading. */
export function closeSource() {
  request?.abort();
  if (part("source").open) part("source").close();
}

/** Load and show more of the text before or after the window. */
export async function extend(direction) {
  if (!shown) return;
  const before = shown;
  const earlier = direction === "earlier";
  const start = earlier ? Math.max(0, shown.start - STEP) : shown.end;
  const end = earlier ? shown.start : Math.min(shown.document.length, shown.end + STEP);
  let more;
  try {
    more = await get(`${shown.path}/text`, { start, end }, request.signal);
  } catch (error) {
    if (error.name !== "AbortError") tell(error);
    return;
  }
  // Another document was opened, or the same button pressed twice, while this was loading.
  if (shown !== before) return;
  if (more.document.text_sha256 !== shown.document.text_sha256) {
    await openSource(shown.place);
    return;
  }
  const text = earlier ? more.text + shown.text : shown.text + more.text;
  shown = earlier
    ? { ...shown, text, start: more.start, line: more.line }
    : { ...shown, text, end: more.end };
  const reading = part("reading");
  const fromBottom = reading.scrollHeight - reading.scrollTop;
  const fromTop = reading.scrollTop;
  draw();
  reading.scrollTop = earlier ? reading.scrollHeight - fromBottom : fromTop;
  reading.focus({ preventScroll: true });
}

function draw() {
  const { document: source, place, start, end, text } = shown;
  const inside = (point) => Math.min(Math.max(point, place.start), place.end) - start;
  const marked = place.markStart !== undefined;
  const places = marked
    ? [place.start - start, inside(place.markStart), inside(place.markEnd), place.end - start]
    : [place.start - start, place.start - start, place.start - start, place.end - start];
  const [before, head, sentence, tail, after] = cut(reflow(text), places);
  const cited = element("span", { className: "cited" });
  cited.append(head, ...(sentence ? [element("mark", { text: sentence })] : []), tail);
  part("text").replaceChildren(before, ...(place.end > place.start ? [cited] : []), after);
  part("text").lang = languageOf(text);
  part("source-title").textContent = source.title;
  part("source-title").lang = languageOf(source.title);
  // Lines are counted and quotes compared in the text as it is, before it was made to flow.
  const [raw, quote] = cut(text, [place.start - start, place.end - start]);
  // A source may have no lines of its own: then there is none to name.
  const lines = shown.line === null ? null : shown.line + (raw.match(/\r\n?|\n/g)?.length ?? 0);
  const line = place.line ?? lines;
  part("source-place").textContent = [
    source.source,
    ...(place.end > place.start
      ? [...where({ ...place, line }), characters(place)]
      : []),
  ].join(" · ");
  part("earlier").hidden = start === 0;
  part("later").hidden = end >= source.length;
  const changed =
    (place.sha256 !== undefined && place.sha256 !== source.sha256) ||
    (place.quote !== undefined && place.quote !== quote);
  part("notice").hidden = !changed;
  part("notice").textContent = changed ? say("changed") : "";
}

function tell(error) {
  part("source-title").textContent = wordsOf(error)[0];
  part("source-place").textContent = "";
  part("notice").hidden = false;
  part("notice").replaceChildren(...drawAdvice(error));
}
