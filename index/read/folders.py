"""The files to index, each read as a document."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from index.errors import ReadError
from index.read.detect import HEAD, detect, kind_of
from index.read.document import read_document
from index.read.pool import ReaderPool
from index.types import Document, Failure, SourceVersion

_LARGEST_FILE = 200_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and the name by which its document goes: its path within the folder given."""

    path: Path
    name: str


def read_source(
    source: Source, *, collection: str, known: SourceVersion | None, pool: ReaderPool
) -> Document | None:
    """Return the file as a document, or None where it is still `known`, and so is its reader.

    All but small texts are read in child processes of `pool`. Raises ReadError, naming the source,
    where it cannot be read.
    """
    try:
        source.name.encode()
    except UnicodeEncodeError:
        name = source.name.encode(errors="backslashreplace").decode()
        raise ReadError(
            f"{name}: the file's name is not UTF-8; rename it", code="unreachable"
        ) from None
    try:
        if not source.path.is_file():
            leads_nowhere = source.path.is_symlink() and not source.path.exists()
            what = "a link to what is not there" if leads_nowhere else "not a regular file"
            raise ReadError(f"{source.name}: {what}", code="unreachable")
        if source.path.stat().st_size > _LARGEST_FILE:
            raise _too_large(source)
        data = source.path.read_bytes()
    except OSError as error:
        reason = f"{source.name}: {error.strerror or error}"
        raise ReadError(reason, code="unreachable") from error
    if known is not None and known == _version(source, data):
        return None
    return read_document(data=data, source=source.name, collection=collection, pool=pool)


def _too_large(source: Source) -> ReadError:
    """Return the error for a large file: of a kind that is read, or of another, as a film."""
    with source.path.open("rb") as file:
        head = file.read(HEAD)
    if kind_of(head, suffix=source.path.suffix.lower()) == "unknown":
        return ReadError(f"{source.name}: unknown kind of file", code="unknown_format")
    reason = f"{source.name}: larger than {_LARGEST_FILE:,} bytes; divide it"
    return ReadError(reason, code="too_large")


def read_sources(
    sources: Iterable[Source], *, collection: str, known: Mapping[str, SourceVersion]
) -> Iterator[Document | Failure | None]:
    """Yield each file as `read_source` returns it, or why that failed, in their order.

    `known` holds what was read of each source. A few are read ahead, at the same time.
    """

    def read(source: Source) -> Document | Failure | None:
        try:
            return read_source(
                source, collection=collection, known=known.get(source.name), pool=pool
            )
        except ReadError as error:
            return Failure(source.name, str(error), error.code)

    waiting: deque[Future[Document | Failure | None]] = deque()
    pool = ReaderPool()
    threads = ThreadPoolExecutor(pool.most, thread_name_prefix="read")
    try:
        for source in sources:
            waiting.append(threads.submit(read, source))
            if len(waiting) > pool.most:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
        pool.close()
        threads.shutdown()


def _version(source: Source, data: bytes) -> SourceVersion:
    kind = detect(data, name=source.name)
    return SourceVersion(sha256(data).hexdigest(), kind.name, kind.version)
