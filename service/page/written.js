// An answer that a language model writes, where the server has one: only what a quote proves.

import { Failure, ROOT } from "./api.js";
import { wordsOf } from "./failures.js";
import { drawQuote } from "./quote.js";
import { say } from "./strings.js";
import { element, languageOf } from "./text.js";
import { askToken, bearing } from "./token.js";

/**
 * Return an empty list, or a button that has the answer to `asked` written out, and its place.
 *
 * `asked` is the body of the request; `linkTo` gives the link to a citation, and `opened` lets what
 * is drawn be opened.
 */
export function drawWriting(asked, { linkTo, opened }) {
  if (document.body.dataset.writes !== "on") return [];
  const place = element("div", { className: "written" });
  place.setAttribute("aria-live", "polite");
  const button = element("button", { type: "button", className: "plain", text: say("write") });
  button.addEventListener("click", async () => {
    button.disabled = true;
    place.replaceChildren(element("p", { text: say("writing") }));
    try {
      await write(asked, place, { linkTo, opened });
    } catch (error) {
      place.replaceChildren(element("p", { className: "refused", text: wordsOf(error).join(". ") }));
      button.disabled = false;
    }
  });
  return [button, place];
}

async function write(asked, place, { linkTo, opened }) {
  const list = element("ol");
  for await (const [name, data] of events({ ...asked, generate: true })) {
    if (name === "statement") {
      list.append(opened(drawStatement(data, linkTo)));
      place.replaceChildren(list);
    }
    if (name !== "done") continue;
    const { generated, note } = data;
    const told = [
      generated && say("writtenBy", { model: generated.model }),
      generated?.dropped && say("dropped", { n: generated.dropped }),
      note && say(generated ? "writtenPartly" : "notWritten"),
    ];
    const text = told.filter(Boolean).join(" ");
    place.replaceChildren(list, element("p", { text }));
  }
}

function drawStatement({ text, citation }, linkTo) {
  const article = element("article", {
    children: [
      element("p", { className: "statement", text, lang: languageOf(text) }),
      drawQuote(citation, null),
      element("footer", { children: [linkTo(citation, citation)] }),
    ],
  });
  return element("li", { children: [article] });
}

/** Yield the events of an answer that is written, each its name and its data; raises Failure. */
async function* events(asked) {
  const sent = bearing();
  const headers = { "Content-Type": "application/json", Accept: "text/event-stream", ...sent };
  let response;
  try {
    response = await fetch(`${ROOT}/v1/answer`, { method: "POST", headers, body: JSON.stringify(asked) });
  } catch {
    throw new Failure({});
  }
  if (response.status === 401 && (await askToken(sent))) {
    yield* events(asked);
    return;
  }
  if (!response.ok) throw new Failure(await response.json());
  let rest = "";
  for await (const piece of pieces(response.body)) {
    const [...whole] = (rest + piece).split("\n\n");
    rest = whole.pop();
    for (const event of whole) {
      const name = /^event: (.*)$/m.exec(event)?.[1];
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (name && data) yield [name, JSON.parse(data)];
    }
  }
}

/** Yield the text of a body as it comes; a stream that breaks off is a Failure. */
async function* pieces(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    let next;
    try {
      next = await reader.read();
    } catch {
      throw new Failure({});
    }
    if (next.done) return;
    yield next.value;
  }
}
