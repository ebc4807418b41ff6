"""OpenAI's own client over a real server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx2
import pytest
from openai import (
    APIStatusError,
    AuthenticationError,
    NotFoundError,
    OpenAI,
    PermissionDeniedError,
    RateLimitError,
    UnprocessableEntityError,
)
from openai.types.chat import ChatCompletionMessageParam
from pydantic import BaseModel

from index import Index
from service.cli.quotations import read_quotations
from service.keys import Keys
from tests.pages import ROOT, blocks
from tests.service.conftest import serving
from tests.service.http.test_app import QUESTION


def told(error: APIStatusError) -> tuple[str | None, str | None, str | None]:
    """Return an error's type, code and parameter, as the client has them."""
    assert error.response.headers["content-type"] == "application/problem+json"
    assert error.response.json()["status"] == error.status_code
    return error.type, error.code, error.param


SOURCE = "akit-general-meeting-2024.txt"
TOKEN = "correct-horse-battery"


@pytest.fixture(scope="module")
def address(library: Index) -> Iterator[str]:
    with serving(library, token=TOKEN) as address:
        yield address


@pytest.fixture(scope="module")
def openai(address: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{address}/v1", api_key=TOKEN, max_retries=0) as client:
        yield client


def messages(*texts: str) -> list[ChatCompletionMessageParam]:
    return [{"role": "user", "content": text} for text in texts]


class TestProblems:
    def test_are_told_as_its_clients_read_them(self, address: str, openai: OpenAI) -> None:
        with OpenAI(base_url=f"{address}/v1", api_key="wrong", max_retries=0) as stranger:
            with pytest.raises(AuthenticationError, match="is not known") as unknown:
                stranger.vector_stores.list()
            with pytest.raises(AuthenticationError):
                stranger.embeddings.create(model="spravka", input="x")
        assert told(unknown.value) == ("authentication_error", "token", None)
        with pytest.raises(NotFoundError, match="nowhere") as missing:
            openai.vector_stores.retrieve("nowhere")
        assert told(missing.value) == ("not_found_error", "not-found", None)
        with pytest.raises(NotFoundError, match="nothing at this address") as unserved:
            openai.embeddings.create(model="spravka", input="x")
        for ask in (
            lambda: openai.uploads.create(
                bytes=1, filename="a.txt", mime_type="text/plain", purpose="assistants"
            ),
            lambda: openai.responses.create(model="spravka", input="x"),
            openai.conversations.create,
        ):
            with pytest.raises(NotFoundError) as elsewhere:
                ask()
            assert told(elsewhere.value) == ("not_found_error", "no-such-address", None)
        assert told(unserved.value) == ("not_found_error", "no-such-address", None)

    def test_name_what_is_wrong(self, openai: OpenAI) -> None:
        with pytest.raises(UnprocessableEntityError) as refused:
            openai.vector_stores.search("default", query=QUESTION, max_num_results=-1)
        assert told(refused.value) == ("invalid_request_error", "invalid", "max_num_results")
        strange = cast("list[ChatCompletionMessageParam]", [{"role": "nobody", "content": "x"}])
        with pytest.raises(UnprocessableEntityError) as nested:
            openai.chat.completions.create(model="spravka", messages=strange)
        assert str(nested.value.param).startswith("messages[0]")

    def test_of_keys_are_told_alike(self, library: Index, tmp_path: Path) -> None:
        keys = Keys(tmp_path)
        reader = keys.create(scope="read", collections=["default"])[1]
        with serving(library, data=tmp_path, token=TOKEN, rate=4) as address:
            with OpenAI(base_url=f"{address}/v1", api_key=reader, max_retries=0) as client:
                with pytest.raises(PermissionDeniedError) as forbidden:
                    client.vector_stores.create(name="mine")
                with pytest.raises(RateLimitError) as often:
                    for _ in range(8):
                        client.models.list()
            native = httpx2.get(f"{address}/v1/collections")
        assert told(forbidden.value) == ("permission_error", "scope", None)
        assert told(often.value) == ("rate_limit_error", "rate", None)
        assert int(often.value.response.headers["retry-after"]) > 0
        assert native.status_code == 401
        assert "error" not in native.json()


class TestStores:
    def test_are_the_collections(self, openai: OpenAI) -> None:
        stores = {store.id: store for store in openai.vector_stores.list()}
        assert {"default", "harbour"} <= set(stores)
        assert stores["harbour"].file_counts.completed == 2
        assert openai.vector_stores.retrieve("default").name == "default"
        with pytest.raises(NotFoundError, match="nowhere"):
            openai.vector_stores.retrieve("nowhere")

    def test_list_their_files_page_by_page(self, openai: OpenAI, library: Index) -> None:
        listed = library.documents(collection="harbour").documents
        for limit in (1, 20):
            files = list(openai.vector_stores.files.list("harbour", limit=limit))
            assert [each.id for each in files] == [each.document_id for each in listed]
        assert {each.status for each in files} == {"completed"}
        with pytest.raises(NotFoundError, match="no document 'none'"):
            openai.vector_stores.files.list("harbour", after="none")

    def test_are_searched_as_the_service_searches(self, openai: OpenAI, library: Index) -> None:
        page = openai.vector_stores.search("default", query=QUESTION, max_num_results=3)
        hits = library.search(QUESTION, k=3).hits
        assert [(each.file_id, each.content[0].text) for each in page.data] == [
            (hit.citation.document_id, hit.text) for hit in hits
        ]
        assert [each.score for each in page.data] == pytest.approx([hit.score for hit in hits])
        assert page.data[0].filename == SOURCE
        citation = cast("Any", page.data[0]).citation
        assert (citation["start"], citation["end"]) == (
            hits[0].citation.start,
            hits[0].citation.end,
        )

    def test_take_several_queries_and_give_each_passage_once(self, openai: OpenAI) -> None:
        queries = ["owl of the lighthouse", "tide table", "a trap"]
        page = openai.vector_stores.search("harbour", query=queries, max_num_results=5)
        texts = [each.content[0].text for each in page.data]
        assert len(texts) == len(set(texts)) == 5
        assert any("owl" in text for text in texts)
        assert [each.score for each in page.data] == sorted(
            (each.score for each in page.data), reverse=True
        )

    def test_keep_to_a_filter_and_a_score(self, openai: OpenAI) -> None:
        trap = openai.vector_stores.search(
            "harbour", query="trap", filters={"type": "eq", "key": "year", "value": 2024}
        )
        assert {each.filename for each in trap.data} == {"hostile.md"}
        assert trap.data[0].attributes == {"year": 2024, "kind": "trap"}
        least = trap.data[0].score
        for threshold, count in ((least - 0.001, 1), (least + 0.001, 0)):
            kept = openai.vector_stores.search(
                "harbour",
                query="trap",
                filters={"type": "eq", "key": "kind", "value": "trap"},
                ranking_options={"ranker": "auto", "score_threshold": threshold},
            )
            assert len(kept.data) == count

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"query": ""}, "query"),
            ({"query": []}, "query"),
            ({"query": "x", "max_num_results": 51}, "max_num_results"),
            ({"query": "x", "filters": {"type": "near"}}, "filters"),
        ],
    )
    def test_say_what_does_not_fit(self, openai: OpenAI, given: dict[str, Any], told: str) -> None:
        with pytest.raises(UnprocessableEntityError, match=told):
            openai.vector_stores.search("default", **given)


class Told(BaseModel):
    """What a program would have an answer as."""

    answer: str


class TestChat:
    def test_gives_the_sentence_with_its_citation(self, openai: OpenAI, library: Index) -> None:
        chat = openai.chat.completions.create(
            model="spravka", temperature=0.2, max_tokens=10, messages=messages("hello", QUESTION)
        )
        message = chat.choices[0].message
        answer = library.answer(QUESTION).answer
        assert answer is not None
        assert message.content is not None
        assert answer.text in message.content
        assert chat.choices[0].finish_reason == "stop"
        [annotation] = cast("Any", message).annotations
        assert annotation.type == "file_citation"
        assert annotation.filename == SOURCE
        assert message.content[: annotation.index].endswith("”")
        [quotation] = read_quotations(message.content, name="chat").found
        [verified] = library.verify([quotation.claim]).results
        assert verified.verdict == "verbatim"

    def test_streams_the_same(self, openai: OpenAI) -> None:
        whole = openai.chat.completions.create(model="spravka", messages=messages(QUESTION))
        stream = openai.chat.completions.create(
            model="spravka",
            messages=messages(QUESTION),
            stream=True,
            stream_options={"include_usage": True},
        )
        chunks = list(stream)
        deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
        assert "".join(delta.content or "" for delta in deltas) == whole.choices[0].message.content
        assert deltas[0].role == "assistant"
        assert any(getattr(delta, "annotations", None) for delta in deltas)
        assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
        assert chunks[-1].usage is not None

    @pytest.mark.parametrize(
        ("question", "told"),
        [
            (
                "Who piloted the Mars mission of 2019?",
                "No sentence is likely enough to answer this.",
            ),
            ("Кто пилотировал экспедицию на Марс?", "Ни одно предложение не подходит как ответ."),
        ],
    )
    def test_says_that_the_documents_do_not_answer(
        self, openai: OpenAI, question: str, told: str
    ) -> None:
        chat = openai.chat.completions.create(model="spravka", messages=messages(question))
        message = chat.choices[0].message
        assert (message.content or "").startswith(told)
        assert cast("Any", message).annotations == []

    def test_asks_the_collection_that_the_model_names(self, openai: OpenAI) -> None:
        names = [model.id for model in openai.models.list()]
        assert {"spravka", "spravka/harbour"} <= set(names)
        parts: Any = [{"type": "text", "text": "Who counted seven storms before midwinter?"}]
        chat = openai.chat.completions.create(
            model="spravka/harbour", messages=[{"role": "user", "content": parts}]
        )
        assert "owl" in (chat.choices[0].message.content or "")
        for model in ("gpt-5", "spravka/nowhere"):
            with pytest.raises(NotFoundError, match=model.rpartition("/")[2]):
                openai.chat.completions.create(model=model, messages=messages("x"))

    def test_each_model_of_the_list_is_there_by_its_name(self, openai: OpenAI) -> None:
        listed = list(openai.models.list())
        assert [openai.models.retrieve(model.id) for model in listed] == listed
        assert all(model.created > 1_700_000_000 for model in listed)
        for model in ("gpt-5", "spravka/nowhere"):
            with pytest.raises(NotFoundError, match=f"no model '{model}': GET /v1/models"):
                openai.models.retrieve(model)

    def test_is_text_and_no_json(self, openai: OpenAI) -> None:
        text = openai.chat.completions.create(
            model="spravka", messages=messages(QUESTION), response_format={"type": "text"}
        )
        assert text.choices[0].message.content
        with pytest.raises(UnprocessableEntityError, match="leave response_format out") as refused:
            openai.chat.completions.parse(
                model="spravka", messages=messages(QUESTION), response_format=Told
            )
        assert refused.value.param == "response_format.type"

    def test_needs_a_question(self, openai: OpenAI) -> None:
        for given in ([{"role": "system", "content": "Be brief."}], messages("")):
            with pytest.raises(UnprocessableEntityError):
                openai.chat.completions.create(model="spravka", messages=cast("Any", given))


def test_the_example_of_the_guide_runs(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown, *_ = [each.text for each in blocks(ROOT / "docs" / "http.md") if each.language == "py"]
    code = shown.replace("http://127.0.0.1:8000", address).replace("TOKEN", TOKEN)
    kept: dict[str, Any] = {}
    exec(compile(code, "http.md", "exec"), kept)
    kept["client"].close()
    assert "Александр Козловский" in capsys.readouterr().out
    assert len(kept["found"].data) == 3
