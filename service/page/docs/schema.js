// What a JSON schema says, for people: types in few words, limits, and an example of a value.

/** Return a schema itself, where it may be a reference into `root`. */
export function resolve(schema, root) {
  if (!schema?.$ref) return schema ?? {};
  return schema.$ref.slice(2).split("/").reduce((node, step) => node[step], root);
}

/** Return a schema's type in a few words. */
export function typeOf(schema, root) {
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
export function limits(schema) {
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

/** Return what a schema says of itself. */
export function described(schema) {
  return schema.description ?? schema.anyOf?.find((one) => one.description)?.description ?? "";
}

/** Return the fields of an object as {name, schema, required}. */
export function fields(schema, root) {
  const object = resolve(schema, root);
  return Object.entries(object.properties ?? {}).map(([name, field]) => ({
    name,
    schema: field,
    required: (object.required ?? []).includes(name),
  }));
}

/** Return what an answer looks like: JSON with types in the places of values. */
export function shape(schema, root, indent = "") {
  const object = resolve(schema.anyOf?.find((one) => one.$ref) ?? schema, root);
  if (schema.type === "array") return `[${shape(schema.items ?? {}, root, indent)}, …]`;
  if (!object.properties) return typeOf(schema, root);
  const lines = Object.entries(object.properties).map(
    ([name, field]) => `${indent}  "${name}": ${shape(field, root, `${indent}  `)}`,
  );
  const none = schema.anyOf ? " or null" : "";
  return `{\n${lines.join(",\n")}\n${indent}}${none}`;
}

/** Return the example that a schema gives, undefined where it gives none. */
export function given(schema) {
  if (!schema) return undefined;
  const [first] = Array.isArray(schema.examples) ? schema.examples : Object.values(schema.examples ?? {});
  return schema.example ?? first?.value ?? first;
}

/** Return a value that a schema takes: its example, its default, or a plain one of its type. */
export function exampleOf(schema, root, name = "") {
  const whole = resolve(schema, root);
  const own = given(schema) ?? given(whole);
  if (own !== undefined) return own;
  if (whole.default !== undefined && whole.default !== null) return whole.default;
  if (name in SAID) return SAID[name];
  const inner = whole.anyOf?.find((option) => option.type !== "null");
  if (inner) return exampleOf(inner, root, name);
  if (whole.enum) return whole.enum[0];
  if (whole.const !== undefined) return whole.const;
  if (whole.type === "array") return [exampleOf(whole.items ?? {}, root, name)];
  if (whole.properties) {
    const needed = fields(whole, root).filter((field) => field.required);
    return Object.fromEntries(needed.map((one) => [one.name, exampleOf(one.schema, root, one.name)]));
  }
  if (whole.type === "object") return {};
  if (whole.type === "boolean") return true;
  if (whole.type === "integer" || whole.type === "number") return whole.minimum ?? 0;
  return name;
}

// What is told by its name, where a schema gives no example of it.
const SAID = {
  q: "who chairs AKIT's supervisory board?",
  query: "who chairs AKIT's supervisory board?",
  question: "who chairs AKIT's supervisory board?",
  source: "notes/ferry.md",
  text: "The ferry to Skagen leaves at nine.",
  quote: "The ferry to Skagen leaves at nine.",
  messages: [{ role: "user", content: "who chairs AKIT's supervisory board?" }],
  name: "default",
  store_id: "default",
  collection: "default",
};
