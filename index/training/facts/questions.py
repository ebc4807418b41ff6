"""Questions as people type them: whole, hurried, polite, by keywords, or after a story."""

import random

from index.training.facts.mentions import aside, qualified
from index.training.facts.pools import Pools, person, words
from index.training.facts.scenes import Kind, Scene
from index.training.facts.terms import Mention, Slot, capital, finish

_GENERIC = {
    "en": ("What is the {label} of {s}?", "{s}: what is the {label}?", "{label} of {s}"),
    "ru": ("{label} {s:g}?", "{s}: {label}?", "{label} {s:g}"),
}
_KEYWORDS = {"en": ("{label} {s}", "{s} {label}"), "ru": ("{label} {s}", "{s} {label}")}
_DAYS = (
    ("Monday", "понедельник"),
    ("Tuesday", "вторник"),
    ("Thursday", "четверг"),
    ("Friday", "пятница"),
)


def write_question(rng: random.Random, pools: Pools, scene: Scene, language: str) -> str:
    """Return a question for what the scene asks, in a language."""
    text = _core(rng, scene, language)
    style = rng.random()
    if style < 0.16:
        text = _embed(aside(rng, "polite", language), text)
    elif style < 0.24:
        text = f"{_story(rng, pools, language)} {text}"
    elif style < 0.27 and pools.sentences[language]:
        text = f"{rng.choice(pools.sentences[language])} {text}"
    if rng.random() < 0.2:
        text = text.rstrip("?. ")
    if rng.random() < 0.12:
        text = text.lower()
    if rng.random() < 0.05:
        text = _mistype(rng, text)
    if language == "ru" and rng.random() < 0.3:
        text = text.replace("ё", "е").replace("Ё", "Е")
    return text


def _core(rng: random.Random, scene: Scene, language: str) -> str:
    relation = scene.relation
    if scene.value is not None:
        return _turned(rng, scene, language)
    mention = Mention.LOOSE if rng.random() < 0.45 else Mention.FULL
    label = rng.choice(relation.labels[language])
    chance = rng.random()
    if scene.kind is Kind.BEFORE:
        template = aside(rng, "before", language)
        label = relation.labels[language][0]
    elif chance < 0.09:
        template = rng.choice(_KEYWORDS[language]) + (" {q}" if scene.qualifier else "")
        mention = Mention.LOOSE
    elif chance < 0.2 and relation.is_nominal and scene.qualifier is None:
        template = rng.choice(_GENERIC[language])
        label = relation.labels[language][0]
    else:
        template = rng.choice(relation.questions[language])
    filled = template.format(
        s=Slot(scene.subject, language, mention),
        label=label,
        q=qualified(scene.qualifier, language),
    )
    return finish(filled, language)


def _turned(rng: random.Random, scene: Scene, language: str) -> str:
    statements = scene.relation.turned(language, person=scene.subject.is_person)
    filled = rng.choice(statements).format(
        s=Slot(scene.subject, language, Mention.WHICH),
        v=Slot(scene.value, language) if scene.value else "",
        q=qualified(scene.qualifier, language),
    )
    return finish(filled, language).removesuffix(".") + "?"


def _embed(frame: str, question: str) -> str:
    first, _, rest = question.partition(" ")
    small = question
    if not first.isupper() and first not in _NAMES:
        small = f"{first[:1].lower()}{first[1:]} {rest}" if rest else first.lower()
    return frame.replace("{q}", small).replace("{Q}", capital(question))


def _mistype(rng: random.Random, text: str) -> str:
    """Return `text` with a letter of a long word dropped, doubled or swapped with the next."""
    words_in = text.split(" ")
    places = [place for place, word in enumerate(words_in) if len(word) > 5 and word.islower()]
    if not places:
        return text
    place = rng.choice(places)
    word = words_in[place]
    at = rng.randrange(1, len(word) - 2)
    mistyped = rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[: at + 1] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return " ".join([*words_in[:place], mistyped, *words_in[place + 1 :]])


_NAMES = frozenset(pair[side] for pair in words("things") for side in (0, 1))


def _story(rng: random.Random, pools: Pools, language: str) -> str:
    side = 0 if language == "en" else 1
    who = person(rng, pools)
    return (
        aside(rng, "story", language)
        .replace("{day}", rng.choice(_DAYS)[side])
        .replace("{name}", who.loose_english if side == 0 else (who.russian[0]))
        .replace("#", str(rng.randrange(5, 21)))
    )
