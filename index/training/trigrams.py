"""Counts the trigrams of characters by which the reader of PDF tells text from what is none.

    python -m index.training.trigrams DATA

DATA holds `docs-human.tsv.gz` and `general-human.tsv.gz`, sentences in English and Russian.
"""

import gzip
import math
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

from index.read.pdf.readable import TRIGRAMS, trigrams

LINES = 60_000
"""Of each file; so many that no trigram of what is kept is there by chance."""

KEPT = 8_000
"""The most frequent ones; the others are 1 in 100 of a text."""


def main(data: Path) -> None:
    """Write the table: for each whole logarithm a line, and its trigrams one after the other."""
    counts: Counter[str] = Counter()
    for name in ("docs-human.tsv.gz", "general-human.tsv.gz"):
        with gzip.open(data / name, "rt", encoding="utf-8") as lines:
            for line in islice(lines, LINES):
                for text in line.rstrip("\n").split("\t")[:2]:
                    counts.update(trigrams(text))
    total = sum(counts.values())
    rows: dict[int, list[str]] = {}
    for trigram, count in counts.most_common(KEPT):
        rows.setdefault(round(10 * math.log(count / total)), []).append(trigram)
    table = "".join(f"{score}\t{''.join(sorted(of))}\n" for score, of in sorted(rows.items()))
    TRIGRAMS.write_bytes(gzip.compress(table.encode(), 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
