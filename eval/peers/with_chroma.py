"""Chroma: a persistent collection, dense, with its sentence-transformers function (no prompts)."""

from collections.abc import Sequence

import chromadb
from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction
from measured import Add, Search, run


def open_index(model: str, folder: str) -> tuple[Add, Search]:
    """Return what indexes and searches."""
    embed = SentenceTransformerEmbeddingFunction(model_name=model, normalize_embeddings=True)
    embed(["?"])
    settings = chromadb.Settings(anonymized_telemetry=False)
    client = chromadb.PersistentClient(path=folder, settings=settings)
    collection = client.create_collection("documents", embedding_function=embed)

    def add(ids: Sequence[str], texts: Sequence[str]) -> None:
        collection.add(ids=list(ids), documents=list(texts))

    def search(question: str, k: int) -> list[str]:
        return collection.query(query_texts=[question], n_results=k)["ids"][0]

    return add, search


run(open_index)
