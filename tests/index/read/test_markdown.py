"""Markdown as a person reads it: what is a block, of which kind, and under which headings."""

import re
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given

from index.read.context import contexts
from index.read.document import text_document
from index.read.front_matter import front_matter
from index.read.markdown import content
from index.read.split import split
from index.types import Block
from tests.calls import calls_of
from tests.index.texts import any_text


def blocks(text: str) -> list[tuple[str, str]]:
    """Return the kind and the characters of each block."""
    return [(block.kind, block.span.cut(text)) for block in content(text).blocks]


def header(text: str, block: Block) -> str | None:
    return block.header.cut(text) if block.header else None


@pytest.mark.parametrize("part", ["![", "*a* ", "[a](b ", "`a` ", "<a>"])
def test_what_stands_within_a_block_is_not_parsed(part: str) -> None:
    once, often = (calls_of(partial(content, f"A {part * times}")) for times in (1, 2000))
    assert often - once < 3 * 2000


def test_a_row_of_a_table_is_a_block_that_knows_its_header() -> None:
    text = (
        "Склад:\n\n| Деталь | Полка |\r\n|:--|--:|\r\n| Гайка | 7 |\r\n| Болт | 12 |\r\n\nКонец.\n"
    )
    found = [(each.kind, each.span.cut(text), header(text, each)) for each in content(text).blocks]
    assert found == [
        ("paragraph", "Склад:", None),
        ("table_row", "| Деталь | Полка |", None),
        ("table_row", "| Гайка | 7 |", "| Деталь | Полка |"),
        ("table_row", "| Болт | 12 |", "| Деталь | Полка |"),
        ("paragraph", "Конец.", None),
    ]


def test_rows_under_empty_column_names_have_no_header() -> None:
    text = "| | |\n|---|---|\n| Lamp | hall |\n| Rug | attic |\n"
    rows = content(text).blocks
    assert [row.span.cut(text) for row in rows] == ["| Lamp | hall |", "| Rug | attic |"]
    assert [row.header for row in rows] == [None, None]


def test_each_of_several_tables_has_its_own_header() -> None:
    text = "# A\n\na | b\n---|---\n1 | 2\n\n## B\n\n| c |\n|---|\n| 3 |\n"
    rows = [each for each in content(text).blocks if each.header]
    assert [(row.span.cut(text), header(text, row)) for row in rows] == [
        ("1 | 2", "a | b"),
        ("| 3 |", "| c |"),
    ]
    assert [heading.cut(text) for heading in rows[1].headings] == ["# A", "## B"]


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("<!-- ask Ivan -->\nThe gate is green.\n", ["The gate is green."]),
        ("The gate is green. <!-- was blue -->\n", ["The gate is green."]),
        ("The gate <!-- old --> is green.\n", ["The gate", "is green."]),
        ("One.\n\n<!--\nTwo.\n\nThree.\n-->\n\nFour.\n", ["One.", "Four."]),
        ("## Heron <!-- model 3 -->\n\nGrey.\n", ["## Heron", "Grey."]),
        ("- lamp <!-- broken -->\n- rug\n", ["- lamp", "- rug"]),
        ("[//]: # (The code is 4711.)\n\nOpen.\n", ["Open."]),
        ('[comment]: <> (The code is 4711.)\n\n[//]: # "no"\n\nOpen.\n', ["Open."]),
        ("Open at nine. %%at ten in truth%%\n", ["Open at nine."]),
        ("%% ask Anna %%\n\nOpen at nine.\n", ["Open at nine."]),
        ("One.\n\n%%\nTwo.\n\nThree.\n%%\n\nFour.\n", ["One.", "Four."]),
        ("Текст <!-- скрыто -->\r\nи дальше.\r\n", ["Текст", "и дальше."]),
    ],
)
def test_a_comment_is_in_no_block(text: str, visible: list[str]) -> None:
    assert [content for _, content in blocks(text)] == visible


@pytest.mark.parametrize(
    ("row", "read"),
    [
        (
            "| sextant <!-- check --> | 410 |",
            {"| sextant": ("thing",), "| 410 |": ("thing, price", "sextant")},
        ),
        (
            "| Агафон %%ушёл%% | 7 |",
            {"| Агафон": ("thing",), "| 7 |": ("thing, price", "Агафон")},
        ),
        (
            "| lamp | 12 <!-- ask --> or 13 |",
            {"| lamp | 12": ("thing, price",), "or 13 |": ("thing, price", "lamp, 12")},
        ),
        ("| mallet | 3 <!-- left --> |", {"| mallet | 3": ("thing, price",)}),
        ("| <!-- TODO --> глобус | 930 |", {"глобус | 930 |": ("thing, price",)}),
    ],
)
def test_what_a_comment_parts_from_a_row_stands_under_the_rest_of_it(
    row: str, read: dict[str, tuple[str, ...]]
) -> None:
    text = f"| thing | price |\n|---|---|\n| astrolabe | 520 |\n{row}\n| atlas | 140 |\n"
    document = text_document(source="prices.md", text=text)
    found = zip(document.blocks, contexts(document), strict=True)
    assert {block.span.cut(text): above for block, above in found} == {
        "| thing | price |": (),
        "| astrolabe | 520 |": ("thing, price",),
        **read,
        "| atlas | 140 |": ("thing, price",),
    }


def test_a_row_in_a_comment_is_none() -> None:
    text = "| thing | price |\n|---|---|\n| lamp | 5 |\n<!-- | atlas | 140 | -->\n| rug | 7 |\n"
    assert [row for _, row in blocks(text)][1:] == ["| lamp | 5 |", "| rug | 7 |"]


def test_a_comment_beside_the_name_of_a_column_stands_above_no_row() -> None:
    text = "| thing <!-- secret --> | price |\n|---|---|\n| lamp | 5 |\n"
    document = text_document(source="prices.md", text=text)
    assert [each.span.cut(text) for each in document.blocks] == [
        *("| thing", "| price |", "| lamp | 5 |")
    ]
    assert contexts(document)[-1] == ("thing, price",)


@pytest.mark.parametrize(
    "text",
    [
        "Write `<!-- text -->` to hide it.",
        "Write ``<!-- `text` -->`` to hide it.",
        r"Write \<!-- text --> to show it.",
        "```html\n<!-- text -->\n```",
        "    <!-- text -->",
        "Use %% for a percent sign, or %% twice.",
        "It grew by 5%%, then by 6%%, as was said.",
        "```\n%%\ntext\n%%\n```",
        "A comment begins with <!-- and has no end.",
        "[the rules]: https://example.org/rules 'Rules of the house'",
    ],
)
def test_what_only_looks_like_a_comment_is_read(text: str) -> None:
    assert [content for _, content in blocks(text)] == [text.strip()]


def test_no_passage_holds_a_comment() -> None:
    text = "# Gate\n\nIt is green.\n\n<!-- It is blue. -->\n\nIt is old. <!-- 1907 --> It creaks.\n"
    passages = split(
        text_document(source="gate.md", text=text, language="en"),
        count_tokens=lambda texts: [len(each.split()) for each in texts],
    )
    assert [(passage.text, passage.context) for passage in passages] == [
        ("# Gate\n\nIt is green.", ""),
        ("It is old.", "Gate"),
        ("It creaks.", "Gate"),
    ]


def test_a_great_many_openings_take_no_time() -> None:
    for text in ("<!-- " * 20_000, "` `` ``` " * 10_000, "%% a\n" * 20_000, "`" * 100_000):
        assert content(f"--> {text}").blocks


def test_an_underlined_heading_is_its_words() -> None:
    text = "Лодки\n=====\n\nЦапля\n---\n\nСерая.\n"
    found = content(text).blocks
    assert [(block.kind, block.level, block.span.cut(text)) for block in found] == [
        ("heading", 1, "Лодки"),
        ("heading", 2, "Цапля"),
        ("paragraph", 0, "Серая."),
    ]
    assert [span.cut(text) for span in found[-1].headings] == ["Лодки", "Цапля"]


def test_items_of_nested_lists_are_each_a_block() -> None:
    text = "1. Kazan\r\n   - crane: Anna\r\n   - lift: Boris\r\n2. Omsk\r\n\r\n   by the river\r\n"
    assert blocks(text) == [
        ("list_item", "1. Kazan"),
        ("list_item", "- crane: Anna"),
        ("list_item", "- lift: Boris"),
        ("list_item", "2. Omsk"),
        ("list_item", "by the river"),
    ]


def test_quotes_links_notes_and_code_are_read() -> None:
    text = (
        "> Quoted words.\n\nSee [[Rules|the rules]] and note[^1].\n\n[^1]: Kay, 2003.\n\n"
        "```sh\nmake gate\n```\n\nKiln\n: an oven for clay\n"
    )
    assert blocks(text) == [
        ("paragraph", "> Quoted words."),
        ("paragraph", "See [[Rules|the rules]] and note[^1]."),
        ("paragraph", "[^1]: Kay, 2003."),
        ("code", "```sh\nmake gate\n```"),
        ("paragraph", "Kiln\n: an oven for clay"),
    ]


@given(any_text)
def test_what_a_person_sees_is_in_one_block(text: str) -> None:
    before = front_matter(text)
    if before is not None or "<!--" in text or "%%" in text:
        return
    spans = [block.span for block in content(text).blocks]
    for earlier, later in pairwise(spans):
        assert earlier.end <= later.start
    outside = text
    for span in reversed(spans):
        outside = outside[: span.start] + " " + outside[span.end :]
    assert not re.search(r"\w", outside)
