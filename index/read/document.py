"""What makes a text a document: its title, language, front matter and metadata."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

import yaml

from index.checks import SURROGATE
from index.errors import InvalidInput
from index.read.blocks import FRONT_MATTER, MARKDOWN, PLAIN_TEXT, blocks
from index.types import DEFAULT_COLLECTION, Document, Metadata, MetadataValue

UNDETERMINED = "und"
"""The language of a text too short or too mixed to tell, after BCP 47."""

_LARGEST_NUMBER = 2**63
_LONGEST_TITLE = 200
_LANGUAGE_SAMPLE = 4000
_LANGUAGE_LETTERS = 20
_LANGUAGE_CONFIDENCE = 0.8


def text_document(
    *,
    source: str,
    text: str,
    title: str | None = None,
    language: str | None = None,
    metadata: Metadata | None = None,
    media_type: str | None = None,
    collection: str = DEFAULT_COLLECTION,
) -> Document:
    """Return a document made from a string.

    Where no `media_type` is given it is plain text, or Markdown where `source` ends in `.md`.
    Raises InvalidInput where the text is empty or holds characters no text file has.
    """
    if not source or not text.strip():
        raise InvalidInput("a document needs a source and a text that is not empty")
    for given in (text, source, title or "", language or ""):
        if SURROGATE.search(given) or "\0" in given:
            raise InvalidInput(f"{source!a}: lone surrogates and NUL are no text")
    if media_type not in {None, PLAIN_TEXT, MARKDOWN}:
        raise InvalidInput(f"{source!a}: a text is {PLAIN_TEXT} or {MARKDOWN}, not {media_type!r}")
    kept = _metadata(metadata or {})
    if kept != dict(metadata or {}):
        raise InvalidInput(
            f"{source!a}: metadata is strings, finite numbers, booleans and tuples of strings"
        )
    return make_document(
        collection=collection,
        source=source,
        text=text,
        media_type=media_type or media_type_of(source),
        digest=sha256(text.encode()).hexdigest(),
        title=title,
        language=language,
        metadata=metadata,
    )


def media_type_of(source: str) -> str:
    """Return the kind of text that a source's suffix names: Markdown, or else plain."""
    markdown = PurePosixPath(source).suffix.lower() in {".md", ".markdown"}
    return MARKDOWN if markdown else PLAIN_TEXT


def make_document(
    *,
    collection: str,
    source: str,
    text: str,
    media_type: str,
    digest: str,
    title: str | None = None,
    language: str | None = None,
    metadata: Metadata | None = None,
) -> Document:
    """Return the document that a text is; what is not given is found in the text itself."""
    front_matter = _front_matter(text) if media_type == MARKDOWN else {}
    values = _metadata(front_matter) | dict(metadata or {})
    title = title or _said(values, "title") or _first_title(text, media_type)
    language = language or _said(values, "language") or _said(values, "lang")
    return Document(
        collection=collection,
        source=source,
        title=title or PurePosixPath(source).stem,
        language=language or detect_language(text),
        media_type=media_type,
        text=text,
        sha256=digest,
        text_sha256=sha256(text.encode()).hexdigest(),
        metadata={key: value for key, value in values.items() if key != "title"},
    )


def detect_language(text: str) -> str:
    """Return the text's ISO 639-1 code, or `und` where it is too short or too mixed to tell."""
    sample = text[:_LANGUAGE_SAMPLE]
    if sum(map(str.isalpha, sample)) < _LANGUAGE_LETTERS:
        return UNDETERMINED
    language, confidence = _language_identifier().classify(sample)
    return str(language) if confidence >= _LANGUAGE_CONFIDENCE else UNDETERMINED


@lru_cache(maxsize=1)
def _language_identifier() -> Any:
    # Imported where it is used: its model takes a second to load, and searching never needs it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _front_matter(text: str) -> Mapping[str, Any]:
    match = FRONT_MATTER.match(text)
    if match is None:
        return {}
    try:
        loaded = yaml.load(match.group("yaml"), _FrontMatterLoader)  # noqa: S506 - a safe one
    except Exception:  # noqa: BLE001 - for odd values the library raises whatever comes first
        return {}
    return loaded if isinstance(loaded, dict) else {}


class _FrontMatterLoader(yaml.SafeLoader):
    """Loads plain values; without aliases, by which a few lines could grow without bound."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse an alias."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("front matter has no aliases")
        return super().compose_node(parent, index)


def _metadata(front_matter: Mapping[Any, Any]) -> dict[str, MetadataValue | tuple[str, ...]]:
    """Keep what a filter can compare: strings, numbers, booleans, dates, and lists of these."""
    kept: dict[str, MetadataValue | tuple[str, ...]] = {}
    for key, value in front_matter.items():
        if SURROGATE.search(str(key)):
            continue
        if isinstance(value, list | tuple):
            scalars = map(_scalar, value)
            kept[str(key)] = tuple(str(scalar) for scalar in scalars if scalar is not None)
        elif (scalar := _scalar(value)) is not None:
            kept[str(key)] = scalar
    return kept


def _scalar(value: object) -> MetadataValue | None:
    if isinstance(value, str):
        return None if SURROGATE.search(value) else value
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if abs(value) < _LARGEST_NUMBER else None
    if isinstance(value, date | datetime):
        return value.isoformat()
    return None


def _said(values: Metadata, key: str) -> str | None:
    value = values.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _first_title(text: str, media_type: str) -> str | None:
    """Return the first heading, or the first line where it stands alone and is no sentence."""
    for block in blocks(text, media_type=media_type):
        content = block.span.cut(text).strip(" \t\r\n\ufeff#=-")
        if block.heading or media_type == PLAIN_TEXT:
            single = "\n" not in content and "\r" not in content
            if content and single and len(content) <= _LONGEST_TITLE and content[-1] not in ".!;,":
                return content
        if media_type == PLAIN_TEXT:
            return None
    return None
