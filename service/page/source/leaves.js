// From the characters of a drawn window to its nodes, and back.

import { first } from "./points.js";

/** The text nodes of a drawn window, in their order; those of what is no text are not among them. */
export class Leaves {
  constructor(root) {
    this.nodes = [];
    this.ends = [];
    let units = 0;
    const walker = document.createTreeWalker(
      root,
      NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
      (node) => {
        if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
        return node.dataset?.aside === undefined ? NodeFilter.FILTER_SKIP : NodeFilter.FILTER_REJECT;
      },
    );
    while (walker.nextNode()) {
      units += walker.currentNode.length;
      this.nodes.push(walker.currentNode);
      this.ends.push(units);
    }
  }

  /** Return a range over the units from `from` to `to` of the window, null where it has none. */
  range(from, to) {
    if (!this.nodes.length || from >= to) return null;
    const range = document.createRange();
    range.setStart(...this.place(from, (end) => end > from));
    range.setEnd(...this.place(to, (end) => end >= to));
    return range;
  }

  place(unit, holds) {
    const last = this.nodes.length - 1;
    const at = Math.min(
      last,
      first(this.nodes.length, (n) => holds(this.ends[n])),
    );
    const node = this.nodes[at];
    return [node, Math.min(node.length, unit - (this.ends[at] - node.length))];
  }

  /** Return the units [from, to] of the window that a range covers, the same twice where none. */
  units(range) {
    const { length } = this.nodes;
    const start = first(length, (n) => range.comparePoint(this.nodes[n], this.nodes[n].length) >= 0);
    const last = first(length, (n) => range.comparePoint(this.nodes[n], 0) > 0) - 1;
    if (start > last) return [0, 0];
    const begins = (at) => this.ends[at] - this.nodes[at].length;
    const from = this.nodes[start] === range.startContainer ? range.startOffset : 0;
    const to = this.nodes[last] === range.endContainer ? range.endOffset : this.nodes[last].length;
    return [begins(start) + from, begins(last) + to];
  }
}
