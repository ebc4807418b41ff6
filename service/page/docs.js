// The documentation, drawn from the schema that the server itself makes.

import { ROOT, get } from "./api.js";
import { element } from "./text.js";

const part = (id) => document.getElementById(id);

function resolve(schema, root) {
  if (!schema.$ref) return schema;
  return schema.$ref.slice(2).split("/").reduce((node, step) => node[step], root);
}

/** Return a schema's type in a few words. */
function typeOf(schema, root) {
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1);
    return resolve(schema, root).properties ? name : typeOf(resolve(schema, root), root);
  }
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return options.map((option) => typeOf(option, root)).join(" or ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return `list of ${typeOf(schema.items ?? {}, root)}`;
  if (schema.propertyNames?.enum) return `object of ${schema.propertyNames.enum.join(", ")}`;
  if (schema.type === "object" && schema.additionalProperties) return "object";
  return schema.type ?? "anything";
}

/** Return what a schema asks beside its type. */
function limits(schema) {
  const inner = schema.anyOf?.find((option) => option.type !== "null") ?? schema;
  const words = [];
  if (inner.minimum !== undefined) words.push(`from ${inner.minimum}`);
  if (inner.maximum < 1e9) words.push(`at most ${inner.maximum}`);
  if (inner.maxLength !== undefined) words.push(`at most ${inner.maxLength} characters`);
  if (schema.default !== undefined && schema.default !== null) {
    words.push(`default ${JSON.stringify(schema.default)}`);
  }
  return words.join(", ");
}

function described(schema) {
  return schema.description ?? schema.anyOf?.find((one) => one.description)?.description ?? "";
}

function table(rows, root) {
  const head = element("tr", {
    children: ["name", "type", ""].map((text) => element("th", { text, scope: "col" })),
  });
  const body = rows.map(({ name, schema, required, description }) =>
    element("tr", {
      children: [
        element("td", { children: [element("code", { text: name })] }),
        element("td", { text: typeOf(schema, root) }),
        element("td", {
          text: [required ? "required" : "", limits(schema), description ?? described(schema)]
            .filter(Boolean)
            .join("; "),
        }),
      ],
    }),
  );
  return element("div", {
    className: "scroll",
    children: [element("table", { children: [head, ...body] })],
  });
}

function fields(schema, root) {
  const object = resolve(schema, root);
  return Object.entries(object.properties ?? {}).map(([name, field]) => ({
    name,
    schema: field,
    required: (object.required ?? []).includes(name),
  }));
}

/** Return what an answer looks like: JSON with types in the places of values. */
function shape(schema, root, indent = "") {
  const object = resolve(schema.anyOf?.find((one) => one.$ref) ?? schema, root);
  if (schema.type === "array") return `[${shape(schema.items ?? {}, root, indent)}, …]`;
  if (!object.properties) return typeOf(schema, root);
  const lines = Object.entries(object.properties).map(
    ([name, field]) => `${indent}  "${name}": ${shape(field, root, `${indent}  `)}`,
  );
  const none = schema.anyOf ? " or null" : "";
  return `{\n${lines.join(",\n")}\n${indent}}${none}`;
}

function drawOperation(path, method, operation, root) {
  const children = [
    element("h2", {
      children: [
        element("span", { className: "method", text: `${method.toUpperCase()} ` }),
        element("span", { text: path }),
      ],
    }),
    element("p", { text: operation.description ?? operation.summary ?? "" }),
  ];
  if (operation.parameters?.length) {
    children.push(element("h3", { text: "Parameters" }), table(operation.parameters, root));
  }
  for (const [type, { schema }] of Object.entries(operation.requestBody?.content ?? {})) {
    children.push(element("h3", { text: `Body, ${type}` }));
    const rows = fields(schema, root);
    children.push(rows.length ? table(rows, root) : element("p", { text: "The file as it is." }));
  }
  const good = operation.responses["200"] ?? operation.responses["201"];
  const answer = good?.content?.["application/json"]?.schema;
  if (answer) {
    children.push(element("h3", { text: "Answer" }), element("pre", { text: shape(answer, root) }));
  }
  return element("section", { children });
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
  part("operations").replaceChildren(
    ...Object.entries(schema.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) =>
        drawOperation(path, method, operation, schema),
      ),
    ),
  );
  if (location.hash) part(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

void draw();
