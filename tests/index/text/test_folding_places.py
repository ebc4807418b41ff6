"""What is folded for searching stays where it stands."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from index.text.analysis import tokenize
from index.text.letters import INVISIBLE

_ALIKE = dict(
    zip("асеорхуАВСЕНКМОРТХaceopxyABCEHKMOPTX", "aceopxyABCEHKMOPTXасеорхуАВСЕНКМОРТХ", strict=True)
)
_WORDS = "насос подшипник Кузнецов щётка valve Schmidt winter съёмка обход gauge ёмкость".split()


@st.composite
def written_otherwise(draw: st.DrawFn) -> tuple[str, Sequence[int], str]:
    """Return a text, and another that looks the same, with where each character of it stands."""
    text = " ".join(draw(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8)))
    places: list[int] = []
    pieces: list[str] = []
    for place, letter in enumerate(text):
        places.append(sum(map(len, pieces)))
        inside = place > 0 and text[place - 1].isalpha() and letter.isalpha()
        if inside and draw(st.integers(0, 5)) == 0:
            pieces.append(draw(st.sampled_from(INVISIBLE)))
            places[-1] += 1
        # Of a word one letter at most: which alphabet it is of must still be seen.
        alone = letter in _ALIKE and (place == 0 or not text[place - 1].isalpha())
        changed = {"ё": "е"}.get(letter, _ALIKE[letter] if alone else letter)
        pieces.append(changed if draw(st.booleans()) else letter)
    return text, places, "".join(pieces)


@given(written_otherwise())
def test_folding_moves_no_offset(case: tuple[str, Sequence[int], str]) -> None:
    text, places, written = case
    plain, folded = tokenize(text), tokenize(written)
    assert [token.terms for token in folded] == [token.terms for token in plain]
    assert [token.start for token in folded] == [places[token.start] for token in plain]
    assert [token.end for token in folded] == [places[token.end - 1] + 1 for token in plain]
