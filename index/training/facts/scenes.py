"""What a passage says and what is asked of it: facts about several subjects, and a question.

A third of the questions have no answer in the passage: it states other relations of the subject,
the relation for others, for a name or a year that differs by a figure, or only repeats the words.
"""

import random
from dataclasses import dataclass, replace
from enum import StrEnum

from index.training.facts.chains import Chain, draw_chain, in_role
from index.training.facts.pools import Pools, sections
from index.training.facts.relations import Relation, by_kind, confused_with, relations
from index.training.facts.subjects import Subjects
from index.training.facts.terms import Term
from index.training.facts.values import fixed, makers

UNANSWERABLE = 0.35
"""The share of questions without an answer."""

_TURNED = 0.1
"""The share of questions that ask for the subject, where there can be some."""

_CHAINED = 0.09
"""The share of scenes in two steps."""

_CHANGING = frozenset(
    {"person", "price", "money", "days", "months", "short", "percent", "phone", "room", "version"}
    | {"port", "company", "time", "date", "seats", "email", "address", "host", "characters"}
)


class Kind(StrEnum):
    """How a question stands to its passage."""

    STATED = "stated"
    CHAINED = "chained"
    CHANGED = "changed"
    BEFORE = "before"
    OTHER_RELATION = "other-relation"
    OTHER_SUBJECT = "other-subject"
    NEAR_SUBJECT = "near-subject"
    OTHER_QUALIFIER = "other-qualifier"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"
    TURNED = "turned"
    OTHER_VALUE = "other-value"


@dataclass(frozen=True, slots=True)
class Fact:
    """A relation of a subject with its value, None where the passage says that it is not known.

    `qualifier` is set for relations that hold for a year, a group or a season, `old` where the
    value was another before.
    """

    subject: Term
    relation: Relation
    value: Term | None
    qualifier: Term | None = None
    old: Term | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Facts grouped by their subjects, and what is asked: `answer` is the fact that has it.

    Where `value` is set the question gives it and asks whose it is: the subject is the answer.

    The asked subject, relation and qualifier are set also where no fact answers.
    """

    groups: tuple[tuple[Fact, ...], ...]
    subject: Term
    relation: Relation
    qualifier: Term | None
    answer: Fact | None
    kind: Kind
    value: Term | None = None


class Scenes:
    """Draws scenes, every relation as often as every other."""

    def __init__(self, rng: random.Random, pools: Pools) -> None:
        self._rng = rng
        self._pools = pools
        self._subjects = Subjects(rng, pools)
        self._makers = makers()

    def draw(self) -> Scene:
        """Return a scene, answerable or not in the set share."""
        rng = self._rng
        if rng.random() < _CHAINED:
            return self._chain(draw_chain(rng))
        relation = rng.choice(relations())
        subject_kind = rng.choice(relation.kinds)
        count = rng.choices((1, 2, 3, 4), (2, 4, 3, 2))[0]
        unanswerable = rng.random() < UNANSWERABLE
        kind = self._none_kind(relation) if unanswerable else Kind.STATED
        if kind is Kind.OTHER_SUBJECT:
            count = max(count, 2)
        subjects = self._subjects.draw(subject_kind, count)
        asked = subjects[0]
        if kind is Kind.NEAR_SUBJECT:
            near = self._subjects.near(asked)
            if near is None:
                kind = Kind.OTHER_RELATION
            else:
                asked = near
        return self._scene(kind, relation, subject_kind, subjects, asked)

    def _none_kind(self, relation: Relation) -> Kind:
        kinds = [Kind.OTHER_RELATION, Kind.OTHER_SUBJECT, Kind.NEAR_SUBJECT, Kind.UNKNOWN]
        weights = [34, 27, 17, 14]
        if relation.qualifier:
            return self._rng.choice([*kinds[:2], Kind.OTHER_QUALIFIER, Kind.OTHER_QUALIFIER])
        return self._rng.choices([*kinds, Kind.FOREIGN], [*weights, 8])[0]

    def _scene(
        self, kind: Kind, relation: Relation, subject_kind: str, subjects: list[Term], asked: Term
    ) -> Scene:
        rng = self._rng
        main, others = subjects[0], subjects[1:]
        qualifiers = self._qualifiers(relation) if relation.qualifier else [None]
        own = self._own(kind, relation, subject_kind, main, qualifiers[:-1] or qualifiers)
        groups = [own] if own else []
        near = self._subjects.near(main) if kind is Kind.STATED and rng.random() < 0.2 else None
        for other in [*others, near] if near else others:
            group = self._others(subject_kind, relation, other, rng.choice((0, 0, 1, 1, 2)))
            if other is near or kind is Kind.OTHER_SUBJECT or rng.random() < 0.75:
                group.append(self._of_other(other, relation, qualifiers[0]))
            rng.shuffle(group)
            if group:
                groups.append(group)
        qualifier = rng.choice(qualifiers[:-1] or qualifiers)
        if kind is Kind.OTHER_QUALIFIER:
            qualifier = qualifiers[-1]
        if kind is Kind.FOREIGN:
            relation, asked = self._foreign(subject_kind)
            qualifier = self._qualifiers(relation)[0] if relation.qualifier else None
        answer = None
        if kind is Kind.STATED:
            answer = next(
                fact for fact in own if fact.relation is relation and fact.qualifier is qualifier
            )
            if answer.old is not None:
                kind = Kind.BEFORE if rng.random() < 0.25 else Kind.CHANGED
        rng.shuffle(groups)
        told = tuple(tuple(group) for group in groups)
        scene = Scene(told, asked, relation, qualifier, answer, kind)
        return self._turn(scene) if rng.random() < _TURNED else scene

    def _of_other(self, other: Term, relation: Relation, qualifier: Term | None) -> Fact:
        """Return the asked relation of another subject, sometimes as not known."""
        if qualifier is None and self._rng.random() < 0.07:
            return Fact(other, relation, None)
        return self._fact(other, relation, qualifier)

    def _turn(self, scene: Scene) -> Scene:
        """Return the scene with a question for the subject, where just one can be right."""
        if not _can_be_turned(scene.relation, scene.subject):
            return scene
        values = [fact.value.russian[0] for group in scene.groups for fact in group if fact.value]
        if scene.kind is Kind.STATED and scene.answer is not None:
            value = scene.answer.value
            if value is None or values.count(value.russian[0]) > 1:
                return scene
            return replace(scene, kind=Kind.TURNED, value=value)
        if scene.kind not in {Kind.OTHER_RELATION, Kind.OTHER_SUBJECT}:
            return scene
        value = self._makers[scene.relation.type](self._rng, self._pools)
        if value.russian[0] in values:
            return scene
        return replace(scene, kind=Kind.OTHER_VALUE, value=value)

    def _chain(self, chain: Chain) -> Scene:
        """Return a scene that names people by their roles, and then tells more of them."""
        rng, relation = self._rng, chain.relation
        answerable = rng.random() >= UNANSWERABLE
        subjects = self._subjects.draw(chain.kind, rng.choice((1, 2, 2, 3)))
        people = self._subjects.draw("person", len(subjects))
        parts: list[list[tuple[Fact, ...]]] = []
        answer = None
        for place, (subject, somebody) in enumerate(zip(subjects, people, strict=True)):
            told = self._others("person", relation, somebody, rng.choice((0, 1, 1, 2)))
            if (place == 0 and answerable) or (place and rng.random() < 0.6):
                told.insert(rng.randrange(len(told) + 1), self._fact(somebody, relation, None))
            if place == 0:
                answer = next((fact for fact in told if fact.relation is relation), None)
            of_subject = self._others(chain.kind, chain.role, subject, rng.choice((0, 0, 1, 2)))
            of_subject.append(Fact(subject, chain.role, somebody))
            parts.append([group for group in (tuple(of_subject), tuple(told)) if group])
        rng.shuffle(parts)
        asked = in_role(chain.role, subjects[0]) if rng.random() < 0.65 else people[0]
        groups = tuple(group for part in parts for group in part)
        kind = Kind.CHAINED if answer else Kind.OTHER_RELATION
        return Scene(groups, asked, relation, None, answer, kind)

    def _own(
        self,
        kind: Kind,
        relation: Relation,
        subject_kind: str,
        main: Term,
        qualifiers: list[Term] | list[None],
    ) -> list[Fact]:
        """Return what the passage says about the subject that is asked for, or its near one."""
        rng = self._rng
        if kind is Kind.OTHER_SUBJECT and rng.random() < 0.5:
            return []
        facts: list[Fact] = []
        if kind in {Kind.STATED, Kind.NEAR_SUBJECT, Kind.OTHER_QUALIFIER}:
            facts = [self._fact(main, relation, each, may_change=True) for each in qualifiers]
        elif kind is Kind.UNKNOWN:
            facts = [Fact(main, relation, None)]
        least = 0 if facts else 1
        facts += self._others(subject_kind, relation, main, rng.randrange(least, 5))
        rng.shuffle(facts)
        return facts

    def _fact(
        self, subject: Term, relation: Relation, qualifier: Term | None, *, may_change: bool = False
    ) -> Fact:
        rng = self._rng
        make = self._makers[relation.type]
        value = make(rng, self._pools)
        old = None
        changes = may_change and relation.type in _CHANGING and relation.is_nominal
        if changes and qualifier is None and rng.random() < 0.28:
            old = make(rng, self._pools)
            if old.english == value.english or old.russian[0] == value.russian[0]:
                old = None
        return Fact(subject, relation, value, qualifier, old)

    def _others(
        self, subject_kind: str, relation: Relation, subject: Term, count: int
    ) -> list[Fact]:
        """Return facts of other relations, half of them with values of the asked type."""
        rng = self._rng
        taken = set(confused_with(relation.key))
        facts = []
        for _ in range(count):
            free = [each for each in by_kind(subject_kind) if each.key not in taken]
            alike = [each for each in free if each.type == relation.type]
            chosen = rng.choice(alike if alike and rng.random() < 0.4 else free)
            taken |= confused_with(chosen.key)
            qualifier = self._qualifiers(chosen)[0] if chosen.qualifier else None
            facts.append(self._fact(subject, chosen, qualifier))
        return facts

    def _foreign(self, subject_kind: str) -> tuple[Relation, Term]:
        rng = self._rng
        while True:
            relation = rng.choice(relations())
            if subject_kind not in relation.kinds:
                return relation, self._subjects.draw(rng.choice(relation.kinds), 1)[0]

    def _qualifiers(self, relation: Relation) -> list[Term]:
        """Return some different qualifiers, with a year at most three from each other."""
        rng = self._rng
        if relation.qualifier != "year":
            lines = sections("qualifiers.txt")[relation.qualifier]
            chosen = rng.sample(lines, min(len(lines), rng.choice((2, 3, 3, 4))))
            return [fixed(*line.split(" = ")) for line in chosen]
        start = rng.randrange(2008, 2026)
        years = [start, start + 1, start - 1, start + 2][: rng.choice((2, 3, 3))]
        rng.shuffle(years)
        return [fixed(str(year)) for year in years]


def _can_be_turned(relation: Relation, subject: Term) -> bool:
    if subject.short is None or not subject.english_short:
        return False
    person = subject.is_person
    return all(relation.turned(language, person=person) for language in ("en", "ru"))
