"""The bytes that a document was read from: kept with it, made of its text, or still on disk."""

import stat
from hashlib import sha256
from pathlib import Path

from index.errors import NotFound
from index.store.transaction import Transaction
from index.types import DocumentInfo, Original

_LARGEST = 200_000_000
"""In bytes; no larger file is read into an index."""


def find_original(transaction: Transaction, document: DocumentInfo) -> Original:
    """Return the bytes of the version of a document that the index holds.

    A file of a folder is read again, and is the original only while its bytes are those that were
    indexed. Raises NotFound where the original is nowhere any more, StoreError.
    """
    if document.sha256 == document.text_sha256:
        # A text in UTF-8 is its own original, to the byte.
        data = transaction.documents.text(document).text.encode()
    else:
        data = transaction.originals.get(document.sha256) or _on_disk(transaction, document)
    return Original(document=document, generation=transaction.generation, data=data)


def _on_disk(transaction: Transaction, document: DocumentInfo) -> bytes:
    root = transaction.roots.of_document(document)
    if root is None:
        raise NotFound(f"the original of {document.source!r} is not kept: send the file again")
    data = _read(Path(root.path, root.within(document.source)), size=document.size)
    if data is None or sha256(data).hexdigest() != document.sha256:
        raise NotFound(
            f"the file of {document.source!r} is not there any more as it was indexed:"
            " index its folder again"
        )
    return data


def _read(path: Path, *, size: int | None) -> bytes | None:
    """Return the bytes of a regular file that may be the one that was read, else None."""
    try:
        status = path.stat()
        fits = status.st_size <= _LARGEST if size is None else status.st_size == size
        return path.read_bytes() if stat.S_ISREG(status.st_mode) and fits else None
    except (OSError, ValueError):
        return None
