// The panel that shows a document's text around the cited characters.

import { versionOf } from "../address.js";
import { drawAdvice, wordsOf } from "../failures.js";
import { characters, say, where } from "../strings.js";
import { languageOf } from "../text.js";
import { drawCited } from "./cited.js";
import { drawWindow, isMarkdown, isProgram } from "./draw.js";
import { Find } from "./find.js";
import { Leaves } from "./leaves.js";
import { loadAround, loadMore, placeIn } from "./load.js";
import { clearOutline, drawOutline, listenToOutline, tellOutline } from "./outline.js";
import { listenToOriginal, offerOriginal } from "./original.js";
import { clearPaper, drawPaper, listenToPaper } from "./paper.js";
import { Points } from "./points.js";
import { listenToSelection, tellSelection } from "./selection.js";
import { close, stand } from "./stand.js";

const part = (id) => document.getElementById(id);

// What is shown: the document, the loaded window and the cited and marked spans in it.
let shown = null;
let request = null;
let offered = null;
let reaching = null;
const find = new Find({ window: () => shown, reach });

/**
 * Open the panel on `place`, which is {id, version, start, end, markStart, markEnd, cited}, and what is
 * known of a citation: line, page, part and quote.
 *
 * Offsets are code points of the document, of that version where one is named; `cited` are the places
 * of it that were found. Raises nothing: a failure is told in the panel.
 */
export async function openSource(place) {
  request?.abort();
  request = new AbortController();
  const { signal } = request;
  const known = shown?.place.id === place.id;
  if (!known) clear();
  stand();
  part("reading").focus({ preventScroll: true });
  try {
    shown =
      known && holds(place)
        ? { ...shown, place: placeIn(shown.document, place) }
        : await loadAround(place, signal);
    await draw();
  } catch (error) {
    if (error.name !== "AbortError") tell(error);
    return;
  }
  if (signal.aborted) return;
  void drawPaper(shown);
  toSight(part("text").querySelector("mark") ?? part("text").querySelector(".cited"));
  offer();
}

/** Offer once what a document has beside its text: an outline, and the original. */
function offer() {
  const { path } = shown;
  if (offered === path) return;
  offered = path;
  const isOffered = () => offered === path;
  void drawOutline(shown, isOffered);
  void offerOriginal(shown, isOffered);
  // Words may have been written before there was a text to find them in.
  void find.look();
}

/** Close the panel and drop what it was loading. */
export function closeSource() {
  request?.abort();
  shown = null;
  offered = null;
  find.clear();
  clearPaper();
  close();
}

/** Listen to what is done in the panel. */
export function listenToSource() {
  find.listen();
  listenToSelection(() => shown);
  listenToPaper();
  listenToOriginal();
  part("earlier").addEventListener("click", () => void extend(true));
  part("later").addEventListener("click", () => void extend(false));
  listenToOutline();
}

function clear() {
  shown = null;
  offered = null;
  part("source-title").textContent = say("loading");
  part("source-place").textContent = "";
  part("text").replaceChildren();
  for (const id of ["notice", "earlier", "later", "cited", "original"]) part(id).hidden = true;
  find.clear();
  clearOutline();
  clearPaper();
}

function holds({ start, end }) {
  return shown.start <= start && Math.min(end, shown.document.length) <= shown.end;
}

/** Load and show more of the text before or after the window. */
async function extend(earlier) {
  if (!shown) return;
  const before = shown;
  let more;
  try {
    more = await loadMore(shown, earlier, request.signal);
  } catch (error) {
    if (error.name !== "AbortError") tell(error);
    return;
  }
  // Another document was opened, or the same button pressed twice, while this was loading.
  if (shown !== before) return;
  if (more === null) {
    const { place } = shown;
    clear();
    await openSource(place);
    return;
  }
  shown = more;
  const reading = part("reading");
  const fromBottom = reading.scrollHeight - reading.scrollTop;
  const fromTop = reading.scrollTop;
  await draw();
  reading.scrollTop = earlier ? reading.scrollHeight - fromBottom : fromTop;
  reading.focus({ preventScroll: true });
}

/** Have the window hold the characters from `start` to `end`; the cited place stays what it is. */
async function reach(start, end) {
  const own = {};
  reaching = own;
  if (holds({ start, end })) return;
  const window = await loadAround({ ...shown.place, start, end }, request.signal);
  // Another place was asked for, or another document opened, while this was loading.
  if (reaching !== own || shown?.path !== window.path) return;
  shown = { ...window, place: shown.place };
  await draw();
}

async function draw() {
  const { document: source, place, start, text } = shown;
  const markdown = isMarkdown(source.media_type) ? await import("./markdown.js") : null;
  const points = new Points(text, start);
  const units = (from, to) => (to > from ? [points.unit(from), points.unit(to)] : undefined);
  const marked = place.markStart === undefined ? undefined : units(...within(place));
  const spans = markdown?.readMarkdown(text);
  const strict = isProgram(source.source);
  const drawn = drawWindow({
    ...shown,
    strict,
    points,
    mediaType: source.media_type,
    spans,
    cited: units(place.start, place.end),
    marked,
  });
  part("text").replaceChildren(drawn);
  part("text").lang = languageOf(text);
  part("text").classList.toggle("mono", strict);
  part("text").classList.toggle("around", place.end > place.start);
  shown = { ...shown, points, leaves: new Leaves(part("text")) };
  drawHead();
  find.draw();
  tellSelection();
}

/** Return the marked span of a place, kept within what is cited. */
function within({ start, end, markStart, markEnd }) {
  const inside = (point) => Math.min(Math.max(point, start), end);
  return [inside(markStart), inside(markEnd)];
}

function drawHead() {
  const { document: source, place, points, text, start, end } = shown;
  part("source-title").textContent = source.title;
  part("source-title").lang = languageOf(source.title);
  const cites = place.end > place.start;
  const quote = text.slice(points.unit(place.start), points.unit(place.end));
  // A source may have no lines of its own: then there is none to name.
  const before = text.slice(0, points.unit(place.start));
  const lines = shown.line === null ? null : shown.line + (before.match(/\r\n?|\n/g)?.length ?? 0);
  const there = {
    line: place.line ?? lines,
    page: place.page ?? shown.pages.findLast((mark) => mark.start <= place.start)?.page,
    part: place.part ?? shown.parts.findLast((mark) => mark.start <= place.start)?.part,
  };
  part("source-place").textContent = [
    source.source,
    ...(cites ? [...where(there), characters(place)] : []),
  ].join(" · ");
  part("earlier").hidden = start === 0;
  part("later").hidden = end >= source.length;
  const changed =
    place.beyond ||
    (place.version !== undefined && place.version !== versionOf(source)) ||
    (place.quote !== undefined && holds(place) && place.quote !== quote);
  part("notice").hidden = !changed;
  part("notice").textContent = changed ? say("changed") : "";
  drawCited(place);
  tellOutline(place);
}

function toSight(node) {
  node?.scrollIntoView({ block: "center" });
}

function tell(error) {
  part("source-title").textContent = wordsOf(error)[0];
  part("source-place").textContent = "";
  part("notice").hidden = false;
  part("notice").replaceChildren(...drawAdvice(error));
}
