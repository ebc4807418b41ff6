// Adding documents: by buttons or by dropping files and folders, with progress, until it is stopped.

import { send } from "./api.js";
import { wordsOf } from "./failures.js";
import { chosen, dropped, notSent } from "./files.js";
import { bytes, say } from "./strings.js";
import { element } from "./text.js";
import { told } from "./unread.js";

// One request takes so many files, or bytes, of those that are added together.
const FILES = 20;
const BYTES = 4_000_000;
// So many files are named that were not read; the rest is counted.
const NAMED = 20;
const part = (id) => document.getElementById(id);

// The collection that files go to, what is called when documents have come, and what stops that.
let collection;
let changed = () => {};
let stopping = null;

/** Take charge of adding files. `whenChanged` is called when documents have come. */
export function keepUploads(whenChanged) {
  changed = whenChanged;
  for (const [button, input] of [["add", "files"], ["add-folder", "folder-files"]]) {
    part(button).addEventListener("click", () => part(input).click());
    part(input).addEventListener("change", () => {
      void add(chosen(part(input)));
      part(input).value = "";
    });
  }
  part("upload-stop").addEventListener("click", () => stopping?.abort());
  // What has not been sent would be lost, and nothing would say so.
  addEventListener("beforeunload", (event) => stopping && event.preventDefault());
  listenForDrops();
}

/** Let files that are added from now on go to a collection. */
export function addTo(name) {
  collection = name;
}

/** Say something about the documents, with lines of what went wrong below it. */
export function tell(words, failed = []) {
  const named = failed.slice(0, NAMED);
  if (failed.length > NAMED) named.push(say("more", { n: failed.length - NAMED }));
  part("news").replaceChildren(
    ...(words ? [element("p", { text: words })] : []),
    ...named.map((text) => element("p", { className: "refused", text })),
  );
}

/** Return in a line what went wrong and what to do. */
export function lineOf(error) {
  return wordsOf(error).join(". ");
}

/** Add files: {file, path}, a path of several names being one in a folder. */
async function add(files) {
  if (stopping) return;
  if (!files.length) {
    tell(say("nothingToAdd"));
    return;
  }
  const { sent, failed, hidden } = sorted(files);
  stopping = new AbortController();
  begin(sent.length);
  const sum = { added: 0, replaced: 0, unchanged: 0 };
  let done = 0;
  try {
    for (const batch of batches(sent)) {
      progress(done, sent.length, batch[0].path);
      failed.push(...(await addBatch(batch, sum)));
      done += batch.length;
    }
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
  const stopped = stopping.signal.aborted;
  stopping = null;
  end();
  const counts = Object.entries(sum).filter(([, n]) => n);
  const words = counts.map(([name, n]) => say(name, { n }));
  if (hidden) words.push(say("leftOut", { n: hidden }));
  if (stopped) words.unshift(say("stopped", { done, n: sent.length }));
  tell(words.join(", "), failed);
  changed();
}

/** Send some files; return what of them was not read. Raises AbortError where that is stopped. */
async function addBatch(batch, sum) {
  const options = { method: "POST", body: formOf(batch), signal: stopping.signal };
  try {
    const answer = await send("/v1/documents", options);
    for (const name of Object.keys(sum)) sum[name] += answer[name];
    return [
      ...answer.failed.map((one) => told({ ...one, path: one.source })),
      ...answer.duplicates.map(({ source, same_as: other }) => say("sameText", { source, other })),
    ];
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return reasonsOf(error, batch);
  }
}

function begin(count) {
  for (const id of ["add", "add-folder"]) part(id).disabled = true;
  tell("");
  part("upload").hidden = false;
  part("upload-bar").max = count;
}

function progress(done, count, path) {
  part("upload-bar").value = done;
  part("upload-told").textContent = say("adding", { done: done + 1, n: count, path });
}

function end() {
  part("upload").hidden = true;
  for (const id of ["add", "add-folder"]) part(id).disabled = false;
}

/** Part the files to send from those that are not worth it, or too large to be taken. */
function sorted(files) {
  const most = Number(document.body.dataset.most);
  // Rounded up it would be more than is taken.
  const limit = bytes(most, { roundingMode: "floor" });
  const sent = [];
  const failed = [];
  let hidden = 0;
  for (const one of files) {
    const code = one.path.includes("/") ? notSent(one) : null;
    if (code === "hidden") hidden += 1;
    else if (code !== null) failed.push(told({ path: one.path, code, reason: "" }));
    else if (one.file.size >= most) failed.push(say("tooLarge", { path: one.path, most: limit }));
    else sent.push(one);
  }
  return { sent, failed, hidden };
}

/** Yield the files in their order, as many together as one request takes. */
function* batches(files) {
  let batch = [];
  let size = 0;
  for (const one of files) {
    if (batch.length && (batch.length === FILES || size + one.file.size > BYTES)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(one);
    size += one.file.size;
  }
  if (batch.length) yield batch;
}

function formOf(files) {
  const form = new FormData();
  if (collection !== undefined) form.append("collection", collection);
  for (const { file, path } of files) form.append("files", file, path);
  return form;
}

/** Return why files were not added, where the request with them failed. */
function reasonsOf(error, files) {
  const named = error.errors?.filter(({ source }) => source !== undefined) ?? [];
  if (named.length) {
    return named.map(({ source, code, detail }) => told({ path: source, code, reason: detail }));
  }
  return files.map(({ path }) => `${path}: ${lineOf(error)}`);
}

function listenForDrops() {
  const body = document.body;
  const over = () => document.querySelector("dialog[open]") !== null;
  const may = () => body.dataset.scope !== "read";
  const brings = (event) => may() && event.dataTransfer?.types.includes("Files") && !over();
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
