"""Citations: the place of a span, as far as it is known, and no further."""

import pytest

from index.citation import CanonicalText, cite, cite_within, located
from index.types import Box, DocumentInfo, Places, Span

TEXT = "One.\r\nTwo.\rThree.\nFour."
DOCUMENT = DocumentInfo(
    document_id="d",
    collection="default",
    source="a.pdf",
    title="A",
    language="en",
    media_type="application/pdf",
    sha256="0",
    text_sha256="1",
    length=len(TEXT),
    passages=1,
    size=None,
    added=None,
    modified=None,
    metadata={},
)
PAGES = Places(pages=((6, 1), (11, 3), (18, None)))
SHEETS = Places(parts=((0, "Budget!A1:B2"), (11, "Notes")))


def test_lines_end_by_cr_lf_or_both_where_they_are_the_source_s_own() -> None:
    canonical = CanonicalText(TEXT, Places(lines=True))
    starts = [TEXT.index(word) for word in ("One", "Two", "Three", "Four")]
    assert [canonical.line(at) for at in starts] == [1, 2, 3, 4]
    assert cite(DOCUMENT, canonical, Span(6, 10)).line == 2
    assert cite(DOCUMENT, CanonicalText(TEXT, Places()), Span(6, 10)).line is None


def test_a_page_is_that_of_the_first_character_or_unknown() -> None:
    canonical = CanonicalText(TEXT, PAGES)
    pages = [cite(DOCUMENT, canonical, Span(at, len(TEXT))).page for at in (0, 5, 6, 10, 11, 18)]
    assert pages == [None, None, 1, 1, 3, None]


def test_a_part_is_named_as_the_reader_named_it() -> None:
    canonical = CanonicalText(TEXT, SHEETS)
    parts = [cite(DOCUMENT, canonical, Span(at, at)).part for at in (0, 10, 11)]
    assert parts == ["Budget!A1:B2", "Budget!A1:B2", "Notes"]
    assert cite(DOCUMENT, canonical, Span(0, 4)).line is None


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (Places(lines=True), "a.pdf:2"),
        (PAGES, "a.pdf, page 1"),
        (SHEETS, "a.pdf, Budget!A1:B2"),
        (Places(pages=((0, 4),), parts=((0, "Annex"),)), "a.pdf, page 4, Annex"),
        (Places(), "a.pdf"),
    ],
)
def test_a_place_is_said_in_words_as_far_as_it_is_known(places: Places, said: str) -> None:
    assert located(cite(DOCUMENT, CanonicalText(TEXT, places), Span(6, 10))) == said


@pytest.mark.parametrize(
    "given",
    [
        {"pages": ((5, 1), (5, 2))},
        {"pages": ((-1, 1),)},
        {"pages": ((0, 0),)},
        {"parts": ((9, "b"), (3, "a"))},
        {"boxes": ((4, None), (4, Box(1, 0, 0, 9, 9)))},
    ],
)
def test_places_out_of_order_are_none(given: dict[str, tuple[tuple[int, int], ...]]) -> None:
    with pytest.raises(ValueError, match="pages"):
        Places(**given)  # type: ignore[arg-type]


def test_boxes_are_those_of_the_lines_that_are_touched() -> None:
    first, second, third = (Box(1, 70, top, 500, top + 12) for top in (100, 114, 128))
    places = Places(boxes=((0, None), (6, first), (11, second), (17, None), (18, third)))
    canonical = CanonicalText(TEXT, places)

    def boxes(start: int, end: int) -> tuple[Box, ...]:
        return cite(DOCUMENT, canonical, Span(start, end)).boxes

    assert boxes(0, 6) == boxes(17, 18) == boxes(8, 8) == ()
    assert boxes(0, 7) == boxes(6, 11) == (first,)
    assert boxes(10, 12) == (first, second)
    assert boxes(12, len(TEXT)) == (second, third)
    assert cite(DOCUMENT, CanonicalText(TEXT, Places(boxes=((9, first),))), Span(2, 9)).boxes == ()
    whole = cite(DOCUMENT, canonical, Span(6, 17))
    assert cite_within(whole, 0, 11).boxes == (first, second)
    assert cite_within(whole, 0, 5).boxes == ()


def test_within_a_quote_lines_are_counted_and_pages_are_not_guessed() -> None:
    whole = Span(0, len(TEXT))
    lines = cite(DOCUMENT, CanonicalText(TEXT, Places(lines=True)), whole)
    part = cite_within(lines, 11, 17)
    assert (part.quote, part.line, part.prefix, part.suffix) == (
        "Three.", 3, "One.\r\nTwo.\r", "\nFour."
    )  # fmt: skip
    paged = cite(DOCUMENT, CanonicalText(TEXT, Places(pages=((0, 2),))), whole)
    assert cite_within(paged, 0, 4).page == 2
    assert (cite_within(paged, 11, 17).page, cite_within(paged, 11, 17).line) == (None, None)
