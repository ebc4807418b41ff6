// Requests to the server; every failure is a Failure with words to show.

export class Failure extends Error {
  constructor({ title, status, detail }) {
    super(title ?? "");
    this.status = status;
    this.detail = detail ?? "";
  }
}

/** Return the JSON at `path`; raises Failure, or AbortError where `signal` ended the request. */
export async function get(path, parameters = {}, signal = undefined) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(given).toString();
  let response;
  let content;
  try {
    response = await fetch(query ? `${path}?${query}` : path, { signal });
    content = await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure({});
  }
  if (!response.ok) throw new Failure(content);
  return content;
}
