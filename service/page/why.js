// Why a hit stands where it does: the words that matched and what each half gave, on demand.

import { number, say } from "./strings.js";
import { element } from "./text.js";

/**
 * Return a disclosure that says why a hit was found once it is opened.
 *
 * `explain` gives a promise of the hit's explanation, undefined where there is none any more.
 */
export function drawWhy(explain) {
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
      if (explanation) content.replaceChildren(...drawExplanation(explanation));
      else content.textContent = say("whyGone");
    } catch (error) {
      asked = false;
      content.textContent = error.message || say("failed");
    }
  });
  return why;
}

function drawExplanation({ dense, sparse }) {
  const parts = [];
  if (dense) {
    const cosines = [
      ["wholePassage", dense.passage],
      ["bestSentence", dense.sentence],
    ].filter(([, value]) => value !== null);
    const said = cosines.map(([name, value]) => `${say(name)} ${number(value)}`).join(", ");
    parts.push(drawHalf(say("dense"), said || say("notFound"), dense.gave));
  }
  if (sparse) {
    const said = sparse.terms.length ? "" : say("notFound");
    parts.push(drawHalf(say("sparse"), said, sparse.gave));
    if (sparse.terms.length) parts.push(drawTerms(sparse.terms));
  }
  return parts;
}

function drawHalf(name, said, gave) {
  return element("p", {
    text: [name, said, say("gave", { gave })].filter(Boolean).join(" · "),
  });
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
