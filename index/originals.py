"""The bytes that a document was read from: kept with it, made of its text, or still on disk."""

import os
import stat
import time
from collections.abc import Hashable
from hashlib import sha256
from pathlib import Path

from index.cache import Cache
from index.errors import NotFound
from index.store.transaction import Transaction
from index.types import DocumentInfo, Original

WHOLE = slice(None)

_LARGEST = 200_000_000
"""In bytes; no larger file is read into an index."""

_SETTLED_NS = 2 * 10**9
"""How long ago a file has changed that a later change gives another time."""

_KNOWN = 1000


class OriginalReader:
    """Finds originals; one that was once seen to be whole is then read in parts alone."""

    def __init__(self) -> None:
        """Know of nothing yet; safe among threads."""
        self._whole: Cache[bool] = Cache(capacity=_KNOWN)

    def find(self, transaction: Transaction, document: DocumentInfo, part: slice) -> Original:
        """Return `part` of the bytes of the version of a document that the index holds.

        A file of a folder is read again, and is the original only while its bytes are those that
        were indexed. Raises NotFound where the original is nowhere any more, StoreError.
        """
        if document.sha256 == document.text_sha256:
            # A text in UTF-8 is its own original, to the byte.
            data = transaction.documents.text(document).text.encode()
            size, data = len(data), data[part]
        else:
            size, data = self._kept(transaction, document.sha256, part) or self._on_disk(
                transaction, document, part
            )
        return Original(
            document=document,
            generation=transaction.generation,
            size=size,
            start=part.indices(size)[0],
            data=data,
        )

    def _kept(self, transaction: Transaction, digest: str, part: slice) -> tuple[int, bytes] | None:
        originals = transaction.originals
        if part != WHOLE and self._whole.get(digest) and (size := originals.size(digest)):
            start, stop, _ = part.indices(size)
            return size, originals.part(digest, start, stop)
        data = originals.get(digest)
        if data is None:
            return None
        self._whole.put(digest, value=True)
        return len(data), data[part]

    def _on_disk(
        self, transaction: Transaction, document: DocumentInfo, part: slice
    ) -> tuple[int, bytes]:
        root = transaction.roots.of_document(document)
        if root is None:
            raise NotFound(f"the original of {document.source!r} is not kept: send the file again")
        try:
            found = self._read(Path(root.path, root.within(document.source)), document, part)
        except (OSError, ValueError):
            found = None
        if found is None:
            raise NotFound(
                f"the file of {document.source!r} is not there any more as it was indexed:"
                " index its folder again"
            )
        return found

    def _read(self, path: Path, document: DocumentInfo, part: slice) -> tuple[int, bytes] | None:
        """Return the size and a part of the file that was read, None where it is another."""
        # What never ends is not opened.
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            size = status.st_size
            if size > _LARGEST if document.size is None else size != document.size:
                return None
            version = _version(status, document.sha256)
            if part != WHOLE and self._whole.get(version):
                start, stop, _ = part.indices(size)
                file.seek(start)
                return size, file.read(stop - start)
            data = file.read()
        if sha256(data).hexdigest() != document.sha256:
            return None
        if time.time_ns() - status.st_ctime_ns > _SETTLED_NS:
            self._whole.put(version, value=True)
        return size, data[part]


def _version(status: os.stat_result, digest: str) -> Hashable:
    """Return what is another once a file's bytes may be others."""
    times = status.st_mtime_ns, status.st_ctime_ns
    return digest, status.st_dev, status.st_ino, status.st_size, *times
