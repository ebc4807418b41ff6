"""Plain text as a person reads it: paragraphs, and the headings that are surely such."""

import pytest

from index.read.text import content


def blocks(text: str) -> list[tuple[int, str, list[str]]]:
    """Return each block's depth as a heading, its characters, and the headings above it."""
    return [
        (block.level, block.span.cut(text), [span.cut(text) for span in block.headings])
        for block in content(text).blocks
    ]


def test_a_contract_has_its_title_its_parts_and_its_clauses() -> None:
    text = (
        "ДОГОВОР АРЕНДЫ\r\n\r\n1. Предмет договора\r\n\r\n1.1. Арендатор получает сарай.\r\n\r\n"
        "2. ОПЛАТА\r\n2.1. Плата вносится до 5 числа.\r\n2.2. Пени нет.\r\n\r\n"
        "Приложение 1\r\n\r\nПлан сарая.\r\n"
    )
    assert blocks(text) == [
        (1, "ДОГОВОР АРЕНДЫ", []),
        (2, "1. Предмет договора", ["ДОГОВОР АРЕНДЫ"]),
        (0, "1.1. Арендатор получает сарай.", ["ДОГОВОР АРЕНДЫ", "1. Предмет договора"]),
        (2, "2. ОПЛАТА", ["ДОГОВОР АРЕНДЫ"]),
        (
            0,
            "2.1. Плата вносится до 5 числа.\r\n2.2. Пени нет.",
            ["ДОГОВОР АРЕНДЫ", "2. ОПЛАТА"],
        ),
        (1, "Приложение 1", []),
        (0, "План сарая.", ["Приложение 1"]),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_rule_below_makes_a_heading(end: str) -> None:
    text = end.join(["======", "Boats", "======", "", "Heron", "-----", "It is grey.", ""])
    assert blocks(text)[-3:] == [
        (1, "Boats", []),
        (2, "Heron", ["Boats"]),
        (0, "It is grey.", ["Boats", "Heron"]),
    ]


def test_equals_signs_before_a_line_make_a_heading() -> None:
    text = (
        "= Drone manual\n:toc:\n\n== Storage\n\nIn the blue drawer.\n\n=== Lost parts ===\nAsk.\n"
    )
    assert blocks(text)[2:] == [
        (2, "== Storage", ["= Drone manual"]),
        (0, "In the blue drawer.", ["= Drone manual", "== Storage"]),
        (3, "=== Lost parts ===", ["= Drone manual", "== Storage"]),
        (0, "Ask.", ["= Drone manual", "== Storage", "=== Lost parts ==="]),
    ]
    assert content(text).title == "Drone manual"


@pytest.mark.parametrize(
    "text",
    [
        "NO SMOKING IN THE HALL",
        "Twelve and four\n\n= sixteen\n\nand no more.",
        "The sum\n\n== 42 euros\n\nis paid.",
        "Text.\n\nNO SMOKING IN THE HALL\n",
        "12 eggs, 3 lemons and milk\n\nMix them.",
        "E-1042-A\n\nThe door is open.",
        "ОК\n\nДа.",
        "3. Turn the key to the right.\n\n4. Wait.",
        "1. Turn the key\n\n2. Press the button\n\n3. Wait for the lamp",
        "RED CHERRY\n\nBLUE PLUM",
        "The wifi password is 4711\n\nAsk Anna for more.",
        "Dear colleagues,\n\nthe hall is closed.",
        "Part of the roof leaks\n\nCall Boris.",
    ],
)
def test_what_may_be_an_answer_is_no_heading(text: str) -> None:
    assert [level for level, _, _ in blocks(text)] == [0] * len(text.strip().split("\n\n"))


@pytest.mark.parametrize(
    "lines",
    [
        ["Name      Room  Phone", "Anna Bell   12  2003", "Boris Kay   14  2114"],
        ["Деталь\tПолка", "Гайка\t7", "Болт\t12", "Шайба\t3"],
        ["Item;Shelf;Colour", "lamp;7;red", "rug;12;blue"],
        ["Name | Phone", "Anna | 2003", "Boris | 2114"],
        ["Цех    2021    2022", "Литейный    412    398", "Сборочный    120    133"],
        ["+------+-------+", "| Item | Shelf |", "+------+-------+", "| Lamp | 7     |",
         "| Rug  | 12    |", "+------+-------+"],
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_of_a_plain_table_know_its_header(lines: list[str], end: str) -> None:
    text = "Stock:" + end * 2 + end.join(lines) + end
    rows = [line for line in lines if any(letter.isalpha() for letter in line)]
    blocks = content(text).blocks[1:]
    assert [block.span.cut(text) for block in blocks] == rows
    assert [block.header and block.header.cut(text) for block in blocks] == [
        None,
        *[rows[0]] * (len(rows) - 1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Anna, room 12\nBoris, room 14\nCy, room 5\n",
        "Anna  12\nBoris  14\nCy  5\n",
        "Hull  1998  2004\nYork  1999  2005\nDover  2001  2007\n",
        "Name; phone\nsee below\nAnna 2003; Boris 2114\n",
        "The hall  is old,\nit was built in 1907\nand mended in 1950.\n",
    ],
)
def test_lines_without_a_header_are_no_table(text: str) -> None:
    assert {block.kind for block in content(text).blocks} == {"paragraph"}


@pytest.mark.parametrize(
    ("begins", "title"),
    [
        ('"""Count the boxes"""', "Count the boxes"),
        ("'''Count the boxes'''", "Count the boxes"),
        ("/* Count the boxes */", "Count the boxes"),
        ("// Count the boxes", "Count the boxes"),
        ("# Count the boxes", "Count the boxes"),
        ('"""Count the boxes."""', None),
        ('"Ромашка" и "Василёк"', '"Ромашка" и "Василёк"'),
    ],
)
def test_what_says_what_a_program_is_for_is_its_title_without_its_signs(
    begins: str, title: str | None
) -> None:
    assert content(f"{begins}\n\nLIMIT = 40\n").title == title
