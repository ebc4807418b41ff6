"""Pages of records: what a heading or a question above a line says, and what a record leaves out.

Two or three subjects of a kind with some relations each. The asked relation of the asked subject
is there, or its line is missing or empty while others have it, or the heading is another's.
"""

import random

from index.training.facts.mentions import aside
from index.training.facts.pools import Pools
from index.training.facts.relations import Relation, by_kind, confused_with, relations
from index.training.facts.subjects import Subjects
from index.training.facts.terms import END, START, Mention, Slot, Term, capital, finish
from index.training.facts.told import Told
from index.training.facts.values import bare, makers

_HEADS = ("## {}", "# {}", "### {}", "**{}**", "{}", "{}:")
_LABELLED = ("{}: {}", "- {}: {}", "* {}: {}", "**{}:** {}", "{} — {}", "| {} | {} |")
_NAME = {"en": "name", "ru": "название"}


class Records:
    """Draws a page of records and a question for one line of it, there or not."""

    def __init__(self, rng: random.Random, pools: Pools) -> None:
        self._rng = rng
        self._pools = pools
        self._subjects = Subjects(rng, pools)

    def draw(self, asks: str, tells: str, *, answered: bool) -> Told:
        """Return an example in the languages of question and passage."""
        rng = self._rng
        relation = rng.choice([each for each in relations() if not each.qualifier])
        kind = rng.choice(relation.kinds)
        subjects = self._subjects.draw(kind, rng.choice((2, 2, 3)))
        asked = subjects[0]
        if rng.random() < 0.4:
            near = self._subjects.near(asked)
            if near is not None and near.english not in {each.english for each in subjects}:
                subjects[1] = near
        rng.shuffle(subjects)
        template = rng.choice(relation.questions[asks])
        mention = Mention.LOOSE if rng.random() < 0.4 else Mention.FULL
        question = finish(template.format(s=Slot(asked, asks, mention)), asks)
        if rng.random() < 0.5:
            text = self._cards(relation, subjects, asked, kind, tells, answered=answered)
            family = "card"
        else:
            text = self._questions(relation, subjects, asked, tells, answered=answered)
            family = "heading"
        return Told(question, text, f"{family}/{'told' if answered else 'untold'}")

    def _cards(
        self,
        relation: Relation,
        subjects: list[Term],
        asked: Term,
        kind: str,
        language: str,
        *,
        answered: bool,
    ) -> str:
        """Return labelled lines for every subject; the asked line is missing or empty or there."""
        rng = self._rng
        others = [
            each
            for each in by_kind(kind)
            if each.key not in confused_with(relation.key)
            and not each.qualifier
            and each.type != relation.type
        ]
        shown = [relation, *rng.sample(others, min(len(others), rng.randrange(1, 4)))]
        rng.shuffle(shown)
        head, line = rng.choice(_HEADS), rng.choice(_LABELLED)
        named = rng.random() < 0.4
        labels = {each.key: capital(each.labels[language][0]) for each in shown}
        gone = "" if answered else rng.choice(("missing", "empty", "empty", "subject"))
        blocks = []
        for subject in subjects:
            if subject is asked and gone == "subject":
                continue
            name = _name(subject, language)
            first = line.format(capital(_NAME[language]), name) if named else head.format(name)
            lines = [first]
            for each in shown:
                value = self._value(each, language)
                if subject is asked and each is relation:
                    if gone == "missing":
                        continue
                    value = aside(rng, "blank", language) if gone else f"{START}{value}{END}"
                elif rng.random() < 0.15:
                    value = aside(rng, "blank", language)
                lines.append(line.format(labels[each.key], value))
            blocks.append("\n".join(lines))
        return rng.choice(("\n\n", "\n")).join(blocks)

    def _questions(
        self,
        relation: Relation,
        subjects: list[Term],
        asked: Term,
        language: str,
        *,
        answered: bool,
    ) -> str:
        """Return headings that ask, each with what is said below, which may not be an answer."""
        rng = self._rng
        head = rng.choice((*_HEADS[:5], "Q: {}", "— {}"))
        by_name = rng.random() < 0.4
        gone = "" if answered else rng.choice(("unsaid", "unsaid", "subject"))
        blocks = []
        for subject in subjects:
            if subject is asked and gone == "subject":
                continue
            template = rng.choice(relation.questions[language])
            title = template.format(s=Slot(subject, language))
            value = makers()[relation.type](rng, self._pools)
            shown = _plain(value, language)
            if subject is asked:
                shown = f"{START}{shown}{END}"
            said = f"{shown}."
            if by_name:
                title = _name(subject, language)
                statement = rng.choice(relation.statements[language])
                if subject.short is not None and statement.startswith("{s}"):
                    said = statement.format(
                        s=Slot(subject, language, rng.choice((Mention.SHORT, Mention.PRONOUN))),
                        v=Slot(value, language, marked=subject is asked),
                    )
                else:
                    said = f"{capital(relation.labels[language][0])}: {shown}."
            if gone == "unsaid" if subject is asked else rng.random() < 0.2:
                said = aside(rng, "unsaid", language)
            blocks.append(f"{head.format(finish(title, language))}\n{finish(said, language)}")
        return rng.choice(("\n\n", "\n")).join(blocks)

    def _value(self, relation: Relation, language: str) -> str:
        return _plain(makers()[relation.type](self._rng, self._pools), language)


def _name(subject: Term, language: str) -> str:
    return capital(bare(subject.english) if language == "en" else subject.russian[0])


def _plain(value: Term, language: str) -> str:
    return bare(value.english) if language == "en" else value.russian[0]
