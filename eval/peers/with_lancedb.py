"""LanceDB: its hybrid search, full text and vectors of its own function, by reciprocal rank."""

from collections.abc import Sequence

import lancedb
from lancedb.embeddings import get_registry
from lancedb.pydantic import LanceModel, Vector
from measured import Add, Search, run


def open_index(model: str, folder: str) -> tuple[Add, Search]:
    """Return what indexes and searches."""
    embed = get_registry().get("sentence-transformers").create(name=model, device="cpu")
    embed.compute_query_embeddings("?")

    class Document(LanceModel):
        name: str
        text: str = embed.SourceField()
        vector: Vector(embed.ndims()) = embed.VectorField()

    table = lancedb.connect(folder).create_table("documents", schema=Document)

    def add(ids: Sequence[str], texts: Sequence[str]) -> None:
        table.add([{"name": name, "text": text} for name, text in zip(ids, texts, strict=True)])
        table.create_fts_index("text")

    def search(question: str, k: int) -> list[str]:
        found = table.search(question, query_type="hybrid").limit(k).to_list()
        return [row["name"] for row in found]

    return add, search


run(open_index)
