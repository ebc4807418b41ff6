"""Words that two typing errors make of each other."""

from hypothesis import given
from hypothesis import strategies as st

from index.text.vocabulary import Vocabulary, distance

_WORDS = sorted(
    "шлюзование водоподъём наблюдатель наблюдение navigation lockkeeper reservoir".split()
)
WORDS = Vocabulary("".join(f"{word}\n" for word in _WORDS).encode())

_error = st.tuples(
    st.sampled_from(["more", "less", "other"]), st.integers(1, 30), st.sampled_from("ншуxqe")
)


def misspelt(word: str, errors: list[tuple[str, int, str]]) -> str:
    for kind, at, letter in errors:
        place = 1 + at % (len(word) - 1)
        kept = word[place:] if kind == "more" else word[place + 1 :]
        word = word[:place] + ("" if kind == "less" else letter) + kept
    return word


def plain_distance(one: str, other: str) -> int:
    """Return the optimal string alignment as it is defined."""
    if not one or not other:
        return len(one) + len(other)
    costs = [
        plain_distance(one[:-1], other) + 1,
        plain_distance(one, other[:-1]) + 1,
        plain_distance(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    ]
    if len(one) > 1 < len(other) and one[-2:] == other[:-3:-1]:
        costs.append(plain_distance(one[:-2], other[:-2]) + 1)
    return min(costs)


@given(st.sampled_from(_WORDS), st.lists(_error, min_size=0, max_size=2))
def test_a_word_is_found_by_what_two_errors_make_of_it(
    word: str, errors: list[tuple[str, int, str]]
) -> None:
    found = WORDS.near(misspelt(word, errors))
    assert found[word] <= len(errors)


@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_errors_are_counted_as_defined(one: str, other: str) -> None:
    assert distance(one, other) == min(plain_distance(one, other), 3)


def test_other_words_are_not_near() -> None:
    assert WORDS.near("навигация") == {}
    assert WORDS.near("") == {}
    assert set(WORDS.near("наблюдател")) == {"наблюдатель"}
