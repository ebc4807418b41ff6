"""Citations verified: what stands verbatim, what has moved, and which failure the rest is."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index import Index, text_document
from index.errors import InvalidInput, NotFound, StoreError
from index.text.folding import GRAM, differences, fold
from index.types import Citation, Places, Span
from index.verify.claims import Claim, Verification
from index.verify.pieces import SHORTEST_PIECE, find_pieces
from tests.index.encoders import word_encoders
from tests.index.texts import any_text

FERRY = "The ferry leaves at nine in the morning. It returns when the harbour sleeps."
LIGHT = "«Ещё не вечер» – сказал смотритель маяка.\nThe lighthouse at Skagen is white."
MARKED = """Он работает **с 2011 года** в порту.
Механик судна — [Антонина Зуева](https://example.org/a_(b)), код `555-12`.

| Товар | Цена |
|---|---|
| Сахар | 75 рублей |
| Соль | ~30 рублей |

The __north__ pier *is* ~~closed~~
The __north__ pier *is* open. Plain words here, snake_case names, 5 by 5*3 metres.
"""

quick = settings(max_examples=60, derandomize=True, database=None)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Two documents, `ferry.txt` and `light.txt`, for tests that only read."""
    with Index.open(tmp_path_factory.mktemp("shelf"), encoders=word_encoders()) as index:
        put(index, ferry=FERRY, light=LIGHT)
        yield index


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index whose documents every example puts anew."""
    with Index.open(tmp_path_factory.mktemp("changing"), encoders=word_encoders()) as index:
        yield index


@pytest.fixture(scope="module")
def bells(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """A document in which a bell rings 3,000 times."""
    text = "\n".join(f"Hour {hour}: the bell rings, {hour} times." for hour in range(3000))
    with Index.open(tmp_path_factory.mktemp("bells"), encoders=word_encoders()) as index:
        put(index, bells=text)
        yield index


def put(index: Index, **texts: str) -> None:
    index.add_documents(
        [
            text_document(source=f"{name}.txt", text=text, language="en")
            for name, text in texts.items()
        ]
    )


def verify(index: Index, claim: Claim) -> Verification:
    return index.verify([claim]).results[0]


def told(index: Index, quote: str, source: str | None = None) -> tuple[str, str | None]:
    found = verify(index, Claim(quote, source=source))
    return found.verdict, found.failure


def assert_exact(index: Index, citations: Sequence[Citation]) -> None:
    for citation in citations:
        excerpt = index.text(citation.document_id, start=citation.start, end=citation.end)
        assert excerpt.text == citation.quote
        assert (excerpt.line, excerpt.document.sha256) == (citation.line, citation.sha256)
        assert excerpt.document.source == citation.source


def claim_of(citation: Citation) -> Claim:
    return Claim(
        quote=citation.quote,
        document_id=citation.document_id,
        source=citation.source,
        start=citation.start,
        end=citation.end,
        sha256=citation.sha256,
        prefix=citation.prefix,
        suffix=citation.suffix,
    )


class TestVerbatim:
    def test_is_every_citation_of_a_search(self, seed_index: Index) -> None:
        citations = [hit.citation for hit in seed_index.search("АКИТ").hits]
        result = seed_index.verify(map(claim_of, citations))
        assert [found.verdict for found in result.results] == ["verbatim"] * len(citations) != []
        assert [found.citation for found in result.results] == citations
        assert result.generation == seed_index.generation

    @quick
    @given(st.data(), any_text)
    def test_is_any_span_of_any_document(
        self, changing: Index, data: st.DataObject, text: str
    ) -> None:
        put(changing, one=text, other="Something else stands in here.")
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        quote = text[start:end]
        assume(quote.strip())
        placed = Claim(quote, source="one.txt", start=start, end=end)
        anywhere = Claim(quote)
        for found in changing.verify(
            [placed, anywhere, replace(anywhere, source="one.txt")]
        ).results:
            assert (found.verdict, found.failure) == ("verbatim", None)
            assert found.citation == found.places[0]
            assert found.citation.quote == quote
            assert_exact(changing, found.places)
        found = verify(changing, placed)
        assert found.citation is not None
        assert (found.citation.start, found.citation.end) == (start, end)

    def test_is_a_quote_on_its_line(self, shelf: Index) -> None:
        quote = "The lighthouse at Skagen"
        assert verify(shelf, Claim(quote, source="light.txt", line=2)).verdict == "verbatim"
        moved = verify(shelf, Claim(quote, source="light.txt", line=1))
        assert moved.verdict == "moved"
        assert moved.citation is not None
        assert moved.citation.line == 2

    def test_is_a_quote_on_its_page_and_in_its_part(self, changing: Index) -> None:
        document = text_document(source="paged.txt", text=FERRY, language="en")
        second = FERRY.index("It returns")
        places = Places(pages=((0, 3), (second, 4)), parts=((0, "line 1"), (second, "Tax!A2:D2")))
        changing.add_documents([replace(document, places=places)])
        at_sea = Claim("It returns", source="paged.txt")
        for said, verdict in (
            (replace(at_sea, page=4), "verbatim"),
            (replace(at_sea, page=3), "moved"),
            (replace(at_sea, part="Tax"), "verbatim"),
            (replace(at_sea, part="Wages"), "moved"),
            (replace(at_sea, line=999), "moved"),
            (Claim("The ferry", source="paged.txt", line=1), "verbatim"),
            (Claim("The ferry", source="paged.txt", line=2), "moved"),
        ):
            assert verify(changing, said).verdict == verdict
        assert "has no such line" in verify(changing, replace(at_sea, line=999)).message


class TestMoved:
    def test_is_a_span_beside_the_quote(self, shelf: Index) -> None:
        start = FERRY.index("nine")
        for shift, length in ((1, 4), (-1, 4), (0, 5), (100_000, 4)):
            begin = start + shift
            claim = Claim("nine", source="ferry.txt", start=begin, end=begin + length)
            found = verify(shelf, claim)
            assert found.verdict == "moved"
            assert found.citation is not None
            assert found.citation.start == start
            assert f"{start} to {start + 4}" in found.message

    @quick
    @given(st.data(), any_text, any_text)
    def test_follows_the_quote_through_a_new_version(
        self, changing: Index, data: st.DataObject, text: str, edited: str
    ) -> None:
        put(changing, one=text, other="Something else stands in here.")
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        assume(text[start:end].strip())
        first = verify(changing, Claim(text[start:end], source="one.txt", start=start, end=end))
        assert first.citation is not None
        changed = data.draw(st.sampled_from([edited + text, text[:start] + edited, edited]))
        put(changing, one=changed)
        found = verify(changing, claim_of(first.citation))
        if changed == text:
            assert found.verdict == "verbatim"
        elif text[start:end] in changed:
            assert found.verdict == "moved"
            assert "has changed" in found.message
        else:
            assert found.verdict == "absent"
        assert_exact(changing, [*found.places, *(piece.citation for piece in found.pieces)])

    def test_says_that_a_quote_outlasted_a_change_at_its_place(self, changing: Index) -> None:
        put(changing, one="Ferry at nine. Bus at ten.")
        first = verify(changing, Claim("Ferry at nine.", source="one.txt"))
        assert first.citation is not None
        put(changing, one="Ferry at nine. Bus at eleven.")
        found = verify(changing, claim_of(first.citation))
        assert found.verdict == "moved"
        assert "still stands at the same place" in found.message
        assert found.citation is not None
        assert found.citation.sha256 != first.citation.sha256


class TestPlaces:
    def test_begin_with_the_one_whose_surroundings_fit(self, bells: Index) -> None:
        for hour in (7, 500):
            claim = Claim("the bell rings", prefix=f"Hour {hour}: ", suffix=f", {hour} times")
            found = verify(bells, claim)
            assert found.citation is not None
            assert found.citation.line == hour + 1

    def test_begin_with_the_nearest_where_nothing_else_tells(self, bells: Index) -> None:
        text = bells.text(bells.documents().documents[0].document_id).text
        near = text.index("Hour 2500:")
        claim = Claim("the bell rings", source="bells.txt", start=near, end=near + 14)
        found = verify(bells, claim)
        assert found.verdict == "moved"
        assert found.citation is not None
        assert found.citation.line == 2501

    def test_are_listed_up_to_twenty(self, bells: Index) -> None:
        many = verify(bells, Claim("the bell rings"))
        assert (len(many.places), many.more_places) == (20, True)
        one = verify(bells, Claim("Hour 2999: the bell"))
        assert (len(one.places), one.more_places) == (1, False)


class TestAbsent:
    def test_is_misattributed_where_it_stands_in_another_document(self, shelf: Index) -> None:
        found = verify(shelf, Claim("at nine in the morning", source="light.txt", line=1))
        assert (found.verdict, found.failure) == ("absent", "misattributed")
        assert found.citation is not None
        assert found.citation.source == "ferry.txt"
        assert "ferry.txt" in found.message

    def test_is_misattributed_where_its_document_is_not_there(self, shelf: Index) -> None:
        ferry = shelf.documents().documents[0]
        for claim in (
            Claim("at nine in the morning", source="gone.txt"),
            Claim("at nine in the morning", document_id="0" * 24),
            Claim("at nine in the morning", document_id=ferry.document_id, source="light.txt"),
        ):
            found = verify(shelf, claim)
            assert (found.verdict, found.failure) == ("absent", "misattributed")
            assert "no such document" in found.message

    def test_tells_where_a_place_goes_that_stands_behind_the_name(self, shelf: Index) -> None:
        for source in ("ferry.txt:1", "ferry.txt:1 [0:19]", "ferry.txt, строка 1"):
            found = verify(shelf, Claim("The ferry leaves", source=source))
            assert found.failure == "misattributed"
            assert "goes in `line`" in found.message
        gone = verify(shelf, Claim("The ferry leaves", source="gone.txt:1"))
        assert "`line`" not in gone.message

    def test_keeps_to_the_collection(self, index: Index) -> None:
        document = text_document(source="a.txt", text=FERRY, language="en", collection="quay")
        index.add_documents([document], collection="quay")
        assert told(index, "at nine in the morning") == ("absent", "fabricated")
        claim = Claim("at nine in the morning", document_id=document.document_id)
        assert verify(index, claim).failure == "fabricated"
        assert index.verify([claim], collection="quay").results[0].verdict == "verbatim"

    def test_is_fabricated_where_nothing_of_it_stands(self, shelf: Index) -> None:
        found = verify(shelf, Claim("No boat has ever left this island.", source="ferry.txt"))
        assert (found.verdict, found.failure) == ("absent", "fabricated")
        assert (found.citation, found.places, found.pieces) == (None, (), ())

    def test_names_the_pieces_of_a_fabrication(self, shelf: Index) -> None:
        found = verify(shelf, Claim("The ferry leaves at ten when the harbour sleeps."))
        assert (found.verdict, found.failure) == ("absent", "fabricated")
        assert [piece.citation.quote for piece in found.pieces] == [
            "The ferry leaves at",
            "when the harbour sleeps",
        ]

    def test_is_stitched_where_all_of_it_stands_but_not_together(self, shelf: Index) -> None:
        quote = "The ferry leaves at nine when the harbour sleeps, сказал смотритель маяка"
        found = verify(shelf, Claim(quote, source="ferry.txt"))
        assert (found.verdict, found.failure, found.elided) == ("absent", "stitched", False)
        assert [(piece.citation.source, piece.citation.quote) for piece in found.pieces] == [
            ("ferry.txt", "The ferry leaves at nine"),
            ("ferry.txt", "when the harbour sleeps"),
            ("light.txt", "сказал смотритель маяка"),
        ]

    @pytest.mark.parametrize("mark", ["…", " ... ", " [...] ", " […] ", " (…) "])
    def test_is_stitched_openly_where_it_marks_omissions(self, shelf: Index, mark: str) -> None:
        found = verify(shelf, Claim(f"The ferry leaves at nine{mark}It returns"))
        assert (found.verdict, found.failure, found.elided) == ("absent", "stitched", True)
        quotes = [piece.citation.quote for piece in found.pieces]
        assert quotes == ["The ferry leaves at nine", "It returns"]
        assert "marks of omission" in found.message

    @pytest.mark.parametrize(
        ("quote", "kinds"),
        [
            ("the ferry leaves AT NINE", ["case"]),
            ("The ferry  leaves\nat nine", ["white_space"]),
            ("The ferry leaves at nine ", []),
            (" The ferry leaves at nine ", ["white_space"]),
            ("“Ещё не вечер” – сказал", ["quotation_marks"]),
            ("«Ещё не вечер» - сказал", ["dashes"]),
            ("«Еще не вечер» – сказал", ["yo"]),
            ('"ЕЩЕ не вечер" — сказал', ["case", "quotation_marks", "dashes", "yo"]),
            ("«The ferry leaves at nine in»", ["punctuation"]),
            ("it returns", ["case"]),
        ],
    )
    def test_is_altered_where_only_its_setting_differs(
        self, shelf: Index, quote: str, kinds: list[str]
    ) -> None:
        found = verify(shelf, Claim(quote))
        expected = ("absent", "altered") if kinds else ("verbatim", None)
        assert (found.verdict, found.failure) == expected
        assert list(found.differs_only_in) == kinds
        assert_exact(shelf, found.places)
        assert found.citation is not None
        assert fold(found.citation.quote).text in fold(quote).text

    @pytest.mark.parametrize(
        ("quote", "kinds"),
        [
            ("Он работает с 2011 года", ["marks"]),
            ("Механик судна — Антонина Зуева", ["marks"]),
            ("механик судна – Антонина Зуева, код 555-12", ["case", "dashes", "marks"]),
            ("Сахар 75 рублей", ["white_space", "marks"]),
            ("The north pier is open", ["marks"]),
            ("Plain **words** here", ["marks"]),
            ("Plain Words here", ["case"]),
        ],
    )
    def test_is_altered_where_only_marks_of_markdown_differ(
        self, changing: Index, quote: str, kinds: list[str]
    ) -> None:
        put(changing, marked=MARKED)
        found = verify(changing, Claim(quote))
        assert (found.failure, list(found.differs_only_in)) == ("altered", kinds)
        assert_exact(changing, found.places)

    @pytest.mark.parametrize(
        "quote",
        [
            "Он работает с 2012 года",
            "Сахар 76 рублей",
            "Соль 30 рублей",
            "5 by 53 metres",
            "snakecase names",
            "Механик судна — [Антонина Зуева](https://example.org/b)",
        ],
    )
    def test_is_fabricated_where_a_character_is_no_mark(self, changing: Index, quote: str) -> None:
        put(changing, marked=MARKED)
        assert verify(changing, Claim(quote)).failure == "fabricated"

    def test_is_misattributed_too_where_it_was_altered(self, shelf: Index) -> None:
        found = verify(shelf, Claim("THE FERRY LEAVES AT NINE", source="light.txt"))
        assert (found.verdict, found.failure) == ("absent", "misattributed")
        assert found.differs_only_in == ("case",)

    @quick
    @given(st.data())
    def test_is_a_quote_with_one_character_changed(self, shelf: Index, data: st.DataObject) -> None:
        text = data.draw(st.sampled_from([FERRY, LIGHT]))
        start = data.draw(st.integers(0, len(text) - 2))
        quote = text[start : data.draw(st.integers(start + 2, len(text)))]
        at = data.draw(st.integers(0, len(quote) - 1))
        other = data.draw(st.sampled_from("xж!7»Ё"))
        changed = quote[:at] + other + quote[at + 1 :]
        assume(changed.strip())
        stands = changed in FERRY or changed in LIGHT
        found = verify(shelf, Claim(changed))
        assert (found.verdict == "verbatim") is stands
        assert_exact(shelf, [*found.places, *(piece.citation for piece in found.pieces)])
        for piece in found.pieces:
            assert changed[piece.start : piece.end] == piece.citation.quote

    @quick
    @given(st.data())
    def test_is_stitched_wherever_two_spans_are_joined(
        self, seed_index: Index, data: st.DataObject
    ) -> None:
        text = seed_index.text(seed_index.documents().documents[0].document_id).text
        words = [Span(*match.span()) for match in re.finditer(r"\w+", text)]

        def draw_span() -> str:
            first = data.draw(st.integers(0, len(words) - 12))
            last = first + data.draw(st.integers(6, 11))
            return text[words[first].start : words[last].end]

        one, two = draw_span(), draw_span()
        quote = one + data.draw(st.sampled_from([" ", ", ", "\n", " … "])) + two
        assume(quote not in text)
        found = verify(seed_index, Claim(quote))
        assume(found.failure != "altered")
        assert (found.verdict, found.failure) == ("absent", "stitched")
        assert found.pieces[0].start == 0
        assert found.pieces[-1].end == len(quote)
        assert_exact(seed_index, [piece.citation for piece in found.pieces])


class TestPieces:
    @quick
    @given(
        st.lists(st.sampled_from(["да", "нет", "harbour", "a", "b", "c"]), min_size=1, max_size=25),
        st.lists(st.sampled_from(["да", "нет", "harbour", "a", "b", "c"]), max_size=25),
        st.lists(st.sampled_from(["да", "нет", "harbour", "a", "b", "c"]), max_size=25),
    )
    def test_hold_all_the_words_that_any_piece_holds(
        self, quoted: list[str], first: list[str], second: list[str]
    ) -> None:
        quote, texts = " ".join(quoted), [" ".join(first), " ".join(second)]
        words = [Span(*match.span()) for match in re.finditer(r"\w+", quote)]
        standing = [
            Span(words[left].start, words[right].end)
            for left in range(len(words))
            for right in range(left, len(words))
            if len("".join(quoted[left : right + 1])) >= SHORTEST_PIECE
            and any(
                f" {quote[words[left].start : words[right].end]} " in f" {text} " for text in texts
            )
        ]

        def held(spans: Sequence[Span]) -> set[int]:
            return {
                number
                for number, word in enumerate(words)
                if any(span.start <= word.start and word.end <= span.end for span in spans)
            }

        found = find_pieces(quote, texts)
        assert held([piece.span for piece in found.found]) == held(standing)
        assert found.whole is (held(standing) == set(range(len(words))))
        for piece in found.found:
            assert piece.span in standing
            assert piece.place.cut(texts[piece.text]) == piece.span.cut(quote)

    def test_are_whole_words(self) -> None:
        assert find_pieces("the cathedral bells", ["that the cathedral bellsmith"]).found == ()
        assert find_pieces("cathedral bells ring", ["procathedral bells ring"]).found == ()


class TestLikeness:
    @quick
    @given(st.data(), any_text)
    def test_of_a_part_is_a_part_of_the_likeness(self, data: st.DataObject, text: str) -> None:
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        part = fold(text[start:end])
        assert part.text in fold(text).text
        span = fold(text).find(part)
        if len(part.codes):
            assert span is not None
            assert fold(span.cut(text)).text == part.text
        else:
            assert span is None

    @quick
    @given(any_text, st.text(st.sampled_from('Ёёеe "«»“-–—\u00a0\n\u00ad'), max_size=8), st.data())
    def test_tells_every_difference_it_does_not_count(
        self, text: str, extra: str, data: st.DataObject
    ) -> None:
        at = data.draw(st.integers(0, len(text)))
        quote = data.draw(st.sampled_from([text.lower(), text.upper(), " ".join(text.split())]))
        quote, text = quote + extra, text[:at] + text[at:]
        span = fold(text).find(fold(quote))
        if span is not None and quote not in text:
            assert differences(quote, text, span) != ()

    def test_ignores_what_a_reader_hardly_sees(self) -> None:
        assert fold("«Ещё\u00a0не — вечер»").text == fold('"еще не - ВЕЧЕР"').text
        assert fold("вечер").text != fold("ветер").text
        assert len(fold("a b\u00adc").codes) == 3


class TestRefusals:
    @pytest.mark.parametrize(
        ("claim", "reason"),
        [
            (Claim(" \n"), "empty"),
            (Claim("a" * 10_001), "10000"),
            (Claim("a\0b"), "NUL"),
            (Claim("a\ud800"), "surrogate"),
            (Claim("a", source="a.txt", start=1), "both"),
            (Claim("a", source="a.txt", start=3, end=1), "from 3 to 1"),
            (Claim("a", source="a.txt", start=-1, end=1), "from -1"),
            (Claim("a", start=0, end=1), "document"),
            (Claim("a", line=1), "document"),
            (Claim("a", page=1), "document"),
            (Claim("a", sha256="0"), "document"),
        ],
    )
    def test_say_what_a_claim_needs(self, shelf: Index, claim: Claim, reason: str) -> None:
        with pytest.raises(InvalidInput, match=reason):
            shelf.verify([claim])

    def test_of_an_unknown_collection(self, shelf: Index) -> None:
        with pytest.raises(NotFound, match="no collection 'lost'"):
            shelf.verify([Claim("a")], collection="lost")

    def test_of_a_text_that_is_damaged(self, tmp_path: Path) -> None:
        with Index.open(tmp_path, encoders=word_encoders()) as index:
            put(index, ferry=FERRY, light=LIGHT)
            with sqlite3.connect(tmp_path / "spravka.sqlite") as connection:
                connection.execute("UPDATE documents SET text = replace(text, 'ferry', 'fairy')")
            connection.close()
            assert told(index, "The lighthouse at Skagen", "light.txt") == ("verbatim", None)
            with pytest.raises(StoreError, match=r"ferry\.txt.*damaged"):
                index.verify([Claim("The fairy leaves at nine")])

    def test_of_a_collection_that_lost_a_document(self, tmp_path: Path) -> None:
        with Index.open(tmp_path, encoders=word_encoders()) as index:
            put(index, ferry=FERRY, light=LIGHT)
            with sqlite3.connect(tmp_path / "spravka.sqlite") as connection:
                connection.execute("DROP TRIGGER document_deleted")
                connection.execute("DELETE FROM documents WHERE source = 'ferry.txt'")
            connection.close()
            with pytest.raises(StoreError, match="1 are found"):
                index.verify([Claim("The ferry leaves at nine")])


def test_a_quote_is_told_from_texts_that_share_no_gram(shelf: Index) -> None:
    assert len(fold("сказал смотрител").codes) == GRAM - 1
    assert told(shelf, "сказал смотрител") == ("verbatim", None)
    assert told(shelf, "сказал Смотрител") == ("absent", "altered")
    assert told(shelf, "сказал смотритех") == ("absent", "fabricated")


def test_many_claims_are_answered_in_their_order(shelf: Index) -> None:
    quotes = ["at nine", "nowhere to be found at all", "сказал", "AT NINE", "harbour"] * 20
    result = shelf.verify([Claim(quote) for quote in quotes])
    assert [found.verdict for found in result.results] == [
        "verbatim", "absent", "verbatim", "absent", "verbatim"
    ] * 20  # fmt: skip
    assert shelf.verify([]).results == ()
