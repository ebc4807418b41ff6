// What of the folders is not read: how many files, of which kinds and why, and each by name.

import { get } from "../api.js";
import { say } from "../strings.js";
import { element } from "../text.js";
import { drawUnread } from "../unread.js";

/** Show what of a collection's folders is not read, by reason; nothing where all is. */
export async function drawMissed(place, { collection, signal }) {
  let folders = [];
  try {
    ({ folders } = await get("/v1/folders", { collection, limit: 1 }, signal));
  } catch (error) {
    if (error.name === "AbortError") return;
  }
  const missed = folders.reduce((sum, one) => sum + one.missed, 0);
  place.replaceChildren();
  if (!missed) return;
  place.append(
    element("h2", { text: say("unread", { n: missed }) }),
    element("ul", { children: reasons(folders).map((text) => element("li", { text })) }),
    drawUnread(missed, collection, { title: say("byName") }),
  );
}

/** Return in words how many files are not read for each reason, and of which kinds. */
function reasons(folders) {
  const counts = new Map();
  for (const { code, suffix, count } of folders.flatMap(({ unread }) => unread)) {
    if (code === "hidden" || code === "ignored") continue;
    const kinds = counts.get(code) ?? new Map();
    kinds.set(suffix, (kinds.get(suffix) ?? 0) + count);
    counts.set(code, kinds);
  }
  return [...counts].map(([code, kinds]) => {
    const most = [...kinds].sort(([, one], [, other]) => other - one);
    const named = most.map(([suffix, n]) => `${suffix || say("noSuffix")} ${n}`).join(", ");
    return `${say(`code_${code}`)}: ${named}`;
  });
}
