// What the reader may do here: who may only read sees nothing that would be refused.

import { get } from "./api.js";

/**
 * Find out what may be done, and have the page show just that.
 *
 * `move` is called with the name of a collection to go to where the usual one is not the reader's.
 */
export async function keepRights(move) {
  let rights;
  try {
    rights = await get("/v1/key");
  } catch {
    // What is refused is told where it is asked for.
    return;
  }
  document.body.dataset.scope = rights.scope;
  const chosen = new URLSearchParams(location.search).has("collection");
  const { collections } = rights;
  if (!chosen && collections?.length && !collections.includes("default")) move(collections[0]);
}
