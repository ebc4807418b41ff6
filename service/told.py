"""What is said of a run, and of files that are not read: how many of which kind, and why."""

from collections.abc import Iterable, Sequence

from index.errors import UnreadCode
from index.read.readers import what_is_read
from index.roots import LEFT_OUT, Coverage, Duplicate, RootChange, Unread, UnreadCount, count_unread
from index.types import AddReport

MOST_KINDS = 8
"""Of files that no reader knows, the kinds that are named; the rest is counted."""
MOST_DUPLICATES = 3

WORDS: dict[UnreadCode, str] = {
    "unknown_format": "of no kind that is read",
    "old_format": "of an old format",
    "encrypted": "encrypted",
    "damaged": "damaged",
    "no_text": "without text",
    "garbled": "with text that is not what they show",
    "empty": "empty",
    "too_large": "too large",
    "limits": "beyond the limits of time or memory",
    "unreachable": "unreachable",
    "invalid": "invalid",
    "name_taken": "with a name that is taken",
    "link": "links out of the folder",
    "hidden": "hidden",
    "ignored": "ignored",
}


def plural(count: int, noun: str) -> str:
    """Return how many of a thing there are, in words."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def told_counts(report: AddReport) -> str:
    """Return in a line what a run did."""
    held = report.added + report.replaced + report.unchanged
    removed = f", {report.removed} removed" if report.removed else ""
    return (
        f"{plural(held, 'document')}: {report.added} new, {report.replaced} changed,"
        f" {report.unchanged} as before{removed};"
        f" {plural(report.passages, 'passage')} written"
    )


def told_besides(report: AddReport) -> list[str]:
    """Return lines: what is new of the roots, what is there twice, what is not read and unnamed."""
    lines = [
        *map(told_root, report.roots),
        told_duplicates(report.duplicates),
        told_unread(count_unread(_unnamed(report))),
    ]
    return [line for line in lines if line]


def _unnamed(report: AddReport) -> list[Unread]:
    named = {told for failure in report.failed for told in (failure.source, failure.reason)}
    return [each for each in report.unread if named.isdisjoint((each.path, each.reason))]


def told_unread(counts: Sequence[UnreadCount]) -> str:
    """Return in words how many files are not read and why, "" where all are."""
    missed = [each for each in counts if each.code not in LEFT_OUT]
    total = sum(each.count for each in missed)
    unknown = [each for each in missed if each.code == "unknown_format"]
    others = _by_code(each for each in missed if each.code != "unknown_format")
    said = []
    if missed:
        kinds = ", ".join([*([_kinds(unknown)] if unknown else []), *others])
        reads = f" (Spravka reads {what_is_read()})" if unknown else ""
        said.append(f"{plural(total, 'file')} not read: {kinds}{reads}")
    left_out = _by_code(each for each in counts if each.code in LEFT_OUT)
    if left_out:
        said.append(f"left out: {', '.join(left_out)}")
    return "; ".join(said)


def _kinds(counts: Sequence[UnreadCount]) -> str:
    kinds = [f"{each.count} {each.suffix or 'without a suffix'}" for each in counts]
    named = ", ".join(kinds[:MOST_KINDS])
    more = f" and {plural(len(kinds) - MOST_KINDS, 'other kind')}" if kinds[MOST_KINDS:] else ""
    return named + more


def _by_code(counts: Iterable[UnreadCount]) -> list[str]:
    totals: dict[UnreadCode, int] = {}
    for each in counts:
        totals[each.code] = totals.get(each.code, 0) + each.count
    return [f"{count} {WORDS[code]}" for code, count in totals.items()]


def told_file(unread: Unread) -> str:
    """Return in a line which file is not read and why."""
    if unread.reason.startswith(unread.path):
        return unread.reason
    return f"{unread.path}: {unread.reason or WORDS[unread.code]}"


def told_coverage(coverage: Coverage, *, filtered: bool) -> str:
    """Return in words what was searched and what was not."""
    searched = "" if filtered else f"Searched {plural(coverage.documents, 'document')}"
    if not coverage.unread:
        return f"{searched}." if searched else ""
    are = "is" if coverage.unread == 1 else "are"
    unread = f"{plural(coverage.unread, 'file')} of the folders {are} not read"
    named = "`spravka status --unread` names them"
    return f"{searched}; {unread}: {named}." if searched else f"{unread}: {named}."


def told_root(change: RootChange) -> str:
    """Return in a line what is new of a root, "" where nothing needs to be told."""
    root = change.root
    if change.moved_from is not None:
        return f"{root.name}: the folder has moved from {change.moved_from} to {root.path}"
    if root.is_file or root.plain:
        return ""
    return f"{root.path}: its documents go by {root.name}/…"


def told_duplicates(duplicates: Sequence[Duplicate]) -> str:
    """Return in a line which new documents hold the text of others, "" where none does."""
    if not duplicates:
        return ""
    named = ", ".join(f"{each.source} (as {each.same_as})" for each in duplicates[:MOST_DUPLICATES])
    more = len(duplicates) - MOST_DUPLICATES
    rest = f" and {more} more" if more > 0 else ""
    hold = "holds" if len(duplicates) == 1 else "hold"
    counted = plural(len(duplicates), "document")
    return f"{counted} {hold} the very text of another: {named}{rest}"
