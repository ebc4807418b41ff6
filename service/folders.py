"""The folders of an index, as it remembers them and as `spravka.toml` names them."""

import os
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import InvalidInput
from index.read.walk import is_file
from index.roots import Patterns
from index.types import DEFAULT_COLLECTION, AddReport, Failure
from service.config import GivenFolder
from service.watching import Followed

if TYPE_CHECKING:
    from index import Index

MANY = 10
"""So many documents may go with their files without a question."""


def folders_of(collection: str) -> tuple[GivenFolder, ...]:
    """Return the folders of the file, those of one collection where that is not the default."""
    from service.settings import config_of_settings

    folders = config_of_settings().folders
    return tuple(each for each in folders if collection in {DEFAULT_COLLECTION, each.collection})


def patterns_of_file() -> Mapping[str, Patterns]:
    """Return which files are read of the folders that the file names, by their paths."""
    from service.settings import config_of_settings

    return {str(each.path): each.patterns for each in config_of_settings().folders}


def loses_most(going: int, held: int) -> bool:
    """Return whether so many documents whose files are gone are more than go unasked."""
    return going > MANY and 2 * going > held


def followed_of_file(index: "Index", folders: Sequence[GivenFolder]) -> list[Followed]:
    """Return the folders of the file that are to be followed, ready to be."""
    return [
        Followed(
            path=each.path,
            collection=each.collection,
            update=partial(add_folder, index, each, prune=True),
            follow_links=each.follow_links,
        )
        for each in folders
        if each.watch
    ]


def followed_of_index(
    index: "Index", *, collection: str, names: Sequence[str] = ()
) -> list[Followed]:
    """Return the folders that a collection remembers, or those of these names, to be followed."""
    return [
        Followed(
            path=Path(each.root.path),
            collection=collection,
            update=partial(index.update, each.root.name, collection=collection),
            follow_links=each.root.follow_links,
        )
        for each in index.roots(collection=collection)
        if not names or each.root.name in names
    ]


def add_folders(
    index: "Index", folders: Sequence[GivenFolder], *, prune: bool, **options: Any
) -> AddReport:
    """Add what is new in folders, and bring what has changed up to date; see `Index.add`.

    One that is not there, or holds nothing to read, is reported, and its documents stay.
    """
    reports = []
    for each in folders:
        try:
            reports.append(add_folder(index, each, prune=prune, **options))
        except InvalidInput as error:
            failure = Failure(str(each.path), str(error), "unreachable")
            reports.append(_nothing(index, failure))
    return merged(reports)


def add_folder(index: "Index", folder: GivenFolder, *, prune: bool, **options: Any) -> AddReport:
    """Add what is new in a folder, and bring what has changed up to date; see `Index.add`."""
    there = {each.name for each in index.collections().collections}
    roots = index.roots(collection=folder.collection) if folder.collection in there else ()
    known = {each.root.path for each in roots}
    return index.add(
        folder.path,
        collection=folder.collection,
        prune=prune and not is_file(folder.path),
        name=None if os.path.realpath(folder.path) in known else folder.name,
        follow_links=folder.follow_links,
        **options,
    )


def _nothing(index: "Index", failure: Failure) -> AddReport:
    return AddReport(
        added=0,
        replaced=0,
        unchanged=0,
        removed=0,
        passages=0,
        embedded=0,
        failed=(failure,),
        generation=index.generation,
    )


def merged(reports: Sequence[AddReport]) -> AddReport:
    """Return what several runs did, one after the other, as one."""
    passed_over: dict[str, int] = {}
    for suffix, count in chain.from_iterable(each.passed_over.items() for each in reports):
        passed_over[suffix] = passed_over.get(suffix, 0) + count
    return AddReport(
        added=sum(each.added for each in reports),
        replaced=sum(each.replaced for each in reports),
        unchanged=sum(each.unchanged for each in reports),
        removed=sum(each.removed for each in reports),
        passages=sum(each.passages for each in reports),
        embedded=sum(each.embedded for each in reports),
        failed=tuple(chain.from_iterable(each.failed for each in reports)),
        generation=max(each.generation for each in reports),
        passed_over=passed_over,
        unread=tuple(chain.from_iterable(each.unread for each in reports)),
        duplicates=tuple(chain.from_iterable(each.duplicates for each in reports)),
        roots=tuple(chain.from_iterable(each.roots for each in reports)),
        replaced_sources=tuple(chain.from_iterable(each.replaced_sources for each in reports)),
    )
