// A window of a document as nodes: headings, lists, tables, code, pages and slides, and in them
// every character of the text, once and in its order. What is no text is in elements [data-aside].

import { cellsOf, columnLetters, doubled, namedRow } from "./cells.js";
import { fill, softBreaks, within } from "./spans.js";
import { cardOf, say } from "../strings.js";
import { element } from "../text.js";

const MARKDOWN = new Set(["text/markdown", "application/x-ipynb+json"]);

const PROGRAMS = new RegExp(
  String.raw`\.(py|pyi|js|mjs|ts|tsx|jsx|java|kt|scala|go|rs|rb|php|pl|lua|r|jl|swift|cs|[ch]|cc|[ch]pp` +
    String.raw`|m|sh|bash|zsh|ps1|bat|cmd|sql|css|scss|ya?ml|toml|ini|cfg|conf|env|log|tf|proto|diff)$` +
    String.raw`|(^|/)(Dockerfile|Makefile)$`,
  "i",
);

/** Return whether a source is written for a program, where each space and line counts. */
export function isProgram(source) {
  return PROGRAMS.test(source);
}

/** Return whether the texts of a media type are drawn as Markdown. */
export function isMarkdown(mediaType) {
  return MARKDOWN.has(mediaType);
}

/**
 * Return the nodes of a window.
 *
 * `text` is what stands from `points.start` on; `blocks`, `pages` and `parts` are as the structure
 * of the document has them; `spans` are Markdown's; `cited` and `marked` are [from, to] in units.
 * With `quiet` its headings are none of the page's; in `strict` texts each line is its own.
 */
export function drawWindow(window) {
  return new Drawing(window).draw();
}

class Drawing {
  constructor({ text, points, blocks, pages, parts, mediaType, spans = [], ...drawn }) {
    Object.assign(this, { text, points, mediaType, spans, ...drawn });
    const placed = ({ start, ...mark }) => ({ ...mark, start, at: points.unit(start) });
    this.blocks = blocks.map(({ start, end, ...block }) => ({
      ...block,
      start,
      from: points.unit(start),
      to: points.unit(end),
    }));
    // Those that are still to come.
    this.pages = pages.filter(({ page }) => page !== null).map(placed);
    this.parts = parts.map(placed);
    this.markdown = isMarkdown(mediaType);
    this.root = document.createDocumentFragment();
    this.card = null;
    this.cardName = null;
    this.part = null;
    this.table = null;
    this.names = undefined;
  }

  draw() {
    let at = 0;
    for (const block of this.blocks) {
      if (block.from > at) this.gap(at, block.from);
      this.places(block);
      if (block.kind === "table_row") this.row(block);
      else this.block(block);
      at = block.to;
    }
    if (at < this.text.length) this.gap(at, this.text.length);
    for (const table of this.root.querySelectorAll(".table")) makeEven(table);
    return this.root;
  }

  get target() {
    return this.table ?? this.card ?? this.root;
  }

  /** Begin the page, the card or the part of one that a block is the first of. */
  places(block) {
    const start = Math.max(block.start, this.points.start);
    let page = null;
    while (this.pages[0]?.start <= start) ({ page } = this.pages.shift());
    if (page !== null) {
      this.table = null;
      this.target.append(pageBreak(page));
    }
    const part = this.parts.findLast((mark) => mark.start <= start)?.part ?? null;
    if (part === this.part) return;
    this.part = part;
    const [name, within] = cardOf(part);
    if (name !== this.cardName) {
      this.table = null;
      this.cardName = name;
      this.card = name === null ? null : card(name);
      if (this.card) this.root.append(this.card);
    }
    if (within) {
      this.table = null;
      this.target.append(aside("card-name", within));
    }
  }

  /** Draw what stands between blocks: nothing to see, or what its author did not mean to be read. */
  gap(from, to) {
    const spans = within(this.spans, from, to);
    const between = this.text.slice(from, to);
    const blank = !/[\p{L}\p{N}]/u.test(between);
    const rule = blank && this.markdown && this.table === null && /^\s*([-*_]\s*){3,}$/m.test(between);
    if (!blank) this.table = null;
    const made = element("div", { className: blank ? (rule ? "rule" : "gap") : "apart" });
    this.fill(
      made,
      from,
      to,
      blank ? [] : [...spans, ...rulers(between, from)],
      blank ? "syntax" : undefined,
    );
    this.target.append(made);
  }

  block({ kind, level, start, from, to }) {
    this.table = null;
    const made = element(kind === "code" ? "pre" : "div", { className: `block ${kind}` });
    if (kind === "heading" && !this.quiet) {
      made.setAttribute("role", "heading");
      made.setAttribute("aria-level", Math.min(6, level + 2));
    }
    if (kind === "heading") made.dataset.level = level;
    if (kind === "list_item") {
      const indent = /[ \t]*$/.exec(this.text.slice(Math.max(0, from - 40), from))[0].length;
      made.dataset.depth = Math.min(4, Math.floor(indent / 2));
    }
    const markdown = this.markdown && (kind !== "code" || this.mediaType === "text/markdown");
    if (markdown) made.classList.add("markdown");
    const own = markdown ? within(this.spans, from, to) : [];
    if (own.some(({ name }) => name === "quoted")) made.classList.add("quote");
    if (level && kind !== "heading") {
      // Of one that began before the window the term is not in it.
      if (start >= this.points.start) own.push({ from, to: endOfLines(this.text, from, level), name: "term" });
    }
    const soft = kind === "code" || this.strict ? [] : softBreaks(this.text.slice(from, to));
    const spans = markdown ? own : [...own, ...soft.map((span) => moved(span, from))];
    this.fill(made, from, to, spans);
    this.target.append(made);
  }

  row({ header, start, from, to }) {
    const named = namedRow(this.parts.find((mark) => mark.start === start)?.part);
    if (header) this.names = this.text.slice(from, to);
    const isRecord = named !== null && named.first === null;
    const kind = { isRecord, isMarkdown: this.markdown, names: this.names };
    const cells = cellsOf(this.text, { from, to, ...kind });
    if (this.table === null) this.begin(named);
    const made = element("div", { className: header ? "row header" : "row" });
    made.setAttribute("role", "row");
    if (named) made.append(aside("rowname", named.name, "rowheader"));
    let at = from;
    for (const [place, cell] of cells.entries()) {
      if (cell.from > at) this.fill(made, at, cell.from, [], "syntax");
      const drawn = element("div", { className: "cell" });
      drawn.setAttribute("role", header && cell.to > cell.from ? "columnheader" : "cell");
      if (named?.first) drawn.title = `${columnLetters(named.first + place)}${named.name}`;
      const spans = isRecord ? doubled(this.text, cell) : [];
      this.fill(
        drawn,
        cell.from,
        cell.to,
        this.markdown ? within(this.spans, cell.from, cell.to) : spans,
      );
      made.append(drawn);
      at = cell.to;
    }
    if (at < to) this.fill(made, at, to, [], "syntax");
    this.table.append(made);
  }

  /** Begin a table, with the letters of its columns where they are known. */
  begin(named) {
    const around = element("div", { className: "tabular", tabIndex: 0 });
    around.setAttribute("role", "group");
    around.setAttribute("aria-label", say("table"));
    const table = element("div", { className: named ? "table sheet" : "table" });
    table.setAttribute("role", "table");
    around.append(table);
    this.target.append(around);
    this.table = table;
    if (!named?.first) return;
    const letters = element("div", { className: "row letters" });
    letters.setAttribute("role", "row");
    letters.dataset.aside = "";
    letters.dataset.first = named.first;
    letters.append(aside("rowname", "", "cell"));
    table.append(letters);
  }

  /** Append characters, in an element of their own where it is given a class. */
  fill(target, from, to, spans, className) {
    const { cited, marked } = this;
    const into = className ? element("span", { className }) : target;
    const asides = [];
    while (!className && this.pages[0]?.at < to && this.pages[0].at > from) {
      const { at, page } = this.pages.shift();
      asides.push({ at, node: pageBreak(page) });
    }
    fill(into, this.text, { from, to, spans, cited, marked, asides });
    into.dataset.start = this.points.point(from);
    into.dataset.end = this.points.point(to);
    if (className) target.append(into);
  }
}

/** Give all rows of a table as many cells as the longest has, and each column its letter. */
function makeEven(table) {
  const rows = Array.from(table.children).filter((row) => row.matches(".row"));
  const cells = ({ children }) => Array.from(children).filter((one) => !one.matches(".syntax"));
  const columns = Math.max(...rows.map((row) => cells(row).length));
  for (const row of rows) {
    for (let place = cells(row).length; place < columns; place += 1) {
      const { first } = row.dataset;
      const letter = first && columnLetters(Number(first) + place - 1);
      row.append(first ? aside("letter", letter, "columnheader") : aside("cell", "", "cell"));
    }
  }
}

/** Return what only sets a text between blocks apart: the space around it, and lines of no words. */
function rulers(text, from) {
  const signs = text.matchAll(
    /^\s+|\s+$|^[^\p{L}\p{N}\r\n]*(\r\n|\r|\n)|(\r\n|\r|\n)[^\p{L}\p{N}\r\n]*$/gu,
  );
  return Array.from(signs, ({ index, 0: sign }) =>
    moved({ from: index, to: index + sign.length, name: "syntax" }, from),
  );
}

/** Return where the first `count` lines from `from` on end, without the break after them. */
function endOfLines(text, from, count) {
  let at = from - 1;
  for (let line = 0; line < count; line += 1) {
    at = text.indexOf("\n", at + 1);
    if (at < 0) return text.length;
  }
  return at;
}

function moved(span, by) {
  return { ...span, from: span.from + by, to: span.to + by };
}

function aside(className, text, role) {
  const made = element("div", { className, text });
  made.dataset.aside = "";
  if (role) made.setAttribute("role", role);
  return made;
}

function pageBreak(page) {
  const made = aside("page-break", say("page", { page: String(page) }));
  made.dataset.page = page;
  return made;
}

function card(name) {
  const made = element("section", { className: "card" });
  made.setAttribute("aria-label", name);
  made.append(aside("card-name", name));
  return made;
}
