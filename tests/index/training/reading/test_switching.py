"""English text with some of its words in Russian, in pieces."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.training.reading.switching import (
    Choices,
    Switch,
    Switched,
    form_table,
    learn_forms,
    words_of,
)
from tests.index.training.made_up import ADJECTIVES, NOUNS, make_tokenizer, said, write_data

CHOICES: Choices = {
    "old": (("старый", "старая"), (0.6, 0.4)),
    "house": (("дом",), (1.0,)),
    "by": (("у",), (0.5,)),
    "river": (("реки",), (0.9,)),
    "berlin": (("берлин",), (0.9,)),
}
FORMS = {word: {word, *forms} for word, (forms, _) in CHOICES.items()}
WORDS = [*CHOICES, *(word.capitalize() for word in CHOICES), "OLD", "of", "the", "7", "1995"]
BETWEEN = [" ", ", ", ". "]


def pieces_of(text: str) -> npt.NDArray[np.uint16]:
    tokenizer: Tokenizer = make_tokenizer()
    return np.array(tokenizer.encode(text, add_special_tokens=False).ids, np.uint16)


def make_switch(text: str) -> Switch:
    return Switch(form_table(CHOICES, [text], make_tokenizer()))


def switched(text: str, *, share: float = 1.0, seed: int = 1) -> Switched:
    return make_switch(text)(pieces_of(text), share=share, chooser=np.random.default_rng(seed))


def always(text: str) -> str:
    return said(switched(text).pieces)


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
    before = "".join(word + after for word, after in zip(words[:first], between, strict=False))
    parts = [*zip(words[first:last], between[first:], strict=False), (words[last], "")]
    inside = "".join(word + after for word, after in parts)
    after = "".join(
        space + word for word, space in zip(words[last + 1 :], between[last:], strict=False)
    )
    text = before + inside + after
    old = pieces_of(text)
    offsets = make_tokenizer().encode(text, add_special_tokens=False).offsets
    within = [
        place
        for place, (start, stop) in enumerate(offsets)
        if stop > len(before) and start < len(before + inside)
    ]
    begin, end = within[0], within[-1]
    new = switched(text, share=share, seed=seed)
    at, to = new.place(begin, end)
    assert len(new.sources) == len(new.pieces)
    assert len(new.units) == len(old)
    kept, now = words_of(inside), words_of(said(new.pieces[at : to + 1]))
    assert all(form in FORMS.get(was, {was}) for was, form in zip(kept, now, strict=True))
    assert len(words_of(said(new.pieces[:at]))) == len(words_of(before))
    if share == 0:
        assert said(new.pieces) == said(old)
        assert (at, to) == (begin, end)


def test_a_part_of_a_word_becomes_the_whole_of_another() -> None:
    text = "In Berlin by the river"
    old = pieces_of(text)
    parts = [said(old[: place + 1]) for place in range(len(old))]
    inner = next(place for place, part in enumerate(parts) if part.startswith("In B"))
    new = switched(text)
    at, to = new.place(inner, inner)
    assert said(new.pieces[at : to + 1]) == "Берлин"


def test_letters_are_as_large_as_they_were() -> None:
    assert always("Old, OLD, old").lower().split(", ")[0] in {"старый", "старая"}
    assert always("House HOUSE house") == "Дом ДОМ дом"


def test_the_share_decides_how_many_words_are_switched() -> None:
    text = "house " * 1000
    half = said(switched(text, share=0.5).pieces)
    assert 400 < half.count("дом") < 600
    assert always(text).strip() == ("дом " * 1000).strip()


def test_likelier_forms_are_taken_more_often() -> None:
    text = always("old " * 1000)
    assert text.count("старый") > text.count("старая") > 200


def test_each_draw_switches_other_words() -> None:
    switch, pieces = make_switch("house"), pieces_of("house " * 20)
    chooser = np.random.default_rng(1)
    drawn = {switch(pieces, share=0.5, chooser=chooser).pieces.tobytes() for _ in range(20)}
    assert len(drawn) > 15


@pytest.mark.parametrize("text", ["", "1995", "of the"])
def test_what_has_no_form_stays(text: str) -> None:
    assert switched(text).pieces.tolist() == pieces_of(text).tolist()


def test_forms_are_learned_from_parallel_text(tmp_path: Path) -> None:
    choices = learn_forms(write_data(tmp_path / "data"))
    for english, russian in [*ADJECTIVES, *NOUNS]:
        forms, weights = choices[english]
        assert forms[-1] == russian
        assert max(weights) == weights[-1]
    assert all(word not in forms for word, (forms, _) in choices.items())
