"""Learn the term bridge: IBM Model 1 over stems, both ways, written as plain arrays.

A translation's weight is the geometric mean of both directions' probabilities, which drops the
company a word keeps (`supervisory` with `служба`) and keeps its translations (`наблюдательный`).
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np

from index.text.analysis import FUNCTION_STEMS, tokenize
from index.text.bridge import PROBABILITY_STEPS
from index.text.names import cyrillic_key, latin_keys
from index.text.scripts import is_cyrillic
from index.training.alignment import Translations, align, align_backwards, count_couples
from index.training.data import Pair, read_pairs, read_sections

MOST_DOCUMENTATION = 250_000
LONGEST = 50
LEAST_PROBABILITY = 0.02
MOST_TRANSLATIONS = 10


def learn_bridge(*, data: Path, path: Path, iterations: int = 6) -> None:
    """Learn translations of stems from the pairs under `data` and write the table to `path`."""
    numbers: dict[str, int] = {}
    english, russian = _distinct_stems(_pairs(data), numbers)
    print(f"bridge: {len(english):,} pairs, {len(numbers):,} stems", flush=True)
    couples = count_couples(english, russian)
    terms = list(numbers)
    cyrillic = np.fromiter((is_cyrillic(term) for term in terms), np.bool_, len(terms))
    forward, backward = (
        direction(couples, iterations=iterations) for direction in (align, align_backwards)
    )
    # A name left as it is in the other text needs no bridge, hence across the scripts only.
    across = ~cyrillic[forward.source] & cyrillic[forward.target]
    both = np.sqrt(forward.probability[across] * backward.probability[across])
    source, target = forward.source[across], forward.target[across]
    write_bridge(
        path, terms, [Translations(source, target, both), Translations(target, source, both)]
    )
    print(f"bridge: {path}, {path.stat().st_size:,} bytes", flush=True)


def write_bridge(path: Path, terms: list[str], tables: Iterable[Translations]) -> None:
    """Write the best translations of `tables`, whose ids count `terms`, for `TermBridge.load`.

    No stem may be a source in two of the tables.
    """
    source, target, probability = (
        np.concatenate(columns)
        for columns in zip(
            *((table.source, table.target, table.probability) for table in tables), strict=True
        )
    )
    order = np.lexsort((target, -probability, source))
    source, target, probability = source[order], target[order], probability[order]
    _, first, sizes = np.unique(source, return_index=True, return_counts=True)
    rank = np.arange(len(source)) - np.repeat(first, sizes)
    kept = (probability > LEAST_PROBABILITY) & (rank < MOST_TRANSLATIONS)
    source, target, probability = source[kept], target[kept], probability[kept]
    old = np.unique(np.concatenate([source, target]))
    alphabetical = sorted(old.tolist(), key=lambda number: terms[number].encode("utf-8"))
    new = np.full(len(terms), -1, dtype=np.int32)
    new[alphabetical] = np.arange(len(alphabetical), dtype=np.int32)
    order = np.argsort(new[source], kind="stable")
    source, target, probability = new[source][order], new[target][order], probability[order]
    text = "".join(f"{terms[number]}\n" for number in alphabetical)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            terms=np.frombuffer(text.encode("utf-8"), dtype=np.uint8),
            starts=np.searchsorted(source, np.arange(len(alphabetical) + 1)).astype(np.int32),
            targets=target,
            probabilities=np.rint(probability * PROBABILITY_STEPS).astype(np.uint8),
        )


def _pairs(data: Path) -> Iterator[tuple[str, str]]:
    """Yield short texts in both languages: general ones, documentation, titles, words, names.

    Of the names only those whose spellings have no key in common: the others need no bridge.
    """
    documentation = _spread(list(read_pairs(data, "docs-human")), MOST_DOCUMENTATION)
    files = ("general-human", "misc-human", "titles", "dictionary")
    for pair in chain(documentation, *(read_pairs(data, name) for name in files)):
        yield pair.english, pair.russian
    for pair in read_pairs(data, "names"):
        if cyrillic_key(pair.russian) not in latin_keys(pair.english):
            yield pair.english, pair.russian
    headings = {
        couple
        for section in read_sections(data)
        for couple in (section.title, section.heading)
        if couple[0] and is_cyrillic(couple[1])
    }
    yield from sorted(headings)


def _spread(pairs: list[Pair], most: int) -> Iterator[Pair]:
    """Return `most` of the pairs at even distances."""
    step = max(1, len(pairs) / most)
    return (pairs[int(number * step)] for number in range(min(most, len(pairs))))


def _distinct_stems(
    pairs: Iterable[tuple[str, str]], numbers: dict[str, int]
) -> tuple[list[list[int]], list[list[int]]]:
    english_rows: list[list[int]] = []
    russian_rows: list[list[int]] = []
    for english, russian in pairs:
        left, right = _stems(english) - FUNCTION_STEMS, _stems(russian) - FUNCTION_STEMS
        if 0 < len(left) <= LONGEST and 0 < len(right) <= LONGEST:
            english_rows.append([numbers.setdefault(stem, len(numbers)) for stem in sorted(left)])
            russian_rows.append([numbers.setdefault(stem, len(numbers)) for stem in sorted(right)])
    return english_rows, russian_rows


def _stems(text: str) -> set[str]:
    return {token.stem for token in tokenize(text) if not token.stem[0].isdecimal()}
