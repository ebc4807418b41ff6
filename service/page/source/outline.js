// The outline of a document: its headings, pages, sheets and slides, each a link to its place.

import { address, versionOf } from "../address.js";
import { get } from "../api.js";
import { say, sayPart } from "../strings.js";
import { element, languageOf } from "../text.js";

const part = (id) => document.getElementById(id);
// An outline of one entry leads nowhere.
const LEAST = 2;

/** Load and draw the outline of the document shown, while it is; where there is none, none is offered. */
export async function drawOutline({ path, place }, isShown) {
  let outline;
  try {
    outline = await get(`${path}/outline`);
  } catch {
    return;
  }
  const { document: source, entries, total } = outline;
  if (!isShown() || entries.length < LEAST) return;
  const top = Math.min(...entries.map(({ level }) => level).filter(Boolean));
  const list = element("ul", {
    children: entries.map((entry) => drawEntry(entry, { source, top })),
  });
  const more = total - entries.length;
  const rest = more > 0 ? [element("p", { text: say("more", { n: more }) })] : [];
  part("outline").replaceChildren(list, ...rest);
  part("outline-toggle").hidden = false;
  tellOutline(place);
}

/** Say in the outline where the place shown is. */
export function tellOutline({ start }) {
  const links = [...part("outline").querySelectorAll("a")];
  const current = links.findLast((link) => Number(link.dataset.at) <= start);
  for (const link of links) link.removeAttribute("aria-current");
  current?.setAttribute("aria-current", "location");
}

/** Listen to the wish to see the outline; where it lies over the text, to its being done with. */
export function listenToOutline() {
  const show = (shown) => {
    part("outline").hidden = !shown;
    part("outline-toggle").setAttribute("aria-expanded", shown);
  };
  part("outline-toggle").addEventListener("click", () => {
    show(part("outline").hidden);
    const link = (which) => part("outline").querySelector(which);
    (link("[aria-current]") ?? link("a"))?.focus();
  });
  part("outline").addEventListener("click", (event) => {
    if (event.target.closest("a") && matchMedia("(max-width: 60rem)").matches) show(false);
  });
}

/** Take the outline away. */
export function clearOutline() {
  part("outline").replaceChildren();
  part("outline").hidden = true;
  part("outline-toggle").hidden = true;
  part("outline-toggle").setAttribute("aria-expanded", "false");
}

function drawEntry({ start, end, level, title, page, part: piece }, { source, top }) {
  const parameters = address();
  for (const name of ["from", "to"]) parameters.delete(name);
  parameters.set("version", versionOf(source));
  parameters.set("start", start);
  parameters.set("end", end);
  const name = level ? title : piece ? sayPart(piece) : say("page", { page: String(page) });
  const link = element("a", {
    className: "inside",
    href: `?${parameters}`,
    children: [element("span", { text: name, lang: level ? languageOf(title) : "" })],
  });
  const there =
    level && (page !== null ? String(page) : /^(slide|cell) /.test(piece ?? "") && sayPart(piece));
  if (there) link.append(element("span", { className: "there", text: there }));
  link.dataset.at = start;
  const item = element("li", { children: [link] });
  item.dataset.depth = level ? Math.min(4, level - top) : 0;
  return item;
}
