// The passages found: as many as help, and the less near ones when they are asked for.

import { drawMet } from "./met.js";
import { drawQuote } from "./quote.js";
import { say } from "./strings.js";
import { element } from "./text.js";
import { drawWhy } from "./why.js";

// After so many passages the list may end, where the score falls most.
const ENDS = [3, 4, 5];
// Fewer than so many are not worth a button.
const LEAST_FOLDED = 2;
const part = (id) => document.getElementById(id);

/**
 * Show the hits, all of them or those that help.
 *
 * `question` is what was asked; `linkTo` gives the link to a citation with a span marked, `opened`
 * lets a click on a hit follow its link, and `explain` gives a promise of why a hit was found.
 */
export function drawHits(hits, { question, all, linkTo, opened, explain }) {
  const draw = (hit) => opened(drawHit(hit, { question, linkTo, explain: () => explain(hit) }));
  const count = all ? hits.length : helpful(hits);
  part("hits").replaceChildren(...hits.slice(0, count).map(draw));
  const rest = hits.slice(count);
  part("hits-more").hidden = !rest.length;
  part("hits-more").textContent = say("lessNear", { n: rest.length });
  part("hits-more").onclick = () => {
    const drawn = rest.map(draw);
    part("hits").append(...drawn);
    part("hits-more").hidden = true;
    drawn[0].querySelector("a.open").focus();
  };
}

/** Take the passages away. */
export function clearHits() {
  part("hits").replaceChildren();
  part("hits-more").hidden = true;
}

/** Return how many of the hits help: those above the largest fall of the score near the top. */
function helpful(hits) {
  const ends = ENDS.filter((end) => hits.length - end >= LEAST_FOLDED);
  const fall = (end) => hits[end - 1].score - hits[end].score;
  return ends.sort((one, other) => fall(other) - fall(one))[0] ?? hits.length;
}

function drawHit(hit, { question, linkTo, explain }) {
  const { citation } = hit;
  const link = linkTo(citation, hit.best_sentence);
  const marked = hit.best_sentence?.quote;
  const met = drawMet({ quote: citation.quote, marked, question, explain });
  const article = element("article", {
    children: [
      drawQuote(citation, hit.best_sentence),
      ...(met ? [met] : []),
      element("footer", { children: [link] }),
    ],
  });
  return element("li", { children: [article, drawWhy(hit, explain)] });
}
