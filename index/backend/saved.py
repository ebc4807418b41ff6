"""Parts of a backend as they are saved: by a manifest that binds them to the store's history.

The manifest is written last. It names the files with their checksums, has a checksum itself, and
holds the token of the commit of the store that they were derived from.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from zlib import crc32

from index.durable import Written, delete, locked, open_checked, others, write_file

LAYOUT_VERSION = 4
_MANIFEST = "manifest.json"

Made = TypeVar("Made")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Saved:
    """What is saved in a folder: the parts of one generation, and their files' checksums."""

    folder: Path
    generation: int
    digests: Mapping[str, str]

    @contextmanager
    def open(self, part: str) -> Iterator[BinaryIO]:
        """Yield a part's file to be read; raises OSError, ValueError, KeyError."""
        name = f"{part}-{self.generation}"
        with open_checked(self.folder / name, digest=self.digests[name]) as file:
            yield file


def save_parts(
    folder: Path,
    parts: Mapping[str, Callable[[Written], object]],
    *,
    generation: int,
    token: str,
) -> None:
    """Write what each part writes, in place of what was saved in `folder`; raises OSError.

    Nothing is written where another process is just writing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder) as alone:
        if not alone:
            return
        digests = {}
        for part, write in parts.items():
            name = f"{part}-{generation}"
            digests[name] = write_file(folder / name, write)
        manifest = {
            "layout": LAYOUT_VERSION,
            "generation": generation,
            "token": token,
            "sha256": digests,
        }
        write_file(folder / _MANIFEST, lambda file: file.write(_sealed(manifest)))
        delete(others(folder, keep={*digests, _MANIFEST}))


def load_parts(
    folder: Path, make: Callable[[Saved], Made], *, token_of: Callable[[int], str | None]
) -> Made | None:
    """Return what `make` makes of what is saved in `folder`, None where it is not to be trusted.

    `token_of` gives the store's token of a generation. What is missing, damaged, or derived from
    another store's history is not loaded; the log says so.
    """
    manifest = None
    try:
        while (newest := _read_manifest(folder)) is not None and newest != manifest:
            manifest = newest
            generation = manifest["generation"]
            if manifest["layout"] != LAYOUT_VERSION or manifest["token"] != token_of(generation):
                _log.warning("%s: of another history; deriving it again", folder)
                return None
            # While it was read, another process may have saved a newer one in its place.
            with suppress(FileNotFoundError):
                return make(Saved(folder, generation, manifest["sha256"]))
        if manifest is not None:
            _log.warning("%s: a file is missing; deriving it again", folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        _log.warning("%s: cannot be read (%s); deriving it again", folder, error)
    return None


def saved_names(folder: Path) -> set[str]:
    """Return the names of the files that are saved in `folder`, as far as they can be told."""
    try:
        manifest = _read_manifest(folder)
    except (OSError, ValueError, AttributeError):
        return {_MANIFEST}
    return set() if manifest is None else {_MANIFEST, *manifest["sha256"]}


def saved_generation(folder: Path) -> int:
    """Return the generation of what is saved in `folder`, -1 where there is nothing to trust."""
    try:
        manifest = _read_manifest(folder)
        return -1 if manifest is None else int(manifest["generation"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return -1


def _read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return what is saved in `folder`, None for nothing; raises OSError, ValueError."""
    try:
        content = (folder / _MANIFEST).read_bytes()
    except FileNotFoundError:
        return None
    manifest: dict[str, Any] = json.loads(content)
    kept = {name: value for name, value in manifest.items() if name != "checksum"}
    if _sealed(kept) != content:
        raise ValueError(f"{_MANIFEST} is damaged")
    return kept


def _sealed(manifest: Mapping[str, Any]) -> bytes:
    """Return a manifest as it is saved: with a checksum, and so that no byte may be another."""
    checksum = crc32(json.dumps(manifest).encode())
    return json.dumps({**manifest, "checksum": checksum}).encode()
