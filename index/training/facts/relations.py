"""The relations that facts state, read from `relations/*.txt`: how they are said and asked.

A relation is a paragraph of the file: `# key type kinds... [q=year]`, labels `L en, en / ru, ru`,
statements `S one | another` and questions `Q one | another`, each in a line for its language.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "relations"
_CYRILLIC = re.compile("[а-яё]")
_SUBJECT = re.compile(r"\{s(?::[odgaip])?\}")
_NOT_A_NOUN = re.compile(
    r"\b(?:by|until|since|to|for|in|per|kept|forbidden|absent|decided|completed|replaces|who|how"
    r"|bring|on|after|responsible|with|next time|exceptions|documents|logs|paid|not)\b"
)

Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between a subject of some kinds and a value of one type.

    `labels`, `statements` and `questions` are by language, en or ru. `qualifier` names a
    section of `words/qualifiers.txt`, or is "year", where the relation holds for one of these;
    templates name it as `{q}`.
    """

    key: str
    type: str
    kinds: Texts
    qualifier: str
    labels: dict[str, Texts]
    statements: dict[str, Texts]
    questions: dict[str, Texts]

    @property
    def is_nominal(self) -> bool:
        """Return whether the first label is a noun phrase that "the ... of" can stand before."""
        return _NOT_A_NOUN.search(self.labels["en"][0]) is None

    def turned(self, language: str, *, person: bool) -> Texts:
        """Return the statements that ask for their subject when "which" stands before its kind.

        For a person only those where "who" can stand instead.
        """
        start = "{s} " if person or language == "en" else "{s"
        return tuple(
            text
            for text in self.statements[language]
            if text.startswith(start) and len(_SUBJECT.findall(text)) == 1
        )


@cache
def relations() -> tuple[Relation, ...]:
    """Return every relation, in the order of the files' names."""
    found = [
        _parse(paragraph)
        for path in sorted(_FOLDER.glob("*.txt"))
        for paragraph in path.read_text(encoding="utf-8").strip().split("\n\n")
    ]
    return tuple(found)


@cache
def by_kind(kind: str) -> tuple[Relation, ...]:
    """Return the relations that subjects of a kind have."""
    return tuple(relation for relation in relations() if kind in relation.kinds)


_ALIKE = (
    frozenset({"head", "manager", "boss", "mayor", "chair", "responsible", "admin"}),
    frozenset({"founded", "built", "railway", "appeared"}),
    frozenset({"founder", "author", "architect", "discovered"}),
    frozenset(
        {"address", "headquarters", "city_of", "location", "venue", "room", "floor"}
        | {"station", "distance", "terminus", "platform", "backup_place", "archive"}
    ),
    frozenset({"length", "days_for"}),
    frozenset({"hours_on", "hours", "closed_day"}),
    frozenset({"warmth", "temperature"}),
    frozenset({"visitors", "participants", "seats", "staff", "inhabitants"}),
    frozenset({"use_in", "consumption"}),
    frozenset({"off_for", "discount"}),
    frozenset({"delivery_to", "delivery"}),
    frozenset({"chair_in", "head", "shift_leader", "responsible", "manager", "chair"}),
    frozenset({"quota", "upload"}),
    frozenset({"hours", "shift", "start_time", "closed_day"}),
    frozenset({"price", "ticket_for", "entry_fee", "fare", "rent", "limit", "amount", "budget"}),
    frozenset({"penalty", "fine"}),
    frozenset({"owner", "maker", "publisher"}),
    frozenset({"contractor", "supplier", "maker", "organiser", "partner"}),
    frozenset({"start", "held", "signed_on"}),
    frozenset({"end", "licence_end"}),
    frozenset({"length", "start", "end", "held"}),
    frozenset({"approver", "approved", "access_approver"}),
    frozenset({"how_apply", "access", "papers", "restart", "violation"}),
    frozenset({"condition_for", "ends_if"}),
    frozenset({"often", "interval", "gap", "cleaning"}),
    frozenset({"area", "town_area"}),
    frozenset({"phone", "extension"}),
    frozenset({"may_enter", "exception"}),
    frozenset({"seats", "participants", "staff", "users"}),
    frozenset({"goal", "agenda"}),
    frozenset({"budget", "amount", "price"}),
    frozenset({"replaced", "former_name", "predecessor"}),
    frozenset({"stand_in", "deputy"}),
    frozenset({"sponsor", "customer"}),
    frozenset({"downtime", "travel_time", "response"}),
    frozenset({"temperature", "climate"}),
    frozenset({"country", "maker"}),
    frozenset({"article", "inventory", "serial", "project_code"}),
    frozenset({"speaker", "winner", "main_role"}),
    frozenset({"birthplace", "city_of"}),
    frozenset({"keys", "responsible"}),
    frozenset({"department", "owner"}),
    frozenset({"registration", "apply_deadline"}),
    frozenset({"password_change", "retention"}),
    frozenset({"approved", "signed_by"}),
    frozenset({"main_role", "named_after", "dedicated"}),
    frozenset({"agenda", "decided"}),
    frozenset({"delay", "risk", "closed_reason", "outage", "failure"}),
    frozenset({"delivery", "response"}),
    frozenset({"violation", "restart"}),
    frozenset({"duty", "job"}),
)


@cache
def confused_with(key: str) -> frozenset[str]:
    """Return the keys of relations that a reader may take for this one, itself among them."""
    return frozenset({key}).union(*(group for group in _ALIKE if key in group))


def _parse(paragraph: str) -> Relation:
    header, *lines = paragraph.split("\n")
    key, kind, *rest = header.removeprefix("# ").split(" ")
    qualifier = next((each[2:] for each in rest if each.startswith("q=")), "")
    texts: dict[str, dict[str, Texts]] = {"S": {}, "Q": {}, "L": {}}
    for line in lines:
        mark, _, text = line.partition(" ")
        if mark == "L":
            left, right = text.split(" / ")
            texts["L"] = {"en": tuple(left.split(", ")), "ru": tuple(right.split(", "))}
        else:
            language = "ru" if _CYRILLIC.search(re.sub(r"\{[^}]*\}", "", text)) else "en"
            texts[mark][language] = tuple(each.strip() for each in text.split("|"))
    kinds = tuple(each for each in rest if not each.startswith("q="))
    return Relation(key, kind, kinds, qualifier, texts["L"], texts["S"], texts["Q"])
