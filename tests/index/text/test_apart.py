"""Words whose letters stand apart, by stops or spaces."""

import pytest

from index.text.analysis import ANALYSIS
from index.text.apart import closed_up, find_acronyms, find_spaced


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the U.N.H.C.R. tent", ["UNHCR"]),
        ("Кто сдаёт Е.Г.Э.?", ["ЕГЭ"]),
        ("T.O.C is short", ["TOC"]),
        ("В С.Н.Т. «Заря»", ["СНТ"]),
        ("J.R.R. Tolkien and Д.Р.Р. Толкин", []),
        ("писатель Толкин Д.Р.Р. и другие", []),
        ("И. И. Иванов, И.И. Иванов, A. S. Pushkin", []),
        ("и т.д. и т.п., e.g. U.S. and Ph.D.", []),
    ],
)
def test_an_acronym_is_found_whole_and_initials_are_none(text: str, words: list[str]) -> None:
    assert [closed_up(span.cut(text)) for span in find_acronyms(text)] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("П Р И К А З о розыске", ["ПРИКАЗ"]),
        ("N  O  T  I  C  E", ["NOTICE"]),
        ("А К Т", []),
        ("I saw a c and a b", []),
        ("A. B. C. D.", []),
        ("X | Y | Z | W", []),
        ("A B  C D", []),
    ],
)
def test_a_spaced_word_is_found_whole(text: str, words: list[str]) -> None:
    assert [closed_up(span.cut(text)) for span in find_spaced(text)] == words


@pytest.mark.parametrize(
    ("text", "term"),
    [("Вот П Р И К А З о гусе", "приказ"), ("N O T I C E", "notic"), ("the C.M.O. left", "cmo")],
)
def test_a_passage_holds_the_word_beside_its_letters(text: str, term: str) -> None:
    tokens = ANALYSIS.tokenize(text)
    (mark,) = {mark for token in tokens for mark in token.marks if mark.term == term}
    assert len(text[mark.start : mark.end]) > len(term)
    assert all(len(text[token.start : token.end]) for token in tokens)


@pytest.mark.parametrize("written", ["4.12", "Node.js", "v2.1", "слово", "a1.b2"])
def test_what_is_no_word_of_single_letters_stays(written: str) -> None:
    assert closed_up(written) == written
