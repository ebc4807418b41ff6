"""Of many alike, the one that a question means."""

from dataclasses import replace

import numpy as np
import pytest

from index.answer.evidence import features
from index.answer.form.ruled_out import RULED_OUT
from index.answer.form.series import series_stance
from tests.index.answer.reading import asked, near, words_of


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("What stands in hall 6?", [1.0, 0.0]),
        ("What stands in hall 8?", [0.0, 1.0]),
        ("What stands in hall 9?", [0.0, 0.0]),
        ("What stands in the hall?", [1.0, 1.0]),
    ],
)
def test_one_of_a_series_is_no_other(question: str, left: list[float]) -> None:
    parts, passages = asked(question, **words_of(question)), [near("Hall 6 has it.", "Hall 8.")]
    shares = series_stance(parts, passages, features(parts, passages)).shares
    assert np.where(shares < 1, 0.0, 1.0).tolist() == left


@pytest.mark.parametrize(
    ("question", "sentence", "is_another"),
    [
        ("Кто поливает теплицу 7-В?", "Теплицу 7-Б поливает Ида.", True),
        ("Кто поливает теплицу 7-В?", "Теплицу 7-B поливает Ида, а 7-Б нет.", False),
        ("Кто поливает теплицу 7-В?", "В теплицах 7-А и 7-Б поливает Ида.", True),
        ("Кто поливает теплицу 7-В?", "| 7-Б | Ида |", True),
        ("Кто поливает теплицу 7?", "Теплицу 7-Б поливает Ида.", False),
        ("Кто поливает теплицу 7-В?", "Теплицу 7 поливает Ида.", False),
        ("У кого ключи от склада В?", "В складе Б ключи у Иды.", True),
        ("У кого ключи от склада В?", "Ключи от складов Б и В у Иды.", False),
        ("У кого ключи от склада В?", "Ключи от склада у Иды.", False),
        ("Какой длины причал № 3?", "Длина причала 75 метров.", False),
        ("Where does H2290607 stand?", "H229.0607 stands in bay 7.", False),
        ("How long is berth 3?", "The berth 4 is the longest.", True),
        ("Who cleans hall B?", "Hall A is cleaned by Ida.", True),
        ("Who cleans hall B?", "Ida cleans the hall. A boy helps.", False),
        ("Who cleans hall 6?", "Halls 2 to 9 are cleaned by Ida.", False),
        ("When was Kestrel 4.1 released?", "Kestrel 4.2 was released on 18 June.", True),
        ("When was Kestrel 4.1 released?", "Kestrel 4.1 was released on 18 June.", False),
        ("When was Kestrel 4.1 released?", "Kestrel 4 was released on 18 June.", False),
        ("When was Kestrel 4 released?", "Kestrel 4.2.1 was released on 18 June.", False),
        ("When was Kestrel 4 released?", "Kestrel 5.4 was released on 18 June.", True),
        ("When was Kestrel 4.02 released?", "Kestrel 4.2 was released on 18 June.", True),
        ("Когда вышла версия 2.6?", "Версия 2.7 вышла 9 сентября.", True),
        ("What does clause 3.1 ask for?", "Clause 3.1.2 asks for a seal.", False),
        ("Where is the barge of 4.5 tons?", "The barge of 3.5 tons is in the dock.", False),
        ("Who cleans the 2nd hall?", "The hall 3-й is cleaned by Ida.", False),
    ],
)
def test_letters_tell_one_of_a_series_in_either_alphabet(
    question: str, sentence: str, is_another: bool
) -> None:
    parts, passages = asked(question, **words_of(question)), [near(sentence)]
    shares = series_stance(parts, passages, features(parts, passages)).shares
    assert (shares < 1).tolist() == [is_another]


@pytest.mark.parametrize(
    ("question", "sentence", "is_another"),
    [
        ("What did Elizabeth I open?", "Elizabeth II opened the cattle show.", True),
        ("What did Elizabeth II open?", "Elizabeth II opened the cattle show.", False),
        ("What did Elizabeth II open?", "Elizabeth the Second opened the show.", False),
        ("What did Elizabeth II open?", "Elizabeth the First opened the show.", True),
        ("Чего касается глава XVI?", "Глава XIV касается охоты.", True),
        ("Чего касается глава 14?", "Глава XIV касается охоты.", False),
        ("Чего касается глава 14?", "Глава ХIV касается охоты.", False),
        ("Чего касается глава четырнадцать?", "Глава XIV касается охоты.", False),
        ("Где прошёл XXI съезд?", "XXII съезд прошёл в амбаре.", True),
        ("Кто занимает II этаж?", "Третий этаж занимает портной.", True),
        ("Кто занимает II этаж?", "Второй этаж занимает портной.", False),
        ("Кто занимает II этаж?", "С I по IV этаж всё занимает портной.", False),
        ("Кто занимает II этаж?", "II и III этажи занимает портной.", False),
        ("Who lived in the 18th century?", "Ida lived in the XIX century.", True),
        ("Who lived in the 19th century?", "Ida lived in the XIX century.", False),
        ("What does room eleven store?", "Room twelve stores masks.", True),
        ("What does room eleven store?", "Rooms ten, eleven and twelve store masks.", False),
        ("What does room 11 store?", "Room eleven stores masks.", False),
        ("When does gate 6 open?", "Gate 1 opens at six.", True),
        ("When does gate 6 open?", "Gates two to nine open at noon.", False),
        ("Чего касается одиннадцатый пункт?", "Двенадцатый пункт касается ульев.", True),
        ("Чего касается пункт 12?", "Двенадцатый пункт касается ульев.", False),
        ("Кто в двадцать первой палате?", "Во второй палате Трофим.", True),
        ("Кто в двадцать первой палате?", "В 21-й палате Трофим.", False),
        ("Кто в третьей палате?", "Со второй по шестую палату всё занято.", False),
        ("Что было в 70-х годах?", "В 1970-х годах играл Доктор.", False),
        ("Which shelf holds jam?", "The 3rd shelf holds jam.", False),
        # The first one may have any number, and who speaks has none.
        ("When does the first bus leave?", "Bus 23 leaves at noon.", False),
        ("What does the room I rented cost?", "Room 2 costs 40 crowns.", False),
        ("What does room 2 cost?", "The room I rented costs 40 crowns.", False),
        ("How long does the ferry take?", "The ferry takes two hours.", False),
        ("Кто откроет вклад на двенадцать месяцев?", "Вклад на шесть месяцев.", False),
        ("What does the mix cost?", "Mix MIX costs more than the CD.", False),
        ("What does section 3(a) concern?", "Section 3(b) concerns chimneys.", True),
        ("What does section 3(a) concern?", "Section 3 (a) concerns chimneys.", False),
        ("What does section 3 concern?", "Section 3(b) concerns chimneys.", False),
        ("What does rule 12(d)(iii) concern?", "Rule 12(d)(ii) concerns oars.", True),
        ("What does clause (d) cover?", "Clause (c) covers hail.", True),
        ("Чего касается подпункт «б»?", "Подпункт «в» касается сажи.", True),
        ("Чего касается подпункт б)?", "Подпункт «б» касается сажи.", False),
        ("What does annex A2 show?", "Annex A1 shows the crane.", True),
        ("What does annex A2 show?", "Annex A-2 shows the crane.", False),
        ("What does annex A show?", "Annex A1 shows the crane.", False),
        ("Кем занят зал К3?", "Зал К2 занят хором.", True),
        ("Кем занят зал К2?", "Зал K2 занят хором.", False),
        ("What does the Mark IIc pump drain?", "Mark IIb pump drains the pit.", True),
        ("What does the Mark II pump drain?", "Mark IIb pump drains the pit.", False),
        ("What came with release v2?", "Release 2 brought a dark mode.", False),
        ("What does vitamin V do?", "Vitamin 5 is sour.", False),
    ],
)
def test_one_of_a_series_is_told_by_numerals_words_and_codes(
    question: str, sentence: str, is_another: bool
) -> None:
    parts, passages = asked(question, **words_of(question)), [near(sentence)]
    shares = series_stance(parts, passages, features(parts, passages)).shares
    assert (shares < 1).tolist() == [is_another]


def test_another_of_a_series_speaks_for_no_answer_and_most_where_none_is_the_one() -> None:
    passages = [near("Hall 6 has it.", "Hall 8 has.", "It is old.")]

    def against(question: str) -> list[float]:
        parts = asked(question, **words_of(question))
        stance = series_stance(parts, passages, features(parts, passages))
        return [float(share) for share in stance.against]

    assert against("What stands in the hall?") == [0.0, 0.0, 0.0]
    present, absent = against("What stands in hall 6?"), against("What stands in hall 9?")
    assert present[0] == present[2] == absent[2] == 0.0
    assert RULED_OUT < present[1] < absent[0] == absent[1]


def test_what_stands_under_another_of_a_series_is_about_that() -> None:
    question = "Who cleans hall B?"
    parts, under = asked(question, **words_of(question)), near("Ida cleans it.", "Hall B is not.")
    passages = [replace(under, hit=replace(under.hit, context="Hall A"))]
    shares = series_stance(parts, passages, features(parts, passages)).shares
    assert (shares < 1).tolist() == [True, False]


def test_a_range_and_a_list_hold_what_is_in_them() -> None:
    parts = asked("Who cleans hall 6?", **words_of("Who cleans hall 6?"))
    passages = [near("Halls 2 and 6 are cleaned by Ida.", "On 2024-05-02 hall 3-7 was aired.")]
    assert series_stance(parts, passages, features(parts, passages)).shares.tolist() == [1.0, 1.0]


def test_a_row_with_less_of_the_question_than_another_is_another() -> None:
    parts = asked(
        "What is the tonnage of the Fram?", **words_of("What is the tonnage of the Fram?")
    )
    rows = near("| Fram | 402 |", "| Maud | 385 |", "The Maud sank.")
    passages = [replace(rows, rows=frozenset({0, 1}))]
    shares = series_stance(parts, passages, features(parts, passages)).shares
    assert (shares < 1).tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("question", "sentences", "left"),
    [
        (
            "What colour is the gate?",
            ("The colour of the door is teal.", "The colour of the gate is mauve."),
            [False, True],
        ),
        (
            "What is the phone of Ida Roe?",
            ("Ola Dahl, room 17, phone 2137", "Ida Roe, room 18, phone 2138"),
            [False, True],
        ),
        (
            "Кто чинит насос?",
            ("Котёл чинит Лев Рожков.", "Насос чинит Анна Серова."),
            [False, True],
        ),
        # None of the two has more than the other, or it is said of neither.
        (
            "What colour is the gate?",
            ("The colour of the door is teal.", "It is mauve."),
            [True, True],
        ),
        (
            "What colour is the roof?",
            ("The colour of the door is teal.", "The colour of the gate is mauve."),
            [True, True],
        ),
        # What takes up the subject of a sentence before may be about all of the question.
        (
            "When was the Lim bridge completed?",
            (
                "The Lim bridge joins both banks.",
                "It was completed in 1951.",
                "The Drin bridge was completed in 1960.",
            ),
            [True, True, True],
        ),
        (
            "В каком году открыли Лимский мост?",
            (
                "Лимский мост широк.",
                "Его открыли в 1951 году.",
                "Дринский мост открыли в 1960 году.",
            ),
            [True, True, True],
        ),
        # Of another form: what answers need not say again what it is about.
        (
            "When was the bridge over the Lim completed?",
            (
                "The bridge over the Lim was built for carts, and has borne trams ever since.",
                "It was closed in the war and completed at last in 1951.",
            ),
            [True, True],
        ),
    ],
)
def test_a_sentence_yields_to_one_of_its_form_that_has_more_of_the_question(
    question: str, sentences: tuple[str, ...], left: list[bool]
) -> None:
    parts, passages = asked(question, **words_of(question)), [near(*sentences)]
    shares = series_stance(parts, passages, features(parts, passages)).shares
    assert (shares == 1).tolist() == left
