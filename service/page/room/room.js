// The documents room. The address is its state: collection, folder, a part of names, and the order.

import { get } from "../api.js";
import { drawAdvice, wordsOf } from "../failures.js";
import { keepNews } from "../news.js";
import { keepRights } from "../rights.js";
import { say, speak, switchLanguage } from "../strings.js";
import { element } from "../text.js";
import { addTo, keepUploads } from "../upload.js";
import { clearChoice, keepChoice } from "./choice.js";
import { drawFolders } from "./folders.js";
import { drawRows } from "./rows.js";
import { drawMissed } from "./missed.js";

const PAGE = 100;
// After so long, in milliseconds, typing has paused.
const PAUSE = 250;
const STATE = ["collection", "folder", "name", "sort"];
const part = (id) => document.getElementById(id);

let request = null;
let next = null;
let timer = 0;

function state() {
  const parameters = new URLSearchParams(location.search);
  return Object.fromEntries(STATE.map((name) => [name, parameters.get(name) ?? undefined]));
}

/** Return the address of the room with some of its state changed. */
function addressWith(changes) {
  const given = Object.entries({ ...state(), ...changes }).filter(([, value]) => value);
  const query = new URLSearchParams(given).toString();
  return query ? `?${query}` : location.pathname;
}

function go(changes, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", addressWith(changes));
  void follow();
}

/** Bring the room to what its address says. */
async function follow() {
  const { collection, folder, name, sort } = state();
  if (document.activeElement !== part("name")) part("name").value = name ?? "";
  part("sort").value = sort ?? "source";
  part("home").href = collection === undefined ? "./" : `./?${new URLSearchParams({ collection })}`;
  addTo(collection);
  request?.abort();
  request = new AbortController();
  const { signal } = request;
  part("problem").hidden = true;
  document.body.setAttribute("aria-busy", "true");
  try {
    const listed = await listFrom(undefined, signal);
    clearChoice();
    drawListed(listed);
    void drawCollections(collection, signal);
    void drawFolders(part("folders"), { collection, folder, addressWith, go, signal });
    void drawMissed(part("unread"), { collection, signal });
  } catch (error) {
    if (error.name === "AbortError") return;
    // A collection comes to be with its first document.
    if (error.status === 404) drawListed({ total: 0, documents: [], next: null });
    else fail(error);
  }
  document.body.removeAttribute("aria-busy");
}

function listFrom(cursor, signal) {
  const { collection, folder, name, sort } = state();
  const prefix = folder === undefined ? undefined : `${folder}/`;
  return get("/v1/documents", { collection, prefix, name, sort, cursor, limit: PAGE }, signal);
}

function drawListed({ total, documents, next: following }) {
  const { name } = state();
  part("documents").hidden = !documents.length;
  part("rows").replaceChildren(...drawRows(documents));
  part("status").textContent = total
    ? say("shelf", { n: total })
    : name === undefined
      ? say("empty")
      : say("noneNamed", { name });
  drawRest(total, following);
}

function drawRest(total, following) {
  next = following;
  part("more").hidden = next === null;
  part("more").textContent = say("more", { n: total - part("rows").children.length });
}

async function drawMore() {
  const shown = part("rows").children.length;
  try {
    const listed = await listFrom(next, request.signal);
    part("rows").append(...drawRows(listed.documents));
    drawRest(listed.total, listed.next);
  } catch (error) {
    if (error.name !== "AbortError") fail(error);
    return;
  }
  part("rows").children[shown]?.querySelector("a").focus();
}

async function drawCollections(collection, signal) {
  let names = [];
  try {
    names = (await get("/v1/collections", {}, signal)).collections.map((one) => one.name);
  } catch {
    // What is shown is named alone.
  }
  if (collection !== undefined && !names.includes(collection)) names.push(collection);
  part("collection").replaceChildren(
    ...names.map((name) => element("option", { text: name, value: name })),
  );
  part("collection").value = collection ?? "default";
  part("collection-choice").hidden = names.length < 2;
}

function fail(error) {
  part("problem").hidden = false;
  part("problem-title").textContent = wordsOf(error)[0];
  part("problem-detail").replaceChildren(...drawAdvice(error));
}

function listen() {
  part("name").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => go({ name: part("name").value.trim() }, { replace: true }), PAUSE);
  });
  part("sort").addEventListener("change", () => {
    const sort = part("sort").value;
    go({ sort: sort === "source" ? undefined : sort }, { replace: true });
  });
  part("collection").addEventListener("change", () => {
    go({ collection: part("collection").value, folder: undefined, name: undefined });
  });
  part("more").addEventListener("click", () => void drawMore());
  part("again").addEventListener("click", () => void follow());
  part("language").addEventListener("click", () => {
    switchLanguage();
    speak();
    document.title = `${say("documents")} — ${say("name")}`;
    void follow();
  });
  addEventListener("popstate", () => void follow());
  keepUploads(() => void follow());
  keepNews(() => void follow());
  keepChoice({ collection: () => state().collection, changed: () => void follow() });
}

listen();
speak();
void follow();
void keepRights((collection) => go({ collection }, { replace: true }));
