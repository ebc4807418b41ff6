// The search page. The address is its state: ?q= is the question, ?document= the opened source.

import { OPENED, PASSED_ON, SCOPE, address, addressOf, searchKey, some, spanOf } from "./address.js";
import { drawAnswer } from "./answer.js";
import { get } from "./api.js";
import { drawAdvice, wordsOf } from "./failures.js";
import { hitOf } from "./folded.js";
import { clearHits, drawHits } from "./hits.js";
import { listenToKeys } from "./keys.js";
import { drawMet } from "./met.js";
import { keepNews } from "./news.js";
import { quotesReady } from "./quote.js";
import { drawRefusal } from "./refusal.js";
import { keepRights } from "./rights.js";
import { drawScope, filterOf, keepScope } from "./scope.js";
import { drawShelf } from "./shelf.js";
import { drawStarters } from "./starters.js";
import { keepQuestion, writeQuestion } from "./question.js";
import { citationsOf, citedIn } from "./source/cited.js";
import { closeSource, listenToSource, openSource } from "./source/panel.js";
import { listenToStand } from "./source/stand.js";
import { characters, duration, say, speak, switchLanguage, where } from "./strings.js";
import { element, languageOf } from "./text.js";
import { drawCoverage } from "./unread.js";
import { addTo, keepUploads } from "./upload.js";
import { drawWriting } from "./written.js";

const part = (id) => document.getElementById(id);
const PASSAGES = 10;

// What was asked, what was found for it, and the request that is under way: `byTheWay` is one that
// nobody waits for yet.
let asked = null;
let found = null;
let request = null;
let byTheWay = false;

/**
 * Go to an address, and return a promise of what that asks. What is `quiet` is asked by the way: its
 * failure is not told.
 */
function go(parameters, { replace = false, state = null, quiet = false } = {}) {
  const query = parameters.toString();
  const address = query ? `?${query}` : location.pathname;
  history[replace ? "replaceState" : "pushState"](state, "", address);
  return follow({ quiet });
}

/** Return the opened place, with what is known of the citation that led to it. */
function placeOf(parameters) {
  const place = { ...spanOf(parameters), cited: citedIn(found, parameters.get("document")) };
  const citation = citationsOf(found)
    .map((one) => one.citation)
    .find((one) => one.document_id === place.id && one.start === place.start && one.end === place.end);
  if (!citation) return place;
  const { line, page, part, quote } = citation;
  return { ...place, line, page, part, quote };
}

/** Bring the page to what its address says. */
async function follow({ quiet = false } = {}) {
  const parameters = address();
  const question = parameters.get("q") ?? "";
  const searched = searchKey(parameters);
  let asking = null;
  byTheWay = quiet;
  if (searched !== asked) {
    if (!quiet) writeQuestion(question);
    asked = searched;
    asking = question.trim() ? search(parameters) : start(parameters);
  }
  const id = parameters.get("document");
  if (id === null) closeSource();
  else void openSource(placeOf(parameters));
  return asking;
}

/** Ask what an address says; return a promise of how long that took in milliseconds, null if it failed. */
async function search(parameters) {
  const signal = begin("results");
  part("status").textContent = say("searching");
  const started = performance.now();
  try {
    const ready = quotesReady();
    found = wantsAnswer(parameters)
      ? await get("/v1/answer", answerParameters(parameters), signal)
      : await get("/v1/search", searchParameters(parameters), signal);
    await ready;
    drawFound();
  } catch (error) {
    if (signal.aborted) return performance.now() - started;
    // A collection comes to be with its first document.
    if (error.status === 404) drawNothingYet(parameters.get("collection") ?? undefined);
    else {
      // What is left of the question before would seem to answer this one.
      clear();
      if (byTheWay) asked = null;
      else fail(error);
      finish();
      return null;
    }
  }
  finish();
  return performance.now() - started;
}

function drawNothingYet(collection) {
  const none = { hits: [], missing: [], nowhere: [], did_you_mean: null, took_ms: 0 };
  found = { ...none, abstained: true, collection, coverage: { documents: 0, unread: 0 } };
  drawFound();
}

/** Return whether an answer is asked for: it takes both halves of the search. */
function wantsAnswer(parameters) {
  return (parameters.get("mode") ?? "hybrid") === "hybrid";
}

function answerParameters(parameters) {
  const given = some(parameters, ["q", "collection", "threshold", "rerank"]);
  return { ...given, filter: filterOf(parameters), k: parameters.get("k") ?? PASSAGES };
}

function searchParameters(parameters) {
  const given = some(parameters, ["q", "k", "mode", "collection", "rerank"]);
  return { ...given, filter: filterOf(parameters) };
}

/** Return a function that asks once for the explanations of the hits, and gives that of one. */
function explainer() {
  const parameters = searchParameters(address());
  let explained;
  return async (hit) => {
    explained ??= get("/v1/search", { ...parameters, explain: true });
    try {
      const { hits } = await explained;
      return hits.find((one) => one.passage.id === hit.passage.id)?.explanation;
    } catch (error) {
      explained = undefined;
      throw error;
    }
  };
}

async function start(parameters) {
  const signal = begin("start");
  const collection = parameters.get("collection") ?? undefined;
  try {
    const listed = await get("/v1/documents", { collection, limit: 1 }, signal);
    drawShelf(listed);
    const linkOf = (question) => `?${asking(question)}`;
    const ask = (question) => go(asking(question));
    if (listed.total) void drawStarters(collection, { linkOf, ask, signal });
  } catch (error) {
    if (error.name === "AbortError") return;
    if (error.status === 404) drawShelf({ collection, total: 0 });
    else fail(error);
  }
  finish();
}

/** Clear away the last view; return the signal that ends this one's request. */
function begin(view) {
  request?.abort();
  request = new AbortController();
  found = null;
  document.body.dataset.view = view;
  document.body.setAttribute("aria-busy", "true");
  drawFrame();
  part("waiting").hidden = false;
  part("problem").hidden = true;
  part("shelf").hidden = true;
  part("starters").hidden = true;
  if (view === "start") clear();
  return request.signal;
}

/** Write what stands around what is asked and found: the window's title, and where is searched. */
function drawFrame() {
  const question = address().get("q")?.trim();
  const collection = address().get("collection") ?? undefined;
  document.title = question ? `${question} — ${say("name")}` : say("name");
  void drawScope(collection);
  part("room").href = roomOf(collection);
}

function finish() {
  document.body.removeAttribute("aria-busy");
  part("waiting").hidden = true;
}

function clear() {
  part("status").textContent = "";
  part("answer").replaceChildren();
  clearHits();
}

function fail(error) {
  part("problem").hidden = false;
  drawFailure(error);
}

function drawFound() {
  const { answer, collection, hits } = found;
  addTo(collection);
  const count = hits.length;
  const explain = explainer();
  const hit = hitOf(found);
  part("answer").replaceChildren(...drawTold(hit, explain));
  const took = { found: say("found", { n: count }), time: duration(found.took_ms) };
  const { unread } = found.coverage;
  const missed = answer && unread ? say("unread", { n: unread }) : "";
  const told = count ? say("took", took) : found.abstained ? "" : say("nothing");
  part("status").textContent = [told, missed, ...understood(found)].filter(Boolean).join(" · ");
  const question = found.question ?? found.query;
  const all = address().has("k");
  // The passage that the answer stands in is in the answer's card.
  const below = answer ? hits.filter((one) => one !== hit) : hits;
  drawHits(below, { question, all, linkTo, opened, explain });
  if (!found.coverage.documents) drawShelf({ collection, total: 0 });
  const place = address();
  if (place.has("document")) void openSource(placeOf(place));
}

function drawFailure(error) {
  part("problem-title").textContent = wordsOf(error)[0];
  part("problem-detail").replaceChildren(...drawAdvice(error));
}

/** Return what stands above the passages: the answer, or why there is none. */
function drawTold(hit, explain) {
  const { answer, abstained, reason, hits } = found;
  if (answer) {
    const card = opened(drawAnswer(found, { hit, linkTo, opened, explain }));
    const { quote } = answer.citation;
    const met = hit && drawMet({ quote, question: found.question, explain: () => explain(hit) });
    if (met) card.querySelector("article footer").before(met);
    card.append(...drawWriting(writingOf(found), { linkTo, opened }));
    return [card];
  }
  const filtered = filterOf(address()) !== undefined;
  const counted = !filtered && (!abstained || reason === "not_answered");
  const coverage = drawCoverage(found.coverage, { collection: found.collection, counted });
  if (!abstained) return hits.length ? [] : [coverage];
  const passage = hit?.citation;
  return [opened(drawRefusal(found, { coverage, filtered, passage, linkTo }))];
}

/** Return the request that has an answer to what was asked written out. */
function writingOf({ question, collection }) {
  const filter = filterOf(address());
  const kept = filter === undefined ? {} : { filter: JSON.parse(filter) };
  return { question, collection, k: PASSAGES, ...kept };
}

/** Return `drawn`, whose articles open what their links lead to. */
function opened(drawn) {
  for (const link of drawn.querySelectorAll("a.open")) opens(link.closest("article, li"), link);
  return drawn;
}

/** Return what is said of how the query was understood, and of what in it stands nowhere. */
function understood({ did_you_mean: query, nowhere }) {
  const words = nowhere.map((word) => `«${word}»`).join(", ");
  return [query && say("understood", { query }), words && say("nowhere", { words })];
}

/** Return a link to a citation, with a span in it marked, if any. */
function linkTo(citation, marked) {
  const place =
    citation.line === null
      ? [citation.source, ...where(citation)].join(", ")
      : `${citation.source}:${citation.line}`;
  return element("a", {
    className: "open",
    href: `?${addressOf(citation, marked)}`,
    title: characters(citation),
    children: [
      element("cite", { text: citation.title, lang: languageOf(citation.title) }),
      element("span", { className: "place", text: place }),
    ],
  });
}

/** Let a click anywhere on an article open what its link leads to. */
function opens(article, link) {
  article.addEventListener("click", (event) => {
    const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    const selecting = !getSelection().isCollapsed && !link.contains(event.target);
    if (!plain || selecting) return;
    event.preventDefault();
    link.focus();
    // Beside what was found another source takes the place of the one that is open.
    const beside = address().has("document");
    const state = beside ? history.state : { opened: true };
    go(new URL(link.href).searchParams, { replace: beside, state });
  });
}

/** Return the address of the documents of a collection. */
function roomOf(collection) {
  return collection === undefined ? "documents" : `documents?${new URLSearchParams({ collection })}`;
}

/** Leave the opened source for the page under it, the way it was come to. */
function leaveSource() {
  const parameters = address();
  if (!parameters.has("document")) return;
  if (history.state?.opened) {
    history.back();
    return;
  }
  const back = parameters.get("back") ?? "";
  if (/^documents(\?|$)/.test(back)) {
    location.assign(back);
    return;
  }
  for (const name of OPENED) parameters.delete(name);
  go(parameters, { replace: true });
}

/** Return the address that asks a question, within all that this one keeps to. */
function asking(question) {
  return new URLSearchParams({ q: question, ...some(address(), PASSED_ON) });
}

function readable(url) {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

function listen() {
  keepQuestion({
    ask: (question) => {
      const parameters = asking(question);
      const typed = history.state?.typing === true;
      // What is asked once more is looked for once more, unless it was asked by the way just now.
      if (searchKey(parameters) === asked && !typed) asked = null;
      void go(parameters, { replace: typed || parameters.toString() === address().toString() });
    },
    preview: (question) => {
      const parameters = asking(question);
      if (searchKey(parameters) === asked) return Promise.resolve(0);
      const replace = history.state?.typing === true;
      return go(parameters, { replace, state: { typing: true }, quiet: true });
    },
  });
  part("again").addEventListener("click", () => {
    asked = null;
    follow();
  });
  part("home").addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(new URLSearchParams(some(address(), SCOPE)));
    part("question").focus();
  });
  part("language").addEventListener("click", () => {
    switchLanguage();
    speak();
    if (found) {
      drawFrame();
      drawFound();
    } else {
      asked = null;
      follow();
    }
  });
  keepScope(go);
  const renew = () => {
    asked = null;
    void follow();
  };
  keepUploads(renew);
  keepNews(renew);
  listenToSource();
  listenToStand(leaveSource);
  part("source").addEventListener("click", (event) => {
    const link = event.target.closest("a.inside[href]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(new URL(link.href).searchParams, { replace: true, state: history.state });
  });
  listenToKeys();
  addEventListener("popstate", follow);
  // On paper it stands below, as a reader can read it.
  addEventListener("beforeprint", () => {
    for (const each of [document.body, part("source")]) each.dataset.address = readable(location.href);
  });
}

listen();
speak();
void follow();
void keepRights((collection) => {
  const parameters = address();
  parameters.set("collection", collection);
  void go(parameters, { replace: true });
});
