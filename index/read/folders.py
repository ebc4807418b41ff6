"""The files to index: which there are, what is in them, and which are gone."""

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from index.errors import InvalidInput, ReadError
from index.read.detect import detect
from index.read.document import read_document
from index.read.pool import ReaderPool
from index.read.readers import format_of, suffixes
from index.types import Document, Failure, SourceVersion

_LARGEST_FILE = 200_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and the name by which its document goes: its path within the folder given."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class FoundSources:
    """The files to index, the folders that could not be read, and what no reader knows.

    `passed_over` counts the files of the last kind by their suffix, "" for none.
    """

    sources: list[Source]
    unread: list[Failure]
    passed_over: Mapping[str, int]


def find_sources(paths: Iterable[Path]) -> FoundSources:
    """Return what there is to index at `paths`.

    That is each file named, and those in folders that a reader knows; what is hidden is left out,
    and folders behind links are not followed. Raises InvalidInput where a path is not there, a
    folder holds nothing to read, or two files would go by the same name.
    """
    sources: dict[str, Source] = {}
    passed_over: Counter[str] = Counter()
    failures: list[Failure] = []
    nothing = f"no file in it that Spravka reads: {', '.join(suffixes())}"
    for path in paths:
        unread: list[OSError] = []
        found = list(_sources_in(path, unread.append, passed_over))
        for error in unread:
            reason = f"{error.filename}: {error.strerror}"
            failures.append(Failure(str(error.filename), reason, "unreachable"))
        if not found:
            raise InvalidInput(failures[-1].reason if unread else f"{path}: {nothing}")
        for source in found:
            other = sources.setdefault(source.name, source)
            if other is source or os.path.realpath(other.path) == os.path.realpath(source.path):
                continue
            raise InvalidInput(
                f"{other.path} and {source.path} would both go by {source.name!r}:"
                " index the folder that holds both"
            )
    counts = dict(sorted(passed_over.items(), key=lambda item: (-item[1], item[0])))
    return FoundSources(list(sources.values()), failures, counts)


def _sources_in(
    path: Path, on_error: Callable[[OSError], None], passed_over: Counter[str]
) -> Iterator[Source]:
    if path.is_file():
        yield Source(path, path.name)
        return
    if not path.is_dir():
        raise InvalidInput(f"{path}: no such file or folder")
    for folder, folders, files in os.walk(path, onerror=on_error):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = Path(folder, name)
            if name.startswith("."):
                continue
            if format_of(file) is None:
                passed_over[file.suffix.lower()] += 1
            else:
                yield Source(file, file.relative_to(path).as_posix())


def read_source(
    source: Source, *, collection: str, known: SourceVersion | None, pool: ReaderPool
) -> Document | None:
    """Return the file as a document, or None where it is still `known`, and so is its reader.

    What is not text is read in a child process of `pool`. Raises ReadError, naming the source,
    where it cannot be read.
    """
    try:
        source.name.encode()
    except UnicodeEncodeError:
        raise ReadError(
            f"{source.name!a}: the file's name is not UTF-8; rename it", code="unreachable"
        ) from None
    try:
        if not source.path.is_file():
            raise ReadError(f"{source.name}: not a regular file", code="unreachable")
        if source.path.stat().st_size > _LARGEST_FILE:
            raise ReadError(
                f"{source.name}: larger than {_LARGEST_FILE:,} bytes; divide it", code="too_large"
            )
        data = source.path.read_bytes()
    except OSError as error:
        reason = f"{source.name}: {error.strerror or error}"
        raise ReadError(reason, code="unreachable") from error
    if known is not None and known == _version(source, data):
        return None
    return read_document(data=data, source=source.name, collection=collection, pool=pool)


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


def check_folders(paths: Iterable[Path]) -> None:
    """Raise InvalidInput where one of the paths is a file: what is gone shows in a folder alone."""
    for path in paths:
        if path.is_file():
            raise InvalidInput(f"{path}: a file cannot show what is gone; name its folder")


def find_gone(
    known: Iterable[str],
    *,
    folders: Sequence[Path],
    sources: Iterable[Source],
    unread: Iterable[Failure],
) -> list[str]:
    """Return the known sources of which there is no file in the folders any more.

    What was found there, what is in a folder that could not be read, and what cannot be looked at
    is not gone. `sources` and `unread` are what `find_sources` gave.
    """
    found = {source.name for source in sources}
    closed = {Path(failure.source) for failure in unread}
    return [
        name
        for name in known
        if name not in found and all(_is_gone(folder / name, closed=closed) for folder in folders)
    ]


def _is_gone(path: Path, *, closed: set[Path]) -> bool:
    if not closed.isdisjoint(path.parents):
        return False
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
