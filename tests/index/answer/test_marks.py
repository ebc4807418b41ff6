"""A mark is whole: its date, its brackets, its quotation marks; and no more than is asked for."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index, text_document
from index.answer.kinds import expected_type
from index.answer.marks import statement, trim, whole_mark
from index.text.analysis import tokenize
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
        ("Доля (с учётом моря 7 %) выросла.", "7 %)", "7 %"),
        ("Надо: 10.1) приехать; 10.2) сдать.", "10.1) приехать", "10.1) приехать"),
        ("Присвоен рейтинг BBB-, стабильный.", "BBB-", "BBB-"),
        ("Мост открыли 1 мая.", "1 мая.", "1 мая"),
        ("Доска весит 5 тыс.", "5 тыс.", "5 тыс."),
        ("Их играют двое (Ян Крол), которые ушли.", "Ян Крол), которые", "Ян Крол"),
        ("Надо: 1) приехать; 2) сдать.", "1) приехать", "1) приехать"),
        ("Приехали Анна, Пётр и дети.", "Анна,", "Анна"),
        ("Открыли мост.", "мост.", "мост"),
        ("Их было 12.", "12.", "12"),
        ("Везут доски и т. д.", "доски и т. д.", "доски и т. д."),
        ("Ждут до 5 июня - это срок.", "5 июня -", "5 июня"),
    ],
)
def test_a_mark_is_whole(sentence: str, found: str, marked: str) -> None:
    start = sentence.index(found)
    span = whole_mark(sentence, Span(start, start + len(found)))
    assert span.cut(sentence) == marked


@given(
    sentence=st.text(alphabet='()[]«»“”„".,- 1998 июля года a', min_size=1, max_size=40),
    borders=st.tuples(st.integers(0, 39), st.integers(1, 40)),
)
def test_any_mark_stays_in_its_sentence_and_has_something(
    sentence: str, borders: tuple[int, int]
) -> None:
    start = min(borders[0], len(sentence) - 1)
    end = max(start + 1, min(borders[1], len(sentence)))
    span = whole_mark(sentence, Span(start, end))
    assert 0 <= span.start < span.end <= len(sentence)


def trimmed(question: str, sentence: str, span: Span) -> Span:
    asked = {token.stem for token in tokenize(question) if not token.function}
    return trim(
        sentence,
        span,
        question=question,
        kind=expected_type(question),
        words=tokenize(sentence),
        is_asked=lambda word: word.stem in asked,
    )


def mark(question: str, sentence: str, found: str) -> str:
    start = sentence.index(found)
    return trimmed(question, sentence, Span(start, start + len(found))).cut(sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "found", "marked"),
    [
        ("Когда открыли мост?", "Мост открыли в 1998 году.", "в 1998 году", "1998 году"),
        ("Где стоит завод?", "Во Пскове стоит завод.", "Во Пскове", "Пскове"),
        ("When was it opened?", "In May 1961 it was opened.", "In May 1961", "May 1961"),
        ("Что переименовали?", "Дали на выбор «Устье».", "на выбор", "выбор"),
        ("What was it turned into?", "It is kept at the port.", "at the port", "the port"),
        ("Which book is it?", "On the Sea is his book.", "On the Sea", "On the Sea"),
        ("Как он приехал?", "Он приехал на лодке.", "на лодке", "на лодке"),
        ("How is it paid?", "The fee is paid in cash.", "in cash", "in cash"),
        ("Зачем её закрыли?", "Закрыли в целях ремонта.", "в целях ремонта", "в целях ремонта"),
        ("Когда сдают?", "Сдают до 1 мая.", "до 1 мая", "до 1 мая"),
        ("Когда сдают?", "Сдают к 1 мая.", "к 1 мая", "к 1 мая"),
        ("When is it sent?", "It is sent in 14 days.", "in 14 days", "in 14 days"),
        ("How old must one be?", "One must be at least 18.", "at least 18", "at least 18"),
        (
            "Where is it?",
            "It is in front of the gate.",
            "in front of the gate",
            "in front of the gate",
        ),
        ("Сколько приходит?", "Приходит в среднем 40.", "в среднем 40", "в среднем 40"),
        ("Во сколько этапов?", "Строили в 5 этапов.", "в 5 этапов", "5"),
        ("How does one leave when it burns?", "One leaves on stairs.", "on stairs", "on stairs"),
        ("Где это?", "Пьеса «На дне» идёт там.", "На дне", "На дне"),
        ("Что нажать?", "Нажмите на кнопку.", "на ", "на "),
    ],
)
def test_what_leads_in_stays_outside(question: str, sentence: str, found: str, marked: str) -> None:
    assert mark(question, sentence, found) == marked


@pytest.mark.parametrize(
    ("question", "sentence", "found", "marked"),
    [
        ("Сколько дней отпуска?", "Дают 14 дней отпуска.", "14 дней отпуска", "14"),
        ("How many days is it?", "There are 14 days of leave.", "14 days", "14"),
        ("Сколько жителей?", "Было 22 392 жителя.", "22 392 жителя", "22 392"),
        ("Сколько жителей?", "Было 30 тысяч жителей.", "30 тысяч жителей", "30 тысяч"),
        ("Сколько дней?", "Дают 14 рабочих дней.", "14 рабочих дней", "14 рабочих дней"),
        ("Сколько дней?", "Дают от 3 до 5 дней.", "от 3 до 5 дней", "от 3 до 5 дней"),
        ("Сколько стоит?", "Стоит 300 рублей.", "300 рублей", "300 рублей"),
        ("Какие дни?", "Есть 14 дней.", "14 дней", "14 дней"),
        ("How many years?", "Нужно 5+ years.", "5+ years", "5+ years"),
        ("Сколько заседаний 5 мая?", "Их 5 мая.", "5 мая", "5 мая"),
    ],
)
def test_what_is_counted_is_not_said_again(
    question: str, sentence: str, found: str, marked: str
) -> None:
    assert mark(question, sentence, found) == marked


@given(
    question=st.sampled_from(["сколько дней", "где", "how", "when", "what"]),
    sentence=st.text(alphabet="в на in 14 дней days ", min_size=1, max_size=30),
    borders=st.tuples(st.integers(0, 29), st.integers(1, 30)),
)
def test_what_is_left_stays_in_what_was_found(
    question: str, sentence: str, borders: tuple[int, int]
) -> None:
    start = min(borders[0], len(sentence) - 1)
    end = max(start + 1, min(borders[1], len(sentence)))
    span = trimmed(question, sentence, Span(start, end))
    assert start <= span.start < span.end <= end


def test_a_question_in_one_language_trims_a_sentence_in_the_other(tmp_path: Path) -> None:
    text = "Отпуск длится 14 дней. Порт открыли в 1998 году."
    with Index.open(tmp_path) as index:
        index.add_documents([text_document(source="note", text=text, collection="default")])
        marks = []
        for question in ("How many days is the leave?", "When was the port opened?"):
            answer = index.answer(question, threshold=0).answer
            assert answer is not None
            assert answer.marked is not None
            marks.append(text[answer.marked.start : answer.marked.end])
    assert marks == ["14", "1998 году"]


@pytest.mark.parametrize(
    ("sentence", "found", "marked"),
    [
        ("Dogs are not allowed, except guide dogs.", "not allowed", "Dogs are not allowed, except guide dogs"),
        ("Нет, кроме веранды.", "Нет", "Нет, кроме веранды"),
        ("Everyone pays; only tutors are exempt.", "tutors", "only tutors are exempt"),
        ("- Лифт не заменят: за 11, против 34.", "11", "Лифт не заменят: за 11, против 34"),
    ],
)  # fmt: skip
def test_whether_something_is_so_all_of_a_statement_says(
    sentence: str, found: str, marked: str
) -> None:
    start = sentence.index(found)
    assert statement(sentence, Span(start, start + len(found))).cut(sentence) == marked


def test_no_mark_says_the_opposite_of_the_answer(index: Index) -> None:
    text = (
        "Dogs are not allowed, except guide dogs.\n\nПосторонним вход закрыт, кроме родителей.\n\n"
        "The keeper, Ida Holm, has the keys.\n"
    )
    index.add_documents([text_document(source="rules", text=text)])
    marks = []
    for question in ("Are guide dogs allowed?", "Можно ли войти родителям?", "Who has the keys?"):
        answer = index.answer(question, threshold=0).answer
        assert answer is not None
        if answer.marked is not None:
            marks.append(text[answer.marked.start : answer.marked.end])
    assert "Ida Holm" in marks[-1]
    assert all("except" in mark or "кроме" in mark for mark in marks[:-1])
