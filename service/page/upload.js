// Adding documents: by buttons or by dropping files and folders, with progress, until it is stopped.

import { send } from "./api.js";
import { chosen, dropped, notSent } from "./files.js";
import { lineOf, offerUndo, someOf, tell } from "./news.js";
import { bytes, say } from "./strings.js";
import { told } from "./unread.js";

// One request takes so many files, or bytes, of those that are added together.
const FILES = 20;
const BYTES = 4_000_000;
const part = (id) => document.getElementById(id);

// The collection that files go to, what is called when documents have come, and what is being added:
// the batches that wait, and what has come of the others.
let collection;
let changed = () => {};
let adding = null;

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
  part("upload-stop").addEventListener("click", () => adding?.stopping.abort());
  // What has not been sent would be lost, and nothing would say so.
  addEventListener("beforeunload", (event) => adding && event.preventDefault());
  listenForDrops();
}

/** Let files that are added from now on go to a collection. */
export function addTo(name) {
  collection = name;
}

/** Add files: {file, path}, a path of several names being one in a folder; behind those being added. */
async function add(files) {
  if (!files.length) {
    tell(say("nothingToAdd"));
    return;
  }
  const { sent, failed, hidden } = sorted(files);
  const underWay = adding !== null;
  adding ??= {
    stopping: new AbortController(),
    waiting: [],
    done: 0,
    count: 0,
    hidden: 0,
    failed: [],
    sum: { added: 0, replaced: 0, unchanged: 0 },
    replaced: [],
    changes: [],
  };
  // They go to what was shown when they came, whatever is shown by the time they are sent.
  for (const batch of batches(sent)) adding.waiting.push({ batch, to: collection });
  adding.count += sent.length;
  adding.hidden += hidden;
  adding.failed = [...adding.failed, ...failed];
  if (underWay) progress();
  else await sendAll();
}

async function sendAll() {
  tell("");
  part("upload").hidden = false;
  try {
    for (let next = adding.waiting.shift(); next; next = adding.waiting.shift()) {
      adding.path = next.batch[0].path;
      progress();
      await sendBatch(next);
      adding.done += next.batch.length;
    }
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
  part("upload").hidden = true;
  const { stopping, done, count, hidden, failed, sum, replaced, changes } = adding;
  adding = null;
  const counts = Object.entries(sum).filter(([, n]) => n);
  const words = counts.map(([name, n]) => say(name, { n }));
  if (hidden) words.push(say("leftOut", { n: hidden }));
  if (stopping.signal.aborted) words.unshift(say("stopped", { done, n: count }));
  tell(words.join(", "), failed);
  if (replaced.length) {
    const sources = someOf(replaced).join(", ");
    offerUndo(say("replacedSources", { n: replaced.length, sources }), changes);
  }
  changed();
}

/** Send some files, and note what came of that. Raises AbortError where it is stopped. */
async function sendBatch({ batch, to }) {
  const options = { method: "POST", body: formOf(batch, to), signal: adding.stopping.signal };
  try {
    const answer = await send("/v1/documents", options);
    for (const name of Object.keys(adding.sum)) adding.sum[name] += answer[name];
    adding.failed.push(
      ...answer.failed.map((one) => told({ ...one, path: one.source })),
      ...answer.duplicates.map(({ source, same_as: other }) => say("sameText", { source, other })),
    );
    adding.replaced.push(...answer.replaced_sources);
    const { collection: name, change } = answer;
    if (change !== null) adding.changes.push({ collection: name, change });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    adding.failed.push(...reasonsOf(error, batch));
  }
}

function progress() {
  const { done, count, path } = adding;
  part("upload-bar").max = count;
  part("upload-bar").value = done;
  part("upload-told").textContent = say("adding", { done: done + 1, n: count, path });
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

function formOf(files, to) {
  const form = new FormData();
  if (to !== undefined) form.append("collection", to);
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
