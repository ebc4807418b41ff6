"""What is looked for only where it can be is what is found by looking everywhere."""

import re

from hypothesis import given
from hypothesis import strategies as st

from index.text import abbreviations, compounds
from index.text.matching import matches_around, matches_from

_texts = st.text("aяZЯ19_.-/:@&+# \n$,(", max_size=40)
_CODE = re.compile(r"(?<!\w)(?:\w++(?:(?:::|[-./:@+&#])\w++)+|(?=\w*?\d[^\W\d_])\w++)")
_IN_CODE = re.compile(r"[-./:@+&#\d](?:(?<=\d)(?=[^\W\d_])|(?<=\w[^\w])(?=:?\w))")
_AMOUNT = re.compile(r"(?<![\w.,])(?:\$ ?)?\d+(?:,\d+)?(?!\d)")
_AMOUNT_BEGINS = re.compile(r"[$\d](?<![\w.,].)")


def spans(matches: object) -> list[tuple[int, int]]:
    return [match.span() for match in matches]  # type: ignore[attr-defined]


@given(_texts)
def test_runs_without_spaces_are_found_around_what_they_hold(text: str) -> None:
    assert spans(matches_around(_IN_CODE, _CODE, text)) == spans(_CODE.finditer(text))


@given(_texts)
def test_amounts_are_found_where_they_begin(text: str) -> None:
    assert spans(matches_from(_AMOUNT_BEGINS, _AMOUNT, text)) == spans(_AMOUNT.finditer(text))


@given(_texts)
def test_the_patterns_in_use_are_found_so(text: str) -> None:
    of = vars(compounds)
    chunks = matches_around(of["_WITHIN_CHUNK"], of["_CHUNK"], text)
    assert spans(chunks) == spans(of["_CHUNK"].finditer(text))
    groups = matches_from(of["_GROUPS_BEGIN"], of["_GROUPS"], text)
    assert spans(groups) == spans(of["_GROUPS"].finditer(text))
    one = vars(abbreviations)["_ONE"]
    short = rf"(?<![\w&])({one}(?:[ \xa0][«“\"]?{one})?)[»”\"]?(?:'?s)?(?![\w&])"
    assert spans(vars(abbreviations)["_SHORT"].finditer(text)) == spans(re.finditer(short, text))
