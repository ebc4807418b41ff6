// The documents of a collection: listed, added by button or by dropping files, and deleted.

import { get, send } from "./api.js";
import { wordsOf } from "./failures.js";
import { chosen, dropped, notSent } from "./files.js";
import { say } from "./strings.js";
import { element, languageOf } from "./text.js";
import { drawUnread, told } from "./unread.js";

const MORE = 100;
// One request takes so many files, or bytes, of those that are added together.
const FILES = 100;
const BYTES = 4_000_000;
// So many files are named that were not read; the rest is counted.
const NAMED = 20;
const part = (id) => document.getElementById(id);

// How the page shows a document and follows a change; the collection that is shown.
let page = null;
let collection;
let adding = false;

/**
 * Take charge of the shelf. `of` gives the address of a document, `go` goes there, `choose` goes to
 * a collection, and `changed` is called when documents have come or gone.
 */
export function keepShelf({ of, go, choose, changed }) {
  page = { of, go, choose, changed };
  for (const [button, input] of [["add", "files"], ["add-folder", "folder"]]) {
    part(button).addEventListener("click", () => part(input).click());
    part(input).addEventListener("change", () => {
      void add(chosen(part(input)));
      part(input).value = "";
    });
  }
  part("collection").addEventListener("change", () => {
    tell("");
    page.choose(part("collection").value);
  });
  part("shelf-more").addEventListener("click", () => void drawMore());
  listenForFiles();
}

/** Let files that are dropped from now on go to a collection. */
export function addTo(name) {
  collection = name;
}

/** Show the first documents of a collection: {collection, total, documents}. */
export function drawShelf(listed) {
  collection = listed.collection;
  part("shelf").hidden = false;
  part("shelf-title").textContent = listed.total ? say("shelf", { n: listed.total }) : say("empty");
  part("shelf-hint").hidden = listed.total > 0;
  const suffixes = part("files").accept.replaceAll(",", ", ");
  part("shelf-hint").textContent = say("emptyDetail", { suffixes });
  part("shelf-list").replaceChildren(...listed.documents.map(drawDocument));
  drawRest(listed.total);
  void drawCollections();
  void drawMissed();
}

/** Say how many files of the collection's folders are not read. */
async function drawMissed() {
  part("shelf-unread").replaceChildren();
  const of = collection;
  let folders;
  try {
    ({ folders } = await get("/v1/folders", { collection: of, limit: 1 }));
  } catch {
    return;
  }
  const count = folders.reduce((sum, { missed }) => sum + missed, 0);
  if (count && of === collection) part("shelf-unread").replaceChildren(drawUnread(count, of));
}

function drawDocument(one) {
  const parameters = page.of(one.document_id);
  const link = element("a", {
    href: `?${parameters}`,
    children: [
      element("cite", { text: one.title, lang: languageOf(one.title) }),
      element("span", { className: "place", text: one.source }),
    ],
  });
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    page.go(parameters);
  });
  const button = element("button", { className: "plain", type: "button", text: "×" });
  button.title = say("delete");
  button.setAttribute("aria-label", `${say("delete")}: ${one.source}`);
  button.addEventListener("click", () => void remove(one));
  return element("li", { children: [link, button] });
}

function drawRest(total) {
  const rest = total - part("shelf-list").children.length;
  part("shelf-more").hidden = rest <= 0;
  part("shelf-more").textContent = say("more", { n: rest });
}

async function drawMore() {
  const shown = part("shelf-list").children.length;
  try {
    const listed = await get("/v1/documents", { collection, limit: MORE, offset: shown });
    part("shelf-list").append(...listed.documents.map(drawDocument));
    drawRest(listed.total);
  } catch (error) {
    tell(lineOf(error));
    return;
  }
  part("shelf-list").children[shown]?.querySelector("a").focus();
}

async function drawCollections() {
  let names;
  try {
    names = (await get("/v1/collections")).collections.map(({ name }) => name);
  } catch {
    names = [];
  }
  if (!names.includes(collection)) names.push(collection);
  part("collection").replaceChildren(
    ...names.map((name) => element("option", { text: name, value: name })),
  );
  part("collection").value = collection;
  part("collection-choice").hidden = names.length < 2;
}

async function remove({ document_id: id, source }) {
  if (!confirm(say("deleteAsk", { source }))) return;
  try {
    await send(`/v1/documents/${encodeURIComponent(id)}`, { method: "DELETE" });
    tell(say("deleted", { source }));
  } catch (error) {
    tell(lineOf(error));
  }
  page.changed();
  part("add").focus();
}

/** Add files: {file, path}, a path of several names being one in a folder. */
async function add(files) {
  if (!files.length || adding) return;
  adding = true;
  for (const id of ["add", "add-folder"]) part(id).disabled = true;
  const sum = { added: 0, replaced: 0, unchanged: 0 };
  const { sent, failed, hidden } = sorted(files);
  let done = 0;
  for (const batch of batches(sent)) {
    tell(say("adding", { done: done + 1, n: sent.length }));
    try {
      const answer = await send("/v1/documents", { method: "POST", body: formOf(batch) });
      for (const name of Object.keys(sum)) sum[name] += answer[name];
      failed.push(...answer.failed.map((one) => told({ ...one, path: one.source })));
      failed.push(...answer.duplicates.map(drawDuplicate));
    } catch (error) {
      failed.push(...reasonsOf(error, batch));
    }
    done += batch.length;
  }
  adding = false;
  for (const id of ["add", "add-folder"]) part(id).disabled = false;
  const counts = Object.entries(sum).filter(([, n]) => n);
  const words = counts.map(([name, n]) => say(name, { n }));
  if (hidden) words.push(say("leftOut", { n: hidden }));
  tell(words.join(", "), failed);
  page.changed();
}

/** Part the files to send from those of a folder that are not worth it. */
function sorted(files) {
  const sent = [];
  const failed = [];
  let hidden = 0;
  for (const one of files) {
    const code = one.path.includes("/") ? notSent(one) : null;
    if (code === null) sent.push(one);
    else if (code === "hidden") hidden += 1;
    else failed.push(told({ path: one.path, code, reason: "" }));
  }
  return { sent, failed, hidden };
}

function drawDuplicate({ source, same_as: other }) {
  return say("sameText", { source, other });
}

/** Yield the files in their order, as many together as one request takes. */
function* batches(files) {
  let batch = [];
  let bytes = 0;
  for (const one of files) {
    if (batch.length && (batch.length === FILES || bytes + one.file.size > BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(one);
    bytes += one.file.size;
  }
  if (batch.length) yield batch;
}

function formOf(files) {
  const form = new FormData();
  if (collection !== undefined) form.append("collection", collection);
  for (const { file, path } of files) form.append("files", file, path);
  return form;
}

/** Return in a line what went wrong and what to do. */
function lineOf(error) {
  return wordsOf(error).join(". ");
}

/** Return why files were not added, where the request with them failed. */
function reasonsOf(error, files) {
  const named = error.errors?.filter(({ source }) => source !== undefined) ?? [];
  if (named.length) {
    return named.map(({ source, code, detail }) => told({ path: source, code, reason: detail }));
  }
  return files.map(({ path }) => `${path}: ${lineOf(error)}`);
}

function tell(words, failed = []) {
  const named = failed.slice(0, NAMED);
  if (failed.length > NAMED) named.push(say("more", { n: failed.length - NAMED }));
  part("news").replaceChildren(
    ...(words ? [element("p", { text: words })] : []),
    ...named.map((text) => element("p", { className: "refused", text })),
  );
}

function listenForFiles() {
  const body = document.body;
  const brings = (event) => event.dataTransfer?.types.includes("Files") && !part("source").open;
  document.addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    body.dataset.drop = say("drop");
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) delete body.dataset.drop;
  });
  document.addEventListener("drop", (event) => {
    delete body.dataset.drop;
    if (!brings(event)) return;
    event.preventDefault();
    void dropped(event.dataTransfer).then(add);
  });
}
