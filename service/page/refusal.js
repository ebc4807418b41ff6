// Three honest noes: no documents yet, nothing near the question, and nothing that is sure enough.

import { card, drawOtherwise, drawSentence, drawSure } from "./answer.js";
import { say } from "./strings.js";
import { element } from "./text.js";

/**
 * Return the card that says why there is no answer, and what was searched.
 *
 * `coverage` is that drawn; `filtered` says whether a filter left some documents out, so that how
 * many were searched is not known. `passage` and `linkTo` are as for `drawAnswer`.
 */
export function drawRefusal(found, { coverage, filtered, passage, linkTo }) {
  const { documents } = found.coverage;
  if (!documents) return card(title(say("nothingYet")), paragraph(say("nothingYetWhy")), coverage);
  if (found.reason === "nothing_found") {
    const near = filtered ? say("nothingNearFiltered") : say("nothingNear", { n: documents });
    return card(title(near), paragraph(say("otherWords")), coverage);
  }
  return card(
    title(say("notSure")),
    drawMissing(found.missing),
    coverage,
    ...drawLikeliest(found.likeliest, { passage, linkTo }),
  );
}

function title(text) {
  return element("h2", { text });
}

function paragraph(text) {
  return element("p", { text });
}

function drawMissing(missing) {
  const why = paragraph(missing.length ? "" : say("noneLikely"));
  missing.forEach((word, number) => {
    const before = number ? ", " : `${say("missing", { n: missing.length })} `;
    why.append(before, element("q", { text: word }));
  });
  if (missing.length) why.append(".");
  return why;
}

/** Return an empty list, or what would have been the answer, shown when that is asked for. */
function drawLikeliest(likeliest, { passage, linkTo }) {
  if (!likeliest) return [];
  const link = linkTo(likeliest.citation, likeliest.citation);
  const article = element("article", {
    children: [drawSentence(likeliest, passage), element("footer", { children: [link] })],
  });
  return [
    element("details", {
      className: "anyway",
      children: [
        element("summary", { text: say("anyway") }),
        ...drawSure({ ...likeliest, band: null }),
        article,
        ...drawOtherwise(likeliest, linkTo),
      ],
    }),
  ];
}
