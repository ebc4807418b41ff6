// The documents of a collection: listed, added by button or by dropping files, and deleted.

import { Failure, get, send } from "./api.js";
import { say } from "./strings.js";
import { element, languageOf } from "./text.js";

const MORE = 100;
// One request takes so many files, or bytes, of those that are added together.
const FILES = 100;
const BYTES = 4_000_000;
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
  part("add").addEventListener("click", () => part("files").click());
  part("files").addEventListener("change", () => {
    void add([...part("files").files]);
    part("files").value = "";
  });
  part("collection").addEventListener("change", () => {
    tell("");
    page.choose(part("collection").value);
  });
  part("shelf-more").addEventListener("click", () => void drawMore());
  listenForFiles();
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
}

function drawDocument(one) {
  const parameters = page.of(one.document_id);
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
    tell(wordsOf(error));
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
    tell(wordsOf(error));
  }
  page.changed();
  part("add").focus();
}

async function add(files) {
  if (!files.length || adding) return;
  adding = true;
  part("add").disabled = true;
  const sum = { added: 0, replaced: 0, unchanged: 0 };
  const failed = [];
  let done = 0;
  for (const batch of batches(files)) {
    tell(say("adding", { done: done + 1, n: files.length }));
    try {
      const answer = await send("/v1/documents", { method: "POST", body: formOf(batch) });
      for (const name of Object.keys(sum)) sum[name] += answer[name];
      failed.push(...answer.failed.map(({ reason }) => reason));
    } catch (error) {
      failed.push(...reasonsOf(error, batch));
    }
    done += batch.length;
  }
  adding = false;
  part("add").disabled = false;
  const counts = Object.entries(sum).filter(([, n]) => n);
  tell(counts.map(([name, n]) => say(name, { n })).join(", "), failed);
  page.changed();
}

/** Yield the files in their order, as many together as one request takes. */
function* batches(files) {
  let batch = [];
  let bytes = 0;
  for (const file of files) {
    if (batch.length && (batch.length === FILES || bytes + file.size > BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(file);
    bytes += file.size;
  }
  yield batch;
}

function formOf(files) {
  const form = new FormData();
  if (collection !== undefined) form.append("collection", collection);
  for (const file of files) form.append("files", file, file.name);
  return form;
}

/** Return why files were not added, where the request with them failed. */
function reasonsOf(error, files) {
  const named = error.errors?.filter(({ source }) => source !== undefined) ?? [];
  if (named.length) return named.map(({ detail }) => detail);
  return files.map(({ name }) => `${name}: ${wordsOf(error)}`);
}

function wordsOf(error) {
  if (!(error instanceof Failure) || !error.message) return say("failed");
  return error.detail ? `${error.message}: ${error.detail}` : error.message;
}

function tell(words, failed = []) {
  part("news").replaceChildren(
    ...(words ? [element("p", { text: words })] : []),
    ...failed.map((text) => element("p", { className: "refused", text })),
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
    // A folder among them cannot be sent as it is.
    const items = [...event.dataTransfer.items].filter((item) => !item.webkitGetAsEntry?.()?.isDirectory);
    void add(items.map((item) => item.getAsFile()).filter(Boolean));
  });
}
