// The search page. The address is its state: ?q= is the question, ?document= the opened source.

import { get } from "./api.js";
import { closeSource, extend, openSource } from "./source.js";
import { characters, duration, number, say, speak, switchLanguage } from "./strings.js";
import { cut, element, languageOf, reflow } from "./text.js";
import { drawWhy } from "./why.js";

const part = (id) => document.getElementById(id);
const PASSED_ON = ["k", "mode", "collection", "filter"];
const SHELF = 8;

// The question whose answer is shown, the answer, and the request that is under way.
let asked = null;
let answer = null;
let request = null;

function address() {
  return new URLSearchParams(location.search);
}

function go(parameters, { replace = false, state = null } = {}) {
  const query = parameters.toString();
  history[replace ? "replaceState" : "pushState"](state, "", query ? `/?${query}` : "/");
  follow();
}

/** Bring the page to what its address says. */
function follow() {
  const parameters = address();
  const question = parameters.get("q") ?? "";
  const searched = searchKey(parameters);
  if (searched !== asked) {
    part("question").value = question;
    asked = searched;
    if (question.trim()) void search(parameters);
    else void start(parameters);
  }
  const id = parameters.get("document");
  if (id === null) closeSource();
  else void openSource(placeOf(parameters));
}

function searchKey(parameters) {
  return JSON.stringify(["q", ...PASSED_ON].map((name) => parameters.get(name)));
}

function placeOf(parameters) {
  const number = (name) => {
    const value = parameters.get(name);
    return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  };
  const place = {
    id: parameters.get("document"),
    start: number("start") ?? 0,
    end: number("end") ?? number("start") ?? 0,
    markStart: number("from"),
    markEnd: number("to"),
  };
  if (place.markEnd === undefined) place.markStart = undefined;
  const citation = answer?.hits
    .map((hit) => hit.citation)
    .find((one) => one.document_id === place.id && one.start === place.start && one.end === place.end);
  if (!citation) return place;
  return { ...place, line: citation.line, quote: citation.quote, sha256: citation.sha256 };
}

function addressOf(hit) {
  const parameters = address();
  parameters.set("document", hit.citation.document_id);
  parameters.set("start", hit.citation.start);
  parameters.set("end", hit.citation.end);
  if (hit.best_sentence) {
    parameters.set("from", hit.best_sentence.start);
    parameters.set("to", hit.best_sentence.end);
  }
  return parameters;
}

async function search(parameters) {
  const signal = begin("results");
  document.title = `${parameters.get("q")} — ${say("name")}`;
  part("status").textContent = say("searching");
  try {
    const found = await get("/v1/search", wanted(parameters), signal);
    answer = found;
    drawAnswer();
  } catch (error) {
    if (error.name === "AbortError") return;
    fail(error);
  }
  finish();
}

function wanted(parameters) {
  return Object.fromEntries(
    ["q", ...PASSED_ON].map((name) => [name, parameters.get(name) ?? undefined]),
  );
}

/** Return a function that asks once for the explanations of an answer, and gives that of a hit. */
function explainer() {
  const parameters = wanted(address());
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
  document.title = say("name");
  const collection = parameters.get("collection") ?? undefined;
  try {
    drawShelf(await get("/v1/documents", { collection, limit: SHELF }, signal));
  } catch (error) {
    if (error.name === "AbortError") return;
    if (error.status === 404) drawShelf({ total: 0, documents: [] });
    else fail(error);
  }
  finish();
}

/** Clear away the last view; return the signal that ends this one's request. */
function begin(view) {
  request?.abort();
  request = new AbortController();
  answer = null;
  document.body.dataset.view = view;
  document.body.setAttribute("aria-busy", "true");
  part("waiting").hidden = false;
  part("problem").hidden = true;
  part("shelf").hidden = true;
  part("status").textContent = "";
  if (view === "start") part("hits").replaceChildren();
  return request.signal;
}

function finish() {
  document.body.removeAttribute("aria-busy");
  part("waiting").hidden = true;
}

function fail(error) {
  part("hits").replaceChildren();
  part("status").textContent = "";
  part("problem").hidden = false;
  part("problem-title").textContent = error.message || say("failed");
  part("problem-detail").textContent = error.message ? error.detail : say("failedDetail");
}

function drawAnswer() {
  const count = answer.hits.length;
  part("status").textContent = count
    ? say("took", { found: say("found", { n: count }), time: duration(answer.took_ms) })
    : say("nothing");
  const explain = explainer();
  part("hits").replaceChildren(...answer.hits.map((hit) => drawHit(hit, () => explain(hit))));
  const place = address();
  if (place.has("document")) void openSource(placeOf(place));
}

function drawHit(hit, explain) {
  const { citation, passage } = hit;
  const best = hit.best_sentence;
  const text = element("blockquote", { className: "passage", lang: languageOf(passage.text) });
  if (best) {
    const [before, sentence, after] = cut(reflow(passage.text), [
      best.start - citation.start,
      best.end - citation.start,
    ]);
    text.append(before, element("mark", { text: sentence }), after);
  } else {
    text.append(reflow(passage.text));
  }
  const parameters = addressOf(hit);
  const place = citation.line === null ? citation.source : `${citation.source}:${citation.line}`;
  const link = element("a", {
    className: "open",
    href: `/?${parameters}`,
    children: [
      element("cite", { text: citation.title, lang: languageOf(citation.title) }),
      element("span", { className: "place", text: place }),
    ],
  });
  link.title = characters(citation);
  const parts = Object.entries(hit.scores)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${say(name)} ${number(value)}`);
  const scores = element("span", {
    className: "scores",
    text: [`${say("score")} ${number(hit.score)}`, ...parts].join(" · "),
  });
  const article = element("article", {
    children: [text, element("footer", { children: [link, scores] })],
  });
  article.addEventListener("click", (event) => {
    const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    const selecting = !getSelection().isCollapsed && !link.contains(event.target);
    if (!plain || selecting) return;
    event.preventDefault();
    link.focus();
    go(parameters, { state: { opened: true } });
  });
  return element("li", { children: [article, drawWhy(explain)] });
}

function drawShelf({ total, documents }) {
  part("shelf").hidden = false;
  part("shelf-title").textContent = total ? say("shelf", { n: total }) : say("empty");
  part("shelf-more").hidden = total !== 0 && total <= documents.length;
  part("shelf-more").textContent = total
    ? say("more", { n: total - documents.length })
    : say("emptyDetail");
  part("shelf-list").replaceChildren(
    ...documents.map((one) => {
      const parameters = address();
      parameters.set("document", one.document_id);
      const link = element("a", {
        href: `/?${parameters}`,
        children: [
          element("cite", { text: one.title, lang: languageOf(one.title) }),
          element("span", { className: "place", text: one.source }),
        ],
      });
      link.addEventListener("click", (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(parameters, { state: { opened: true } });
      });
      return element("li", { children: [link] });
    }),
  );
}

/** Leave the opened source for the page under it, the way it was come to. */
function leaveSource() {
  const parameters = address();
  if (!parameters.has("document")) return;
  if (history.state?.opened) {
    history.back();
    return;
  }
  for (const name of ["document", "start", "end", "from", "to"]) parameters.delete(name);
  go(parameters, { replace: true });
}

/** Move the focus by `step` among the question and the hits; return whether there was a place. */
function step(by) {
  const stops = [part("question"), ...part("hits").querySelectorAll("a.open")];
  const at = stops.indexOf(document.activeElement);
  const next = at === -1 ? undefined : stops[at + by];
  next?.focus();
  next?.closest("li")?.scrollIntoView({ block: "nearest" });
  return next !== undefined;
}

function onKey(event) {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
  if (part("source").open) return;
  const typing = event.target.closest("input, textarea, select") !== null;
  if (event.key === "/" && !typing) {
    event.preventDefault();
    part("question").focus();
    part("question").select();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (step(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
  }
}

function listen() {
  part("search").addEventListener("submit", (event) => {
    event.preventDefault();
    const question = part("question").value.trim();
    if (!question) return;
    const parameters = new URLSearchParams({ q: question });
    for (const name of PASSED_ON) {
      if (address().has(name)) parameters.set(name, address().get(name));
    }
    if (searchKey(parameters) === asked) asked = null;
    // On a phone the keyboard would cover what was found.
    if (matchMedia("(pointer: coarse)").matches) part("question").blur();
    go(parameters, { replace: parameters.toString() === address().toString() });
  });
  part("again").addEventListener("click", () => {
    asked = null;
    follow();
  });
  part("home").addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(new URLSearchParams());
    part("question").focus();
  });
  part("language").addEventListener("click", () => {
    switchLanguage();
    speak();
    if (answer) drawAnswer();
    else {
      asked = null;
      follow();
    }
  });
  part("close").addEventListener("click", () => part("source").close());
  part("source").addEventListener("close", leaveSource);
  part("source").addEventListener("click", (event) => {
    if (event.target === part("source")) part("source").close();
  });
  part("earlier").addEventListener("click", () => void extend("earlier"));
  part("later").addEventListener("click", () => void extend("later"));
  document.addEventListener("keydown", onKey);
  addEventListener("popstate", follow);
}

listen();
speak();
follow();
