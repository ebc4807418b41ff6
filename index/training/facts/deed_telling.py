"""Deeds as a passage: in sentences one by one or joined, by names and pronouns, among others."""

import random
from dataclasses import dataclass

from index.training.facts.deed_terms import EXTRAS, Event, Extra
from index.training.facts.deed_words import Part, Wording
from index.training.facts.mentions import aside
from index.training.facts.pools import Pools, sections
from index.training.facts.terms import END, START, Mention, Term, finish

_SHORT_MENTIONS = (Mention.PRONOUN, Mention.SHORT, Mention.THIS)


@dataclass(frozen=True, slots=True)
class Said:
    """An event as a clause, with the sentence before it that names somebody, or none.

    `verb` is which of the deed's verbs it has; `is_joined` is set where it goes on from a clause.
    """

    before: str
    clause: str
    verb: int
    is_joined: bool = False


class Teller:
    """Tells events in sentences and puts other sentences around them."""

    def __init__(self, rng: random.Random, pools: Pools) -> None:
        self._rng = rng
        self._pools = pools

    def tell(
        self, events: list[Event], language: str, main: Event, role: str
    ) -> tuple[list[str], Said]:
        """Return the events in blocks of text, and how `main` is said, with its `role` marked."""
        blocks: list[str] = []
        said_main: Said | None = None
        last: Event | None = None
        for event in events:
            marked = role if event is main else ""
            said = self._joined(event, last, language, marked)
            if said is None:
                said = self._said(event, language, marked)
                clause = said.clause
                if not said.before and self._rng.random() < 0.12 and ":" not in clause:
                    clause = self._frame("finally", language).replace("{q}", clause)
                before = f"{said.before} " if said.before else ""
                blocks.append(before + finish(clause, language))
                last = event if ":" not in said.clause else None
            else:
                joint = self._frame("joint", language).replace("{q}", said.clause)
                before = blocks[-1]
                if not before.endswith(" г."):
                    before = before.removesuffix(".")
                blocks[-1] = finish(before + joint, language)
                last = None
            if event is main:
                said_main = said
        if said_main is None:
            raise ValueError
        return blocks, said_main

    def passage(self, blocks: list[str], language: str, *, times: bool) -> str:
        """Return the blocks among other sentences, as prose, a list or, if `times`, a log."""
        rng = self._rng
        parts = list(blocks)
        for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
            parts.insert(rng.randrange(len(parts) + 1), self._filler(language))
        chance = rng.random()
        if chance < 0.62:
            text = " ".join(parts)
        elif chance < 0.75:
            text = "\n".join(parts)
        elif chance < 0.87:
            mark = rng.choice(("- ", "* ", "• "))
            text = "\n".join(mark + part for part in parts)
        elif chance < 0.93 or not times:
            text = "\n".join(f"{place}. {part}" for place, part in enumerate(parts, 1))
        else:
            text = "\n".join(self._timed(parts))
        if rng.random() < 0.25:
            text = f"{self._frame('headings', language)}\n\n{text}"
        return text

    def _timed(self, parts: list[str]) -> list[str]:
        minute = 450
        lines: list[str] = []
        for part in parts:
            minute += self._rng.randrange(4, 70)
            lines.append(f"{minute // 60:02}:{minute % 60:02} {part}")
        return lines

    def _filler(self, language: str) -> str:
        rng = self._rng
        real = self._pools.sentences[language]
        if not real or rng.random() < 0.25:
            return aside(rng, "filler", language)
        start = rng.randrange(len(real))
        sentences = real[start : start + rng.choice((1, 1, 2))]
        return " ".join(each if each[-1] in '.!?:;"»)…' else f"{each}." for each in sentences)

    def _joined(self, event: Event, last: Event | None, language: str, marked: str) -> Said | None:
        """Return an event that goes on in the sentence of the last, on the same thing, or none."""
        thing = event.terms["t"]
        if last is None or last.terms["t"] is not thing or thing.is_person or marked == "t":
            return None
        fit = [each for each in _wordings(event, language, marked) if ":" not in _plain(each[1])]
        fit = [each for each in fit if each[1].startswith("{") and "{t}," not in each[1]]
        if not fit or thing.short is None or self._rng.random() < 0.35:
            return None
        verb, template = self._rng.choice(fit)
        short = self._rng.random() < 0.75 and not event.deed.has_receiver
        mention = Mention.PRONOUN if short else Mention.FULL
        clause = self._say(event, template, language, marked, {"t": mention})
        return Said("", clause, verb, is_joined=True)

    def _said(self, event: Event, language: str, marked: str) -> Said:
        rng = self._rng
        wordings = _wordings(event, language, marked)
        chance = rng.random()
        thing, agent = event.terms["t"], event.terms["a"]
        if chance < 0.2 and marked != "t" and thing.short is not None and not thing.is_person:
            fit = [each for each in wordings if not each[1].startswith(("{t}:", "{t},"))]
            mentions = {"t": rng.choice(_SHORT_MENTIONS[event.deed.has_receiver :])}
            before = self._named("about", language, "t", thing)
        elif chance < 0.32 and agent.is_person and event.way == "say":
            fit = [each for each in wordings if each[1].startswith(("{a} {a:=", "{f}{a} {a:="))]
            if language == "en":
                fit = [each for each in wordings if each[1].startswith(("{a} ", "{f}{a} "))]
            mentions = {"a": Mention.PRONOUN}
            before = self._named("arrival", language, "a", agent, marked=marked == "a")
        else:
            fit, mentions, before = [], {}, ""
        if not fit or event.deed.family == "roles":
            fit, mentions, before = wordings, {}, ""
        verb, template = rng.choice(fit)
        clause = self._say(event, template, language, marked, mentions)
        if not template.startswith("{"):
            clause = clause[0].lower() + clause[1:]
        return Said(before, clause, verb)

    def _say(
        self,
        event: Event,
        template: str,
        language: str,
        marked: str,
        mentions: dict[str, Mention],
    ) -> str:
        slots: dict[str, object] = {}
        for role, term in event.terms.items():
            mention = mentions.get(role, Mention.FULL)
            is_answer = role == marked and mention is Mention.FULL
            slots[role] = Part(term, language, mention, marked=is_answer)
        parts = {
            role: _added(event.extras[role], language, marked=role == marked)
            for role in EXTRAS
            if role in event.extras
        }
        front = ""
        if "{f}" in template and "w" in parts and self._rng.random() < 0.6:
            front = f"{parts.pop('w')} "
        tail = "".join(part if part.startswith(",") else f" {part}" for part in parts.values())
        lasting = " at the moment" if language == "en" else " в этом году"
        slots |= {"f": front, "x": tail, "z": self._rng.choice(("", lasting))}
        return template.format_map(slots)

    def _frame(self, section: str, language: str) -> str:
        line = self._rng.choice(sections("deed_frames.txt")[section])
        english, _, russian = line.partition(" = ")
        return english if language == "en" else russian

    def _named(
        self, section: str, language: str, role: str, term: Term, *, marked: bool = False
    ) -> str:
        slots = {role: Part(term, language, marked=marked)}
        return finish(self._frame(section, language).format_map(slots), language)


def _wordings(event: Event, language: str, marked: str) -> list[Wording]:
    """Return how an event may be told: where something added is marked, with a place for it."""
    found = event.deed.says[language, event.way]
    if marked and marked in EXTRAS:
        return [each for each in found if "{x}" in each[1]]
    return found


def _plain(template: str) -> str:
    """Return a template without what stands in its slots."""
    return "".join(part.partition("}")[2] for part in template.split("{"))


def _added(extra: Extra, language: str, *, marked: bool) -> str:
    before, value, after = extra.english if language == "en" else extra.russian
    return f"{before}{START}{value}{END}{after}" if marked else f"{before}{value}{after}"
