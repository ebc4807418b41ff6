"""Families of values that belong together, as `measures/*.txt` write them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.training.facts.moments import Word, word
from index.training.facts.pools import sections

_FOLDER = Path(__file__).parent / "measures"
_RELATIVE = {"more", "less", "part", "like", "after", "before"}
_SLOT = re.compile(r"\{(\w+)")


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Values that belong together: what is drawn, what is told, asked and put before a colon."""

    name: str
    drawn: tuple[tuple[str, str], ...]
    tells: dict[str, tuple[str, ...]]
    asks: dict[str, dict[str, tuple[str, ...]]]
    labels: dict[str, dict[str, str]]
    bare: frozenset[str]

    def facets(self, template: str) -> frozenset[str]:
        """Return which values that may be asked for a template tells."""
        return frozenset(_SLOT.findall(template)) & frozenset(self.asks["en"])

    def sort(self, facet: str) -> str:
        """Return of what sort a value is: a unit, a noun, a date."""
        name, *rest = dict(self.drawn)[facet].split(":")
        if name == "between":
            return "yr"
        return self.sort(rest[0]) if name in _RELATIVE else name


@cache
def word_list(section: str) -> tuple[Word, ...]:
    """Return the words of a section of `words/measured.txt`."""
    return tuple(word(line) for line in sections("measured.txt")[section])


@cache
def families() -> tuple[Family, ...]:
    """Return all families of `measures/*.txt`.

    A paragraph starts with `# name`. `let` gives what is drawn: `s=@kind|kind` the subject,
    `n=%section` a word, a star after it where its values are its own, anything else a value. `E`
    and `R` are statements, `E? value` and `R? value` questions, `E: value` and `R: value` labels,
    with a `#` after the value where its number stands alone.
    Wordings are parted by " / ", words in them by `[one|other]`.
    """
    texts = (path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.txt")))
    paragraphs = (part for text in texts for part in text.strip().split("\n\n"))
    return tuple(_family(part) for part in paragraphs if part.strip())


def _family(paragraph: str) -> Family:
    head, *lines = paragraph.strip().splitlines()
    drawn: list[tuple[str, str]] = []
    tells: dict[str, tuple[str, ...]] = {"en": (), "ru": ()}
    asks: dict[str, dict[str, tuple[str, ...]]] = {"en": {}, "ru": {}}
    labels: dict[str, dict[str, str]] = {"en": {}, "ru": {}}
    bare: set[str] = set()
    for line in lines:
        mark, _, rest = line.partition(" ")
        language = "ru" if mark.startswith("R") else "en"
        if mark == "let":
            for part in rest.split(" "):
                names, _, spec = part.partition("=")
                drawn += [(name, spec) for name in names.split(",")]
        elif mark.endswith("?"):
            value, _, texts = rest.partition(" ")
            old = asks[language].get(value, ())
            asks[language][value] = (*old, *texts.split(" / "))
        elif mark.endswith(":"):
            value, _, label = rest.partition(" ")
            labels[language][value.rstrip("#")] = label
            if value.endswith("#"):
                bare.add(value.rstrip("#"))
        else:
            tells[language] += tuple(rest.strip().split(" / "))
    return Family(head.removeprefix("# "), tuple(drawn), tells, asks, labels, frozenset(bare))
