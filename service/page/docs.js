// The documentation, drawn from the schema that the server itself makes; its requests can be sent.

import { ROOT, get } from "./api.js";
import { drawAttempt, scrolling } from "./docs/attempt.js";
import { described, fields, limits, shape, typeOf } from "./docs/schema.js";
import { element } from "./text.js";

const part = (id) => document.getElementById(id);

/** Return nodes of a text, what stands in it between backticks as code. */
function prose(text) {
  return text
    .split(/`([^`]+)`/)
    .map((piece, place) => (place % 2 ? element("code", { text: piece }) : piece));
}

/** Return some words as a sentence, none as none. */
function sentence(words) {
  const begun = words.charAt(0).toUpperCase() + words.slice(1);
  return begun.replace(/[^.!?]$/u, "$&.");
}

function table(rows, root, name) {
  const head = element("tr", {
    children: ["name", "type", "about"].map((text) => element("th", { text, scope: "col" })),
  });
  const body = rows.map(({ name: field, schema, required, description }) => {
    const bounds = [required ? "required" : "", limits(schema)].filter(Boolean).join(", ");
    const about = [description ?? described(schema), bounds].map(sentence);
    return element("tr", {
      children: [
        element("th", { scope: "row", children: [element("code", { text: field })] }),
        element("td", { text: typeOf(schema, root) }),
        element("td", { children: prose(about.filter(Boolean).join(" ")) }),
      ],
    });
  });
  const made = element("table", {
    children: [
      element("thead", { children: [head] }),
      element("tbody", { children: body }),
    ],
  });
  return scrolling(element("div", { className: "scroll", children: [made] }), name);
}

/** Return the name by which an operation is linked to. */
function anchorOf(path, method) {
  return `${method}-${path.replaceAll(/[^a-z0-9]+/gi, "-").replaceAll(/^-|-$/g, "")}`;
}

function drawOperation(path, method, operation, root) {
  const title = `${method.toUpperCase()} ${path}`;
  const children = [
    element("h3", {
      children: [
        element("span", { className: "method", text: `${method.toUpperCase()} ` }),
        element("span", { text: path }),
      ],
    }),
    ...paragraphs(operation.description ?? operation.summary ?? ""),
    drawAttempt(path, method, operation, root),
  ];
  if (operation.parameters?.length) {
    children.push(
      element("h4", { text: "Parameters" }),
      table(operation.parameters, root, `Parameters of ${title}`),
    );
  }
  for (const [type, { schema }] of Object.entries(operation.requestBody?.content ?? {})) {
    children.push(element("h4", { text: `Body, ${type}` }));
    const rows = fields(schema, root);
    const told = () => element("p", { text: "The file as it is." });
    children.push(rows.length ? table(rows, root, `Body of ${title}, ${type}`) : told());
  }
  const good = operation.responses["200"] ?? operation.responses["201"];
  const answer = good?.content?.["application/json"]?.schema;
  if (answer) {
    const pre = scrolling(element("pre", { text: shape(answer, root) }), `Answer of ${title}`);
    const summary = element("summary", { text: "What is answered" });
    children.push(element("details", { className: "shape", children: [summary, pre] }));
  }
  return element("section", { id: anchorOf(path, method), children });
}

function paragraphs(text) {
  return text.split(/\n\s*\n/).map((one) => element("p", { children: prose(one) }));
}

function drawContents(operations) {
  const tags = new Map();
  for (const one of operations) {
    const tag = one.operation.tags?.[0] ?? "other";
    tags.set(tag, [...(tags.get(tag) ?? []), one]);
  }
  return [...tags].map(([tag, those]) =>
    element("li", {
      children: [
        element("a", {
          className: "tag",
          href: `#${anchorOf(those[0].path, those[0].method)}`,
          text: tag,
        }),
        element("ul", {
          children: those.map(({ path, method }) =>
            element("li", {
              children: [
                element("a", {
                  href: `#${anchorOf(path, method)}`,
                  children: [
                    element("span", { className: "method", text: `${method.toUpperCase()} ` }),
                    ...breakable(path.replace("/v1/", "")),
                  ],
                }),
              ],
            }),
          ),
        }),
      ],
    }),
  );
}

/** Return a path that may be broken behind each of its slashes. */
function breakable(path) {
  return path.split(/(?<=\/)/).flatMap((step) => [step, element("wbr")]);
}

async function draw() {
  for (const place of document.querySelectorAll(".origin")) place.textContent = location.origin + ROOT;
  let schema;
  try {
    schema = await get("/openapi.json");
  } catch (failure) {
    const reason = failure.detail || "The server does not answer.";
    part("status").textContent = `${reason} Reload to try again.`;
    return;
  }
  const operations = Object.entries(schema.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  part("operations").replaceChildren(
    ...operations.map(({ path, method, operation }) => drawOperation(path, method, operation, schema)),
  );
  part("contents-list").prepend(...drawContents(operations));
  if (location.hash) part(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

for (const pre of document.querySelectorAll("main pre")) scrolling(pre, "Example");
void draw();
