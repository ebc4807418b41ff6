"""Whose attribute a sentence tells."""

import pytest

from index.answer.evidence import features
from index.answer.form.relations import relation_shares
from tests.index.answer.reading import asked, near, words_of


@pytest.mark.parametrize(
    ("question", "sentences", "is_other"),
    [
        ("Какой длины буксир «Шмель»?", ("Буксир «Шмель» стоит у причала.", "Длина причала 75 м."), True),
        ("Какой длины причал?", ("Буксир «Шмель» стоит у причала.", "Длина причала 75 м."), False),
        ("Какая длина парома?", ("Паром новый.", "Длина нового парома 75 м."), False),
        ("Какая длина «Чайки»?", ("«Чайка» — паром.", "Длина парома 28 м."), False),
        ("Какая длина «Чайки»?", ("«Чайку» купили.", "Длина указана в паспорте."), False),
        ("Какова высота зала?", ("Зал открыт.", "Высота равна 4 метрам."), False),
        ("Какова частота дизеля?", ("Дизель новый.", "Частота постоянна: 50 герц."), False),
        ("Какова скорость лифта?", ("Лифт новый.", "Скорость невелика, 1 м/с."), False),
        ("Какова площадь двора?", ("Двор пуст.", "Площадь составила 700 кв. м."), False),
        ("Какова масса плиты?", ("Плита лежит.", "Масса допустима, 900 кг."), False),
        ("Какова глубина пруда?", ("Пруд чист.", "Глубина местами 3 метра."), False),
        ("Каковы сроки ремонта?", ("Ремонт идёт.", "Сроки неизменны: до мая."), False),
        ("Какова температура воды?", ("Вода чистая.", "Температура сегодня 17 градусов."), False),
        ("Какова высота зала?", ("Зал открыт.", "Высота окна равна 2 метрам."), True),
        ("Какова высота зала?", ("Зал открыт.", "Высота колонны неизменна: 6 метров."), True),
        ("Какова глубина бухты?", ("В бухте судно.", "Осадка и глубина бассейна 3 метра."), True),
        ("Какова площадь двора?", ("Двор пуст.", "Площадь здания составила 700 кв. м."), True),
        ("Кто директор завода?", ("Завод стоит у порта.", "Директор порта Ида Орлова."), True),
        ("Кто директор завода?", ("Завод стоит у порта.", "Директор Ида Орлова."), False),
        ("Кто принимает отчёт?", ("Отчёт сдают.", "Принимает работы Ида."), False),
        ("Who is the head of the depot?", ("The depot is old.", "The head of the school is Ida."), True),
        ("Who is the head of the depot?", ("It is old.", "The head of the school is Ida."), False),
        ("How long is the tug?", ("The tug is old.", "Its barge is 40 metres long."), True),
        ("How much is added for night work?", ("Night work is paid.", "A quarter is added for hours after 22."), False),
        ("What did Ida say of the tug?", ("The tug is old.", "Ida had much to say of the engine."), False),
        ("How long is the tug?", ("The tug is old.", "It is 40 metres long."), False),
        ("How long is the barge?", ("The tug is old.", "Its barge is 40 metres long."), False),
        ("How long is the Lark?", ("The Lark is a ferry.", "The ferry is 40 metres long."), False),
        ("How long is the Lark?", ("The Lark lies at the pier.", "The length of the pier is 40 m."), True),
    ],
)  # fmt: skip
def test_what_belongs_to_another_thing_is_not_that_of_the_one_asked_about(
    question: str, sentences: tuple[str, str], is_other: bool
) -> None:
    parts, passages = asked(question, **words_of(question)), [near(*sentences)]
    shares = relation_shares(parts, passages, features(parts, passages))
    assert shares[0] == 1.0
    assert bool(shares[1] < 1.0) is is_other
