"""What office files say of themselves: title, author, dates, key words."""

import re

from index.read.office.packages import Element, Package, local
from index.read.titles import given_title
from index.types import MetadataValue

_NAMES = {
    "creator": "author",
    "initial-creator": "author",
    "created": "created",
    "creation-date": "created",
    "modified": "modified",
    "date": "modified",
    "subject": "subject",
}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST_VALUE = 500

OwnMetadata = dict[str, MetadataValue | tuple[str, ...]]


def ooxml_metadata(package: Package) -> tuple[str | None, OwnMetadata]:
    """Return the title and the metadata of an OOXML package's core properties."""
    parts = [each.part for each in package.related("").values() if each.kind == "core-properties"]
    if not parts or parts[0] not in package:
        return None, {}
    return own_metadata(package.xml(parts[0]))


def own_metadata(properties: Element) -> tuple[str | None, OwnMetadata]:
    """Return the title and the metadata among the elements of a file's properties.

    Dates are days in ISO 8601, as they are written there.
    """
    title: str | None = None
    metadata: OwnMetadata = {}
    words: list[str] = []
    for each in properties:
        said = (each.text or "").strip()
        name = local(each)
        if not said or len(said) > _LONGEST_VALUE:
            continue
        if name == "title":
            title = title or given_title(said)
        elif name in {"keywords", "keyword"}:
            words += [word.strip() for word in re.split("[,;]", said) if word.strip()]
        elif (key := _NAMES.get(name)) and key in {"created", "modified"}:
            if day := _DATE.match(said):
                metadata[key] = day.group()
        elif key is not None and (name != "creator" or "author" not in metadata):
            # Of an OpenDocument file `creator` is who saved it last.
            metadata[key] = said
    if words:
        metadata["keywords"] = tuple(words)
    return title, metadata
