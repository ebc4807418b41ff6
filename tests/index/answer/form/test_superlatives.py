"""The first or last of many by what a question compares."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from index import Index
from index.answer.evidence import features
from index.answer.form.superlatives import FIRST, NOT_FIRST, superlative_stance
from index.encode.protocols import Encoders
from tests.index.answer.reading import asked, near, words_of

FILES = {
    "bridges.csv": "Bridge,Built,Length\nPlank,1931,48 m\nHeron,1902,1 210 m\nMint,1988,95 m\n",
    "bees.md": "# Hives\n\n| Hive | Frames |\n|---|---|\n| Oak | 9 |\n| Elm | 14 |\n| Fir | 11 |\n",
    "лодки.csv": "Лодка,Цена проката\nЧайка,350\nЩука,900\nКарась,275\n",
    "вершины.md": "# Вершины\n\n- Сизая: 1840 м, тропа с юга\n- Белая: 2310 м, тропа с запада\n",
}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory, encoders: Encoders) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("measured")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Index.open(tmp_path_factory.mktemp("index"), encoders=encoders) as index:
        index.add(folder)
        yield index


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which bridge is the newest?", "Mint"),
        ("Which bridge is the oldest?", "Heron"),
        ("Which bridge is the longest?", "Heron"),
        ("Which hive has the most frames?", "Elm"),
        ("Which hive has the fewest frames?", "Oak"),
        ("Какая лодка самая дешёвая?", "Карась"),
        ("Какая лодка самая дорогая?", "Щука"),
        ("When was the Plank bridge built?", "1931"),
    ],
)
def test_rows_are_compared_by_the_column_that_is_asked_for(
    measured: Index, question: str, said: str
) -> None:
    answer = measured.answer(question).answer
    assert answer is not None
    assert said in answer.text


def test_an_item_of_a_list_does_not_say_that_it_is_the_first(measured: Index) -> None:
    assert measured.answer("Какая вершина самая высокая?").answer is None


def left(
    question: str, header: str, *rows: str, in_table: int | None = None, headings: str = ""
) -> list[float]:
    passage = replace(
        near(*rows),
        headers=dict.fromkeys(range(len(rows)), header),
        in_table=dict.fromkeys(range(len(rows)), len(rows) if in_table is None else in_table),
        headings=headings,
    )
    parts = asked(question, **words_of(question))
    return list(superlative_stance(parts, [passage], features(parts, [passage])).shares)


CHEAPEST = "Which tent is the cheapest?"


def test_none_is_the_first_where_not_all_rows_were_read() -> None:
    rows = ("Dune,90", "Moss,65")
    assert left(CHEAPEST, "Tent,Price", *rows) == [NOT_FIRST, FIRST]
    assert left(CHEAPEST, "Tent,Price", *rows, in_table=3) == [NOT_FIRST, NOT_FIRST]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("Tent,Price", ("Dune,90 EUR", "Moss,65 USD")),
        ("Tent,Price", ("Dune,90", "Moss,on request")),
        ("Tent,Price", ("Dune,90", "Moss,60 to 70")),
        ("Tent,Colour", ("Dune,red", "Moss,blue")),
        ("Tent,Price new,Price used", ("Dune,90,40", "Moss,65,50")),
    ],
)
def test_none_is_the_first_where_they_do_not_compare(header: str, rows: tuple[str, ...]) -> None:
    assert left(CHEAPEST, header, *rows) == [NOT_FIRST] * len(rows)


def test_what_says_itself_that_it_is_the_first_stays_as_it_is() -> None:
    assert left(CHEAPEST, "", "- Moss is the cheapest of all", "- Dune costs 90") == [1.0, 1.0]
    rows = ("May,Dune", "June,Moss")
    assert left(CHEAPEST, "Month,Cheapest tent", *rows) == [1.0, 1.0]
    assert left(CHEAPEST, "Month,Tent", *rows, headings="Cheapest tents") == [1.0, 1.0]


def test_limits_are_not_compared() -> None:
    rows = ("Guests,at most nine", "Dogs,two")
    assert left("How many guests may stay at most?", "What,Limit", *rows) == [1.0, 1.0]
