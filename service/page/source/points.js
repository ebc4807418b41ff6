// Offsets in the API count Unicode code points; JavaScript strings count UTF-16 code units.

/** A text that begins at a place of its document, and both ways of counting in it. */
export class Points {
  /** `start` is the document's offset of the first character of `text`, in code points. */
  constructor(text, start) {
    this.start = start;
    this.units = text.length;
    // Where in the text, in units, each character stands that takes two of them.
    this.pairs = Array.from(text.matchAll(/[\u{10000}-\u{10ffff}]/gu), (match) => match.index);
    this.end = start + text.length - this.pairs.length;
  }

  /** Return the unit of the text at a document's offset, at the text's ends where it is outside. */
  unit(point) {
    const inside = Math.min(Math.max(point, this.start), this.end) - this.start;
    // The pair of number n stands at the code point pairs[n] - n of the text.
    return inside + first(this.pairs.length, (n) => this.pairs[n] - n >= inside);
  }

  /** Return the document's offset of a unit of the text. */
  point(unit) {
    return this.start + unit - first(this.pairs.length, (n) => this.pairs[n] >= unit);
  }
}

/** Return the first of `count` numbers for which `holds` is true, as it is for all after it. */
export function first(count, holds) {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
