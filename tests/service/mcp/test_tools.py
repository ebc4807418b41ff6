"""What an agent finds: tools, their hints and shapes, and what they give."""

import json
from itertools import pairwise
from typing import Any

import pytest
from mcp import Client

from index import Index
from service.mcp import documents
from tests.service.http.test_app import QUESTION
from tests.service.mcp.talk import call, error, refusal, talk

SOURCE = "akit-general-meeting-2024.txt"
READS = {
    "read_only_hint": True,
    "destructive_hint": False,
    "idempotent_hint": True,
    "open_world_hint": False,
}


@pytest.fixture(scope="module")
def agents(server: str) -> str:
    """The address for agents, of the seeds."""
    return f"{server}/mcp"


@pytest.fixture(scope="module")
def harbour(agents: str) -> str:
    return f"{agents}?collection=harbour"


class TestListing:
    @pytest.mark.parametrize("mode", ["auto", "legacy"])
    def test_of_tools_tells_all_that_a_model_needs(self, agents: str, mode: str) -> None:
        async def look(client: Client) -> tuple[Any, str | None]:
            return (await client.list_tools()).tools, client.instructions

        tools, instructions = talk(agents, look, mode=mode)
        assert [tool.name for tool in tools] == [
            "search", "fetch", "answer", "verify_citation", "list_collections",
        ]  # fmt: skip
        for tool in tools:
            assert tool.title
            assert "Returns" in tool.description
            assert tool.annotations.model_dump(exclude_none=True) == READS
            assert tool.input_schema["additionalProperties"] is False
            assert tool.output_schema["type"] == "object"
            assert set(tool.output_schema["required"]) == set(tool.output_schema["properties"])
            for name, given in tool.input_schema.get("properties", {}).items():
                assert given["description"], name
        assert instructions is not None
        assert "verify_citation" in instructions

    def test_of_search_and_fetch_asks_for_one_string(self, agents: str) -> None:
        """Connectors of chat front ends send no more."""

        async def look(client: Client) -> dict[str, Any]:
            return {tool.name: tool.input_schema for tool in (await client.list_tools()).tools}

        schemas = talk(agents, look)
        for tool, argument in (("search", "query"), ("fetch", "id")):
            assert list(schemas[tool]["properties"]) == [argument]
            assert schemas[tool]["required"] == [argument]
            assert schemas[tool]["properties"][argument]["type"] == "string"


class TestSearchAndFetch:
    @pytest.mark.parametrize("mode", ["auto", "legacy"])
    def test_have_the_shapes_of_connectors(self, agents: str, server: str, mode: str) -> None:
        async def research(client: Client) -> tuple[Any, Any]:
            found = await client.call_tool("search", {"query": QUESTION})
            first = found.structured_content["results"][0]
            return found, await client.call_tool("fetch", {"id": first["id"]})

        found, fetched = talk(agents, research, mode=mode)
        for result in (found, fetched):
            [content] = result.content
            assert json.loads(content.text) == result.structured_content
        assert list(found.structured_content) == ["results"]
        results = found.structured_content["results"]
        assert [list(each) for each in results] == [["id", "title", "url", "text"]] * len(results)
        assert "Козловский" in results[0]["text"]
        document = fetched.structured_content
        assert list(document) == ["id", "title", "text", "url", "metadata"]
        assert document["id"] == results[0]["id"]
        assert results[0]["text"] in document["text"]
        span = results[0]["id"].partition(":")[2]
        start, end = span.split("-")
        identity = results[0]["id"].partition(":")[0]
        assert results[0]["url"] == f"{server}/?document={identity}&start={start}&end={end}"

    def test_read_a_long_document_part_by_part(
        self, harbour: str, library: Index, long_text: str
    ) -> None:
        listed = library.documents(collection="harbour").documents
        [tides] = [each for each in listed if each.source == "tides 🌊.txt"]

        async def read(client: Client) -> tuple[str, list[Any]]:
            text, parts, part = "", [], tides.document_id
            while part is not None:
                given = await call(client, "fetch", id=part)
                parts.append(given["metadata"])
                text, part = text + given["text"], given["metadata"]["next"]
            return text, parts

        text, parts = talk(harbour, read)
        assert text == long_text
        assert len(parts) > 1
        for before, after in pairwise(parts):
            assert after["previous"] == f"{tides.document_id}@{before['start']}-{before['end']}"
        assert (parts[0]["previous"], parts[0]["line"]) == (None, 1)
        assert parts[0]["source"] == tides.source
        assert parts[0]["sha256"] == tides.sha256

    def test_put_a_passage_of_a_long_document_in_the_middle(
        self, harbour: str, long_text: str
    ) -> None:
        async def read(client: Client) -> tuple[Any, Any]:
            first = (await call(client, "search", query="owl of the lighthouse"))["results"][0]
            return first, await call(client, "fetch", id=first["id"])

        passage, part = talk(harbour, read)
        assert "owl" in passage["text"]
        metadata = part["metadata"]
        assert part["text"] == long_text[metadata["start"] : metadata["end"]]
        place = part["text"].index(passage["text"])
        assert 0.4 < (place + len(passage["text"]) / 2) / len(part["text"]) < 0.6


class TestAnswers:
    def test_are_a_sentence_whose_citation_can_be_verified_as_it_is(self, agents: str) -> None:
        async def ask(client: Client) -> tuple[Any, Any]:
            answered = await call(client, "answer", question=QUESTION)
            citation = answered["answer"]["citation"]
            return answered, await call(client, "verify_citation", **citation)

        answered, verified = talk(agents, ask)
        assert "Александр Козловский" in answered["answer"]["text"]
        assert 0 < answered["answer"]["confidence"] < 1
        assert answered["answer"]["citation"]["source"] == SOURCE
        assert answered["abstention"] is None
        assert answered["passages"]
        assert answered["coverage"]["documents"] == 1
        assert verified["verdict"] == "verbatim"
        assert verified["citation"] == answered["answer"]["citation"]
        assert verified["url"] == answered["url"]

    def test_are_none_where_the_documents_do_not_tell(self, agents: str) -> None:
        async def ask(client: Client) -> Any:
            return await call(client, "answer", question="Who piloted the Mars mission of 2019?")

        answered = talk(agents, ask)
        assert (answered["answer"], answered["url"]) == (None, None)
        assert answered["abstention"]["reason"] == "not_answered"
        assert "Mars" in answered["abstention"]["missing"]

    def test_keep_to_a_collection_a_filter_and_a_threshold(self, agents: str) -> None:
        keep = {"type": "eq", "key": "kind", "value": "trap"}

        async def ask(client: Client) -> tuple[Any, Any]:
            trapped = await call(
                client, "answer", question="What is a trap?", collection="harbour", filter=keep
            )
            return trapped, await call(client, "answer", question=QUESTION, threshold=1)

        trapped, unsure = talk(agents, ask)
        assert trapped["collection"] == "harbour"
        assert {each["title"] for each in trapped["passages"]} == {"<b>Markup</b>"}
        assert unsure["answer"] is None


class TestVerification:
    def test_names_what_is_wrong_with_a_quote(self, agents: str) -> None:
        async def ask(client: Client) -> list[Any]:
            quotes: list[dict[str, Any]] = [
                {"quote": "председатель Наблюдательного совета АКИТ РФ"},
                {
                    "quote": "председатель Наблюдательного совета АКИТ РФ",
                    "source": SOURCE,
                    "line": 1,
                },
                {"quote": "ПРЕДСЕДАТЕЛЬ наблюдательного совета АКИТ РФ"},
                {"quote": "The board is chaired by a walrus."},
            ]
            return [await call(client, "verify_citation", **quote) for quote in quotes]

        verbatim, moved, altered, fabricated = talk(agents, ask)
        assert (verbatim["verdict"], verbatim["failure"]) == ("verbatim", None)
        assert moved["verdict"] == "moved"
        assert moved["citation"]["line"] == 13
        assert (altered["failure"], altered["differs_only_in"]) == ("altered", ["case"])
        assert (fabricated["verdict"], fabricated["failure"]) == ("absent", "fabricated")
        assert fabricated["url"] is None

    def test_names_ten_places_at_most(self, harbour: str) -> None:
        async def ask(client: Client) -> Any:
            return await call(client, "verify_citation", quote="by hand")

        found = talk(harbour, ask)
        assert found["verdict"] == "verbatim"
        assert len(found["places"]) == 10
        assert found["more_places"]


def test_collections_are_listed_with_the_one_that_is_searched(harbour: str) -> None:
    async def ask(client: Client) -> Any:
        return await call(client, "list_collections")

    found = talk(harbour, ask)
    assert found["searched"] == "harbour"
    listed = {each["name"]: each["documents"] for each in found["collections"]}
    assert (listed["default"], listed["harbour"]) == (1, 2)


class TestMistakes:
    @pytest.mark.parametrize(
        ("tool", "arguments", "told"),
        [
            ("search", {}, "query: Field required"),
            ("search", {"query": ""}, "query: String should have at least 1 character"),
            ("search", {"query": "x" * 10_001}, "at most 10000 characters"),
            ("search", {"query": "a\0b"}, "must not hold NUL"),
            ("search", {"query": "ferry", "k": 5}, "k: Extra inputs are not permitted"),
            ("fetch", {"id": "no such thing"}, "no document"),
            ("fetch", {"id": "a:b"}, "no such id"),
            ("answer", {"question": "ferry?", "collection": "nowhere"}, "nowhere"),
            ("answer", {"question": "ferry?", "filter": {"type": "near"}}, "filter: "),
            ("answer", {"question": "ferry?", "threshold": "high"}, "threshold: "),
            ("verify_citation", {"quote": "ferry", "start": 1, "end": 6}, "needs its document"),
            ("list_collections", {"all": True}, "all: Extra inputs"),
        ],
    )
    def test_are_told_to_the_model(
        self, agents: str, tool: str, arguments: dict[str, Any], told: str
    ) -> None:
        async def ask(client: Client) -> str:
            return await refusal(client, tool, **arguments)

        assert told in talk(agents, ask)

    def test_in_a_span_say_what_the_document_has(self, agents: str, library: Index) -> None:
        [document] = library.documents().documents

        async def ask(client: Client) -> str:
            return await refusal(client, "fetch", id=f"{document.document_id}:5-99999999")

        assert f"{document.length} characters" in talk(agents, ask)

    def test_in_a_tools_name_are_errors_of_the_protocol(self, agents: str) -> None:
        async def ask(client: Client) -> str:
            return await error(client.call_tool("delete", {}))

        assert "there are search, fetch" in talk(agents, ask)

    def test_of_ours_are_logged_and_not_shown(
        self, agents: str, library: Index, monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:  # fmt: skip
        def fail(*_: object, **__: object) -> None:
            raise RuntimeError("a path of ours")

        monkeypatch.setattr(library, "search", fail)

        async def ask(client: Client) -> str:
            return await refusal(client, "search", query="a private question")

        assert talk(agents, ask) == "The server failed; its log tells more."
        assert "a path of ours" in caplog.text
        assert "a private question" not in caplog.text


class TestResources:
    def test_are_the_documents(self, agents: str, library: Index, seeds: Any) -> None:
        async def read(client: Client) -> tuple[Any, Any, Any]:
            listed = (await client.list_resources()).resources
            whole = await client.read_resource(listed[0].uri)
            part = await client.read_resource(f"{listed[0].uri}?start=1664&end=1904")
            return listed, whole.contents[0], part.contents[0]

        [listed], whole, part = talk(agents, read)
        text = (seeds / SOURCE).read_bytes().decode()
        [document] = library.documents().documents
        assert (listed.name, listed.title) == (SOURCE, document.title)
        assert listed.uri == f"spravka://documents/{document.document_id}"
        assert whole.text == text
        assert part.text == text[1664:1904]
        assert (part.meta["start"], part.meta["end"], part.meta["length"]) == (
            1664,
            1904,
            len(text),
        )

    def test_are_listed_page_by_page(self, harbour: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(documents, "_PAGE", 1)

        async def read(client: Client) -> list[str]:
            names, page = [], await client.list_resources()
            names += [each.name for each in page.resources]
            while page.next_cursor is not None:
                page = await client.list_resources(cursor=page.next_cursor)
                names += [each.name for each in page.resources]
            return names

        assert talk(harbour, read) == ["hostile.md", "tides 🌊.txt"]

    def test_tell_how_their_spans_are_named(self, agents: str) -> None:
        async def read(client: Client) -> list[str]:
            found = await client.list_resource_templates()
            return [each.uri_template for each in found.resource_templates]

        assert talk(agents, read) == ["spravka://documents/{document_id}{?start,end}"]

    @pytest.mark.parametrize(
        ("uri", "told"),
        [
            ("spravka://documents/none", "no document"),
            ("spravka://elsewhere/none", "begin with spravka://documents/"),
            ("file:///etc/passwd", "begin with spravka://documents/"),
            ("spravka://documents/none?start=-1", "start=NUMBER"),
            ("spravka://documents/none?line=1", "start=NUMBER"),
        ],
    )
    def test_that_are_none_are_refused(self, agents: str, uri: str, told: str) -> None:
        async def read(client: Client) -> str:
            return await error(client.read_resource(uri))

        assert told in talk(agents, read)

    def test_of_a_cursor_or_a_collection_that_is_none_are_refused(self, agents: str) -> None:
        async def turn(client: Client) -> str:
            return await error(client.list_resources(cursor="here"))

        async def look(client: Client) -> str:
            return await error(client.list_resources())

        assert "no such cursor" in talk(agents, turn)
        assert "nowhere" in talk(f"{agents}?collection=nowhere", look)
