"""Questions for one amount or moment among others: parts and wholes, starts and ends, then and now.

A family of `measures/*.txt` tells of a thing several values of related kinds, in many wordings,
and asks for each. What is asked is told in one draw and left out in another, where only its
neighbours are told, or the same of another thing.
"""

import random
import re
from dataclasses import dataclass, replace
from functools import cache

from index.training.facts.families import Family, families, word_list
from index.training.facts.mentions import aside
from index.training.facts.moments import Amount, Value, Word, make
from index.training.facts.pools import Pools, sections
from index.training.facts.subjects import Subjects
from index.training.facts.terms import Mention, Slot, Term, capital, finish, smooth
from index.training.facts.told import Told
from index.training.facts.values import bare

ANSWERED = 0.55
"""The share of questions that the passage answers."""

_ALIKE = 0.5
"""How often values of the sort that is asked for are told beside it or in its place, if any are."""

_JOINED = 0.12
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_HIS = {
    "en": {"it": "its", "he": "his", "she": "her"},
    "ru": {"m": "его", "f": "её", "n": "его"},
}
_JOINTS = {"en": (", and ", "; ", ", while "), "ru": (", а ", "; ", ", и ", ", при этом ")}
_LATER = (Mention.PRONOUN, Mention.SHORT, Mention.THIS, Mention.FULL)


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """One drawing of a family: its subject, its words and its values."""

    subject: Term
    words: dict[str, Word]
    values: dict[str, Value]


class _Filled:
    """A word or a value as a template sees it."""

    __slots__ = ("_asked", "_item", "_language", "_rng")

    def __init__(
        self, rng: random.Random, item: Word | Value, language: str, *, asked: bool
    ) -> None:
        self._rng = rng
        self._item = item
        self._language = language
        self._asked = asked

    def __format__(self, spec: str) -> str:
        if isinstance(self._item, Word):
            return self._item.form(self._rng, self._language, int(spec or "0"))
        return self._item.said(self._rng, self._language, spec, marked=self._asked)


class Measures:
    """Draws questions for numbers, amounts and times."""

    def __init__(self, rng: random.Random, pools: Pools) -> None:
        self._rng = rng
        self._pools = pools
        self._subjects = Subjects(rng, pools)

    def draw(self, asks: str, tells: str) -> Told:
        """Return a question and a passage in these languages."""
        rng = self._rng
        family = rng.choice(families())
        facet = rng.choice(tuple(family.asks["en"]))
        cases, key = self._cases(family)
        asked = rng.choice(family.asks[asks][facet])
        own, *others = cases
        if key and "{" + key not in asked:
            others = []
        answered = rng.random() < ANSWERED
        passage, how = self._passage(family, facet, own, others, tells, answered=answered)
        if how == "other":
            how = "other-thing" if key else "other-subject"
        kind = "told" if answered else how
        question = self._question(asked, own, asks)
        return Told(question, passage, f"{family.name}/{kind}")

    def _cases(self, family: Family) -> tuple[list[_Case], str]:
        """Return the case that is asked for, others like it, and the word that tells them apart."""
        rng = self._rng
        kinds = next(spec for name, spec in family.drawn if name == "s")
        count = rng.choice((2, 2, 3))
        kind = rng.choice(kinds[1:].split("|"))
        subjects = self._subjects.draw(kind, count)
        if kind == "nature":
            subjects = [_unquoted(each) for each in subjects]
        words = self._words(family, {})
        first = _Case(subjects[0], words, self._values(family, words))
        cases = [first]
        keys = [name for name, spec in family.drawn if spec.startswith("%") and "*" in spec]
        key = rng.choice(keys) if keys and rng.random() < 0.7 else ""
        for subject in subjects[1 : 2 if key else count]:
            if key:
                changed = self._words(family, {each: words[each] for each in words if each != key})
                if changed[key] in words.values():
                    continue
                cases.append(_Case(first.subject, changed, self._values(family, changed)))
            else:
                kept = words if rng.random() < 0.75 else self._words(family, {})
                cases.append(_Case(subject, kept, self._values(family, kept)))
        return cases, key

    def _words(self, family: Family, kept: dict[str, Word]) -> dict[str, Word]:
        found = dict(kept)
        for name, spec in family.drawn:
            if not spec.startswith("%") or name in found:
                continue
            pool = word_list(spec[1:].rstrip("*"))
            taken = list(found.values())
            free = [each for each in pool if each not in taken]
            found[name] = self._rng.choice(free or pool)
        return found

    def _values(self, family: Family, words: dict[str, Word]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, spec in family.drawn:
            if spec[0] in "@%":
                continue
            for _ in range(6):
                value = make(self._rng, self._pools, spec, found, words)
                if value not in found.values():
                    break
            found[name] = value
        return found

    def _passage(
        self,
        family: Family,
        facet: str,
        own: _Case,
        others: list[_Case],
        language: str,
        *,
        answered: bool,
    ) -> tuple[str, str]:
        """Return the passage, and what it tells where it does not answer."""
        rng = self._rng
        labels = family.labels[language]
        chance = rng.random()
        if facet in labels and len(labels) > 1 and chance < 0.3:
            if others and chance < 0.15 and own.subject is not others[0].subject:
                return self._table(family, facet, cases=[own, *others], tells=language, ok=answered)
            return self._labelled(family, facet, own, language, answered=answered)
        beside = others if rng.random() < 0.55 else []
        only_others = bool(beside) and not answered and rng.random() < 0.45
        groups: list[list[str]] = []
        mine = self._chosen(family, facet, language, told=answered)
        told_of_other = only_others
        if not only_others or rng.random() < 0.5:
            groups.append(self._say(own, mine, language, facet if answered else ""))
        for other in beside:
            same = only_others or rng.random() < 0.6
            told_of_other = told_of_other or same
            templates = self._chosen(family, facet, language, told=same)
            groups.append(self._say(other, templates, language, ""))
        rng.shuffle(groups)
        if len(groups) > 1 and rng.random() < 0.35:
            groups.insert(rng.randrange(1, len(groups)), [self._filler(language)])
        sentences = [sentence for group in groups for sentence in group]
        text = self._set(sentences, own, language)
        return text, "other" if told_of_other else "other-measure"

    def _chosen(self, family: Family, facet: str, language: str, *, told: bool) -> list[str]:
        """Return templates of which one or none tells the facet, and no two the same."""
        rng = self._rng
        templates = list(family.tells[language])
        rng.shuffle(templates)
        if rng.random() < _ALIKE:
            sort = family.sort(facet)
            templates.sort(
                key=lambda each: all(family.sort(one) != sort for one in family.facets(each))
            )
        chosen: list[str] = []
        seen: frozenset[str] = frozenset()
        if told:
            telling = [each for each in templates if facet in family.facets(each)]
            first = rng.choice(telling)
            chosen, seen = [first], family.facets(first)
        wanted = rng.choice((0, 1, 1, 2, 2, 3) if told else (1, 1, 2, 2, 3, 4))
        for template in templates:
            facets = family.facets(template)
            if len(chosen) - told >= wanted:
                break
            if facet in facets or facets & seen or not facets:
                continue
            chosen.append(template)
            seen |= facets
        rng.shuffle(chosen)
        return chosen

    def _say(self, case: _Case, templates: list[str], language: str, facet: str) -> list[str]:
        rng = self._rng
        mention = Mention.FULL
        said: list[str] = []
        for template in templates:
            expanded = self._expand(template)
            named = expanded.startswith("{s} (") or "— {s}." in expanded
            how = Mention.FULL if named else mention
            if how is Mention.PRONOUN and ("{s}:" in expanded or "({s})" in expanded):
                how = Mention.SHORT
            if language == "en" and how is Mention.PRONOUN and not expanded.startswith("{s}"):
                how = Mention.SHORT
            filled = self._fill(expanded, case, language, how, facet)
            if said and rng.random() < _JOINED and said[-1].endswith("."):
                if not expanded.startswith("{"):
                    filled = filled[0].lower() + filled[1:]
                joint = rng.choice(_JOINTS[language])
                said[-1] = f"{said[-1][:-1]}{joint}{smooth(filled, language)}"
            else:
                said.append(finish(filled, language))
            mention = rng.choices(_LATER, (45, 20, 12, 23))[0]
        return said

    def _fill(self, template: str, case: _Case, language: str, mention: Mention, facet: str) -> str:
        rng, subject = self._rng, case.subject
        slots: dict[str, object] = {
            name: _Filled(rng, item, language, asked=False) for name, item in case.words.items()
        }
        for name, value in case.values.items():
            slots[name] = _Filled(rng, value, language, asked=name == facet)
        slots["s"] = Slot(subject, language, mention)
        owner = subject.pronoun if language == "en" else subject.gender
        slots["his"] = _HIS[language][owner]
        if language == "ru":
            template = _placed(template, subject, mention)
        return template.format_map(slots)

    def _expand(self, template: str) -> str:
        while "[" in template:
            template = _CHOICE.sub(lambda found: self._rng.choice(found[1].split("|")), template)
        return template

    def _label(self, family: Family, facet: str, case: _Case, language: str) -> str:
        label = self._expand(family.labels[language][facet])
        return capital(self._fill(label, case, language, Mention.SHORT, ""))

    def _value(
        self, family: Family, case: _Case, facet: str, language: str, *, marked: bool
    ) -> str:
        value = case.values[facet]
        named = isinstance(value, Amount) and value.unit in case.words.values()
        bare_number = named or facet in family.bare
        return value.said(self._rng, language, "#" if bare_number else "", marked=marked)

    def _labelled(
        self, family: Family, facet: str, own: _Case, language: str, *, answered: bool
    ) -> tuple[str, str]:
        """Return lines of labels and values under the subject's name."""
        rng = self._rng
        rest = [each for each in family.labels[language] if each != facet]
        shown = rng.sample(rest, rng.randint(1, len(rest))) + ([facet] if answered else [])
        rng.shuffle(shown)
        point = rng.choice(("", "- ", "* ", "• "))
        colon = rng.choice((": ", ": ", " — "))
        lines = [
            f"{point}{self._label(family, each, own, language)}{colon}"
            f"{self._value(family, own, each, language, marked=each == facet)}"
            for each in shown
        ]
        head = _name(own.subject, language)
        lines = [rng.choice((head, f"# {head}", f"{head}:")), *lines]
        if rng.random() < 0.5:
            place = rng.choice((0, len(lines)))
            lines.insert(place, self._filler(language))
        return "\n".join(lines), "other-measure"

    def _table(
        self, family: Family, facet: str, *, cases: list[_Case], tells: str, ok: bool
    ) -> tuple[str, str]:
        """Return a table of subjects; where it does not answer a row, a column or a cell lacks."""
        rng = self._rng
        own = cases[0]
        columns = list(family.labels[tells])
        rng.shuffle(columns)
        lacking = "" if ok else rng.choice(("row", "column", "cell"))
        if lacking == "column":
            columns.remove(facet)
        elif len(columns) > 2 and rng.random() < 0.5:
            columns.remove(next(each for each in columns if each != facet))
        rows = list(cases[1:]) if lacking == "row" else list(cases)
        rng.shuffle(rows)
        first = capital(own.subject.short[0]) if tells == "ru" and own.subject.short else ""
        first = "" if own.subject.is_person else first
        head = [first, *(self._label(family, each, own, tells) for each in columns)]
        lines = [head] if rng.random() < 0.3 else [head, ["---"] * len(head)]
        for case in rows:
            cells = [
                aside(rng, "blank", tells)
                if lacking == "cell" and case is own and each == facet
                else self._value(family, case, each, tells, marked=case is own and each == facet)
                for each in columns
            ]
            lines.append([_name(case.subject, tells), *cells])
        text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        if rng.random() < 0.5:
            text = f"{self._filler(tells)}\n\n{text}"
        return text, {"column": "other-measure", "row": "other", "cell": "blank"}.get(lacking, "")

    def _set(self, sentences: list[str], own: _Case, language: str) -> str:
        """Return the sentences among others, as prose or as points, with a heading or none."""
        rng = self._rng
        chance = rng.random()
        around = list(dict.fromkeys(self._filler(language) for _ in range(rng.randrange(5))))
        cut = rng.randint(0, len(around))
        before, after = around[:cut], around[cut:]
        if chance < 0.15:
            point = rng.choice(("- ", "* ", "• "))
            lines = before[:1] + [f"{point}{each}" for each in sentences] + after[:1]
            text = "\n".join(lines)
        elif chance < 0.25:
            text = "\n".join([*before[:1], *sentences, *after[:1]])
        else:
            text = " ".join([*before, *sentences, *after])
        if rng.random() < 0.3:
            heading = aside(rng, "headings", language)
            if rng.random() < 0.4:
                heading = _name(own.subject, language)
            over = [f"{heading}\n", f"# {heading}\n\n", f"{heading}. "]
            text = rng.choice(over[:2] if "\n" in text else over) + text
        return text

    def _filler(self, language: str) -> str:
        real = self._pools.sentences[language]
        if real and self._rng.random() < 0.8:
            return self._rng.choice(real)
        return aside(self._rng, "filler", language)

    def _question(self, template: str, case: _Case, language: str) -> str:
        rng = self._rng
        mention = Mention.LOOSE if rng.random() < 0.4 else Mention.FULL
        template = self._expand(template)
        text = finish(self._fill(template, case, language, mention, ""), language)
        chance = rng.random()
        if chance < 0.1:
            small = text if template.startswith("{") else text[0].lower() + text[1:]
            frame = aside(rng, "polite", language)
            text = frame.replace("{q}", small).replace("{Q}", text)
        if rng.random() < 0.2:
            text = text.rstrip("?. ")
        if rng.random() < 0.12:
            text = text.lower()
        if language == "ru" and rng.random() < 0.3:
            text = text.replace("ё", "е").replace("Ё", "Е")
        return text


def _unquoted(subject: Term) -> Term:
    """Return a lake or a mountain with its name as on a map."""
    forms = [re.sub("[«»]", "", form) for form in subject.russian]
    first, second, third, fourth, fifth, sixth = forms
    return replace(subject, russian=(first, second, third, fourth, fifth, sixth))


def _placed(template: str, subject: Term, mention: Mention) -> str:
    """Return the template with «в» or «на» before the subject, as its noun takes it."""
    noun = subject.russian[0].split(" ", maxsplit=1)[0]
    preposition = "на" if noun in _on() else "в"
    if noun == "дворец" and mention is not Mention.PRONOUN and mention is not Mention.THIS:
        preposition = "во"
    template = template.replace("{at}", f"{preposition} {{s:p}}")
    return template.replace("{to}", f"{preposition} {{s:a}}")


@cache
def _on() -> frozenset[str]:
    return frozenset(" ".join(sections("measured.txt")["on"]).split(" "))


def _name(subject: Term, language: str) -> str:
    return capital(subject.russian[0] if language == "ru" else bare(subject.english))
