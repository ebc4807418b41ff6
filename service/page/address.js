// The address is the page's state: what was asked, how, and which source is opened where.

/** Where is searched, as an address can say it. */
export const SCOPE = ["collection", "folder", "language"];

/** What of a search an address can say beside the question. */
export const PASSED_ON = ["k", "mode", ...SCOPE, "filter", "threshold", "rerank"];

/** What an address says of the source that is opened. */
export const OPENED = ["version", "document", "start", "end", "from", "to"];

/** Return what the page's address says. */
export function address() {
  return new URLSearchParams(location.search);
}

/** Return what one search differs from another by. */
export function searchKey(parameters) {
  return JSON.stringify(["q", ...PASSED_ON].map((name) => parameters.get(name)));
}

/** Return how an address names the version of a document that its offsets count in. */
export function versionOf({ sha256 }) {
  return sha256.slice(0, 12);
}

/** Return the opened place that an address names: a document, a span, and one in it to mark. */
export function spanOf(parameters) {
  const number = (name) => {
    const value = parameters.get(name);
    return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  };
  const place = {
    id: parameters.get("document"),
    version: parameters.get("version") ?? undefined,
    start: number("start") ?? 0,
    end: number("end") ?? number("start") ?? 0,
    markStart: number("from"),
    markEnd: number("to"),
  };
  if (place.markEnd === undefined) place.markStart = undefined;
  return place;
}

/** Return the address of a citation, opened, with a span in it marked, if any. */
export function addressOf(citation, marked) {
  const parameters = address();
  parameters.set("version", versionOf(citation));
  parameters.set("document", citation.document_id);
  parameters.set("start", citation.start);
  parameters.set("end", citation.end);
  if (marked) {
    parameters.set("from", marked.start);
    parameters.set("to", marked.end);
  }
  return parameters;
}

/** Return those of `names` that are in `parameters`, as an object. */
export function some(parameters, names) {
  const given = names.filter((name) => parameters.has(name));
  return Object.fromEntries(given.map((name) => [name, parameters.get(name)]));
}
