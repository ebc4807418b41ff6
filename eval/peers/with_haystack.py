"""Haystack: its hybrid retrieval in memory, BM25 and vectors joined by reciprocal rank."""

from collections.abc import Sequence

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from measured import Add, Search, run


def open_index(model: str, _: str) -> tuple[Add, Search]:
    """Return what indexes and searches."""
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    embedder = SentenceTransformersDocumentEmbedder(
        model=model, prefix="passage: ", normalize_embeddings=True, progress_bar=False
    )
    embedder.warm_up()
    pipeline = Pipeline()
    pipeline.add_component(
        "embedder",
        SentenceTransformersTextEmbedder(
            model=model, prefix="query: ", normalize_embeddings=True, progress_bar=False
        ),
    )
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store))
    pipeline.add_component("sparse", InMemoryBM25Retriever(store))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("embedder.embedding", "dense.query_embedding")
    pipeline.connect("dense", "joiner")
    pipeline.connect("sparse", "joiner")
    pipeline.warm_up()

    def add(ids: Sequence[str], texts: Sequence[str]) -> None:
        documents = [Document(id=name, content=text) for name, text in zip(ids, texts, strict=True)]
        store.write_documents(embedder.run(documents)["documents"])

    def search(question: str, k: int) -> list[str]:
        asked = {
            "embedder": {"text": question},
            "dense": {"top_k": k},
            "sparse": {"query": question, "top_k": k},
            "joiner": {"top_k": k},
        }
        return [document.id for document in pipeline.run(asked)["joiner"]["documents"]]

    return add, search


run(open_index)
