"""Facts in two steps: who has a role in something, and then something about that person.

The question names the role («телефон директора завода») or the person; the passage goes on with a
pronoun, or has the person in another list.
"""

import random
from dataclasses import dataclass

from index.training.facts.grammar import Forms, noun
from index.training.facts.relations import Relation, by_kind, relations
from index.training.facts.terms import Term

_ROLES = {
    "head": ("the director", "директор"),
    "deputy": ("the deputy director", "заместитель"),
    "founder": ("the founder", "основатель"),
    "accountant": ("the chief accountant", "бухгалтер"),
    "admin": ("the administrator", "администратор"),
    "manager": ("the manager", "руководитель"),
    "chair": ("the chair", "председатель"),
    "secretary": ("the secretary", "секретарь"),
    "driver": ("the driver", "водитель"),
    "author": ("the author", "автор"),
    "translator": ("the translator", "переводчик"),
    "architect": ("the architect", "архитектор"),
    "mayor": ("the mayor", "мэр"),
    "speaker": ("the speaker", "докладчик"),
    "winner": ("the winner", "победитель"),
}


@dataclass(frozen=True, slots=True)
class Chain:
    """A role that subjects of a kind have filled, and a relation of the people who fill it."""

    role: Relation
    kind: str
    relation: Relation


def draw_chain(rng: random.Random) -> Chain:
    """Return a role with a kind of subjects that have it, and what is asked of the person."""
    role = rng.choice([each for each in relations() if each.key in _ROLES])
    relation = rng.choice(by_kind("person"))
    return Chain(role, rng.choice([kind for kind in role.kinds if kind != "person"]), relation)


def in_role(role: Relation, subject: Term) -> Term:
    """Return the person who has a role in a subject, named by the role alone."""
    english, russian = _ROLES[role.key]
    forms = noun(russian, masculine=True, animate=True)
    loose = subject.loose_russian or subject.russian
    loose_english = subject.loose_english or subject.english
    return Term(
        f"{english} of {subject.english}",
        _of(forms, subject.russian[1]),
        "m",
        loose_english=f"{english.removeprefix('the ')} of {loose_english}",
        loose_russian=_of(forms, loose[1]),
    )


def _of(forms: Forms, genitive: str) -> Forms:
    first, second, third, fourth, fifth, sixth = (f"{form} {genitive}" for form in forms)
    return (first, second, third, fourth, fifth, sixth)
