"""English text with some of its words in Russian."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.training.reading.switching import Choices, learn_forms, switch, words_of
from index.types import Span
from tests.index.training.made_up import ADJECTIVES, NOUNS, write_data

CHOICES: Choices = {
    "old": (("старый", "старая"), (0.6, 0.4)),
    "house": (("дом",), (1.0,)),
    "by": (("у",), (0.5,)),
    "river": (("реки",), (0.9,)),
    "berlin": (("берлин",), (0.9,)),
    "berlin's": (("берлина",), (0.9,)),
    "long-standing": (("давний",), (0.3,)),
}
FORMS = {word: {word, *forms} for word, (forms, _) in CHOICES.items()}
WORDS = [*CHOICES, *(word.capitalize() for word in CHOICES), "OLD", "of", "the", "7", "1995"]
BETWEEN = [" ", ", ", " — ", ". ", " (", ")\n"]


def always(text: str) -> str:
    return switch(text, choices=CHOICES, share=1, chooser=random.Random(1)).text


@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=12),
    between=st.lists(st.sampled_from(BETWEEN), min_size=13, max_size=13),
    ends=st.tuples(st.integers(0, 11), st.integers(0, 11)),
    share=st.sampled_from([0.0, 0.3, 0.7, 1.0]),
    seed=st.integers(0, 100),
)
def test_a_span_of_words_is_of_the_same_words_when_they_are_switched(
    words: list[str], between: list[str], ends: tuple[int, int], share: float, seed: int
) -> None:
    first, last = sorted(end % len(words) for end in ends)
    text, starts = between[-1], []
    for word, after in zip(words, between, strict=False):
        starts.append(len(text))
        text += word + after
    span = Span(starts[first], starts[last] + len(words[last]))
    switched = switch(text, choices=CHOICES, share=share, chooser=random.Random(seed))
    inside = switched.place(span).cut(switched.text)
    old, new = words_of(span.cut(text)), words_of(inside)
    assert all(now in FORMS.get(was, {was}) for was, now in zip(old, new, strict=True))
    assert inside == inside.strip()
    outside = switched.text[: switched.place(span).start]
    assert len(words_of(outside)) == len(words_of(text[: span.start]))
    if share == 0:
        assert switched.text == text
        assert switched.place(span) == span


@pytest.mark.parametrize("part", [Span(3, 9), Span(3, 11), Span(5, 9), Span(5, 11)])
def test_a_part_of_a_word_becomes_the_whole_of_another(part: Span) -> None:
    switched = switch("In Berlin's centre", choices=CHOICES, share=1, chooser=random.Random(1))
    assert switched.text == "In Берлина centre"
    assert switched.place(part).cut(switched.text) == "Берлина"


def test_a_part_of_a_word_that_stays_is_the_same_part() -> None:
    switched = switch(
        "By grandmother's old house", choices=CHOICES, share=1, chooser=random.Random(1)
    )
    place = switched.place(Span(3, 14))
    assert place.cut(switched.text) == "grandmother"


def test_letters_are_as_large_as_they_were() -> None:
    assert always("Berlin, BERLIN, berlin") == "Берлин, БЕРЛИН, берлин"


def test_the_share_decides_how_many_words_are_switched() -> None:
    text = "house " * 1000
    half = switch(text, choices=CHOICES, share=0.5, chooser=random.Random(1)).text
    assert 400 < half.count("дом") < 600
    assert always(text) == "дом " * 1000


def test_likelier_forms_are_taken_more_often() -> None:
    text = always("old " * 1000)
    assert text.count("старый") > text.count("старая") > 200


def test_forms_are_learned_from_parallel_text(tmp_path: Path) -> None:
    choices = learn_forms(write_data(tmp_path / "data"))
    for english, russian in [*ADJECTIVES, *NOUNS]:
        forms, weights = choices[english]
        assert forms[-1] == russian
        assert max(weights) == weights[-1]
    assert all(word not in forms for word, (forms, _) in choices.items())
