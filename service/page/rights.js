// What the reader may do here: who may only read sees nothing that would be refused.

import { get } from "./api.js";
import { NEW_KEY, changeKey } from "./token.js";

const part = (id) => document.getElementById(id);

/**
 * Find out what may be done, and have the page show just that.
 *
 * `move` is called with the name of a collection to go to where the usual one is not the reader's.
 */
export async function keepRights(move) {
  part("key").addEventListener("click", () => void changeKey());
  await learn(move);
}

async function learn(move) {
  let rights;
  try {
    rights = await get("/v1/key");
  } catch {
    // What is refused is told where it is asked for.
    return;
  } finally {
    // A key that is given in its place may do something else.
    addEventListener(NEW_KEY, () => void learn(move), { once: true });
  }
  document.body.dataset.scope = rights.scope;
  part("key").hidden = rights.key === null;
  const chosen = new URLSearchParams(location.search).has("collection");
  const { collections } = rights;
  if (!chosen && collections?.length && !collections.includes("default")) move(collections[0]);
}
