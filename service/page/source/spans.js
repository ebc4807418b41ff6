// A stretch of text as nodes: every character is in them once, in its order, whatever it looks like.

import { first } from "./points.js";
import { element } from "../text.js";

/** Return the line breaks of hard-wrapped prose in `text`, as spans named `soft`. */
export function softBreaks(text) {
  return Array.from(
    text.matchAll(/(?<=[^\r\n]{60})(\r\n|\n)(?=[^\s\d*|#>+-])/g),
    ({ index, 0: sign }) => ({
      from: index,
      to: index + sign.length,
      name: "soft",
    }),
  );
}

/** Return those of the spans, by where they begin, that begin from `from` up to `to`. */
export function within(spans, from, to) {
  const start = first(spans.length, (n) => spans[n].from >= from);
  const end = first(spans.length, (n) => spans[n].from >= to);
  return spans.slice(start, end);
}

/**
 * Append `text` from `from` to `to` to an element, in code units.
 *
 * `spans` are {from, to, name}; each name is a class of what stands in it. `cited` and `marked` are
 * [from, to], undefined where nothing is. `asides` are {at, node}: what is set between characters.
 */
export function fill(target, text, { from, to, spans = [], cited, marked, asides = [] }) {
  const ends = spans.flatMap((span) => [span.from, span.to]);
  const places = [
    from,
    to,
    ...ends,
    ...(cited ?? []),
    ...(marked ?? []),
    ...asides.map(({ at }) => at),
  ];
  const cuts = [...new Set(places.filter((at) => from <= at && at <= to))].sort(
    (one, other) => one - other,
  );
  const open = { cited: null, marked: null };
  for (const [place, start] of cuts.entries()) {
    for (const { at, node } of asides) if (at === start) target.append(node);
    const end = cuts[place + 1];
    if (end === undefined) break;
    const names = spans.filter((span) => span.from <= start && end <= span.to).map(({ name }) => name);
    const piece = names.length
      ? element("span", { className: [...new Set(names)].join(" "), text: text.slice(start, end) })
      : text.slice(start, end);
    holder(target, open, { cited: holds(cited, start), marked: holds(marked, start) }).append(piece);
  }
}

function holds(span, at) {
  return span !== undefined && span[0] <= at && at < span[1];
}

/** Return what the next piece goes into: the open mark or cited span, a new one, or the target. */
function holder(target, open, { cited, marked }) {
  if (!cited) open.cited = null;
  else if (open.cited === null || target.lastChild !== open.cited) {
    open.cited = element("span", { className: "cited" });
    open.marked = null;
    target.append(open.cited);
  }
  const around = open.cited ?? target;
  if (!marked) {
    open.marked = null;
    return around;
  }
  if (open.marked === null || around.lastChild !== open.marked) {
    open.marked = element("mark");
    around.append(open.marked);
  }
  return open.marked;
}
