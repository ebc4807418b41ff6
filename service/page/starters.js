// Questions to begin with: a few that the documents themselves answer.

import { get } from "./api.js";
import { language, say } from "./strings.js";
import { element, languageOf } from "./text.js";

const part = (id) => document.getElementById(id);

/**
 * Show what may be asked of a collection. `linkOf` gives the address that asks a question, and `ask`
 * asks it; `signal` ends the request.
 */
export async function drawStarters(collection, { linkOf, ask, signal }) {
  part("starters").hidden = true;
  let found;
  try {
    ({ starters: found } = await get("/v1/starters", { collection, language: language() }, signal));
  } catch {
    // One can begin without them.
    return;
  }
  if (signal.aborted || !found.length) return;
  part("starters-title").textContent = say("starters");
  part("starters-list").replaceChildren(
    ...found.map(({ question }) => {
      const text = question;
      const link = element("a", { href: linkOf(question), text, lang: languageOf(question) });
      link.addEventListener("click", (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        ask(question);
      });
      return element("li", { children: [link] });
    }),
  );
  part("starters").hidden = false;
}
