// The folders of a collection: where one is, the way back up, and the folders within.

import { get } from "../api.js";
import { number, say } from "../strings.js";
import { element } from "../text.js";

/**
 * Show the way to `folder` and the folders in it.
 *
 * `addressWith` gives the address of another folder and `go` goes there.
 */
export async function drawFolders(place, { collection, folder, addressWith, go, signal }) {
  let within = [];
  try {
    within = (await get("/v1/contents", { collection, folder }, signal)).folders;
  } catch (error) {
    if (error.name === "AbortError") return;
  }
  const link = (name, text, className) => {
    const made = element("a", { href: addressWith({ folder: name }), text, className });
    made.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      go({ folder: name });
    });
    return made;
  };
  const steps = folder === undefined ? [] : folder.split("/");
  const above = steps.map((step, depth) => {
    const last = depth === steps.length - 1;
    if (!last) return link(steps.slice(0, depth + 1).join("/"), `${step}/`, "above");
    const here = element("span", { text: `${step}/` });
    here.setAttribute("aria-current", "location");
    return here;
  });
  const start = steps.length ? [link(undefined, say("allFolders"), "above")] : [];
  const held = within.map(({ name, documents }) => {
    const made = link([...steps, name].join("/"), `${name}/ `, "");
    made.append(element("span", { className: "count", text: number(documents) }));
    return made;
  });
  place.replaceChildren(...start, ...above, ...held);
  place.hidden = !place.children.length;
}
