"""Where to and where from: of both the one that is asked for is marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answer.directions import directed
from index.text.analysis import tokenize
from index.types import Span


def directed_span(question: str, sentence: str, span: Span) -> Span:
    asked = {token.stem for token in tokenize(question) if not token.function}
    return directed(
        sentence,
        span,
        question=question,
        words=tokenize(sentence),
        is_asked=lambda word: word.stem in asked,
    )


def mark(question: str, sentence: str, found: str) -> str:
    start = sentence.index(found)
    return directed_span(question, sentence, Span(start, start + len(found))).cut(sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "found", "marked"),
    [
        ("Куда везут бетон?", "Бетон везут из Сызрани на площадку.", "из Сызрани", "площадку"),
        ("Откуда везут бетон?", "Бетон везут из Сызрани на площадку.", "площадку", "Сызрани"),
        ("Откуда летит команда?", "Команда летит из Сочи в Пермь.", "Сочи в Пермь", "Сочи"),
        ("Куда летит команда?", "Команда летит из Сочи в Пермь.", "из Сочи в Пермь", "Пермь"),
        ("Куда гонят коров?", "Коров гонят с фермы на луг.", "с фермы на луг", "луг"),
        ("Откуда гонят коров?", "Коров гонят на луг с фермы.", "луг с фермы", "фермы"),
        ("Куда шлют письма?", "От почты до маяка шлют письма.", "От почты", "маяка"),
        ("Из какого цеха везут?", "Везут из цеха 2 на склад.", "цеха 2 на склад", "цеха 2"),
        ("Куда сдали архив?", "Архив сдали из подвала через двор на хранение в музее.", "подвала через двор", "хранение"),
        ("Where is milk taken?", "Milk is taken from Alm to Bruck by tanker.", "Alm to Bruck", "Bruck"),
        ("Where is milk taken?", "Milk is taken from Alm to Bruck by tanker.", "from Alm", "Bruck"),
        ("Where is milk taken from?", "Milk is taken from Alm to Bruck.", "Alm to Bruck", "Alm"),
        ("Where do they travel to?", "They travel to the main hall from the annex.", "the main hall from the annex", "the main hall"),
        ("Where does the ferry leave?", "The ferry leaves from Oban to Mull.", "Oban to Mull", "Oban"),
        ("Where is milk taken?", "Молоко везут из Альма в Брук.", "Альма в Брук", "Брук"),
        ("Куда везут молоко?", "Milk is taken from Alm to Bruck.", "Alm to Bruck", "Bruck"),
    ],
)  # fmt: skip
def test_the_direction_asked_for_is_marked(
    question: str, sentence: str, found: str, marked: str
) -> None:
    assert mark(question, sentence, found) == marked


@pytest.mark.parametrize(
    ("question", "sentence", "found"),
    [
        ("Куда везут бетон?", "Бетон везут на площадку.", "на площадку"),
        ("Куда везут бетон?", "Бетон везут из Сызрани.", "из Сызрани"),
        ("Где ходит трамвай?", "Трамвай ходит от вокзала до порта.", "от вокзала до порта"),
        ("Where does the road run?", "It runs from Oban to Mull.", "Oban to Mull"),
        ("Откуда привозят мёд?", "Мёд привозят из деревни в горах.", "деревни в горах"),
        ("Куда ведут группу?", "Группу ведут в зал с колоннами.", "зал с колоннами"),
        ("Когда работает касса?", "Касса работает с утра до ночи.", "с утра до ночи"),
        ("Where did she move?", "She moved to a house next to the gate.", "a house next to the gate"),
        ("Who travels?", "Bo travels from Alm to Bruck.", "Bo"),
    ],
)  # fmt: skip
def test_what_has_no_other_direction_is_left(question: str, sentence: str, found: str) -> None:
    assert mark(question, sentence, found) == found


@given(
    question=st.sampled_from(["куда", "откуда", "where to", "where is it from"]),
    sentence=st.text(alphabet="из на от to from Оба, дом ", min_size=1, max_size=40),
    borders=st.tuples(st.integers(0, 39), st.integers(1, 40)),
)
def test_any_mark_stays_in_its_sentence_and_has_something(
    question: str, sentence: str, borders: tuple[int, int]
) -> None:
    start = min(borders[0], len(sentence) - 1)
    end = max(start + 1, min(borders[1], len(sentence)))
    span = directed_span(question, sentence, Span(start, end))
    assert 0 <= span.start < span.end <= len(sentence)
