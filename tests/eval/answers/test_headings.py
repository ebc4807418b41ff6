"""Which answers are nothing but a heading."""

from pathlib import Path

import pytest

from eval.answers.headings import Headings
from eval.sets.tasks import Corpus, Text
from index.types import Citation

MARKDOWN = """# The crane in Kazan

The crane in Kazan
==================

The person responsible for it is Anna.

| Gear | Owner |
|---|---|
| Winch | Anna |
"""
PLAIN = """ORDER No. 17

Rent

The rent is 20 euros.

Opens at: 9
Closes at: 17

Last line without a stop
"""


@pytest.fixture
def headings(tmp_path: Path) -> Headings:
    (tmp_path / "a.md").write_text(MARKDOWN, encoding="utf-8")
    return Headings(Corpus("c", (Text("p", PLAIN),), tmp_path))


def cited(source: str, quote: str) -> Citation:
    text = PLAIN if source == "p" else MARKDOWN
    start = text.index(quote)
    return citation(source, start, quote)


def citation(source: str, start: int, quote: str) -> Citation:
    return Citation(
        document_id="d",
        title="T",
        source=source,
        sha256="0",
        start=start,
        end=start + len(quote),
        quote=quote,
        prefix="",
        suffix="",
        line=None,
        page=None,
        part=None,
        boxes=(),
    )


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ("a.md", "# The crane in Kazan"),
        ("a.md", "crane"),
        ("a.md", "# The crane in Kazan\n\nThe crane in Kazan\n=================="),
        ("a.md", "| Gear | Owner |\n|---|---|"),
        ("p", "ORDER No. 17"),
        ("p", "Rent"),
        ("p", "ORDER No. 17\n\nRent\n"),
    ],
)
def test_a_heading_says_nothing(headings: Headings, source: str, quote: str) -> None:
    assert headings.hold(cited(source, quote))


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ("a.md", "The person responsible for it is Anna."),
        ("a.md", "==================\n\nThe"),
        ("a.md", "| Winch | Anna |"),
        ("a.md", "| Gear | Owner |\n|---|---|\n| Winch"),
        ("p", "The rent is 20 euros."),
        ("p", "Rent\n\nThe rent is 20 euros."),
        ("p", "Opens at: 9"),
        ("p", "Last line without a stop"),
    ],
)
def test_a_statement_says_something(headings: Headings, source: str, quote: str) -> None:
    assert not headings.hold(cited(source, quote))


def test_of_a_document_that_is_not_the_sets_nothing_is_known(headings: Headings) -> None:
    elsewhere = citation("b.md", 0, "Abc")
    assert not headings.hold(elsewhere)
    assert not Headings(Corpus("c")).hold(elsewhere)
