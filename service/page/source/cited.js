// The places of one document that were found: which of them is shown, and the ways to the others.

import { addressOf } from "../address.js";
import { hitOf } from "../folded.js";
import { say } from "../strings.js";

const part = (id) => document.getElementById(id);

/** Return the citations of what was found: the answers', those of the same elsewhere, the hits'. */
export function citationsOf(found) {
  const folded = found?.answer ? hitOf(found) : null;
  const markedIn = (hit) => (hit === folded ? found.answer.citation : hit.best_sentence);
  const told = [found?.answer ?? found?.likeliest ?? []].flat();
  return [
    ...told.map((one) => ({ citation: one.citation, marked: one.marked })),
    ...told.flatMap(({ otherwise }) => otherwise),
    ...(found?.hits ?? []).map((hit) => ({ citation: hit.citation, marked: markedIn(hit) })),
    ...told.flatMap(({ elsewhere }) => elsewhere.map((citation) => ({ citation, marked: null }))),
  ];
}

/** Return those of a document, in its order, each once: one within another is not another place. */
export function citedIn(found, id) {
  const all = citationsOf(found).filter(({ citation }) => citation.document_id === id);
  const inside = (one, other) => other.start <= one.start && one.end <= other.end;
  const kept = all.filter(
    ({ citation }, place) =>
      !all.some(
        ({ citation: other }, at) =>
          inside(citation, other) && (!inside(other, citation) || at < place),
      ),
  );
  return kept.sort((one, other) => one.citation.start - other.citation.start);
}

/** Show which of the places found is shown, with links to the one before and the one after. */
export function drawCited({ start, end, cited = [] }) {
  const at = cited.findIndex(({ citation }) => citation.start <= start && end <= citation.end);
  part("cited").hidden = cited.length < 2;
  part("cited-count").textContent =
    at < 0
      ? say("citedPlaces", { n: cited.length })
      : say("citedPlace", { place: at + 1, of: cited.length });
  const before = cited.findLast(({ citation }, place) => (at < 0 ? citation.end <= start : place < at));
  const after = cited.find(({ citation }, place) => (at < 0 ? citation.start >= end : place > at));
  link("cited-earlier", before);
  link("cited-later", after);
}

function link(id, place) {
  if (place) part(id).href = `?${addressOf(place.citation, place.marked)}`;
  else part(id).removeAttribute("href");
  part(id).setAttribute("aria-disabled", !place);
}
