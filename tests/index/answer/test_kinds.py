"""The kind of answer a question asks for, and what in a sentence is of that kind."""

import pytest

from index.answer.kinds import expected_type, find_spans
from index.text.analysis import tokenize
from index.types import AnswerType

QUESTIONS = [
    ("who chairs AKIT's supervisory board?", "person"),
    ("Кто возглавляет наблюдательный совет АКИТ?", "person"),
    ("Чьё послание определило задачи?", "person"),
    ("When was the meeting held?", "date"),
    ("В каком году прошло собрание?", "date"),
    ("Какого числа прошло собрание?", "date"),
    ("How many residents are there?", "number"),
    ("Сколько квадратных километров занимает парк?", "number"),
    ("What percentage of exports was it?", "number"),
    ("Какая доля экспорта пришлась на них?", "number"),
    ("Where did the deputies meet?", "place"),
    ("В каком городе построили завод?", "place"),
    ("Which company is a resident?", "organisation"),
    ("Какая компания стала резидентом?", "organisation"),
    ("На какой странице напечатан указ?", None),
    ("Какие реквизиты указать в платёжке?", None),
    ("Какой дневник вёл смотритель?", None),
    ("По каким дням работает касса?", "date"),
    ("К какой командировке это относится?", None),
    ("Which statement was read out?", None),
    ("What monthly fee do members pay?", None),
    ("Which partner left?", None),
    ("Why did they postpone it?", None),
    ("Что обсудили участники?", None),
]


@pytest.mark.parametrize(("question", "kind"), QUESTIONS)
def test_the_words_of_a_question_say_what_it_asks_for(
    question: str, kind: AnswerType | None
) -> None:
    assert expected_type(question) == kind


def spans(kind: AnswerType, sentence: str, *, asked: str = "") -> list[str]:
    stems = {token.stem for token in tokenize(asked)}
    found = find_spans(
        kind, sentence, words=tokenize(sentence), is_asked=lambda word: word.stem in stems
    )
    return [span.cut(sentence) for span in found]


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("Собрание прошло 13 марта 2024 года в Москве.", ["13 марта 2024 года"]),
        ("Собрание прошло 1-го мая.", ["1-го мая"]),
        ("It opened on March 13, 2024, not in 1999.", ["March 13, 2024", "1999"]),
        ("Замок построили в XIV веке.", ["XIV веке"]),
        ("The castle is of the 14th century.", ["14th century"]),
        ("Война 1914–1918 годов.", ["1914–1918 годов"]),
        ("В парке 2500 жителей и 12 % детей.", []),
    ],
)
def test_dates(sentence: str, dates: list[str]) -> None:
    assert spans("date", sentence) == dates


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("В кластере 1 250 предприятий.", ["1 250"]),
        ("Их доля — 12,5 % рынка.", ["12,5 %"]),
        ("Двадцать млн рублей и три завода.", ["Двадцать млн", "три"]),
        ("It costs 3.5 million dollars.", ["3.5 million"]),
        ("Итоги 2023 года подвели 13 марта.", []),
        ("Это одно из направлений.", []),
        ("Ничего такого здесь нет.", []),
    ],
)
def test_numbers(sentence: str, numbers: list[str]) -> None:
    assert spans("number", sentence) == numbers


def test_names_are_rows_of_words_with_a_capital() -> None:
    sentence = "Об этом сказал Александр Козловский, председатель совета АКИТ."
    assert spans("person", sentence) == ["Александр Козловский", "АКИТ"]


def test_a_sentence_does_not_begin_with_a_name_for_its_capital_alone() -> None:
    assert spans("person", "Директором стал Михаил Лабудин.") == ["Михаил Лабудин"]
    assert spans("person", "Михаил Лабудин стал директором.") == ["Михаил Лабудин"]


def test_what_the_question_names_is_no_answer_to_it() -> None:
    sentence = "Председатель АКИТ — Александр Козловский."
    asked = "Кто председатель АКИТ?"
    assert spans("person", sentence, asked=asked) == ["Александр Козловский"]
    asked = "Что было в 2024 году?"
    assert spans("date", "В 2024 году, 3 мая.", asked=asked) == ["3 мая"]


@pytest.mark.parametrize("kind", ["person", "place", "date", "number", "organisation"])
@pytest.mark.parametrize("sentence", ["", "…", "Да", "\u0301", "1"])
def test_any_text_is_looked_through(kind: AnswerType, sentence: str) -> None:
    assert all(span in sentence for span in spans(kind, sentence))
