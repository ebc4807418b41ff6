"""CSV as it is written: every row a block with the characters of the file, and its header."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index
from index.read.csv import content, read
from index.read.readers import Content
from tests.index.encoders import word_encoders
from tests.index.web import sample


def rows(found: Content) -> list[str]:
    return [block.span.cut(found.text) for block in found.blocks if block.kind == "table_row"]


def headers(found: Content) -> set[str]:
    return {block.header.cut(found.text) for block in found.blocks if block.header}


@pytest.mark.parametrize(
    ("name", "header", "row"),
    [
        ("staff-1251.csv", '"Имя";"Отдел";"Комната"', '"Белова, Анна";"Бухгалтерия";305'),
        ("staff-16.tsv", '"Имя"\t"Отдел"\t"Комната"', '"Белова, Анна"\t"Бухгалтерия"\t305'),
    ],
)
def test_what_parts_the_cells_and_in_which_encoding_is_told(
    name: str, header: str, row: str
) -> None:
    found = read(sample(name), name=name)
    assert rows(found)[0] == header
    assert row in rows(found)
    assert headers(found) == {header}


def test_a_row_may_be_of_several_lines() -> None:
    found = read(sample("requests.csv"), name="requests.csv")
    assert rows(found)[1] == '101,2024-03-01,"Позвонить,\nуточнить ""адрес"""'
    assert [found.places.part(block.span.start) for block in found.blocks] == [
        "row 1",
        "row 2",
        "row 3",
        "row 4",
    ]


def test_an_answer_from_a_table_names_the_row(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "requests.csv").write_bytes(sample("requests.csv"))
    (folder / "staff.csv").write_bytes(sample("staff-1251.csv"))
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        index.add(folder)
        (best,) = [
            sentence
            for hit in index.search("Sidorov Sales", k=5).hits
            for sentence in hit.sentences
            if "Sales" in sentence.quote
        ]
        citation = index.search("Oleg Sidorov Ask", k=1).hits[0].citation
        staff = index.text(index.documents().documents[1].document_id)
    assert best.quote == '"Oleg Sidorov";"Sales";118'
    assert staff.text[best.start : best.end] == best.quote
    assert (citation.source, citation.line, citation.part) == ("requests.csv", 1, "row 1")


@pytest.mark.parametrize(
    ("text", "shown", "header"),
    [
        ("sep=|\nИмя|Дом\nА|7\n", ["Имя|Дом", "А|7"], {"Имя|Дом"}),
        ("Term,Meaning\nleave,отпуск\nroom,комната", None, {"Term,Meaning"}),
        ("да,нет\nнет,да\nда,да", None, set()),
        ("1,2\n3,4\n", ["1,2", "3,4"], set()),
        ("Отчёт за март\n\nТовар;Цена;Склад\nЧай;1,5;2\n", None, {"Товар;Цена;Склад"}),
        ("Товар;Цена\nЧай;1,5\nМёд;2,5\n", None, {"Товар;Цена"}),
        (",,,\na,b,c,d\n1,2,3,4\n,,,\n", ["a,b,c,d", "1,2,3,4"], {"a,b,c,d"}),
        ("Depot,01.2024,02.2024\nTula,12,15\n", None, {"Depot,01.2024,02.2024"}),
        ("Цех;2021;2022\nЛитейный;412;398\n", None, {"Цех;2021;2022"}),
        ("имя\nАнна\nОлег\n", ["имя", "Анна", "Олег"], set()),
        ('a,b\n1,"не закрыто\n2,x\n3,y\n', ["a,b", '1,"не закрыто', "2,x", "3,y"], {"a,b"}),
        ('d,"\n', ['d,"'], set()),
        ('Имя,Дюймы\rТруба,5"\r', ["Имя,Дюймы", 'Труба,5"'], {"Имя,Дюймы"}),
    ],
)
def test_rows_and_their_header(text: str, shown: list[str] | None, header: set[str]) -> None:
    found = content(text)
    if shown is not None:
        assert rows(found) == shown
    assert headers(found) == header


def test_lines_above_the_header_are_captions() -> None:
    found = content("Отчёт за март\n\nТовар;Цена;Склад\nЧай;1,5;2\n")
    assert (found.blocks[0].kind, found.blocks[0].span.cut(found.text)) == (
        "paragraph",
        "Отчёт за март",
    )


def test_a_quote_that_is_never_closed_takes_in_no_more_than_its_line() -> None:
    lines = ["a;b", '1;"x'] + [f"{number};y" for number in range(5000)]
    assert rows(content("\n".join(lines))) == lines


words = st.text(alphabet="абвxyz01", min_size=1, max_size=3)
tails = st.text(alphabet="аx0 ,;|\t\"'\n-", max_size=6)
cells = st.builds("{}{}".format, words, tails) | st.just("")


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[str]], dict[str, Any]]:
    """Return rows of the same width with words in them, and how a program writes them."""
    width = draw(st.integers(2, 4))
    dialect = {
        "delimiter": draw(st.sampled_from(",;\t|")),
        "lineterminator": draw(st.sampled_from(["\n", "\r\n"])),
        "quoting": csv.QUOTE_ALL,
    }
    row = st.lists(cells, min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=6)), dialect


@given(made=tables())
def test_every_row_that_a_program_writes_is_one_block_of_its_characters(
    made: tuple[list[list[str]], dict[str, Any]],
) -> None:
    table, dialect = made
    file = StringIO(newline="")
    csv.writer(file, **dialect).writerows(table)
    text = file.getvalue()
    found = content(text)
    blank = [row for row in table if not any(cell.strip() for cell in row)]
    assert len(found.blocks) == len(table) - len(blank)
    shown = [block.span.cut(text) for block in found.blocks]
    again = [next(csv.reader(StringIO(row, newline=""), **dialect)) for row in shown]
    assert again == [row for row in table if row not in blank]
    assert {found.places.part(block.span.start) for block in found.blocks} == {
        f"row {number}" for number, row in enumerate(table, start=1) if row not in blank
    }
