"""Who did what to whom: a deed told among its near misses, or the near misses alone."""

import random
import re
from dataclasses import dataclass

from index.training.facts.deed_telling import Teller
from index.training.facts.deed_terms import EXTRAS, Event, Extra, Terms
from index.training.facts.deed_words import Deed, Part, Wording, deeds
from index.training.facts.grammar import adjective
from index.training.facts.mentions import aside
from index.training.facts.pools import Pools, sections
from index.training.facts.terms import Mention, Slot, Term, capital, finish
from index.training.facts.told import Told

UNANSWERED = 0.45
"""The share of passages that do not answer."""

_FAMILIES = (("things", 40), ("world", 24), ("people", 10), ("transfers", 12), ("roles", 14))
_CLOSE_TO_GIVING = frozenset({"get", "bring", "rent", "sell", "keep"})
_OFFERS = frozenset({"offer", "promise", "propose"})


@dataclass(frozen=True, slots=True)
class Plot:
    """The deed that is asked for, the role that is wanted, and the sorts of its agent and thing."""

    event: Event
    role: str
    agents: str
    things: str
    question: Wording
    bare: bool
    answered: bool


class Deeds:
    """Draws questions about deeds over passages that tell deeds."""

    def __init__(self, rng: random.Random, pools: Pools) -> None:
        self._rng = rng
        self._pools = pools
        self._terms = Terms(rng, pools)
        self._teller = Teller(rng, pools)
        self._families = [name for name, share in _FAMILIES for _ in range(share)]
        self._by_family: dict[str, list[Deed]] = {}
        self._by_thing: dict[str, list[Deed]] = {}
        for deed in deeds():
            self._by_family.setdefault(deed.family, []).append(deed)
            if not deed.has_receiver:
                for sort in deed.things:
                    self._by_thing.setdefault(sort, []).append(deed)
        lines = (line.split(": ") for line in sections("deed_frames.txt")["apart"])
        self._apart = {key: frozenset(others.split(" ")) for key, others in lines}
        self._with = frozenset(sections("deed_frames.txt")["with"][0].split(" "))

    def draw(self, asks: str, tells: str) -> Told:
        """Return an example with the question and the passage in these languages."""
        rng = self._rng
        self._terms.start()
        plot = self._plot(asks, answered=rng.random() >= UNANSWERED)
        answered = plot.answered
        misses = self._misses(plot)
        chosen = rng.sample(misses, min(len(misses), rng.choice((0, 1, 1, 2, 2, 3))))
        once = {each for each in chosen if each in {"not-told", "no-agent"}}
        chosen = [each for each in chosen if each not in once] + sorted(once)
        rng.shuffle(chosen)
        if answered:
            main, kind = plot.event, ""
        else:
            kind = rng.choice(misses)
            main = self._miss(plot, kind)
            chosen = [each for each in chosen if each != kind]
            if kind == "undone":
                chosen = [each for each in chosen if each not in {"not-told", "no-agent"}]
                main = self._undone(plot, main)
            elif kind == "not-told" and not chosen:
                chosen = ["other-thing"]
        events = [self._miss(plot, each) for each in chosen]
        place = rng.randrange(len(events) + 1)
        events.insert(place, main)
        blocks, said = self._teller.tell(events, tells, main, plot.role if answered else "")
        if answered:
            same = asks == tells and said.verb == plot.question[0]
            kind = "stated" if same else "paraphrased"
            if plot.bare:
                kind = "no-agent-when"
            elif said.before or said.is_joined:
                kind = "joined" if said.is_joined else "chain"
            elif any(each.endswith("other-deed") for each in chosen):
                kind += "-among-near"
        question = self._ask(plot, asks)
        passage = self._teller.passage(blocks, tells, times=plot.role != "w")
        return Told(question, passage, f"deeds/{kind}")

    def _plot(self, asks: str, *, answered: bool) -> Plot:
        rng = self._rng
        deed = rng.choice(self._by_family[rng.choice(self._families)])
        agents, things = rng.choice(deed.agents), rng.choice(deed.things)
        event = self._event(deed, agents, things)
        roles = ["a"] * 9 + ["t"] * 4
        if deed.has_receiver:
            roles += ["r"] * 6 + ["w"]
        elif deed.family != "roles":
            roles += ["w", "w", "w", "p", "p"]
            roles += ["y", "y"] if deed.family != "world" else []
            roles += ["h", "h"] if deed.sort in self._with else []
        role = rng.choice(roles)
        bare = role == "w" and deed.family != "transfers" and rng.random() < 0.3
        bare = bare and (asks, "w_bare") in deed.asks
        way = "w_bare" if bare else role
        if role == "a" and agents == "firm" and deed.family != "roles" and rng.random() < 0.4:
            way = "a_firm" if (asks, "a_firm") in deed.asks else way
        question = rng.choice(deed.asks[asks, way])
        if role in EXTRAS:
            event.extras[role] = self._terms.addition(role, world=deed.family == "world")
        if bare:
            event.way = "bare"
        return Plot(event, role, agents, things, question, bare, answered)

    def _event(self, deed: Deed, agents: str, things: str, **given: Term) -> Event:
        """Return a deed with new terms where none are given, and with something added or not."""
        terms = {"a": given.get("a") or self._terms.draw(agents)}
        terms["t"] = given.get("t") or self._terms.draw(things)
        if deed.has_receiver:
            terms["r"] = given.get("r") or self._terms.draw(agents)
        return Event(deed, terms, self._extras(deed, 0.3))

    def _extras(self, deed: Deed, chance: float) -> dict[str, Extra]:
        world = deed.family == "world"
        roles = {"w": chance, "p": chance / 3}
        if not world and deed.family != "roles":
            roles["y"] = chance / 3
        if deed.sort in self._with:
            roles["h"] = chance / 3
        return {
            role: self._terms.addition(role, world=world)
            for role, likely in roles.items()
            if self._rng.random() < likely
        }

    def _misses(self, plot: Plot) -> list[str]:
        """Return what may stand beside the deed, or in its place, and does not answer."""
        event, role, answered = plot.event, plot.role, plot.answered
        found = ["other-thing" if role != "t" else "other-agent"]
        if event.deed.has_receiver or self._near(plot):
            found += ["other-deed", "other-deed"]
            found += ["agents-other-deed"] * 2 if role == "t" else []
        if event.deed.key not in _OFFERS:
            found.append("undone")
        turns = plot.agents == plot.things or event.deed.has_receiver
        if turns and role not in EXTRAS:
            found += ["swapped", "swapped"] + ([] if answered else ["swapped"])
        if role == "r":
            found.append("other-agent")
        if role == "a" and event.deed.family in {"things", "world", "people"}:
            found.append("no-agent")
        if role in EXTRAS and not answered:
            found += ["not-told", "not-told"]
        if not self._near(plot):
            found = [each for each in found if not each.endswith("other-deed")]
        return found

    def _near(self, plot: Plot) -> list[Deed]:
        asked = plot.event.deed
        found = [
            deed
            for deed in self._by_thing.get(plot.things, ())
            if deed.sort != asked.sort and deed.key != asked.key
        ]
        if asked.has_receiver:
            found = [deed for deed in found if deed.sort not in _CLOSE_TO_GIVING]
            others = self._apart.get(asked.key, frozenset())
            given = [deed for deed in self._by_family["transfers"] if deed.key in others]
            found += 3 * [
                deed for deed in given if plot.things in deed.things and plot.agents in deed.agents
            ]
        if plot.role == "t":
            found = [deed for deed in found if plot.agents in deed.agents]
        return found

    def _miss(self, plot: Plot, kind: str) -> Event:
        """Return a near miss of the plot's deed."""
        event, role = plot.event, plot.role
        deed, terms = event.deed, event.terms
        if kind.endswith("other-deed"):
            made = self._other_deed(plot, with_agent=kind.startswith("agents"))
        elif kind == "swapped":
            made = self._swapped(plot)
        elif kind in {"undone", "no-agent", "not-told"}:
            made = self._changed(plot, kind)
        else:
            given = {"t": terms["t"]} if kind == "other-agent" and role == "r" else {}
            made = self._event(deed, plot.agents, plot.things, **given)
            if role == "a" and ("en", "bare") in deed.says and self._rng.random() < 0.2:
                made.way = "bare"
        if role in EXTRAS:
            if kind == "not-told":
                made.extras.pop(role, None)
            else:
                made.extras[role] = self._terms.addition(role, world=made.deed.family == "world")
        return made

    def _other_deed(self, plot: Plot, *, with_agent: bool) -> Event:
        """Return another deed to the same thing, or by the same agent where its thing is asked."""
        terms = plot.event.terms
        near = self._rng.choice(self._near(plot))
        given = {"a": terms["a"]} if with_agent else {}
        if plot.role != "t":
            given["t"] = terms["t"]
        if near.has_receiver:
            given |= {role: terms[role] for role in "ar" if role != plot.role}
            return self._event(near, plot.agents, plot.things, **given)
        agents = plot.agents if with_agent else self._rng.choice(near.agents)
        return self._event(near, agents, plot.things, **given)

    def _changed(self, plot: Plot, kind: str) -> Event:
        """Return the deed itself as not done, done by nobody named, or without what is asked."""
        deed, role = plot.event.deed, plot.role
        made = Event(deed, dict(plot.event.terms), self._extras(deed, 0.5))
        if kind == "undone":
            made.way = "undone"
            changed = "a" if role in EXTRAS else role
            made.terms[changed] = self._terms.draw(plot.things if changed == "t" else plot.agents)
        elif kind == "no-agent" or plot.bare:
            made.way = "bare"
        return made

    def _undone(self, plot: Plot, made: Event) -> Event:
        """Return what was not done as left undone by the one asked about, or by all, at times."""
        if plot.role in EXTRAS and self._rng.random() < 0.5:
            made.terms = dict(plot.event.terms)
        if plot.role != "t" and self._rng.random() < 0.3 and ("en", "nobody") in made.deed.says:
            made.way = "nobody"
        return made

    def _swapped(self, plot: Plot) -> Event:
        """Return the deed the other way round: by the one it was asked to be done to."""
        deed, terms = plot.event.deed, plot.event.terms
        if deed.has_receiver:
            if plot.role == "a":
                given = {"a": terms["r"], "t": terms["t"]}
            elif plot.role == "r":
                given = {"r": terms["a"], "t": terms["t"]}
            else:
                given = {"a": terms["r"], "r": terms["a"]}
        else:
            given = {"a": terms["t"]} if plot.role == "a" else {"t": terms["a"]}
        return self._event(deed, plot.agents, plot.things, **given)

    def _ask(self, plot: Plot, language: str) -> str:
        rng = self._rng
        template = self._by_kind(plot, plot.question[1], language)
        slots: dict[str, Slot] = {}
        for role, term in plot.event.terms.items():
            loose = rng.random() < (0.35 if term.is_person or template[0].isupper() else 0.7)
            loose = loose and (term.is_person or not template[0].isupper())
            slots[role] = Part(term, language, Mention.LOOSE if loose else Mention.FULL)
        text = finish(template.format_map(slots), language)
        chance = rng.random()
        if chance < 0.13 and template[0].isupper():
            frame = aside(rng, "polite", language)
            text = frame.replace("{q}", text[0].lower() + text[1:]).replace("{Q}", text)
        if rng.random() < 0.2:
            text = text.rstrip("?. ")
        if rng.random() < 0.12:
            text = text.lower()
        if language == "ru" and rng.random() < 0.3:
            text = text.replace("ё", "е").replace("Ё", "Е")
        return text

    def _by_kind(self, plot: Plot, template: str, language: str) -> str:
        """Return a question for a thing by its kind here and there: which pump, not what."""
        thing = plot.event.terms["t"]
        named = thing.short is not None and thing.english_short != thing.english
        if plot.role != "t" or not named or thing.short is None or self._rng.random() < 0.6:
            return template
        if language == "en":
            kind = thing.english_short.removeprefix("the ")
            return re.sub("^What(?= did | was | has )", f"Which {kind}", template)
        which = adjective({"m": "какой", "f": "какая", "n": "какое"}[thing.gender])[3]
        return re.sub(r"^Что (?=\{)", f"{capital(which)} {thing.short[3]} ", template)
