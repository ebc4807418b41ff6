// Why a hit stands where it does: the words that matched and what each half gave, on demand.

import { wordsOf } from "./failures.js";
import { number, say } from "./strings.js";
import { element } from "./text.js";

/**
 * Return a disclosure that says why a hit was found once it is opened, its scores first.
 *
 * `explain` gives a promise of the hit's explanation, undefined where there is none any more.
 */
export function drawWhy(hit, explain) {
  const content = element("div", { className: "because" });
  content.setAttribute("aria-live", "polite");
  const why = element("details", {
    className: "why",
    children: [element("summary", { text: say("why") }), content],
  });
  let asked = false;
  why.addEventListener("toggle", async () => {
    if (!why.open || asked) return;
    asked = true;
    content.textContent = say("loading");
    try {
      const explanation = await explain();
      if (explanation) content.replaceChildren(drawScores(hit), ...drawExplanation(explanation));
      else content.textContent = say("whyGone");
    } catch (error) {
      asked = false;
      content.textContent = wordsOf(error)[0];
    }
  });
  return why;
}

function drawScores({ score, scores }) {
  const parts = Object.entries(scores)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${say(name)} ${number(value)}`);
  const text = [`${say("score")} ${number(score)}`, ...parts].join(" · ");
  return element("p", { className: "scores", text });
}

function drawExplanation(explanation) {
  return Object.entries(explanation)
    .filter(([, part]) => part)
    .flatMap(([stage, part]) => [
      element("p", {
        text: [say(stage), (SAID[stage] ?? sayScore)(part), say("gave", { gave: part.gave })]
          .filter(Boolean)
          .join(" · "),
      }),
      ...(part.terms?.length ? [drawTerms(part.terms)] : []),
    ]);
}

/** What is said of each stage in a line, before what it gave. */
const SAID = {
  dense: ({ passage, sentence }) =>
    [
      ["wholePassage", passage],
      ["bestSentence", sentence],
    ]
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${say(name)} ${number(value)}`)
      .join(", ") || say("notFound"),
  sparse: ({ terms }) => (terms.length ? "" : say("notFound")),
};

function sayScore({ score }) {
  return score === null ? say("notRead") : number(score);
}

function drawTerms(terms) {
  return element("ul", {
    children: terms.map(({ word, found, language, route, contribution }) => {
      const there = element("span", { text: found });
      if (language) there.lang = language;
      return element("li", {
        children: [
          element("span", { children: [`${word} → `, there] }),
          element("span", { text: say(`route_${route}`) }),
          element("span", { className: "gave", text: number(contribution) }),
        ],
      });
    }),
  });
}
