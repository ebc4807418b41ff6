"""Markdown as a person reads it: what is a block, of which kind, and under which headings."""

from index.read.markdown import content
from index.types import Block


def blocks(text: str) -> list[tuple[str, str]]:
    """Return the kind and the characters of each block."""
    return [(block.kind, block.span.cut(text)) for block in content(text).blocks]


def header(text: str, block: Block) -> str | None:
    return block.header.cut(text) if block.header else None


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
