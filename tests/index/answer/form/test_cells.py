"""The cell of a row that is asked for."""

from dataclasses import replace

import pytest

from index.answer.evidence import features
from index.answer.form.cells import cell_shares, find_cells, has_no_cell, is_of_cells
from index.answer.form.ruled_out import RULED_OUT
from index.types import Span
from tests.index.answer.reading import asked, near, words_of

PLANTS = "| Plant | Height, cm | Retail | Wholesale | In stock |"
SPRUCE = "| Blue spruce | 60–80 | 2 900 | 2 350 | 46 |"


def found(question: str, *, header: str, row: str) -> str | None:
    cells = find_cells(asked(question, **words_of(question)), header=header, row=row)
    return cells[0].span.cut(row) if len(cells) == 1 else None


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("What is the wholesale price of the blue spruce?", "2 350"),
        ("What does the blue spruce cost in retail?", "2 900"),
        ("How many spruces are in stock?", "46"),
        ("How tall is the blue spruce?", "60–80"),
        ("Which plant is 60–80 high?", "Blue spruce"),
        ("Who likes the blue spruce?", None),
    ],
)
def test_the_names_of_columns_say_which_cell_is_asked_for(question: str, cell: str | None) -> None:
    assert found(question, header=PLANTS, row=SPRUCE) == cell


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Рейс | Отправление | Прибытие", "7-В | 18:20 | 19:05"),
        ("Рейс;Отправление;Прибытие", "7-В;18:20;19:05"),
        ('"Рейс","Отправление","Прибытие"', '"7-В","18:20","19:05"'),
        ("Рейс\tОтправление\tПрибытие", "7-В\t18:20\t19:05"),
        ("Рейс;Отправление, ч;Прибытие", '"7-В;8";18:20;19:05'),
    ],
)
def test_a_column_is_named_by_a_word_of_the_same_root_in_any_kind_of_table(
    header: str, row: str
) -> None:
    assert found("Во сколько отправляется рейс 7-В?", header=header, row=row) == "18:20"
    assert found("Во сколько прибывает рейс 7-В?", header=header, row=row) == "19:05"


@pytest.mark.parametrize(
    ("question", "row", "cell"),
    [
        ("Сколько соды для чашек?", "| Сода | 5 г | 7 г | 9 г |", "5 г"),
        ("Сколько соды для окон?", "| Сода | 5 г | 7 г | 9 г |", "7 г"),
        ("Сколько соды для кресел?", "| Сода | 5 г | 7 г | 9 г |", "9 г"),
        ("Сколько щёток для окна?", "| Щётка | 5 | 7 | 9 |", "7"),
        ("Сколько соды для лодок?", "| Сода | 5 г | 7 г | 9 г |", None),
    ],
)
def test_a_column_is_named_by_a_noun_whose_vowel_falls_out(
    question: str, row: str, cell: str | None
) -> None:
    assert found(question, header="| Средство | Чашки | Окна | Кресла |", row=row) == cell


def test_a_row_is_named_by_a_noun_whose_vowel_falls_out() -> None:
    table = "| Что моют | Сода | Уксус |"
    assert found("Сколько соды для чашек?", header=table, row="| Чашки | 5 г | 20 мл |") == "5 г"


def test_of_two_columns_that_have_as_much_of_a_question_nobody_can_tell() -> None:
    assert found("What is the price?", header="Item | Price A | Price B", row="x | 1 | 2") is None


@pytest.mark.parametrize(
    ("question", "header", "row", "cell"),
    [
        ("What is the salary?", "Post | Salary | Salary on probation", "x | 21 | 18", "21"),
        ("What is the salary?", "Post | Salary on probation | Salary", "x | 18 | 21", "21"),
        ("What is the salary on probation?", "Post | Salary | Salary on probation", "x | 21 | 18", "18"),
        ("Какая ставка у сторожа?", "Кто | Ставка ночью | Ставка", "Сторож | 320 | 250", "250"),
        ("Какая ставка ночью у сторожа?", "Кто | Ставка ночью | Ставка", "Сторож | 320 | 250", "320"),
        ("Кто руководитель?", "Отдел | Руководитель | Заместитель руководителя", "x | y | z", "y"),
        ("What do members pay?", "Course | Non-members | Members", "x | 70 | 45", "45"),
        ("What do non-members pay?", "Course | Non-members | Members", "x | 70 | 45", "70"),
        ("Сколько платят члены клуба?", "Курс | Не члены клуба | Члены клуба", "x | 70 | 45", "45"),
        ("Сколько платят не члены клуба?", "Курс | Не члены клуба | Члены клуба", "x | 70 | 45", "70"),
        ("What does it cost with meals?", "Tour | Without meals | With meals", "x | 70 | 90", "90"),
        ("What does it cost without meals?", "Tour | With meals | Without meals", "x | 90 | 70", "70"),
    ],
)  # fmt: skip
def test_of_a_thing_and_its_variants_the_thing_itself_is_meant(
    question: str, header: str, row: str, cell: str
) -> None:
    assert found(question, header=header, row=row) == cell


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("| Monday | Tuesday", "Boris | 9–17 | 10–18"),
        ("| | Monday | Tuesday |", "| Boris | 9–17 | 10–18 |"),
        ("| Name | Monday | Tuesday |", "| Boris | 9–17 | 10–18"),
    ],
)
def test_the_column_of_what_the_rows_are_about_may_have_no_name(header: str, row: str) -> None:
    assert found("When does Boris work on Tuesday?", header=header, row=row) == "10–18"


def test_a_row_that_is_wider_than_its_header_has_no_known_cells() -> None:
    assert found("What is the price?", header="Item | Price", row="x | 1 | 2") is None


def test_a_row_with_nothing_filled_in_does_not_answer() -> None:
    question = "What does a monthly pass for the truck cost?"
    parts = asked(question, **words_of(question))
    rows = near("Truck,950,", "Truck,950,–", "Truck,950,80")
    header = "Vehicle,One way,Monthly pass"
    passages = [replace(rows, headers=dict.fromkeys(range(3), header))]
    shares = cell_shares(parts, passages, features(parts, passages))
    assert (shares < 1).tolist() == [True, True, False]


LODGE = "| Room | Weekday | Beds |"


@pytest.mark.parametrize(
    ("question", "header", "row", "around", "has_none"),
    [
        ("How heavy is the spruce?", "Tree | Height | Price", "Spruce | 120 | 900", "Nursery", True),
        ("Сколько весит ель?", "Дерево | Высота | Цена", "Ель | 120 | 900", "Питомник", True),
        ("When was the spruce planted?", "Tree | Height | Price", "Spruce | 120 | 900", "", True),
        ("Who grows the spruce?", "Tree | Height | Price", "Spruce | 120 | 900", "", True),
        ("How tall is the spruce?", "Tree | Height | Price", "Spruce | 120 | 900", "", False),
        ("How heavy is the spruce?", "Tree | Height | Pack", "Spruce | 120 | 900 kg", "", False),
        ("What does the lake room cost?", LODGE, "| Lake | 40 | 2 |", "Price list", False),
        ("What does the lake room cost?", LODGE, "| Lake | 40 | 2 |", "The lodge", True),
        ("Who keeps the lake room?", LODGE, "| Lake | the porter | 2 |", "", False),
        ("When was the lake room painted?", LODGE, "| Lake | 2019 | 2 |", "", False),
        ("How long is the ridge walk?", "Walk | Days | Stops", "Ridge | 3 | 8", "", False),
        ("How heavy is the spruce?", "Tree", "Spruce | 120 | 900", "", False),
    ],
)  # fmt: skip
def test_a_table_without_the_column_that_is_asked_for_does_not_answer(
    question: str, header: str, row: str, around: str, has_none: bool
) -> None:
    parts = asked(question, **words_of(question))
    assert has_no_cell(parts, header=header, row=row, around=around) is has_none


def test_what_a_table_has_no_column_for_may_stand_beside_it() -> None:
    question = "How heavy is the spruce?"
    parts = asked(question, **words_of(question))
    table = near("Spruce | 120 | 900")
    header = {0: "Tree | Height | Price"}
    for beside, share in (("Nursery", RULED_OUT), ("Weight of trees", 1.0)):
        passages = [replace(table, headers=header, standing=beside)]
        assert cell_shares(parts, passages, features(parts, passages)).tolist() == [share]


def test_what_goes_beyond_a_cell_is_told_from_what_does_not() -> None:
    start = SPRUCE.index("2 900")
    of_one, of_two = Span(start, start + 5), Span(start, start + 10)
    assert not is_of_cells(of_one, header=PLANTS, row=SPRUCE)
    assert is_of_cells(of_two, header=PLANTS, row=SPRUCE)
