"""txtai: its hybrid index, BM25 and vectors, with the model's prompts as its instructions."""

from collections.abc import Sequence

from measured import Add, Search, run
from txtai import Embeddings


def open_index(model: str, _: str) -> tuple[Add, Search]:
    """Return what indexes and searches."""
    embeddings = Embeddings(
        path=model,
        method="sentence-transformers",
        instructions={"query": "query: ", "data": "passage: "},
        hybrid=True,
        content=True,
    )
    embeddings.batchtransform(["?"])

    def add(ids: Sequence[str], texts: Sequence[str]) -> None:
        embeddings.index(list(zip(ids, texts, strict=True)))

    def search(question: str, k: int) -> list[str]:
        return [hit["id"] for hit in embeddings.search(question, k)]

    return add, search


run(open_index)
