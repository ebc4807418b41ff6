"""A mark is whole: its date, its brackets, its quotation marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answer.marks import whole_mark
from index.types import Span


@pytest.mark.parametrize(
    ("sentence", "found", "marked"),
    [
        ("Мост открыли в 1998 году.", "1998", "1998 году"),
        ("Мост открыли в июле 1961 года.", "1961 года", "июле 1961 года"),
        ("The bridge was opened on 5 May 1961.", "1961", "5 May 1961"),
        ("Завод строили в 1950-х годах.", "1950-х", "1950-х годах"),
        ("Вес груза 1500 кг.", "1500 кг", "1500 кг"),
        (
            "Ветер до 110 миль в час (180 км/ч).",
            "110 миль в час (180 км/ч",
            "110 миль в час (180 км/ч)",
        ),
        ("The charter (of the port, 3 pages) is new.", "The charter (of the port", "The charter"),
        ("Сейчас отвечает Анна Крылова (до мая — Пётр).", "Анна Крылова (до", "Анна Крылова"),
        ("Порт называли «Белая гавань» и «Устье».", "«Белая гавань", "«Белая гавань»"),
        ("Порт называли «Белая гавань» и «Устье».", "«Белая", "Белая"),
        ("Порт называли «Белая гавань» и «Устье».", "Белая гавань", "Белая гавань"),
        ('It was called "White Harbour" then.', '"White Harbour', '"White Harbour"'),
        ("The code is (.", "(", "("),
        ("Ответ: f(n) и g(n).", "f(n) и g(n)", "f(n) и g(n)"),
    ],
)
def test_a_mark_is_whole(sentence: str, found: str, marked: str) -> None:
    start = sentence.index(found)
    span = whole_mark(sentence, Span(start, start + len(found)))
    assert span.cut(sentence) == marked


@given(
    sentence=st.text(alphabet='()[]«»“”„" 1998 июля года a', min_size=1, max_size=40),
    borders=st.tuples(st.integers(0, 39), st.integers(1, 40)),
)
def test_any_mark_stays_in_its_sentence_and_has_something(
    sentence: str, borders: tuple[int, int]
) -> None:
    start = min(borders[0], len(sentence) - 1)
    end = max(start + 1, min(borders[1], len(sentence)))
    span = whole_mark(sentence, Span(start, end))
    assert 0 <= span.start < span.end <= len(sentence)
