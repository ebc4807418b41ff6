// Finding words in the document that is shown, the whole of it, whatever part of it is loaded.

import { number, say } from "../strings.js";
import { loadText } from "./load.js";
import { Points } from "./points.js";

const part = (id) => document.getElementById(id);
const MOST = 10_000;
const PAUSE = 150;
// Drawn over the text by the browser, where it can: no node is touched.
const painted = typeof Highlight === "undefined" ? null : CSS.highlights;

export class Find {
  /** `window` gives what is shown; `reach` has it hold a span of the document. */
  constructor({ window, reach }) {
    this.window = window;
    this.reach = reach;
    this.clear();
  }

  listen() {
    part("find-text").addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.look(), PAUSE);
    });
    part("find").addEventListener("keydown", (event) => {
      if (event.target !== part("find-text")) return;
      if (event.key === "Enter") {
        event.preventDefault();
        void this.step(event.shiftKey ? -1 : 1);
      } else if (event.key === "Escape" && part("find-text").value) {
        event.preventDefault();
        this.clear();
        part("reading").focus({ preventScroll: true });
      }
    });
    part("find-earlier").addEventListener("click", () => void this.step(-1));
    part("find-later").addEventListener("click", () => void this.step(1));
  }

  clear() {
    clearTimeout(this.timer);
    part("find-text").value = "";
    this.asked = "";
    this.text = null;
    this.found = [];
    this.at = -1;
    this.say("");
    this.draw();
  }

  /** Find what is written in the field, and go to the first of it from the cited place on. */
  async look() {
    clearTimeout(this.timer);
    const asked = part("find-text").value.trim();
    const shown = this.window();
    if (asked === this.asked || !shown) return;
    this.asked = asked;
    this.found = [];
    this.at = -1;
    if (asked) {
      const text = await this.whole(shown);
      if (this.asked !== asked || this.window()?.path !== shown.path) return;
      const points = new Points(text, 0);
      for (const { index, 0: match } of text.matchAll(pattern(asked))) {
        if (this.found.push([points.point(index), points.point(index + match.length)]) === MOST) break;
      }
      const next = this.found.findIndex(([start]) => start >= shown.place.start);
      this.at = this.found.length ? Math.max(0, next) : -1;
    }
    await this.show();
  }

  /** Go to the next place, or with -1 to the one before; after the last comes the first. */
  async step(by) {
    if (part("find-text").value.trim() !== this.asked) {
      await this.look();
      return;
    }
    if (!this.found.length) return;
    this.at = (this.at + by + this.found.length) % this.found.length;
    await this.show();
  }

  async whole({ path, document: { length, text_sha256: version } }) {
    if (this.text?.version !== version) {
      this.text = { version, text: (await loadText(path, length)) ?? "" };
    }
    return this.text.text;
  }

  async show() {
    const { length } = this.found;
    if (!this.asked) this.say("");
    else if (!length) this.say(say("findNothing"));
    else
      this.say(
        say("findPlace", { place: this.at + 1, of: length === MOST ? `${number(MOST)}+` : length }),
      );
    const current = this.found[this.at];
    if (current) await this.reach(...current);
    if (current !== this.found[this.at]) return;
    this.draw();
    if (current) this.toSight();
  }

  say(words) {
    part("find-count").textContent = words;
    for (const id of ["find-earlier", "find-later"]) part(id).hidden = !this.found.length;
  }

  /** Paint what is found in the window, anew after that was drawn. */
  draw() {
    const shown = this.window?.();
    if (!painted) return;
    const range = (span) => shown.leaves.range(...span.map((point) => shown.points.unit(point)));
    const inside = shown?.leaves
      ? this.found.filter(([start, end]) => start >= shown.start && end <= shown.end)
      : [];
    const current = this.found[this.at];
    painted.set("found", new Highlight(...inside.filter((span) => span !== current).map(range)));
    painted.set("current", new Highlight(...inside.filter((span) => span === current).map(range)));
  }

  toSight() {
    const { leaves, points } = this.window();
    const range = leaves.range(...this.found[this.at].map((point) => points.unit(point)));
    const box = range?.getBoundingClientRect();
    // What is hidden has no place of its own; what it stands in has.
    if (!box?.height)
      range?.startContainer.parentElement.closest(".block, .row")?.scrollIntoView({ block: "center" });
    else {
      const frame = part("reading").getBoundingClientRect();
      part("reading").scrollTop += box.top + box.height / 2 - frame.top - frame.height / 2;
    }
  }
}

/** Return what finds words whatever their case, the spaces between them, and ё for е. */
function pattern(words) {
  const escaped = words.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
  return new RegExp(escaped.replace(/\s+/g, "\\s+").replace(/[её]/gi, "[её]"), "giu");
}
