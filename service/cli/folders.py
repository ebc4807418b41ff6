"""The folders that `spravka.toml` names, into their collections."""

import os
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from index.errors import InvalidInput
from index.types import DEFAULT_COLLECTION, AddReport, Failure
from service.config import GivenFolder

if TYPE_CHECKING:
    from index import Index


def folders_of(collection: str) -> tuple[GivenFolder, ...]:
    """Return the folders of the file, those of one collection where that is not the default."""
    from service.settings import config_of_settings

    folders = config_of_settings().folders
    return tuple(each for each in folders if collection in {DEFAULT_COLLECTION, each.collection})


def add_folders(
    index: "Index", folders: Sequence[GivenFolder], *, prune: bool, **options: Any
) -> AddReport:
    """Add what is new in folders, and bring what has changed up to date; see `Index.add`.

    One that is not there, or holds nothing to read, is reported, and its documents stay.
    """
    reports = []
    for each in folders:
        try:
            reports.append(_add(index, each, prune=prune, **options))
        except InvalidInput as error:
            failure = Failure(str(each.path), str(error), "unreachable")
            reports.append(_nothing(index, failure))
    return merged(reports)


def _add(index: "Index", folder: GivenFolder, *, prune: bool, **options: Any) -> AddReport:
    there = {each.name for each in index.collections().collections}
    roots = index.roots(collection=folder.collection) if folder.collection in there else ()
    known = {each.root.path for each in roots}
    return index.add(
        folder.path,
        collection=folder.collection,
        prune=prune and not folder.path.is_file(),
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
    )
