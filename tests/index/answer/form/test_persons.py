"""Who is asked about is nobody else who has a name of theirs."""

from collections.abc import Iterator

import pytest

from index import Index, text_document
from index.encode.protocols import Encoders

NOTES = {
    "trainers.md": "# Тренеры\n\n| Тренер | Секция | Зал |\n|---|---|---|\n| Юлиана Бережная | плавание | 4 |\n"
    "| Роман Дёмин | самбо | 2 |\n| А. Чудов | бокс | 9 |\n",
    "repairs.md": "# Мастерская\n\nИван Сергеевич Платов чинит весы. Посылки выдаёт Павел Рогов.",
    "mentors.md": "# Mentors\n\n| Mentor | Team | Desk |\n|---|---|---|\n| Christian Dale | search | 41 |\n"
    "| Paula Kern | design | 23 |\n",
    "school.md": "# School\n\nEdgar Poll teaches physics in room 210. Oliver Tamm heads the choir. He"
    " rehearses on Mondays.\n\n## Emil Roth\n\nNight watch, gate 12.",
    "staff.txt": "name: Dana Holt\npost: librarian\nphone: 12-30\n",
}


@pytest.fixture(scope="module")
def notes(encoders: Encoders, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("notes"), encoders=encoders) as index:
        index.add_documents(text_document(source=name, text=text) for name, text in NOTES.items())
        yield index


@pytest.mark.parametrize(
    "question",
    [
        "В каком зале тренирует Юлия Бережная?",
        "Какую секцию ведёт Родион Дёмин?",
        "Какую секцию ведёт Борис Чудов?",
        "Which class does Rodion Dyomin teach?",
        "Что чинит Иван Петрович?",
        "Что выдаёт Пётр Рогов?",
        "At which desk does Christina Dale sit?",
        "At which desk is Paul Kern?",
        "Which room does Edwin Poll teach in?",
        "When does Olivia Tamm rehearse?",
        "At which gate is Emily Roth?",
        "What is the phone of Daniel Holt?",
    ],
)
def test_another_first_name_is_another_person(notes: Index, question: str) -> None:
    assert notes.answer(question).answer is None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("В каком зале занятия у Юлианы Бережной?", "Юлиана"),
        ("Какую секцию ведёт Рома Дёмин?", "самбо"),
        ("Какую секцию ведёт Алексей Чудов?", "бокс"),
        ("Which class does Roman Dyomin teach?", "самбо"),
        ("Что чинит Иван Платов?", "весы"),
        ("Что чинит Иван Сергеевич?", "весы"),
        ("What does Pavel Rogov hand out?", "Посылки"),
        ("At which desk does Kristian Dale sit?", "41"),
        ("Which room does Edgar Poll teach in?", "210"),
        ("Which room does Ed Poll teach in?", "210"),
        ("When does Oliver Tamm rehearse?", "Mondays"),
        ("At which gate is Emil Roth?", "gate 12"),
        ("What is the phone of Dana Holt?", "12-30"),
    ],
)
def test_another_form_of_a_name_is_the_same_person(notes: Index, question: str, said: str) -> None:
    answer = notes.answer(question).answer
    assert answer is not None
    assert said in answer.text


@pytest.mark.parametrize(
    ("text", "question", "said"),
    [
        (
            "Прежний чемпион, «Буревестник», победил в Суперкубке XIV со счётом 21:7.",
            "Кто выиграл Суперкубок XIV?",
            "Буревестник",
        ),
        ("Победителем Кубка Зимина стал «Маяк».", "Кто выиграл Кубок Зимина?", "Маяк"),
        ("Во Дворце Щусева 12 люстр.", "Сколько люстр имеет Дворец Щусева?", "12"),
        (
            "Шестикратная обладательница Грэмми и номинант на Оскар Лора Грей исполнила гимн.",
            "How many Grammy Awards has Lora Grey won?",
            "Шестикратная",
        ),
    ],
)
def test_what_is_no_name_of_anybody_makes_no_other_person(
    text: str, question: str, said: str, index: Index
) -> None:
    index.add_documents([text_document(source="news.txt", text=text)])
    answer = index.answer(question).answer
    assert answer is not None
    assert said in answer.text


SHIFTS = (
    "# Смены\n\n| Сотрудник | Окно | Смена |\n|---|---|---|\n| Дубинина Ксения | 2 | утренняя |\n"
    "| Дубинин Артур | 5 | вечерняя |\n| Евгения Малышева | 8 | ночная |\n\n"
    "Зимин отвечает за автобус, Зимина отвечает за питание.\n"
)


@pytest.mark.parametrize(
    ("question", "said", "other"),
    [
        ("Какая смена у Дубининой?", "утренняя", "вечерняя"),
        ("Какая смена у Дубинина?", "вечерняя", "утренняя"),
        ("В каком окне работает Дубинина?", "| 2 |", "| 5 |"),
        ("Which window is Dubinin at?", "| 5 |", "| 2 |"),
        ("В каком окне Евгения Малышева?", "| 8 |", "| 5 |"),
    ],
)
def test_a_man_and_a_woman_of_one_surname_are_two(
    question: str, said: str, other: str, index: Index
) -> None:
    index.add_documents([text_document(source="shifts.md", text=SHIFTS)])
    answer = index.answer(question).answer
    assert answer is not None
    assert said in answer.text
    assert other not in answer.text


CARPENTERS = {
    "first": "Скворец красит ясень для причала. Ему помогает староста.",
    "second": "Скворцов красит вишню для причала. Ему помогает староста.",
    "third": "Чабан клеит тополь для причала. Ему помогает староста.",
    "fourth": "Чабанов клеит рябину для причала. Ему помогает староста.",
    "fifth": "Смирный Ким варит смолу. Ему помогает староста.",
    "sixth": "Смирных Ким варит канифоль. Ему помогает староста.",
}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Что клеит Чабан?", "тополь"),
        ("Что клеит Чабанов?", "рябину"),
        ("Что красит Скворец?", "ясень"),
        ("Что красит Скворцов?", "вишню"),
        ("Что варит Смирный?", "смолу"),
        ("Что варит Смирных?", "канифоль"),
    ],
)
def test_surnames_of_one_stem_are_two(question: str, said: str, index: Index) -> None:
    index.add_documents(text_document(source=f"{n}.txt", text=t) for n, t in CARPENTERS.items())
    answer = index.answer(question).answer
    assert answer is not None
    assert said in answer.text


def test_a_surname_that_only_another_one_is_like_is_taken_for_it(index: Index) -> None:
    index.add_documents([text_document(source="fourth.txt", text=CARPENTERS["fourth"])])
    assert index.answer("Что клеит Чабан?").answer is not None


def test_a_first_name_that_both_sexes_have_is_told_by_the_surname(index: Index) -> None:
    index.add_documents([text_document(source="shifts.md", text=SHIFTS)])
    assert index.answer("В каком окне работает Евгений Малышев?").answer is None


@pytest.mark.parametrize(
    ("text", "question", "said"),
    [
        (SHIFTS, "За что отвечает Зимин?", "автобус"),
        (SHIFTS, "За что отвечает Зимина?", "питание"),
        ("Дежурят: Быкова — вторник, Быков — четверг.", "Когда дежурит Быкова?", "вторник"),
        ("Paul Kern sits at desk 23, Paula Kern at desk 25.", "Which desk is Paula Kern at?", "25"),
    ],
)
def test_what_is_said_of_another_in_the_sentence_is_not_marked(
    text: str, question: str, said: str, index: Index
) -> None:
    index.add_documents([text_document(source="notes.md", text=text)])
    answer = index.answer(question, threshold=0).answer
    assert answer is not None
    marked = answer.marked
    start = answer.citation.start
    assert marked is None or said in answer.text[marked.start - start : marked.end - start]
