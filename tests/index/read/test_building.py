"""Building a canonical text: everything given is in it, in order, where the marks say."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ReadError
from index.read.building import LONGEST_PART, Builder, row_text
from index.read.readers import Content
from index.types import Block, Box, Places, Span
from tests.index.texts import any_text

texts = st.one_of(any_text, st.text(max_size=40), st.just(""), st.just(" \n\t"))
marks = st.one_of(st.none(), st.integers(1, 9))


@dataclass(frozen=True)
class Piece:
    """One call of a builder, the kind of block it gives, and what a reader is shown of it."""

    kind: str
    call: Callable[[Builder], None]
    given: tuple[str, ...]
    page: int | None
    part: str | None


def seen(text: str) -> str:
    """Return the characters of `text` that take ink, which are to be in the canonical text."""
    unseen = "\xad\u200b\u2060\ufeff\ufffe\uffff"
    return "".join(
        "\ufffd" if "\ud800" <= each <= "\udfff" else each
        for each in text
        if not each.isspace() and each not in unseen and not (each < " " or "\x7f" <= each < "\xa0")
    )


@st.composite
def pieces(draw: st.DrawFn) -> Piece:
    page = draw(marks)
    part = draw(st.sampled_from([None, "Slide 1", "Лист!A2:D2"]))
    kind = draw(st.sampled_from(["heading", "paragraph", "list_item", "code", "table_row"]))
    if kind == "table_row":
        cells = tuple(draw(st.lists(texts, max_size=4)))
        header = draw(st.booleans())
        return Piece(kind, lambda builder: builder.row(cells, header=header), cells, page, part)
    text = draw(texts)
    level = draw(st.integers(-1, 12))
    calls: dict[str, Callable[[Builder], None]] = {
        "heading": lambda builder: builder.heading(text, level=level),
        "paragraph": lambda builder: builder.paragraph(text),
        "list_item": lambda builder: builder.list_item(text, marker="1.", depth=max(level, 0)),
        "code": lambda builder: builder.code(text),
    }
    return Piece(kind, calls[kind], (text,), page, part)


def build(given: list[Piece]) -> Content:
    builder = Builder()
    for piece in given:
        builder.page(piece.page)
        builder.part(piece.part)
        piece.call(builder)
    return builder.content(name="a.file")


def expected(piece: Piece) -> str:
    shown = [seen(text) for text in piece.given]
    if piece.kind == "list_item":
        return "1." + shown[0]
    while shown and not shown[-1]:
        shown.pop()
    return "|".join(shown)


@given(given=st.lists(pieces(), min_size=1, max_size=12))
def test_blocks_hold_all_that_was_given_in_order_on_its_page_and_in_its_part(
    given: list[Piece],
) -> None:
    told = [piece for piece in given if any(map(seen, piece.given))]
    if not told:
        with pytest.raises(ReadError, match=r"a\.file"):
            build(given)
        return
    content = build(given)
    assert len(content.blocks) == len(told)
    for block, piece in zip(content.blocks, told, strict=True):
        assert block.kind == piece.kind
        assert seen(block.span.cut(content.text)) == expected(piece)
        assert content.places.page(block.span.start) == piece.page
        assert content.places.part(block.span.start) == piece.part
    assert not content.places.lines
    between = list(content.text)
    for block in content.blocks:
        between[block.span.start : block.span.end] = [" "] * (block.span.end - block.span.start)
    assert not "".join(between).strip()


def cut(content: Content) -> list[tuple[str, str]]:
    return [(block.kind, block.span.cut(content.text)) for block in content.blocks]


def test_the_text_reads_as_a_page_does() -> None:
    builder = Builder()
    builder.heading("Договор аренды", level=1)
    builder.paragraph("Стороны договорились\tо   следу\u00adющем:\r\n\r\nнастоящим.")
    builder.list_item("Срок.", marker="1.")
    builder.list_item("Пять лет.", marker="а)", depth=1)
    builder.table([["Месяц", "Плата"], ["Май", "10\nруб."], ["Июнь", "", ""]], header_rows=range(1))
    builder.code("\n    if x:\n        return\n")
    content = builder.content(name="a.docx")
    assert content.text == (
        "Договор аренды\n\n"
        "Стороны договорились о следующем:\nнастоящим.\n\n"
        "1. Срок.\n  а) Пять лет.\n\n"
        "Месяц | Плата\nМай | 10 руб.\nИюнь\n\n"
        "    if x:\n        return"
    )
    assert content.title == "Договор аренды"
    assert cut(content)[3] == ("list_item", "а) Пять лет.")


def test_headings_stand_above_what_follows() -> None:
    builder = Builder(part_is_heading_path=True)
    builder.paragraph("Before.")
    builder.heading("Charter", level=1)
    builder.heading("Members", level=3)
    builder.paragraph("Who may join.")
    builder.heading("Board", level=2)
    builder.paragraph("Who sits on it.")
    content = builder.content(name="a.docx", title="The charter")

    def above(block: Block) -> list[str]:
        return [span.cut(content.text) for span in block.headings]

    parts = [content.places.part(block.span.start) for block in content.blocks]
    assert parts == [
        None,
        "Charter",
        "Charter › Members",
        "Charter › Members",
        "Charter › Board",
        "Charter › Board",
    ]
    assert above(content.blocks[3]) == ["Charter", "Members"]
    assert above(content.blocks[5]) == ["Charter", "Board"]
    assert content.title == "The charter"


def test_a_section_s_end_closes_its_headings() -> None:
    builder = Builder(part_is_heading_path=True)
    builder.heading("Slide one", level=1)
    builder.paragraph("Said there.")
    builder.end_section()
    builder.paragraph("Said on the next.")
    content = builder.content(name="a.pptx")
    assert [len(block.headings) for block in content.blocks] == [0, 1, 0]
    assert content.places.part(content.blocks[2].span.start) is None


def test_a_row_knows_the_one_that_names_its_columns() -> None:
    builder = Builder()
    builder.table(
        [["", "2023"], ["Name", "Plan"], ["Anna", "5"], ["Oleg", "7"]], header_rows=range(2)
    )
    builder.table([["Notes", "none"]])
    content = builder.content(name="a.odt")

    def header(block: Block) -> str | None:
        return None if block.header is None else block.header.cut(content.text)

    assert list(map(header, content.blocks)) == [
        None,
        "| 2023",
        "Name | Plan",
        "Name | Plan",
        None,
    ]


def test_two_tables_side_by_side_stay_two() -> None:
    builder = Builder()
    builder.table([["a", "b"]])
    builder.table([["c", "d"]])
    assert builder.content(name="a.odt").text == "a | b\n\nc | d"


def test_a_row_keeps_the_places_of_its_cells() -> None:
    assert row_text(["", "Анна", " ", "12\n%", ""]) == "| Анна | | 12 %"
    assert row_text(["", "\xad", "\n"]) == ""


def test_a_part_of_a_long_name_is_cut() -> None:
    builder = Builder()
    builder.part("Глава " * 100)
    builder.paragraph("Текст.")
    part = builder.content(name="a.epub").places.part(0)
    assert part is not None
    assert len(part) == LONGEST_PART
    assert part.endswith("…")


def test_what_stands_in_another_file_keeps_its_characters_blocks_and_places() -> None:
    inner = Builder()
    inner.heading("Смета", level=1)
    inner.part("Лист1")
    inner.page(2)
    inner.row(["Товар", "Цена"], header=True)
    inner.row(["Чай", "10"])
    builder = Builder()
    builder.heading("Письмо", level=1)
    builder.paragraph("Смотри вложение.")
    builder.include(inner.content(name="a.xlsx"), part="attachment a.xlsx", apart=True)
    builder.paragraph("Конец.")
    content = builder.content(name="a.eml")
    row = content.blocks[4]
    assert row.span.cut(content.text) == "Чай | 10"
    assert row.header is not None
    assert row.header.cut(content.text) == "Товар | Цена"
    assert [heading.cut(content.text) for heading in row.headings] == ["Письмо", "Смета"]
    parts = [content.places.part(block.span.start) for block in content.blocks]
    sheet = "attachment a.xlsx, Лист1"
    assert parts == [None, None, "attachment a.xlsx", sheet, sheet, None]
    assert [heading.cut(content.text) for heading in content.blocks[5].headings] == ["Письмо"]
    pages = [content.places.page(block.span.start) for block in content.blocks]
    assert pages == [None, None, None, 2, 2, None]


def test_the_boxes_of_a_page_within_end_with_it() -> None:
    box = Box(1, 10, 20, 30, 40)
    inner = Content(
        text="Страница", blocks=(Block(Span(0, 8), "paragraph"),), places=Places(boxes=((0, box),))
    )
    builder = Builder()
    builder.paragraph("До")
    builder.include(inner)
    builder.paragraph("После")
    content = builder.content(name="a.eml")
    assert [content.places.boxes_of(block.span) for block in content.blocks] == [(), (box,), ()]
