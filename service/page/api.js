// Requests to the server; every failure is a Failure, for failures.js to tell.

import { askToken, bearing } from "./token.js";

/** The path below which this server is reached, "" for none: the modules are in its /page/. */
export const ROOT = new URL(import.meta.url).pathname.replace(/\/page\/.*$/, "");

export class Failure extends Error {
  /** `slug` names the kind of problem, null where the server did not answer at all. */
  constructor({ type, title, status, detail, errors }) {
    super(title ?? "");
    this.slug = type?.split("#").at(-1) ?? null;
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

/** Return the bytes at `path`; raises as `get` does. */
export async function getBytes(path) {
  return new Uint8Array(await send(path, {}, (response) => response.arrayBuffer()));
}

/** Return the bytes of a file from `start` to `end`, and its `size`, if it is still of a version. */
export async function getPart(path, { start, end, version }, signal = undefined) {
  const headers = { Range: `bytes=${start}-${end - 1}`, "If-Range": `"${version}"` };
  return send(path, { headers, signal }, async (response) => {
    if (response.status !== 206) {
      await response.body.cancel();
      throw new Error("another version");
    }
    const size = Number(response.headers.get("Content-Range").split("/")[1]);
    return { size, bytes: new Uint8Array(await response.arrayBuffer()) };
  });
}

/** Return whether there is something at `path`; raises nothing. */
export async function exists(path) {
  try {
    return (await fetch(ROOT + path, { method: "HEAD", headers: bearing() })).ok;
  } catch {
    return false;
  }
}

/** Return the JSON that answers a request of fetch's options; raises as `get` does. */
export async function send(address, options, read = (response) => response.json()) {
  const sent = bearing();
  let response;
  let content;
  try {
    response = await fetch(ROOT + address, { ...options, headers: { ...options.headers, ...sent } });
    content = await (response.ok ? read(response) : response.json());
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure({});
  }
  if (response.status === 401 && (await askToken(sent))) return send(address, options, read);
  if (!response.ok) throw new Failure(content);
  return content;
}
