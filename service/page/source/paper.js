// A PDF's pages as its author laid them out, beside the text, with the cited lines marked.

import { getPart } from "../api.js";
import { say } from "../strings.js";
import { element } from "../text.js";

const VENDOR = new URL("../vendor/pdfjs", import.meta.url).href;
const MEDIA_TYPE = "application/pdf";
// As many bytes are fetched at a time, and only those of the pages that are shown.
const STRETCH = 65536;
const part = (id) => document.getElementById(id);

// The file that is open: its document's path and version, the pages, and what is shown of it.
let file = null;
let library = null;

/** Show the page on which the place of a window is, with the lines of the place marked. */
export async function drawPaper(shown) {
  if (shown.document.media_type !== MEDIA_TYPE) return;
  const { path, document: source, place } = shown;
  const page = shown.pages.findLast((mark) => mark.start <= place.start)?.page ?? 1;
  const boxes = place.end > place.start ? boxesOf(shown) : [];
  if (file?.path === path && file.version === source.sha256) {
    // While it is being opened only what to show is noted.
    Object.assign(file, { page, boxes });
    if (file.pages) await drawPage();
    return;
  }
  clearPaper();
  const opening = { path, version: source.sha256, page, boxes, ending: new AbortController() };
  file = opening;
  part("source").dataset.paper = "";
  // Its room is taken at once, so that the text does not move when the page comes.
  part("paper").hidden = false;
  part("paper-count").textContent = say("loading");
  for (const id of ["paper-earlier", "paper-later"]) part(id).disabled = true;
  try {
    opening.pages = await open(`${path}/raw`, opening);
  } catch {
    // The text is there all the same; where the original is not kept, there is no page to show.
    if (file === opening) clearPaper();
    return;
  }
  if (file === opening) await drawPage();
  else end(opening);
}

/** Close the file that is open. */
export function clearPaper() {
  if (file) end(file);
  file = null;
  delete part("source").dataset.paper;
  showPages(false);
  part("paper-toggle").hidden = true;
  part("paper-page").replaceChildren();
  part("paper").hidden = true;
}

/** End the work on a file: one that is still being opened is not waited for. */
function end({ ending, pages, task, worker }) {
  ending.abort();
  const closed = pages ? task.destroy().catch(() => {}) : Promise.resolve();
  void closed.then(() => worker?.destroy());
}

/** On a narrow screen, show the pages in the text's place, or the text again. */
function showPages(pages) {
  part("source").toggleAttribute("data-pages", pages);
  part("paper-toggle").setAttribute("aria-pressed", pages);
}

/** Listen to what is done with the pages. */
export function listenToPaper() {
  part("paper-toggle").addEventListener("click", () =>
    showPages(!part("source").hasAttribute("data-pages")),
  );
  part("paper-earlier").addEventListener("click", () => void turn(-1));
  part("paper-later").addEventListener("click", () => void turn(1));
  let width = 0;
  new ResizeObserver(([{ contentRect }]) => {
    if (Math.abs(contentRect.width - width) < 8) return;
    ({ width } = contentRect);
    if (file?.pages) void drawPage();
  }).observe(part("paper-page"));
}

function boxesOf({ boxes, place }) {
  const next = (at) => boxes[at + 1]?.start ?? Infinity;
  return boxes.filter(({ start }, at) => start < place.end && next(at) > place.start);
}

async function open(address, opening) {
  library ??= await import(`${VENDOR}/pdf.min.mjs`);
  library.GlobalWorkerOptions.workerSrc = `${VENDOR}/pdf.worker.min.mjs`;
  const range = await stretches(address, opening);
  opening.worker = new library.PDFWorker();
  opening.task = library.getDocument({
    range,
    worker: opening.worker,
    rangeChunkSize: STRETCH,
    disableAutoFetch: true,
    disableStream: true,
    standardFontDataUrl: `${VENDOR}/standard_fonts/`,
    wasmUrl: `${VENDOR}/wasm/`,
    useSystemFonts: true,
    // What the page's policy does not let run: code made of strings, and compiled code.
    isEvalSupported: false,
    useWasm: false,
    enableXfa: false,
  });
  return opening.task.promise;
}

/** Return what gives the library the stretches of a file that it asks for. */
async function stretches(address, opening) {
  const fetched = (start, end) =>
    getPart(address, { start, end, version: opening.version }, opening.ending.signal);
  const { size, bytes } = await fetched(0, STRETCH);
  const transport = new library.PDFDataRangeTransport(size, bytes);
  transport.requestDataRange = async (start, end) => {
    try {
      transport.onDataRange(start, (await fetched(start, end)).bytes);
    } catch {
      // The file is not there any more as it was, or nothing is: its text is.
      if (file === opening) clearPaper();
    }
  };
  return transport;
}

async function turn(by) {
  if (!file?.pages) return;
  file.page = Math.min(Math.max(1, file.page + by), file.pages.numPages);
  await drawPage();
}

async function drawPage() {
  const drawn = file;
  const { pages, boxes } = drawn;
  const number = Math.min(drawn.page, pages.numPages);
  part("paper-toggle").hidden = false;
  let page;
  try {
    page = await pages.getPage(number);
  } catch {
    // One that cannot be drawn, or a file that was closed meanwhile.
    if (file === drawn) clearPaper();
    return;
  }
  if (file !== drawn || Math.min(drawn.page, pages.numPages) !== number) return;
  const size = page.getViewport({ scale: 1 });
  const room = part("paper-page").clientWidth || size.width;
  const viewport = page.getViewport({ scale: (room / size.width) * devicePixelRatio });
  const canvas = element("canvas", {
    width: Math.ceil(viewport.width),
    height: Math.ceil(viewport.height),
  });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", say("page", { page: String(number) }));
  drawn.drawing?.cancel();
  drawn.drawing = page.render({ canvas, viewport });
  try {
    await drawn.drawing.promise;
  } catch (error) {
    if (error.name === "RenderingCancelledException" || file !== drawn) return;
    throw error;
  }
  if (file !== drawn) return;
  const marks = boxes.filter((box) => box.page === number).map((box) => drawBox(box, size));
  part("paper-page").replaceChildren(canvas, ...marks);
  part("paper-count").textContent = say("pageOf", { page: number, of: pages.numPages });
  part("paper-earlier").disabled = number === 1;
  part("paper-later").disabled = number === pages.numPages;
  marks[0]?.scrollIntoView({ block: "nearest" });
}

/** Return the mark of a box, placed in hundredths of its page, whatever size that is drawn in. */
function drawBox({ x0, y0, x1, y1 }, { width, height }) {
  const mark = element("div", { className: "box" });
  Object.assign(mark.style, {
    left: `${(100 * x0) / width}%`,
    top: `${(100 * y0) / height}%`,
    width: `${(100 * (x1 - x0)) / width}%`,
    height: `${(100 * (y1 - y0)) / height}%`,
  });
  return mark;
}
