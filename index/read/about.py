"""What people remember a document by, besides its text: titles, tags, names of file and folders."""

import re
from pathlib import PurePosixPath

from index.read.properties import is_list, items, stands_for_content
from index.text.analysis import FOLDER
from index.types import Document, DocumentInfo, Metadata, MetadataValue, folders_of

STANDING = ("status", "state", "статус", "состояние")
"""The names in front matter of what says whether a document holds."""

_JOINED = re.compile(r"[\W_]+")


def titles_of(document: Document | DocumentInfo) -> tuple[str, ...]:
    """Return a document's title, file name, aliases and tags, each once."""
    name = PurePosixPath(document.source).stem
    return tuple(dict.fromkeys([document.title, name, *_remembered(document.metadata)]))


def about(document: Document | DocumentInfo) -> tuple[str, ...]:
    """Return all that its passages are found by besides their text: titles, then folders' names.

    A folder's name ends in a slash; the one that a document is in stands before those around it.
    """
    folders = (folder.rpartition("/")[2] for folder in reversed(folders_of(document.source)))
    return (*titles_of(document), *dict.fromkeys(f"{name}{FOLDER}" for name in folders if name))


def standing_of(document: DocumentInfo) -> str:
    """Return what a document says of whether it holds: its title and file name, and its status.

    Its headings are told by the passages that stand under them.
    """
    said = (document.metadata.get(key) for key in STANDING)
    name = _JOINED.sub(" ", PurePosixPath(document.source).stem)
    return "\n".join([document.title, name, *(each for each in said if isinstance(each, str))])


def _remembered(metadata: Metadata) -> list[str]:
    """Return other names, tags and what else stands for a document's content."""
    return [
        text
        for name, value in metadata.items()
        if stands_for_content(name)
        for text in _texts(value, several=is_list(name))
    ]


def _texts(value: MetadataValue | tuple[str, ...], *, several: bool) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    if not isinstance(value, str):
        return ()
    return items(value) if several else (value,)
