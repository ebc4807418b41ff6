// Whether an answer was right: asked where the server keeps such votes, and only once of each.

import { send } from "./api.js";
import { say } from "./strings.js";
import { element } from "./text.js";

/** Return an empty list, or the question whether what was found is right; it is asked of a person. */
export function drawVote(answer, { question, collection, generation }) {
  if (document.body.dataset.votes !== "on") return [];
  const made = element("p", { className: "vote" });
  made.setAttribute("role", "status");
  const { document_id, source, sha256, start, end, quote } = answer.citation;
  const shown = { document_id, source, sha256, start, end, quote };
  const told = { question, collection, generation, confidence: answer.confidence, band: answer.band };
  const choices = [true, false].map((right) => {
    const button = element("button", {
      type: "button",
      className: "plain",
      text: say(right ? "yes" : "no"),
    });
    button.addEventListener("click", async () => {
      for (const one of choices) one.disabled = true;
      made.textContent = say((await kept({ ...told, shown, right })) ? "voted" : "notVoted");
    });
    return button;
  });
  made.append(element("span", { text: say("vote") }), ...choices);
  return [made];
}

async function kept(vote) {
  const headers = { "Content-Type": "application/json" };
  try {
    await send("/v1/votes", { method: "POST", headers, body: JSON.stringify(vote) });
    return true;
  } catch {
    return false;
  }
}
