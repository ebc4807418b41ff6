"""Deeds and their wordings: who does what to whom, read from `words/deed*.txt`.

A wording is a template of a term's slots (see `terms`), with three more endings: `=` before a past
tense that agrees (`{a:=нашёл}`), `~` before a short participle, `*` before a past in the plural.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from index.training.facts.grammar import CASES, adjective, noun
from index.training.facts.pools import sections
from index.training.facts.terms import Mention, Slot, capital

Wording = tuple[int, str]
"""Which of a deed's verbs, and a template with it."""

_WORDS = Path(__file__).parent / "words"
_APART = frozenset(
    {"up", "over", "down", "out", "off", "on", "apart", "together", "back", "forward"}
)
_BY_NAME = 20
"""The number of a wording without a verb, as "the author of"."""

_WHO = ("кто", "кого", "кому", "кого", "кем", "ком")
_WHAT = ("что", "чего", "чему", "что", "чем", "чём")
_LEFT = re.compile("<[^>]*>")
_PARENTS = {"m": ("father", "отец"), "f": ("mother", "мать")}
_CHILDREN = {"m": ("son", "сын"), "f": ("daughter", "дочь")}


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done by an agent (`a`) to a thing or somebody (`t`), with a receiver (`r`) or none.

    Deeds of one `sort` are too like one another for one to be asked for where the other is told.
    `agents` and `things` are sorts of terms. The keys of `says` are languages and ways: "say",
    "undone", "bare" (by somebody unnamed) and "nobody"; those of `asks` languages and roles.
    """

    key: str
    sort: str
    family: str
    agents: tuple[str, ...]
    things: tuple[str, ...]
    says: dict[tuple[str, str], list[Wording]] = field(default_factory=dict)
    asks: dict[tuple[str, str], list[Wording]] = field(default_factory=dict)

    @property
    def has_receiver(self) -> bool:
        """Return whether the deed goes from one to another."""
        return self.family == "transfers"


class Part(Slot):
    """A slot that also has a verb agree with its term, or says whose parent or child it is."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        kind, word = spec[:1], spec[1:]
        of = self._term.gender
        if kind == "=":
            return agree(word, of)
        if kind == "~":
            return short(word, of)
        if kind == "*":
            return agree(word, "plural")
        if kind in {"P", "C"}:
            said = (_PARENTS if kind == "P" else _CHILDREN)[of]
            return said[0 if self._language == "en" else 1]
        if kind in {"W", "V"}:
            return self._which(accusative=kind == "V")
        if kind == "F":
            spec = "o" if self._language == "en" else "a"
            if self._mention is Mention.PRONOUN:
                return Slot(self._term, self._language, Mention.SHORT).__format__(spec)
        return super().__format__(spec)

    def _which(self, *, accusative: bool) -> str:
        """Return the word that a clause about the term begins with."""
        if self._language == "en":
            who = "whom" if accusative else "who"
            return who if self._term.is_person else "which"
        word = {"m": "который", "f": "которая", "n": "которое"}[self._term.gender]
        return adjective(word, animate=self._term.is_person)[3 if accusative else 0]


def agree(words: str, of: str) -> str:
    """Return a Russian past tense, given for m, for m, f, n or plural; its first word agrees."""
    verb, space, rest = words.partition(" ")
    if of == "m":
        return words
    ending = {"f": "а", "n": "о", "plural": "и"}[of]
    if verb.endswith("ся"):
        stem = verb[:-2] if verb.endswith("лся") else verb[:-2] + "л"
        return f"{stem}{ending}сь{space}{rest}"
    if verb == "сжёг":
        verb = "сожгл"
    elif verb.endswith("шёл"):
        verb = verb[:-2] + "л"
    elif verb.endswith("ёл"):
        verb = verb[:-2] + "ел"
    elif not verb.endswith("л"):
        verb = (verb if verb == "стёр" else verb.replace("ё", "е")) + "л"
    return verb + ending + space + rest


def short(participle: str, of: str) -> str:
    """Return a Russian short participle, given for a man, for m, f or n."""
    if of == "m":
        return participle
    if participle == "должен":
        return "должна" if of == "f" else "должно"
    if participle.endswith("ён"):
        participle = participle[:-2] + "ен"
    return participle + ("а" if of == "f" else "о")


@cache
def deeds() -> tuple[Deed, ...]:
    """Return all deeds of the files."""
    found: list[Deed] = []
    for group, lines in sections("deeds.txt").items():
        found += [_plain(line, group) for line in lines]
    transfers = (_WORDS / "deed_transfers.txt").read_text(encoding="utf-8").splitlines()
    found += [_transfer(line) for line in transfers if line]
    by_key = {deed.key: deed for deed in found}
    for line in sections("deed_frames.txt")["extra"]:
        key, way, both = line.split("; ", 2)
        table = by_key[key].says if way == "say" else by_key[key].asks
        for language, template in zip(("en", "ru"), both.split(" = "), strict=True):
            table[language, way].append((_BY_NAME, template))
    text = (_WORDS / "deed_roles.txt").read_text(encoding="utf-8")
    found += [_role(block) for block in text.strip().split("\n\n")]
    return tuple(found)


_AGENTS = {"p": "person", "f": "firm", "t": "team"}


def _plain(line: str, group: str) -> Deed:
    key, agents, things, sort, english, russian, names = (part.strip() for part in line.split(";"))
    deed = Deed(key, sort, group, tuple(_AGENTS[each] for each in agents), _list(things))
    frames = sections("deed_frames.txt")
    left, _, right = names.partition("/")
    noun_en = left if left not in {"", "-"} else None
    noun_ru = right if right not in {"", "-"} else None
    person = "person" in deed.things
    for place, verb in enumerate(_list(english)):
        filled = _english(verb, noun_en)
        for way in ("say", "undone", "bare", "nobody"):
            _add(deed.says, ("en", way), place, frames[f"en_{way}"], filled)
        for role in ("a", "a_firm", "t_person" if person else "t", "w", "w_bare", "p", "h", "y"):
            of = role.removesuffix("_person")
            _add(deed.asks, ("en", of), place, frames[f"en_{role}"], filled)
    for place, verb in enumerate(_list(russian)):
        filled = _russian(verb, noun_ru, person=person)
        for way in ("say", "undone", "bare", "nobody"):
            _add(deed.says, ("ru", way), place, frames[f"ru_{way}"], filled)
        for role in ("a", "a_firm", "t_person" if person else "t", "w", "w_bare", "p", "h", "y"):
            of = role.removesuffix("_person")
            _add(deed.asks, ("ru", of), place, frames[f"ru_{role}"], filled)
    return deed


def _transfer(line: str) -> Deed:
    key, _, agents, things, *verbs, prep = (part.strip() for part in line.split(";"))
    deed = Deed(key, key, "transfers", tuple(_AGENTS[each] for each in agents), _list(things))
    frames = sections("deed_transfer_frames.txt")
    for column, (language, way) in enumerate(
        (("en", "give"), ("en", "take"), ("ru", "give"), ("ru", "take"))
    ):
        for place, verb in enumerate(_list(verbs[column])):
            if verb == "-":
                continue
            filled = _english(verb, None) if language == "en" else _russian(verb, None)
            filled |= {"prep": prep, "Fromwhom": f"{capital(prep)} кого"}
            number = place + (10 if way == "take" else 0)
            for kind in ("say", "undone"):
                lines = frames[f"{language}_{kind}_{way}"]
                _add(deed.says, (language, kind), number, lines, filled)
            for role in ("a", "r", "t", "w"):
                lines = frames[f"{language}_{role}_{way}"]
                _add(deed.asks, (language, role), number, lines, filled)
    return deed


def _role(block: str) -> Deed:
    head, *lines = block.splitlines()
    key, agents, things, *sort = head.removeprefix("# ").split(" ")
    deed = Deed(
        f"{key} role",
        sort[0] if sort else key,
        "roles",
        tuple(agents.split(",")),
        tuple(things.split(",")),
    )
    for line in lines:
        templates = line[2:].split(" | ")
        language = "ru" if re.search("[а-яё]", line) else "en"
        table = deed.says if line[0] == "S" else deed.asks
        way = {"S": "say", "A": "a", "T": "t"}[line[0]]
        table[language, way] = list(enumerate(templates))
    frames = sections("deed_frames.txt")
    for language in ("en", "ru"):
        deed.says[language, "undone"] = [
            (place, _quote(said, frame))
            for place, said in deed.says[language, "say"]
            for frame in frames[f"{language}_rumour"]
        ]
    return deed


def _quote(said: str, frame: str) -> str:
    said = said.removesuffix(".").replace("{x}", "").replace("{z}", "").replace("{f}", "")
    if not said.startswith("{"):
        said = said[0].lower() + said[1:]
    return frame.replace("{q}", said)


def _english(verb: str, name: str | None) -> dict[str, str | None]:
    base, _, rest = verb.partition("/")
    past, _, participle = rest.partition("/")
    past = past or _regular(base)
    filled = {"base": base, "past": past, "noun": name, "Noun": name and capital(name)}
    filled["pp"] = None if participle == "-" else participle or past
    filled["object"] = "{t:F}" if base.rsplit(" ", 1)[-1] in _APART else "{t:o}"
    return filled


def _regular(base: str) -> str:
    verb, space, rest = base.partition(" ")
    if verb.endswith("e"):
        past = verb + "d"
    elif verb.endswith("y") and verb[-2] not in "aeou":
        past = verb[:-1] + "ied"
    else:
        past = verb + "ed"
    return past + space + rest


def _russian(verb: str, name: str | None, *, person: bool = False) -> dict[str, str | None]:
    words, _, rest = verb.partition("/")
    participle, _, infinitive = rest.partition("/")
    words, _, case = words.partition("@")
    case = case or "a"
    past, _, last = words.rpartition(" ")
    prep = last if last in {"о", "в", "на", "с", "к", "из", "за", "через", "против", "под"} else ""
    if not prep or not past or (case == "a" and "@" not in verb):
        past, prep = words, ""
    infinitive = infinitive.removesuffix(f" {prep}") if prep else infinitive
    first, space, tail = past.partition(" ")
    if not infinitive:
        stem = first.removesuffix("ся")
        infinitive = stem[:-1] + "ть" + ("ся" if stem != first else "") + space + tail
    before = f"{prep} " if prep else ""
    asked = (_WHO if person else _WHAT)[CASES.index(case)]
    filled: dict[str, str | None] = {"past": past, "inf": infinitive, "t": f"{before}{{t:{case}}}"}
    if tail and (before, case) == ("", "a"):
        filled["t"] = "{t:F}"
    filled["V"] = "{t:V}" if (before, case) == ("", "a") else None
    filled |= {"what": before + asked, "What": capital(before + asked)}
    filled |= {"past_f": agree(past, "f"), "noun": name and noun(name)[3]}
    filled["Noun"] = name and capital(noun(name)[3])
    filled["Nominative"] = name and capital(name)
    filled["pp"] = None if participle in {"", "-"} else participle
    filled["pp_n"] = filled["pp"] and short(participle, "n")
    return filled


def _add(
    table: dict[tuple[str, str], list[Wording]],
    key: tuple[str, str],
    place: int,
    frames: tuple[str, ...],
    filled: dict[str, str | None],
) -> None:
    """Put what the frames give with a verb into the table, but for those it has no form for."""

    def put(found: re.Match[str]) -> str:
        return filled[found[0][1:-1]] or "\0"

    for frame in frames:
        template = _LEFT.sub(put, frame)
        if "\0" in template:
            continue
        if (
            filled.get("object") == "{t:F}"
            and "<pp>" not in frame
            and "<noun>" not in frame
            and "<Noun>" not in frame
        ):
            template = template.replace("{t:o}", "{t:F}")
        table.setdefault(key, []).append((place, template))


def _list(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(","))
