"""What every way of answering keeps to: what is shown stands in the documents, or is not shown.

A language model is a local server here, whose words are a script: it can be told to lie.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Index, text_document
from index.answer.generate import Answerer, Statement
from index.types import Citation, Hit
from service.llm import ModelAnswerer
from tests.service.http.chat_server import ChatServer, Turn, chatting

QUESTIONS = ("Кто возглавил совет?", "When was it?", "Сколько?")
SENTENCES = st.sampled_from(
    ["Совет возглавил Пётр.", "It was in 1999.", "Ё 🙂 ок!", "Нет.", "A\u0301 é.", "3 мая 2020 г."]
)
BREAKS = st.sampled_from([" ", "\n", "\r\n\r\n", "\u2028", "\t"])

Answers = Callable[[Index, str], Sequence[Citation]]
"""What answers a question from the collection `any`, by what is cited for it."""


def extracted(index: Index, question: str) -> list[Citation]:
    result = index.answer(question, collection="any", threshold=0)
    assert (result.answer is None) == (result.abstention is not None)
    return [] if result.answer is None else [result.answer.citation]


def statements(answerer: Answerer, question: str, hits: Sequence[Hit]) -> list[Statement]:
    async def read() -> list[Statement | None]:
        async with aclosing(answerer.answer(question=question, hits=hits)) as said:
            return [statement async for statement in said]

    return [statement for statement in anyio.run(read) if statement is not None]


def generated(model: ChatServer) -> Answers:
    answerer = ModelAnswerer(url=model.url, model="chatty", key=None, silence=10.0)

    def answers(index: Index, question: str) -> list[Citation]:
        hits = index.search(question, collection="any").hits
        return [statement.citation for statement in statements(answerer, question, hits)]

    return answers


def quotes_and_lies(turn: Turn) -> None:
    """Say of each passage what it says, what it does not, and what another does."""
    turn.begin()
    passages = json.loads(turn.body["messages"][-1]["content"])["passages"]
    for number, passage in enumerate(passages, start=1):
        text = passage["text"]
        for quote, place in (
            (text, number),
            (text.upper(), number),
            (text + " made up", number),
            (text, number + 1),
        ):
            said = {"statement": "So it is.", "passage": place, "quote": quote}
            turn.say(json.dumps(said, ensure_ascii=False) + "\n")
    turn.done()


@pytest.fixture(scope="module")
def model() -> Iterator[ChatServer]:
    with chatting() as server:
        server.script = quotes_and_lies
        yield server


@pytest.fixture(scope="module", params=["extracted", "generated"])
def answers(request: pytest.FixtureRequest, model: ChatServer) -> Answers:
    return extracted if request.param == "extracted" else generated(model)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """One index for many documents: an encoder is loaded once."""
    with Index.open(tmp_path_factory.mktemp("library")) as opened:
        yield opened


def put(index: Index, text: str) -> None:
    index.add_documents([text_document(source="a", text=text, collection="any")], collection="any")


@settings(max_examples=25)
@given(parts=st.lists(st.tuples(SENTENCES, BREAKS), min_size=1, max_size=8))
def test_every_answer_stands_where_it_says(
    library: Index, answers: Answers, parts: Sequence[tuple[str, str]]
) -> None:
    text = "".join(sentence + between for sentence, between in parts)
    put(library, text)
    for question in QUESTIONS:
        for citation in answers(library, question):
            assert text[citation.start : citation.end] == citation.quote
            assert text[: citation.start].endswith(citation.prefix)
            assert text[citation.end :].startswith(citation.suffix)
            assert citation.line == len(text[: citation.start].split("\n"))


def test_what_is_there_is_answered(library: Index, answers: Answers) -> None:
    text = "Совет возглавил Пётр Сергеевич Лебедев, депутат городского собрания."
    put(library, text)
    assert [citation.quote for citation in answers(library, QUESTIONS[0])] == [text]


def test_where_there_is_nothing_nothing_is_answered(library: Index, answers: Answers) -> None:
    put(library, "Совет возглавил Пётр.")
    library.delete(library.documents(collection="any").documents[0].document_id)
    assert list(answers(library, QUESTIONS[0])) == []
