"""Parallel text on disk: what each file holds, where it came from and under which licence.

A `*.tsv.gz` file is UTF-8 rows of `English<TAB>Russian[<TAB>source]`; `sections.jsonl.gz` has one
object a line with `title_*`, `heading_*` and `passage_*` in `en` and `ru`. English questions are
read by `questions.py`.
"""

import gzip
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from index.errors import InvalidInput

SECTIONS_FILE = "sections.jsonl.gz"

_SPACES = re.compile(r"\s+")
_ENGLISH_LETTER = re.compile(r"[a-zA-Z]")
_RUSSIAN_LETTER = re.compile(r"[а-яА-ЯёЁ]")


@dataclass(frozen=True, slots=True)
class Origin:
    """A public source of training text and the licence it is used under."""

    name: str
    licence: str
    url: str


ORIGINS = {
    "microsoft-docs": Origin(
        "Microsoft Docs, `*.ru-ru` repositories (side-by-side branches)",
        "CC-BY-4.0",
        "https://github.com/MicrosoftDocs",
    ),
    "newstest": Origin(
        "News, newstest 2012-2020, from OPUS-MT-testsets",
        "CC-BY-SA / CC0 per the collection",
        "https://github.com/Helsinki-NLP/OPUS-MT-testsets",
    ),
    "tatoeba": Origin(
        "Tatoeba, everyday sentences, from OPUS-MT-testsets",
        "CC-BY-SA / CC0 per the collection",
        "https://github.com/Helsinki-NLP/OPUS-MT-testsets",
    ),
    "mlqe": Origin("MLQE-PE", "CC0", "https://github.com/sheffieldnlp/mlqe-pe"),
    "tico19": Origin("TICO-19", "CC0", "https://tico-19.github.io"),
    "ud_pud": Origin(
        "Parallel Universal Dependencies (PUD)",
        "CC-BY-SA-3.0",
        "https://github.com/UniversalDependencies/UD_Russian-PUD",
    ),
    "tarantool_docs": Origin(
        "Tarantool documentation", "BSD-2-Clause", "https://github.com/tarantool/doc"
    ),
    "gnome_help": Origin("GNOME help", "CC-BY-SA-3.0", "https://help.gnome.org"),
    "mozilla_www": Origin(
        "Mozilla www-l10n", "MPL-2.0", "https://github.com/mozilla-l10n/www-l10n"
    ),
    "electron_docs": Origin("Electron documentation", "MIT", "https://github.com/electron/i18n"),
    "werf_docs": Origin("werf documentation", "Apache-2.0", "https://github.com/werf/werf"),
    "tldr": Origin("tldr pages", "CC-BY-4.0", "https://github.com/tldr-pages/tldr"),
    "bitcoin_org": Origin("bitcoin.org", "MIT", "https://github.com/bitcoin-dot-org/Bitcoin.org"),
    "wikipedia-titles": Origin(
        "Wikipedia article titles joined by interwiki links, from open-dict-data",
        "CC0",
        "https://github.com/open-dict-data",
    ),
    "wiktionary": Origin("Wiktionary", "CC-BY-SA-3.0", "https://www.wiktionary.org"),
    "wikidata": Origin("Wikidata, names of people", "CC0", "https://www.wikidata.org"),
    "squad2-roundtrip": Origin(
        "SQuAD 2.0's training articles, translated to Finnish and back, from squad2-fi",
        "CC-BY-SA-4.0",
        "https://github.com/TurkuNLP/squad2-fi",
    ),
    "qed-nq": Origin(
        "Natural Questions with their paragraphs, from QED",
        "CC-BY-SA-3.0",
        "https://github.com/google-research-datasets/QED",
    ),
    "squad1-val4284": Origin(
        "SQuAD 1.1's training articles, cut into words",
        "CC-BY-SA-4.0",
        "https://github.com/thomasfermi/Dynamic-Coattention-Network-for-SQuAD",
    ),
    "qamr": Origin(
        "QAMR, questions on sentences of Wikipedia and Wikinews",
        "MIT",
        "https://github.com/uwnlp/qamr",
    ),
}
"""Every origin whose licence is known, by the name that rows carry; other rows are not used."""

_FILES = {
    "general-human": None,
    "misc-human": None,
    "docs-human": "microsoft-docs",
    "titles": "wikipedia-titles",
    "dictionary": "wiktionary",
    "names": "wikidata",
}
"""The origin of a file's rows; None where the third column names it row by row."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A text in both languages; `origin` is a key of ORIGINS, `row` its place in its file."""

    english: str
    russian: str
    origin: str
    row: int


@dataclass(frozen=True, slots=True)
class Section:
    """A section of documentation in both languages, each a (English, Russian) couple."""

    title: tuple[str, str]
    heading: tuple[str, str]
    passage: tuple[str, str]


def read_pairs(data: Path, name: str) -> Iterator[Pair]:
    """Yield the usable rows of `name`.tsv.gz in file order.

    A row is usable when its origin's licence is known, both sides have letters of their language
    and neither is more than three times as long as the other. Raises InvalidInput where there is
    no such file.
    """
    default = _FILES[name]
    with open_lines(data / f"{name}.tsv.gz") as lines:
        for row, line in enumerate(lines):
            left, _, rest = line.rstrip("\n").partition("\t")
            right, _, column = rest.partition("\t")
            origin = default or _origin(column)
            if origin is None:
                continue
            english, russian = clean(left), clean(right)
            if is_pair(english, russian):
                yield Pair(english, russian, origin, row)


def read_sections(data: Path) -> Iterator[Section]:
    """Yield the sections of documentation whose passages are in both languages.

    Raises InvalidInput where there is no such file.
    """
    with open_lines(data / SECTIONS_FILE) as lines:
        for line in lines:
            record = json.loads(line)
            title, heading, passage = (
                (clean(record[f"{part}_en"] or ""), clean(record[f"{part}_ru"] or ""))
                for part in ("title", "heading", "passage")
            )
            if is_pair(*passage):
                yield Section(title, heading, passage)


def read_texts(data: Path, name: str, *, every: int = 1) -> Iterator[str]:
    """Yield one text in `every` of a file as it is, both languages in turn, whatever its origin.

    Of `sections`, all texts of one section in `every`. Raises InvalidInput where there is no such
    file.
    """
    if name == "sections":
        with open_lines(data / SECTIONS_FILE) as lines:
            for line in islice(lines, 0, None, every):
                yield from filter(None, json.loads(line).values())
        return
    with open_lines(data / f"{name}.tsv.gz") as lines:
        texts = (text for line in lines for text in line.rstrip("\n").split("\t")[:2])
        yield from islice(texts, 0, None, every)


def clean(text: str) -> str:
    """Return `text` in NFC with every run of white space as one space."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def is_pair(english: str, russian: str) -> bool:
    """Return whether the two can be translations: each in its script, lengths comparable."""
    if not (_ENGLISH_LETTER.search(english) and _RUSSIAN_LETTER.search(russian)):
        return False
    shorter, longer = sorted((len(english), len(russian)))
    return longer <= 3 * shorter + 10


def open_lines(path: Path) -> TextIO:
    """Return the lines of a gzip file; raise InvalidInput where there is no such file."""
    try:
        return gzip.open(path, "rt", encoding="utf-8", newline="\n")
    except FileNotFoundError as error:
        raise InvalidInput(
            f"{path}: no such file; index/training/README.md says what the data folder holds"
        ) from error


def _origin(column: str) -> str | None:
    name = column.strip()
    if name.startswith("newstest"):
        return "newstest"
    if name.startswith("mlqe"):
        return "mlqe"
    return name if name in ORIGINS else None
