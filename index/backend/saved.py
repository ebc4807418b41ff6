"""What is saved in a folder: files by name, and a manifest that binds them to the store's history.

The manifest is written last. It names the files with their checksums, has a checksum itself, and
holds the token of the commit of the store that they were derived from, and the folder's own name,
which is that of one collection.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar
from zlib import crc32

from index.durable import Written, check_digest, delete, others, write_file

LAYOUT_VERSION = 4
_MANIFEST = "manifest.json"
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError)

Made = TypeVar("Made")
Write = Callable[[Written], object]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Saved:
    """What is saved in a folder of one generation: segments, the oldest first, and all files.

    `digests` are the files' checksums by their names.
    """

    folder: Path
    generation: int
    token: str
    segments: Sequence[str]
    digests: Mapping[str, str]

    def checked(self, name: str) -> Path:
        """Return the path of a file that is as it was written; raises OSError, ValueError."""
        check_digest(self.folder / name, digest=self.digests[name])
        return self.folder / name

    def write(self, files: Mapping[str, Write]) -> Self:
        """Write the files that are not there, and then the manifest; raises OSError.

        What else there is in the folder is deleted. The folder must be locked.
        """
        digests = {
            name: self.digests.get(name) or write_file(self.folder / name, write)
            for name, write in files.items()
        }
        manifest = {
            "layout": LAYOUT_VERSION,
            "folder": self.folder.name,
            "generation": self.generation,
            "token": self.token,
            "segments": list(self.segments),
            "sha256": digests,
        }
        write_file(self.folder / _MANIFEST, lambda file: file.write(_sealed(manifest)))
        delete(others(self.folder, keep={*digests, _MANIFEST}))
        return type(self)(self.folder, self.generation, self.token, self.segments, digests)


def load_saved(
    folder: Path, make: Callable[[Saved], Made], *, token_of: Callable[[int], str | None]
) -> Made | None:
    """Return what `make` makes of what is saved in `folder`, None where it is not to be trusted.

    `token_of` gives the store's token of a generation. What is missing, damaged, or derived from
    another store's history is not loaded; the log says so.
    """
    last = None
    try:
        while (newest := read_saved(folder)) is not None and newest != last:
            last = newest
            if newest.token != token_of(newest.generation):
                _log.warning("%s: of another history; deriving it again", folder)
                return None
            # While it was read, another process may have saved a newer one in its place.
            with suppress(FileNotFoundError):
                return make(newest)
        if last is not None:
            _log.warning("%s: a file is missing; deriving it again", folder)
    except _UNREADABLE as error:
        _log.warning("%s: cannot be read (%s); deriving it again", folder, error)
    return None


def saved_names(folder: Path) -> set[str]:
    """Return the names of the files that are saved in `folder`, as far as they can be told."""
    try:
        saved = read_saved(folder)
    except _UNREADABLE:
        return {_MANIFEST}
    return set() if saved is None else {_MANIFEST, *saved.digests}


def saved_generation(folder: Path) -> int:
    """Return the generation of what is saved in `folder`, -1 where there is nothing to trust."""
    try:
        saved = read_saved(folder)
    except _UNREADABLE:
        return -1
    return -1 if saved is None else saved.generation


def saved_mark(folder: Path) -> tuple[int, int] | None:
    """Return what changes when something is saved in `folder`, None where nothing is."""
    try:
        status = (folder / _MANIFEST).stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def read_saved(folder: Path) -> Saved | None:
    """Return what is saved in `folder`, None for nothing.

    Raises OSError, ValueError, KeyError, TypeError, AttributeError where it cannot be read.
    """
    try:
        content = (folder / _MANIFEST).read_bytes()
    except FileNotFoundError:
        return None
    manifest: dict[str, Any] = json.loads(content)
    kept = {name: value for name, value in manifest.items() if name != "checksum"}
    if _sealed(kept) != content:
        raise ValueError(f"{_MANIFEST} is damaged")
    if manifest["layout"] != LAYOUT_VERSION:
        raise ValueError("it was saved by another version")
    if manifest.get("folder", folder.name) != folder.name:
        raise ValueError("it was saved for another collection")
    names = ("generation", "token", "segments", "sha256")
    return Saved(folder, *(manifest[name] for name in names))


def _sealed(manifest: Mapping[str, Any]) -> bytes:
    """Return a manifest as it is saved: with a checksum, and so that no byte may be another."""
    checksum = crc32(json.dumps(manifest).encode())
    return json.dumps({**manifest, "checksum": checksum}).encode()
