"""Local backends as files: two of each segment, and one of what is gone of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.backend.arrays import map_arrays, write_arrays
from index.backend.local import LocalBackend, first_due
from index.backend.saved import Saved, Write, load_saved, read_saved
from index.backend.segment import Part, Segment


def save_backend(folder: Path, backend: LocalBackend, *, token: str) -> LocalBackend:
    """Save a backend in `folder`, which must be locked, and return it as a view of its files.

    `token` is that of the commit of the store that it was derived from. Of what was saved there
    the files of the backend's own segments stay, the others are deleted. Raises OSError.
    """
    there = _digests(folder)
    names, files, kept, parts = list[str](), dict[str, Write](), dict[str, str](), list[Part]()
    for part in map(_whole, backend.parts):
        name = part.segment.name or _name(part.segment, backend.generation)
        files |= part.segment.files(name)
        kept |= {
            file: digest
            for file, digest in part.segment.digests.items()
            if there.get(file) == digest
        }
        names.append(name)
        parts.append(part)
    gone = {str(i): np.packbits(part.gone) for i, part in enumerate(parts) if part.gone is not None}
    files[_gone(backend.generation)] = lambda file: write_arrays(file, gone)
    saved = Saved(folder, backend.generation, token, names, kept).write(files)
    return _backend(saved, held=[part.segment for part in parts])


def load_backend(
    folder: Path,
    *,
    token_of: Callable[[int], str | None],
    held: Sequence[Segment] = (),
) -> LocalBackend | None:
    """Return the backend saved in `folder`, or None where it is not to be trusted.

    `token_of` gives the store's token of a generation. Segments that are `held` are not read again.
    """
    return load_saved(folder, lambda saved: _backend(saved, held=held), token_of=token_of)


def merge_saved(folder: Path) -> bool:
    """Merge what is due of the segments saved in `folder`, and give the large ones codes.

    Return whether anything was due. The folder must be locked; what is saved stays of its
    generation. Raises OSError, ValueError, RuntimeError, KeyError.
    """
    saved = read_saved(folder)
    if saved is None:
        return False
    backend = _backend(saved)
    if not is_due(backend):
        return False
    parts = list(backend.parts)
    first = first_due(backend.sizes)
    if first is not None:
        parts[first:] = [Part(Segment.merged(parts[first:]))]
    parts = [replace(part, segment=part.segment.coded()) for part in parts]
    merged = LocalBackend(generation=saved.generation, parts=parts)
    save_backend(folder, merged, token=saved.token)
    return True


def is_due(backend: LocalBackend) -> bool:
    """Return whether there is anything that `merge_saved` would do."""
    parts = [part for part in backend.parts if part.segment.name is not None]
    lack = (part.segment.dense.lacks_codes for part in parts)
    return first_due([part.count for part in parts]) is not None or any(lack)


def _whole(part: Part) -> Part:
    """Return a part whose segment has nothing that is gone, if it is not saved yet."""
    if part.segment.name is not None or part.gone is None:
        return part
    return Part(Segment.merged([part]))


def _name(segment: Segment, generation: int) -> str:
    """Return the name of a segment that is saved first: what it holds follows from it."""
    return f"{segment.ids[0]}-{segment.ids[-1]}-{len(segment)}-{generation}"


def _gone(generation: int) -> str:
    return f"gone-{generation}"


def _digests(folder: Path) -> dict[str, str]:
    try:
        saved = read_saved(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        saved = None
    return {} if saved is None else dict(saved.digests)


def _backend(saved: Saved, *, held: Sequence[Segment] = ()) -> LocalBackend:
    """Return the backend that is saved; raises OSError, RuntimeError, ValueError, KeyError."""
    known = {segment.name: segment for segment in held}
    gone = map_arrays(saved.checked(_gone(saved.generation)))
    parts = []
    for place, name in enumerate(saved.segments):
        segment = known.get(name)
        if segment is None or segment.digests != Segment.digests_in(saved, name):
            segment = Segment.map(saved, name)
        packed = gone.get(str(place))
        marks = None
        if packed is not None:
            marks = np.unpackbits(packed, count=len(segment)).view(np.bool_)
        parts.append(Part(segment, marks))
    return LocalBackend(generation=saved.generation, parts=parts)
