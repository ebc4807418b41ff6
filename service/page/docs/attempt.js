// A request of the documentation that can be changed, sent to this server, and read.

import { ROOT } from "../api.js";
import { bearing } from "../token.js";
import { element } from "../text.js";
import { exampleOf, given, resolve, typeOf } from "./schema.js";
import { snippets } from "./snippets.js";

const JSON_KIND = "application/json";
// A longer answer is shown to here.
const LONGEST = 20_000;
let count = 0;

/** Return a disclosure in which a request of an operation can be tried. */
export function drawAttempt(path, method, operation, root) {
  const inputs = (operation.parameters ?? []).map((parameter) => drawInput(parameter, root));
  const content = operation.requestBody?.content ?? {};
  const schema = content[JSON_KIND]?.schema;
  const body = schema ? drawBody(content[JSON_KIND], schema, root) : null;
  const shown = element("div", { className: "answered" });
  shown.setAttribute("aria-live", "polite");
  const codes = element("div", { className: "codes" });
  const requested = () => request({ path, method, inputs, body });
  const redraw = () => codes.replaceChildren(...drawCodes(requested()));
  const fields = element("div", { className: "fields", children: inputs.map(({ label }) => label) });
  const form = element("form", {
    className: "attempt",
    children: [
      ...(inputs.length ? [fields] : []),
      ...(body ? [body.label] : []),
      element("button", { type: "submit", text: `Send ${method.toUpperCase()}` }),
    ],
  });
  form.addEventListener("input", redraw);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(requested(), shown);
  });
  redraw();
  const made = element("details", {
    className: "try",
    children: [element("summary", { text: "Try it" }), form, codes, shown],
  });
  return made;
}

function drawInput(parameter, root) {
  const { name, schema, required } = parameter;
  count += 1;
  const input = element("input", { type: "text", id: `field-${count}`, required: Boolean(required) });
  input.autocomplete = "off";
  const example = required ? (given(parameter) ?? exampleOf(schema, root, name)) : given(parameter);
  if (example !== undefined) input.value = typeof example === "string" ? example : JSON.stringify(example);
  input.placeholder = typeOf(schema, root);
  const label = element("label", { children: [element("span", { text: name }), input] });
  return { parameter, input, label };
}

function drawBody(media, schema, root) {
  const example = given(media) ?? given(resolve(schema, root)) ?? exampleOf(schema, root);
  const field = element("textarea", { spellcheck: false, value: JSON.stringify(example, null, 2) });
  field.rows = Math.min(16, field.value.split("\n").length + 1);
  return { field, label: element("label", { children: [element("span", { text: "Body" }), field] }) };
}

/** Return the request that a form asks for: {method, url, body?, kind?}. */
function request({ path, method, inputs, body }) {
  let address = path;
  const query = new URLSearchParams();
  for (const { parameter, input } of inputs) {
    const value = input.value;
    if (parameter.in === "path") {
      address = address.replace(`{${parameter.name}}`, encodeURIComponent(value));
    } else if (value !== "") {
      query.set(parameter.name, value);
    }
  }
  const asked = query.toString();
  const url = `${location.origin}${ROOT}${address}${asked ? `?${asked}` : ""}`;
  const sent = { method: method.toUpperCase(), url, token: "Authorization" in bearing() };
  return body ? { ...sent, body: body.field.value, kind: JSON_KIND } : sent;
}

function drawCodes(requested) {
  return Object.entries(snippets(requested)).map(([name, text]) =>
    element("details", {
      name: "tongue",
      open: name === "curl",
      children: [element("summary", { text: name }), scrolling(element("pre", { text }), name)],
    }),
  );
}

/** Return a node that can be scrolled by keys as well. */
export function scrolling(node, name) {
  node.tabIndex = 0;
  node.setAttribute("role", "region");
  count += 1;
  node.setAttribute("aria-label", `${name} ${count}`);
  return node;
}

async function attempt({ method, url, body, kind }, shown) {
  shown.replaceChildren(element("p", { text: "Asking…" }));
  const headers = { ...bearing(), ...(kind ? { "Content-Type": kind } : {}) };
  const started = performance.now();
  let response;
  let text;
  try {
    response = await fetch(url, { method, headers, body });
    text = await response.text();
  } catch {
    shown.replaceChildren(element("p", { className: "refused", text: "The server does not answer." }));
    return;
  }
  const took = Math.round(performance.now() - started);
  const head = `${response.status} ${response.statusText} · ${took} ms`;
  shown.replaceChildren(
    element("p", { className: response.ok ? "" : "refused", text: head }),
    scrolling(element("pre", { text: laidOut(text) }), "Answer"),
  );
}

function laidOut(text) {
  let told = text;
  try {
    told = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Not JSON: as it is.
  }
  return told.length > LONGEST ? `${told.slice(0, LONGEST)}\n…` : told;
}
