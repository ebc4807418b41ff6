// Where the cells of a table's row stand, by how the kind of file parts them.

/**
 * Return the cells {from, to} of the row of `text` from `from` to `to`, in code units.
 *
 * What is in none of them parts them. A record is a line of a file of such; `names` is the row that
 * names the columns, where it is known.
 */
export function cellsOf(text, { from, to, isRecord, isMarkdown, names }) {
  const row = text.slice(from, to);
  const ends = isRecord ? recordEnds(row, delimiterOf(names ?? row)) : barEnds(row, isMarkdown);
  const cells = [];
  let start = 0;
  for (const end of [...ends, row.length]) {
    cells.push(trimmed(row, start, end, from));
    start = end + 1;
  }
  // A row between bars has none before the first and behind the last.
  if (!isRecord && ends.length > 1 && /^\|[^]*\|$/.test(row)) return cells.slice(1, -1);
  return cells;
}

/** Return where a record is parted, outside of quotes. */
function recordEnds(row, delimiter) {
  const ends = [];
  let quoted = false;
  for (let at = 0; at < row.length; at += 1) {
    if (row[at] === '"') quoted = !quoted;
    else if (row[at] === delimiter && !quoted) ends.push(at);
  }
  return ends;
}

/** Return what parts a record: the sign that does so most often. */
function delimiterOf(row) {
  const count = (sign) => recordEnds(row, sign).length;
  return [",", ";", "\t", "|"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

/** Return where the bars stand that part cells; in Markdown one behind a backslash is text. */
function barEnds(row, isMarkdown) {
  const bars = isMarkdown ? /\\.|\|/g : /\|/g;
  return [...row.matchAll(bars)].filter(([sign]) => sign === "|").map(({ index }) => index);
}

function trimmed(row, start, end, from) {
  const cell = row.slice(start, end);
  const quotes = /^\s*"[^]*"\s*$/.test(cell) && cell.trim().length > 1 ? 1 : 0;
  const before = cell.length - cell.trimStart().length + quotes;
  const after = cell.length - cell.trimEnd().length + quotes;
  const first = from + start + Math.min(before, cell.length);
  return { from: first, to: Math.max(first, from + end - after), quoted: quotes === 1 };
}

/** Return the spans of the signs of a quoted cell that only say that the next one is a quote. */
export function doubled(text, { from, to, quoted }) {
  if (!quoted) return [];
  return Array.from(text.slice(from, to).matchAll(/""/g), ({ index }) => ({
    from: from + index,
    to: from + index + 1,
    name: "syntax",
  }));
}

/** Return the columns and the row that a part names, as `'Staff 2024'!B4:E4` and `row 4` do. */
export function namedRow(part) {
  const cells = /!([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?$/.exec(part ?? "");
  if (cells) return { name: cells[2], first: columnNumber(cells[1]) };
  const row = /(?:^|, )row (\d+)$/.exec(part ?? "");
  return row ? { name: row[1], first: null } : null;
}

function columnNumber(letters) {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

/** Return the letters of a column, from 1. */
export function columnLetters(number) {
  const rest = (number - 1) % 26;
  const last = String.fromCharCode(65 + rest);
  return number > 26 ? columnLetters((number - 1 - rest) / 26) + last : last;
}
