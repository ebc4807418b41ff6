"""A copy of the store at one generation, taken while it is in use, and put back in its place.

A copy is a data folder of its own, without what is derived.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from index.durable import sync
from index.errors import InvalidInput, StoreError
from index.maintain.doctor import examine
from index.store.schema import STORE_FILE
from index.store.sqlite import connected, store_error

_PAGES = 1000
_IN_USE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a copy holds, and where it is; `size` is in bytes.

    `replaced` is where `restore` moved what stood in its place, None where nothing did.
    """

    folder: Path
    generation: int
    documents: int
    passages: int
    size: int
    replaced: Path | None = None


def back_up(data: Path, folder: Path) -> BackupReport:
    """Copy the store in `data` to `folder`, which is new or empty; it may be written meanwhile.

    The copy is of one generation, and looked through before it is put in its place. Raises
    InvalidInput where there is no index in `data`, no document in it or something in `folder`,
    StoreError where the copy cannot be made or is damaged as its original is.
    """
    _check_source(data)
    if _is_there(folder):
        raise InvalidInput(f"{folder}: there is something in this folder; name a new one")
    return _copy(data, folder, of_nothing=False)


def restore(folder: Path, data: Path, *, replace: bool = False) -> BackupReport:
    """Put the copy in `folder` in place as the data folder `data`.

    With `replace`, what stands there is moved aside and kept: the folder, or its store into a new
    folder within where the folder itself has to stay, as a container's volume. Nothing may have it
    open. Raises InvalidInput where there is no index in `folder`, or something in `data` and not
    `replace`; StoreError where the copy is damaged, or what it is to replace is in use.
    """
    _check_source(folder)
    if not _is_there(data):
        return _copy(folder, data)
    if not replace:
        raise InvalidInput(f"{data}: there is something in this folder; replace it with --replace")
    if folder.resolve().is_relative_to(data.resolve()):
        raise InvalidInput(f"{folder}: it is within the folder it would replace; move it elsewhere")
    _check_unused(data / STORE_FILE)
    return _copy(folder, data, replacing=True)


def _check_source(folder: Path) -> None:
    if not (folder / STORE_FILE).is_file():
        raise InvalidInput(f"{folder}: no index in this folder; name another one")


def _is_there(folder: Path) -> bool:
    """Return whether the path is taken: an empty folder is not."""
    return folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))


def _check_unused(path: Path) -> None:
    """Raise StoreError where a process has the store open."""
    if not path.exists():
        return
    connection = sqlite3.connect(path, timeout=_IN_USE_SECONDS, isolation_level=None)
    with closing(connection):
        try:
            # Only who has the file alone may leave WAL mode.
            connection.execute("PRAGMA journal_mode = DELETE")
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_BUSY"):
                message = "it is in use; stop what serves or indexes it, then restore"
                raise StoreError(f"{path.parent}: {message}") from error
            # Else it is as damaged as one may be that a copy is to replace.


def _copy(
    source: Path, target: Path, *, replacing: bool = False, of_nothing: bool = True
) -> BackupReport:
    """Copy a store, look through the copy, and put it in its place as `target`.

    One without a document is copied only `of_nothing`.
    """
    # What a link leads to is replaced, and not the link; and `.` has a name too.
    place = Path(os.path.realpath(target))
    within = _stays(place)
    replaced = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _aside(place, within=within) as aside:
            _copy_file(source / STORE_FILE, aside / STORE_FILE)
            examination = examine(aside)
            lost = [each for each in examination.findings if each.severity != "note"]
            if lost:
                raise StoreError(f"{source}: {lost[0].where}: {lost[0].what}; see `spravka doctor`")
            if not (examination.documents or of_nothing):
                raise InvalidInput(f"{source}: no document in this index, so nothing to back up")
            sync(aside / STORE_FILE)
            sync(aside)
            put = _put_within if within else _put_beside
            replaced = put(aside, place, replacing=replacing)
        size = (place / STORE_FILE).stat().st_size
    except OSError as error:
        raise StoreError(f"{target}: cannot be written: {error.strerror}") from error
    return BackupReport(
        folder=target,
        generation=examination.generation,
        documents=examination.documents,
        passages=examination.passages,
        size=size,
        replaced=replaced,
    )


def _stays(folder: Path) -> bool:
    """Return whether a folder can be filled and not renamed, as a volume or a service's own."""
    return folder.is_dir() and (os.path.ismount(folder) or not os.access(folder.parent, os.W_OK))


@contextmanager
def _aside(target: Path, *, within: bool) -> Iterator[Path]:
    """Yield a new folder beside `target` or within it, gone at the end unless it was renamed."""
    aside = (target if within else target.parent) / f".{target.name}.{os.getpid()}.tmp"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        yield aside
    finally:
        with suppress(OSError):
            shutil.rmtree(aside)


def _put_beside(aside: Path, target: Path, *, replacing: bool) -> Path | None:
    """Rename `aside` to `target`; return where what stood there is now."""
    replaced = None
    if replacing:
        replaced = _free(target.with_name(f"{target.name}.replaced-{_now()}"))
        _carry_over(target, aside)
        target.rename(replaced)
    aside.rename(target)
    sync(target.parent)
    return replaced


def _put_within(aside: Path, target: Path, *, replacing: bool) -> Path | None:
    """Put what is in `aside` into the folder `target`; return where what stood there is now."""
    replaced = None
    store = target / STORE_FILE
    if replacing and store.exists():
        replaced = _free(target / f"replaced-{_now()}")
        replaced.mkdir()
        # So that the one store or the other is in place at any moment.
        os.link(store, replaced / STORE_FILE)
        # A log that is left would be read into the new store.
        for path in target.glob(f"{STORE_FILE}-*"):
            path.rename(replaced / path.name)
        sync(replaced)
    (aside / STORE_FILE).replace(store)
    sync(target)
    return replaced


def _free(path: Path) -> Path:
    """Return a path at which nothing is: this one, or with a number behind it."""
    others = (path.with_name(f"{path.name}-{number}") for number in count(2))
    return next(each for each in chain([path], others) if not os.path.lexists(each))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S")


def _carry_over(folder: Path, target: Path) -> None:
    """Copy what else lies in an index's folder and no copy holds, such as the keys of a server."""
    for path in folder.iterdir():
        if path.is_file() and not path.name.startswith(STORE_FILE):
            shutil.copy2(path, target / path.name)
            sync(target / path.name)


def _copy_file(source: Path, target: Path) -> None:
    """Copy a store's file as one transaction sees it; raises StoreError."""
    try:
        with connected(source) as original, closing(sqlite3.connect(target)) as copy:
            # A transaction that has read sees one generation, however long the copying takes.
            original.execute("BEGIN")
            original.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            original.backup(copy, pages=_PAGES)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise store_error(source, error) from error
