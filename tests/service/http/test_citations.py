"""Citations verified over HTTP and from the command line: their shapes, verdicts and grammar."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index import Index
from index.errors import InvalidInput
from index.verify.claims import Claim
from service.cli.main import run
from service.cli.quotations import read_quotations
from tests.service.conftest import OWL
from tests.service.http.test_app import QUESTION, assert_problem

SOURCE = "akit-general-meeting-2024.txt"
ADDRESS = "/v1/citations/verify"
OF_FOUR = "председатель Наблюдательного совета АКИТ РФ"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> list[str]:
    """Where an index of the seeds is, as options."""
    folder = tmp_path_factory.mktemp("data")
    with Index.open(folder) as index:
        index.add(seeds)
    return ["--data", str(folder)]


def verify(client: TestClient, *citations: object, **body: object) -> Any:
    response = client.post(ADDRESS, json={"citations": list(citations), **body})
    assert response.status_code == 200, response.text
    return response.json()


class TestApi:
    def test_takes_back_the_citations_of_a_search(self, client: TestClient) -> None:
        hits = client.get("/v1/search", params={"q": QUESTION}).json()["hits"]
        citations = [hit["citation"] for hit in hits]
        found = verify(client, *citations)
        assert list(found) == ["collection", "generation", "took_ms", "results"]
        assert [result["verdict"] for result in found["results"]] == ["verbatim"] * len(hits)
        assert [result["citation"] for result in found["results"]] == citations
        for result in found["results"]:
            assert list(result) == [
                "verdict", "failure", "message", "citation", "places", "more_places",
                "differs_only_in", "pieces", "elided",
            ]  # fmt: skip

    def test_counts_code_points(self, client: TestClient, long_text: str) -> None:
        start = long_text.index(OWL)
        citation = {
            "quote": OWL, "source": "tides 🌊.txt", "start": start, "end": start + len(OWL),
        }  # fmt: skip
        found = verify(client, citation, collection="harbour")["results"][0]
        assert found["verdict"] == "verbatim"

    def test_names_each_failure(self, client: TestClient) -> None:
        found = verify(
            client,
            {"quote": "A trap: <img", "source": "tides 🌊.txt"},
            {"quote": OWL.replace(" ", "\n")},
            {"quote": "The owl 🦉 of the lighthouse at Skagen Nobody 😀 else did"},
            {"quote": "The owl 🦉 of the lighthouse at Skagen … Nobody 😀 else did"},
            {"quote": "The cat of the harbour master slept through them all."},
            collection="harbour",
        )["results"]
        assert {result["verdict"] for result in found} == {"absent"}
        assert [result["failure"] for result in found] == [
            "misattributed", "altered", "fabricated", "stitched", "fabricated"
        ]  # fmt: skip
        assert found[1]["differs_only_in"] == ["white_space"]
        assert found[1]["citation"]["quote"] == OWL
        piece = found[3]["pieces"][0]
        assert list(piece) == ["start", "end", "citation"]
        assert piece["citation"]["quote"] == "The owl 🦉 of the lighthouse at Skagen"

    @pytest.mark.parametrize(
        ("citation", "detail"),
        [
            ({}, "#/citations/0/quote: Field required"),
            ({"quote": " "}, "a quote is empty: give its characters"),
            ({"quote": "a" * 10_001}, "at most 10000 characters"),
            ({"quote": "a\0"}, "NUL"),
            ({"quote": "a", "start": 1, "end": 2}, "needs its document"),
            ({"quote": "a", "source": SOURCE, "start": 2}, "both a start and an end"),
            ({"quote": "a", "source": SOURCE, "start": "2", "end": 3}, "valid integer"),
            ({"quote": "a", "sorce": SOURCE}, "Extra inputs are not permitted"),
        ],
    )
    def test_refuses_what_cannot_be_verified(
        self, client: TestClient, citation: dict[str, object], detail: str
    ) -> None:
        response = client.post(ADDRESS, json={"citations": [citation]})
        assert detail in assert_problem(response, 422, "invalid")["detail"]

    def test_takes_up_to_a_hundred(self, client: TestClient) -> None:
        assert len(verify(client, *[{"quote": "АКИТ"}] * 100)["results"]) == 100
        for citations in ([], [{"quote": "АКИТ"}] * 101):
            response = client.post(ADDRESS, json={"citations": citations})
            assert_problem(response, 422, "invalid")

    def test_knows_its_collections(self, client: TestClient) -> None:
        response = client.post(ADDRESS, json={"citations": [{"quote": "a"}], "collection": "lost"})
        assert_problem(response, 404, "not-found")


class TestText:
    @pytest.mark.parametrize(
        ("text", "claim"),
        [
            ("«Да» [a.txt:13]", Claim("Да", source="a.txt", line=13)),
            ("“Yes” (a.txt:1-5).", Claim("Yes", source="a.txt", start=1, end=5)),
            ("„Ja“, [a b.md:1–5]", Claim("Ja", source="a b.md", start=1, end=5)),
            ('He said: "Yes, we can." (notes/a.txt)', Claim("Yes, we can.", source="notes/a.txt")),
            ("«Он „так“ и «сяк»» — [a.txt]", Claim("Он „так“ и «сяк»", source="a.txt")),
            ("«one two three four»", Claim("one two three four")),
            ("«one two three four» [1]", Claim("one two three four")),
            (
                "«one two\nthree four»\n[a.txt:2]",
                Claim("one two\nthree four", source="a.txt", line=2),
            ),
            ("> one\n> two\n", Claim("one\ntwo")),
            ("> one\n> two\n> — [a.txt:2]", Claim("one\ntwo", source="a.txt", line=2)),
            ("> one two\n\n[a.txt:2]", Claim("one two", source="a.txt", line=2)),
            (
                "> One.\n>\n> Two.\n\n[a.txt:1-10]",
                Claim("One.\n\nTwo.", source="a.txt", start=1, end=10),
            ),
            ("> «one» [a.txt:2]", Claim("one", source="a.txt", line=2)),
            ("> «one»\n\n— [a.txt:2]", Claim("one", source="a.txt", line=2)),
            ("«Да» [https://a.org:80/x:13]", Claim("Да", source="https://a.org:80/x", line=13)),
            ('"A "nested" word," he said, "ends" [a.txt]', Claim("ends", source="a.txt")),
            ('"The "red" door" [a.txt:1]', Claim('The "red" door', source="a.txt", line=1)),
            ('"Сосед крикнул "ура"" [a.txt]', Claim('Сосед крикнул "ура"', source="a.txt")),
            ('"A 5" pipe is long" [a.txt]', Claim('A 5" pipe is long', source="a.txt")),
            ('*"one two three four"*', Claim("one two three four")),
            ('_"раз два три четыре"_', Claim("раз два три четыре")),
            ('x:"one two three four";', Claim("one two three four")),
            ('> *"one"* [a.txt:2]', Claim("one", source="a.txt", line=2)),
            ("- > one two [a.txt]", Claim("one two", source="a.txt")),
            ("3. > раз два\n   > три", Claim("раз два\nтри")),
            ("- one\n\n      > two three", Claim("two three")),
            ("> > one two", Claim("one two")),
        ],
    )
    def test_quotes(self, text: str, claim: Claim) -> None:
        found = read_quotations(f"Before.\n\n{text}\n\nAfter.", name="answer.md").found
        assert [quotation.claim for quotation in found] == [claim]
        assert text.startswith("- one") or found[0].place == "line 3"

    @pytest.mark.parametrize(
        ("written", "claim"),
        [
            ("news.txt:13 [10:20]", Claim("Да", source="news.txt", line=13, start=10, end=20)),
            (" — news.txt:13 [10:20].", Claim("Да", source="news.txt", line=13, start=10, end=20)),
            ("(LICENCE:1 [0:45])", Claim("Да", source="LICENCE", line=1, start=0, end=45)),
            ("[b.pdf, page 3]", Claim("Да", source="b.pdf", page=3)),
            ("(отчёт.pdf, стр. 3)", Claim("Да", source="отчёт.pdf", page=3)),
            ("(см. устав.md, строка 7)", Claim("Да", source="устав.md", line=7)),
            ("(source: rules.md:5)", Claim("Да", source="rules.md", line=5)),
            ("[rules.md#L5]", Claim("Да", source="rules.md", line=5)),
            ("[rules](rules.md)", Claim("Да", source="rules.md")),
            ("`[rules.md:5]`", Claim("Да", source="rules.md", line=5)),
            ("**[rules.md:5]**", Claim("Да", source="rules.md", line=5)),
            ("| [rules.md:5] |", Claim("Да", source="rules.md", line=5)),
            ("— Устав, стр. 2.", Claim("Да", source="Устав", page=2)),
            ("[Устав]", Claim("Да", source="Устав")),
            (
                "office notes.txt:3 [1:5]",
                Claim("Да", source="office notes.txt", line=3, start=1, end=5),
            ),
            ("[a [draft].txt:1]", Claim("Да", source="a [draft].txt", line=1)),
            ("(report (1).txt:2)", Claim("Да", source="report (1).txt", line=2)),
            ("(tax.xlsx, Tax!A2:D2)", Claim("Да", source="tax.xlsx", part="Tax!A2:D2")),
        ],
    )
    def test_names_a_source_as_it_is_printed_and_as_people_write(
        self, written: str, claim: Claim
    ) -> None:
        names = {"Устав", "office notes.txt", "a [draft].txt", "report (1).txt", "tax.xlsx"}
        read = read_quotations(f"«Да» {written}", name="a.md", is_known=names.__contains__)
        assert [quotation.claim for quotation in read.found] == [claim]

    @pytest.mark.parametrize(
        "written", ["(rules.md, lines 5-9)", "[a.txt:1; b.txt:2]", "(стр. 5)", "(https://a.org/b)"]
    )
    def test_says_which_source_it_does_not_understand(self, written: str) -> None:
        [quotation] = read_quotations(f"«Да» {written}", name="a.md").found
        assert (quotation.claim, quotation.not_understood) == (Claim("Да"), written)

    @pytest.mark.parametrize(
        "behind", ["[sic]", "(2019)", "[1]", "(курсив мой)", "at 5:30", "— said in 2024, page 3"]
    )
    def test_names_no_source_by_what_is_none(self, behind: str) -> None:
        [quotation] = read_quotations(f"«раз два три четыре» {behind}", name="a.md").found
        assert (quotation.claim, quotation.not_understood) == (Claim("раз два три четыре"), None)

    def test_tells_what_it_passes_over(self) -> None:
        text = 'The "term." («Калибр»)\n\n«Не закрыто\n\nнигде» or "so'
        read = read_quotations(text, name="a.md")
        assert [(each.place, each.text) for each in read.too_short] == [
            ("line 1", "term."),
            ("line 1", "Калибр"),
        ]
        assert [(each.place, each.text) for each in read.not_closed] == [
            ("line 3", "Не закрыто"),
            ("line 5", "so"),
        ]

    @pytest.mark.parametrize(
        "text",
        [
            'Just «Калибр» and "a term".',
            '```\n"one two three four" [a.txt:1]\n```',
            "~~~\n> one two three four\n",
            "«never closed, though it goes on",
            "«closed in the next paragraph\n\nonly, after a blank line»",
            'The 5" pipe and the 6" pipe are not quotes',
            "",
        ],
    )
    def test_does_not_quote(self, text: str) -> None:
        assert read_quotations(text, name="answer.md").found == ()

    def test_quotes_in_its_order(self) -> None:
        text = "«a b c d»\n\n> block\n\n“e f g h” [x.txt:1] and «i j k l»"
        found = read_quotations(text, name="-").found
        assert [(quotation.place, quotation.claim.quote) for quotation in found] == [
            ("line 1", "a b c d"),
            ("line 3", "block"),
            ("line 5", "e f g h"),
            ("line 5", "i j k l"),
        ]

    def test_names_the_line_of_a_quote_that_is_none(self) -> None:
        with pytest.raises(InvalidInput, match=r"a\.md, line 2: no span goes from 9 to 3"):
            read_quotations("\n«a» [a.txt:9-3]", name="a.md")

    def test_a_citation_whose_quote_is_no_text_is_not_passed_over(self) -> None:
        good, bad = ({"source": "a.txt", "quote": quote} for quote in ("x", 5))
        with pytest.raises(InvalidInput, match="/1: quote does not fit"):
            read_quotations(json.dumps([good, bad]), name="a.json")


class TestJson:
    def test_cites_wherever_an_object_has_a_quote_and_a_document(self) -> None:
        value = {
            "collection": "harbour",
            "answer": {"citation": {"quote": "a", "document_id": "1", "start": 0, "end": 1}},
            "hits": [{"best_sentence": {"quote": "b", "start": 0, "end": 1}}, 1, None],
            "more": [{"quote": "c", "source": "c.txt", "line": None, "score": 0.5}],
        }
        for name in ("a.json", "-"):
            read = read_quotations(json.dumps(value), name=name)
            assert [(quotation.place, quotation.claim) for quotation in read.found] == [
                ("/answer/citation", Claim("a", document_id="1", start=0, end=1)),
                ("/more/0", Claim("c", source="c.txt")),
            ]
            assert read.collections == {"harbour"}

    def test_may_be_one_value_a_line(self) -> None:
        lines = '{"quote": "a", "source": "a.txt"}\n\n{"hit": {"quote": "b", "source": "b.txt"}}\n'
        found = read_quotations(lines, name="a.jsonl").found
        assert [quotation.place for quotation in found] == ["line 1", "line 3/hit"]

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("{", "neither JSON nor JSON lines"),
            ("[" * 100_000, "neither JSON nor JSON lines"),
            ('[{"quote": "a", "source": "a.txt", "start": "x"}]', "/0: start does not fit"),
            ('[{"quote": "a", "source": "a.txt", "start": 1}]', "/0: a span has both"),
        ],
    )
    def test_that_is_broken_is_refused(self, text: str, reason: str) -> None:
        with pytest.raises(InvalidInput, match=reason):
            read_quotations(text, name="a.json")


class TestCommand:
    def test_passes_our_own_answer(
        self, data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["search", QUESTION, "--json", *data]) == 0
        file = tmp_path / "answer.json"
        file.write_text(capsys.readouterr().out, encoding="utf-8")
        assert run(["verify", str(file), *data]) == 0
        out = capsys.readouterr().out
        assert out.startswith("verbatim      /hits/0/citation: ")
        assert "quotes: " in out
        assert "absent" not in out

    def test_tells_what_is_wrong_with_a_text(
        self, data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "answer.md"
        file.write_text(
            f"«Генеральный директор ПАО» [{SOURCE}:5], «Генеральный директор ОАО» [{SOURCE}:5].\n"
            f"> Генеральный директор ПАО\n\n[{SOURCE}:1-25]\n",
            encoding="utf-8",
        )
        assert run(["verify", str(file), *data]) == 1
        out = capsys.readouterr().out.splitlines()
        assert out[0] == "verbatim      line 1: Генеральный директор ПАО"
        assert out[1] == "fabricated    line 1: Генеральный директор ОАО"
        assert out[-1] == "3 quotes: 1 verbatim, 1 fabricated, 1 moved"

    def test_says_what_it_did_not_check(
        self, data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "answer.md"
        quote = "«Генеральный директор ПАО»"
        for text, status, said in (
            (f"{quote} {SOURCE}:5 [1:9]", 1, "but elsewhere: at "),
            (f"{quote} ({SOURCE}, lines 5-9)", 1, f"not understood: ({SOURCE}, lines 5-9)"),
            (f"{quote} ({SOURCE}:5) and «Калибр»", 0, "too short (line 1: Калибр)"),
            (f"{quote} ({SOURCE}:5) and «Калибр", 1, "1 not closed (line 1: Калибр)"),
            ("«Генеральный директор ПАО «Калибр»", 2, "1 not closed (line 1: Генеральный"),
            (f"«{OF_FOUR}»", 0, f"It stands in {SOURCE}, at "),
        ):
            file.write_text(text, encoding="utf-8")
            assert run(["verify", str(file), *data]) == status
            assert said in "".join(capsys.readouterr())

    def test_prints_the_shape_of_the_api_for_programs(
        self,
        data: list[str],
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        text = f"«АКИТ РФ» [{SOURCE}]".encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
        assert run(["verify", "-", "--json", *data]) == 0
        found = json.loads(capsys.readouterr().out)
        assert list(found) == [
            "collection", "generation", "took_ms", "results", "too_short", "not_closed",
        ]  # fmt: skip
        result = found["results"][0]
        assert (result["place"], result["quote"]) == ("line 1", "АКИТ РФ")
        assert result["verdict"] == "verbatim"
        assert result["citation"]["quote"] == "АКИТ РФ"

    @pytest.mark.parametrize(
        ("file", "content", "reason"),
        [
            ("a.md", "No quotes in here.", "no quotes in it"),
            ("a.json", "{", "neither JSON nor JSON lines"),
            ("a.json", '{"collection": "lost", "quote": "q", "source": "s"}', "'lost'"),
            ("a.jsonl", '{"collection": "a", "quote": "q", "source": "s"}\n' * 2, "'a'"),
            (
                "a.jsonl",
                '{"collection": "a", "quote": "q", "source": "s"}\n{"collection": "b"}',
                "--collection",
            ),
            ("a.md", "\0\1\2", "a.md"),
        ],
    )
    def test_refuses_in_one_line(
        self,
        data: list[str],
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        *,
        file: str,
        content: str,
        reason: str,
    ) -> None:
        (tmp_path / file).write_text(content, encoding="utf-8")
        assert run(["verify", str(tmp_path / file), *data]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert reason in captured.err
        assert captured.err.count("\n") == 1

    def test_needs_its_file(self, data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["verify", "nowhere.md", *data]) == 2
        assert "nowhere.md" in capsys.readouterr().err

    def test_needs_an_index(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["verify", "a.md", "--data", str(tmp_path)]) == 2
        assert "spravka index PATH" in capsys.readouterr().err
