// Requests to the server; every failure is a Failure with words to show.

import { askToken, bearing } from "./token.js";

export class Failure extends Error {
  constructor({ title, status, detail, errors }) {
    super(title ?? "");
    this.status = status;
    this.detail = detail ?? "";
    this.errors = errors ?? [];
  }
}

/** Return the JSON at `path`; raises Failure, or AbortError where `signal` ended the request. */
export async function get(path, parameters = {}, signal = undefined) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(given).toString();
  return send(query ? `${path}?${query}` : path, { signal });
}

/** Return the JSON that answers a request of fetch's options; raises as `get` does. */
export async function send(address, options) {
  let response;
  let content;
  try {
    response = await fetch(address, { ...options, headers: { ...options.headers, ...bearing() } });
    content = await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure({});
  }
  if (response.status === 401 && (await askToken())) return send(address, options);
  if (!response.ok) throw new Failure(content);
  return content;
}
