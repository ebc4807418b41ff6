// The passage that an answer stands in, folded into the answer's card.

import { drawQuote } from "./quote.js";
import { say } from "./strings.js";
import { element } from "./text.js";
import { drawWhy } from "./why.js";

/** Return the hit that the answer, or what is likeliest to be it, stands in, if any. */
export function hitOf(found) {
  const told = found?.answer ?? found?.likeliest;
  return told && found.hits.find(({ citation }) => holds(citation, told.citation));
}

function holds(one, other) {
  return (
    one.document_id === other.document_id && one.start <= other.start && other.end <= one.end
  );
}

/**
 * Return a disclosure of the passage that an answer stands in, drawn once it is opened.
 *
 * The answer is marked in it. `linkTo`, `opened` and `explain` are as for `drawHits`.
 */
export function drawFolded(hit, { answer, linkTo, opened, explain }) {
  const made = element("details", {
    className: "folded",
    children: [element("summary", { text: say("showPassage") })],
  });
  const draw = () => {
    const link = linkTo(hit.citation, answer.citation);
    const article = element("article", {
      children: [
        drawQuote(hit.citation, answer.citation),
        element("footer", { children: [link] }),
      ],
    });
    made.append(article, drawWhy(hit, () => explain(hit)));
    opened(article);
  };
  made.addEventListener("toggle", draw, { once: true });
  return made;
}
