"""Facts as sentences: which statement, and by what name, label or pronoun the subject goes."""

import random

from index.training.facts.pools import Pools, sections
from index.training.facts.scenes import Fact, Kind, Scene
from index.training.facts.terms import END, START, Mention, Slot, Term, capital, finish, smooth
from index.training.facts.values import bare

_LATER = (Mention.PRONOUN, Mention.SHORT, Mention.THIS, Mention.FULL)
_BY_LABEL = {
    "en": ("The {label} of {s} is {v}.", "{label} of {s}: {v}.", "{s}: {label} {v}."),
    "ru": ("{label} {s:g} — {v}.", "{label} {s:g}: {v}.", "{s}: {label} — {v}."),
}
_BY_POSSESSIVE = {
    "en": {"it": "Its {label} is {v}.", "he": "His {label} is {v}.", "she": "Her {label} is {v}."},
    "ru": {"m": "Его {label} — {v}.", "f": "Её {label} — {v}.", "n": "Его {label} — {v}."},
}


class Speaker:
    """Says the facts of one scene in one language, with the answer marked."""

    def __init__(self, rng: random.Random, pools: Pools, scene: Scene, language: str) -> None:
        self.rng = rng
        self.language = language
        self.scene = scene
        self._real = pools.sentences[language]

    def aside(self, section: str) -> str:
        """Return a line of `words/asides.txt` in the speaker's language."""
        return aside(self.rng, section, self.language)

    def label(self, fact: Fact) -> str:
        """Return a name of the fact's relation, as before a colon or over a column."""
        name = capital(self.rng.choice(fact.relation.labels[self.language]))
        if fact.qualifier is None:
            return name
        said = qualified(fact.qualifier, self.language)
        if not said.isdigit():
            return f"{name} {said}" if self.rng.random() < 0.5 else f"{name} ({said})"
        return f"{name}, {said}" if self.language == "en" else f"{name} за {said} год"

    def name(self, subject: Term) -> str:
        """Return the full name of a subject without an article, with a capital."""
        name = subject.russian[0] if self.language == "ru" else bare(subject.english)
        return capital(name)

    def row(self, fact: Fact) -> str:
        """Return the name of a fact's subject at the head of its row, marked where it is asked."""
        name = self.name(fact.subject)
        return f"{START}{name}{END}" if self._is_answer(fact) and self._asks_subject else name

    def value(self, fact: Fact) -> str:
        """Return the value alone, as in a cell, marked where it is the answer."""
        if fact.value is None:
            return self.aside("blank")
        text = self._plain(fact.value, marked=self._is_answer(fact) and self._asks_value)
        if fact.old is None:
            return text
        old = self._plain(fact.old, marked=self._is_answer(fact) and self._asks_before)
        return f"{text} (before: {old})" if self.language == "en" else f"{text} (раньше — {old})"

    def say(self, fact: Fact, mention: Mention) -> str:
        """Return the fact as a sentence, with some words before it or without."""
        clause = self.clause(fact, mention)
        if self.rng.random() < 0.08:
            return capital(self.aside("opener").format(s=clause))
        return capital(clause)

    def tell(self, group: tuple[Fact, ...], mention: Mention) -> list[str]:
        """Return the facts of a subject as sentences, two in one here and there."""
        said: list[str] = []
        for fact in group:
            if said and self.rng.random() < 0.12:
                more = self.aside("joint").format(s=self.clause(fact, mention))
                said[-1] = said[-1].removesuffix(".") + more
            else:
                said.append(self.say(fact, mention))
            mention = self.later()
        return said

    def first(self, group: tuple[Fact, ...]) -> Mention:
        """Return how a group's subject is mentioned first: it may have been named just before."""
        groups = self.scene.groups
        place = groups.index(group)
        before = groups[place - 1][-1].value if place else None
        known = before is not None and before is group[0].subject
        return self.later() if known and self.rng.random() < 0.8 else Mention.FULL

    def clause(self, fact: Fact, mention: Mention) -> str:
        """Return the fact as a sentence that starts small, but for names."""
        relation, language = fact.relation, self.language
        if self._is_answer(fact) and self._asks_subject:
            mention = Mention.FULL
        label = relation.labels[language][0]
        if fact.value is None:
            template = self.aside("unknown" if relation.is_nominal else "unknown_item")
        elif fact.old is not None:
            template = self.aside("changed")
        elif mention is Mention.PRONOUN and self._takes_label(fact) and self.rng.random() < 0.4:
            owner = fact.subject.pronoun if language == "en" else fact.subject.gender
            template = _BY_POSSESSIVE[language][owner]
        elif self._takes_label(fact) and self.rng.random() < 0.15:
            template = self.rng.choice(_BY_LABEL[language])
        else:
            template = self.rng.choice(relation.statements[language])
        if language == "en" and mention is Mention.PRONOUN and not _can_be_pronoun(template):
            mention = Mention.SHORT
        return self._fill(template, fact, mention, label)

    def later(self) -> Mention:
        """Return how a subject is mentioned that has been named just before."""
        return self.rng.choices(_LATER, (45, 20, 12, 23))[0]

    def filler(self) -> str:
        """Return a sentence that answers nothing: a real one, or one with words of the question."""
        chance = self.rng.random()
        if self._real and chance < 0.6:
            start = self.rng.randrange(len(self._real))
            return " ".join(self._real[start : start + self.rng.choice((1, 1, 1, 2, 3))])
        if chance < 0.75:
            label = self.rng.choice(self.scene.relation.labels[self.language])
            return capital(self.aside("trap").format(label=label))
        if chance < 0.85 and self.scene.groups:
            subject = self.rng.choice(self.scene.groups)[0].subject
            return self.about(subject)
        return self.aside("filler")

    def about(self, subject: Term) -> str:
        """Return a sentence that names a subject and says nothing of it."""
        template = self.aside("trap_subject")
        return finish(template.format(s=Slot(subject, self.language)), self.language)

    @property
    def _asks_before(self) -> bool:
        return self.scene.kind is Kind.BEFORE

    @property
    def _asks_subject(self) -> bool:
        return self.scene.value is not None

    @property
    def _asks_value(self) -> bool:
        return not self._asks_before and not self._asks_subject

    def _is_answer(self, fact: Fact) -> bool:
        return fact is self.scene.answer

    def _takes_label(self, fact: Fact) -> bool:
        return fact.relation.is_nominal and fact.qualifier is None

    def _plain(self, value: Term, *, marked: bool) -> str:
        text = value.russian[0] if self.language == "ru" else bare(value.english)
        return f"{START}{text}{END}" if marked else text

    def _fill(self, template: str, fact: Fact, mention: Mention, label: str) -> str:
        answers = self._is_answer(fact)
        slots: dict[str, object] = {
            "s": Slot(fact.subject, self.language, mention, marked=answers and self._asks_subject),
            "label": label,
            "y": self.rng.randrange(2005, 2027),
        }
        if fact.value is not None:
            slots["v"] = Slot(fact.value, self.language, marked=answers and self._asks_value)
        if fact.old is not None:
            slots["o"] = Slot(fact.old, self.language, marked=answers and self._asks_before)
        if fact.qualifier is not None:
            slots["q"] = qualified(fact.qualifier, self.language)
        if not template.startswith("{"):
            template = template[0].lower() + template[1:]
        return smooth(template.format_map(slots), self.language)


def aside(rng: random.Random, section: str, language: str) -> str:
    """Return a line of a section of `words/asides.txt` in a language."""
    english, _, russian = rng.choice(sections("asides.txt")[section]).partition(" = ")
    return english if language == "en" else russian


def qualified(qualifier: Term | None, language: str) -> str:
    """Return a year, a group or a season in a language, empty where there is none."""
    if qualifier is None:
        return ""
    return qualifier.english if language == "en" else qualifier.russian[0]


def _can_be_pronoun(template: str) -> bool:
    return template.startswith("{s}") or ("{s:o}" in template and "{s}" not in template)
