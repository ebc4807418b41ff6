"""Names to draw from: the lists of `words/` and, where there is a data folder, public ones."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TypeVar

from index.training.data import read_pairs
from index.training.facts.grammar import Forms, noun, phrase, same, surname
from index.training.facts.terms import Term

_DOCUMENTED = 90_000
"""Sentences of product documentation that are read, beside all those of news and talk."""

_WORDS = Path(__file__).parent / "words"
_ENGLISH_WORD = re.compile(r"[A-Z][a-z]{3,11}")
_RUSSIAN_WORD = re.compile(r"[А-ЯЁ][а-яё]{3,11}")
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" "),
        strict=True,
    )
)
_VOWELS = re.compile("[aeiouyhj]")
_CLAUSE = re.compile(r"[^.!?:;\"«»“”()0-9]+\.")
_PROPER = frozenset({"Том", "Мэри", "Россия", "США", "Президент", "Германия", "Европа"})
_UNSEEMLY = re.compile("loli|terror|nazi|sex|porn|hitler|murder|penis|vagina|jihad|isis")
_T = TypeVar("_T")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Pools:
    """Names in both languages as (English, Russian), and real sentences in documents' order.

    `clauses` are short ones in both languages, without a capital and a full stop.
    """

    names: tuple[Pair, ...]
    surnames: tuple[Pair, ...]
    sentences: dict[str, tuple[str, ...]]
    clauses: tuple[Pair, ...]


@cache
def load_pools(data: Path | None) -> Pools:
    """Read the names and sentences once; without `data` only those of `words/`.

    Raises InvalidInput where the data folder lacks `names`, `titles`, `general-human` or
    `docs-human`.
    """
    names = words("things")
    surnames = words("western_surnames")
    sentences: dict[str, tuple[str, ...]] = {"en": (), "ru": ()}
    clauses: tuple[Pair, ...] = ()
    if data is not None:
        titles = ((pair.english, pair.russian) for pair in read_pairs(data, "titles"))
        names += tuple(pair for pair in titles if _is_word(pair) and _sounds_alike(pair))
        people = (
            (pair.english.title(), pair.russian.title()) for pair in read_pairs(data, "names")
        )
        surnames += tuple(pair for pair in people if _is_word(pair))
        general = list(read_pairs(data, "general-human"))
        whole = [*general, *islice(read_pairs(data, "docs-human"), _DOCUMENTED)]
        sentences = {
            "en": tuple(pair.english for pair in whole if 30 < len(pair.english) < 220),
            "ru": tuple(pair.russian for pair in whole if 30 < len(pair.russian) < 220),
        }
        clauses = tuple(filter(None, (_clause(pair.english, pair.russian) for pair in general)))
    return Pools(names, surnames, sentences, clauses)


@cache
def words(section: str) -> tuple[Pair, ...]:
    """Return the (English, Russian) couples of a section of `words/names.txt`."""
    line = sections("names.txt")[section][0]
    if "," in line:
        return tuple(_couple(entry) for entry in line.split(","))
    entries = line.split(" ")
    if "=" in line:
        return tuple(_couple(entry) for entry in entries)
    return tuple((latin(entry), entry) for entry in entries)


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """Return the lines of a file of `words/` by the section they stand under."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (_WORDS / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            current = found.setdefault(line[1:], [])
        elif line:
            current.append(line)
    return {section: tuple(lines) for section, lines in found.items()}


def latin(russian: str) -> str:
    """Return Russian letters in Latin ones, as passports do it but readable (Юрий: Yuriy)."""
    letters = "".join(_LATIN.get(letter, letter) for letter in russian.lower())
    letters = re.sub(r"(?<=[iy])y$", "", letters)
    return letters.capitalize() if russian[:1].isupper() else letters


def person(rng: random.Random, pools: Pools) -> Term:
    """Return somebody invented, Russian or not, written in one of the usual ways."""
    female = rng.random() < 0.5
    if rng.random() < 0.65:
        return _russian(rng, pools, female=female)
    first = rng.choice(words("western_women" if female else "western_men"))
    last = rng.choice(pools.surnames)
    forms = noun(first[1], masculine=not female, animate=True)
    if first[1][-1] in "еёиоуыэю" or (female and first[1][-1] not in "аяь"):
        forms = same(first[1])
    return _person(rng, (first[0], forms), None, (last[0], surname(last[1], female=female)), female)


def _russian(rng: random.Random, pools: Pools, *, female: bool) -> Term:
    del pools
    name = rng.choice(words("women" if female else "men"))[1]
    root = rng.choice(words("surnames"))[1]
    last = _feminine(root) if female else root
    father = rng.choice(words("men"))[1]
    if father == "Лев":
        father = "Павел"
    patronymic = _patronymic(father, female=female)
    middle = noun(patronymic, animate=True, masculine=not female)
    forms = noun(name, masculine=not female, animate=True)
    irregular = {"Лев": "Льв", "Пётр": "Петр"}
    if name in irregular:
        oblique = noun(irregular[name], animate=True)
        forms = (name, *oblique[1:])
    if name == "Любовь":
        forms = ("Любовь", "Любови", "Любови", "Любовь", "Любовью", "Любови")
    return _person(
        rng,
        (latin(name), forms),
        (latin(patronymic), middle),
        (latin(last), surname(last, female=female)),
        female,
    )


def _person(
    rng: random.Random,
    first: tuple[str, Forms],
    middle: tuple[str, Forms] | None,
    last: tuple[str, Forms],
    female: bool,  # noqa: FBT001
) -> Term:
    style = rng.random()
    title = rng.random() < 0.12
    first_ru, last_ru = first[1], last[1]
    if style < 0.55 or middle is None:
        english = f"{first[0]} {last[0]}"
        russian = _join(first_ru, last_ru)
    elif style < 0.75:
        english = f"{first[0]} {last[0]}"
        russian = _join(first_ru, middle[1], last_ru)
    elif style < 0.85:
        english = f"{last[0]} {first[0]} {middle[0]}"
        russian = _join(last_ru, first_ru, middle[1])
    elif style < 0.93:
        initials = f"{first[0][0]}. {middle[0][0]}."
        english = f"{initials} {last[0]}"
        russian = _join(same(f"{first_ru[0][0]}. {middle[1][0][0]}."), last_ru)
    else:
        english = f"{last[0]} {first[0][0]}. {middle[0][0]}."
        russian = _join(last_ru, same(f"{first_ru[0][0]}. {middle[1][0][0]}."))
    if title and style < 0.55:
        english = ("Ms " if female else "Mr ") + english
    return Term(
        english,
        russian,
        gender="f" if female else "m",
        english_short=last[0] if middle is None else first[0],
        short=last_ru if middle is None else _join(first_ru, middle[1]),
        pronoun="she" if female else "he",
        loose_english=f"{first[0]} {last[0]}" if style < 0.85 else last[0],
        loose_russian=last_ru if style >= 0.55 else _join(first_ru, last_ru),
    )


def _join(*parts: Forms) -> Forms:
    joined = [" ".join(part[case] for part in parts) for case in range(6)]
    return (joined[0], joined[1], joined[2], joined[3], joined[4], joined[5])


def _feminine(root: str) -> str:
    if root.endswith("ский"):
        return root[:-2] + "ая"
    return root[:-2] + "ая" if root.endswith("ой") else root + "а"


def _patronymic(father: str, *, female: bool) -> str:
    ending = "вна" if female else "вич"
    special = {"Илья": "Ильини" if female else "Ильи", "Никита": "Никити", "Пётр": "Петро"}
    if father in special:
        tail = {"Илья": "чна" if female else "ч", "Никита": "чна" if female else "ч"}
        return special[father] + tail.get(father, ending)
    if father == "Яков":
        return "Яковле" + ending
    if father.endswith("ий"):
        return father[:-2] + ("ие" if father == "Дмитрий" else "ье") + ending
    if father[-1] in "йь":
        return father[:-1] + "е" + ending
    return father.replace("Павел", "Павл").replace("Михаил", "Михайл") + "о" + ending


def _is_word(pair: Pair) -> bool:
    return bool(_ENGLISH_WORD.fullmatch(pair[0]) and _RUSSIAN_WORD.fullmatch(pair[1]))


def _sounds_alike(pair: Pair) -> bool:
    """Return whether a Russian title is the English one in other letters, by their consonants."""
    english = _VOWELS.sub("", pair[0].lower())
    russian = _VOWELS.sub("", latin(pair[1]).lower())
    if _UNSEEMLY.search(pair[0].lower()):
        return False
    return english[:2] == russian[:2] and abs(len(english) - len(russian)) <= 1


def _clause(english: str, russian: str) -> Pair | None:
    if not (15 < len(english) < 75 and _CLAUSE.fullmatch(english) and _CLAUSE.fullmatch(russian)):
        return None
    first, _, rest = english.partition(" ")
    if first not in {"The", "A", "We", "They", "It", "He", "She", "There", "This", "My", "Our"}:
        return None
    if russian.split(" ", maxsplit=1)[0] in _PROPER:
        return None
    return f"{first.lower()} {rest}".rstrip("."), (russian[0].lower() + russian[1:]).rstrip(".")


def _couple(entry: str) -> Pair:
    english, _, russian = entry.partition("=")
    return english, russian


def city(rng: random.Random) -> Term:
    """Return a city that exists."""
    english, russian = rng.choice(words("cities"))
    masculine = russian in {"Ярославль", "Бристоль"}
    fixed = russian[-1] in "иоу" or russian == "Глазго"
    forms = same(russian) if fixed else noun(russian, masculine=masculine)
    return Term(english, forms, gender="f" if forms[0][-1] in "аь" else "m")


def declined(english: str, russian: str) -> Term:
    """Return the term of an English and a Russian noun phrase."""
    forms, of = phrase(russian)
    return Term(english, forms, gender=of)


def pick(rng: random.Random, *makers: Callable[[random.Random], _T]) -> _T:
    """Return what one of the makers makes."""
    return rng.choice(makers)(rng)
