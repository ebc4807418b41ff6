"""Spravka as its users have it: hybrid, passages with citations, in this process.

Its own folder of the model, in 8 bits, has the very weights that the others' has in float32.
"""

from collections.abc import Sequence

from measured import Add, Search, run

from index import Index, text_document


def open_index(_: str, folder: str) -> tuple[Add, Search]:
    """Return what indexes and searches."""
    index = Index.open(folder)
    index.warm_up()

    def add(ids: Sequence[str], texts: Sequence[str]) -> None:
        index.add_documents(
            text_document(source=name, text=text) for name, text in zip(ids, texts, strict=True)
        )

    def search(question: str, k: int) -> list[str]:
        # Of several passages of one document the best counts.
        hits = index.search(question, k=2 * k).hits
        return list(dict.fromkeys(hit.citation.source for hit in hits))[:k]

    return add, search


run(open_index)
