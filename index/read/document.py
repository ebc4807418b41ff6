"""From a file or a string to a document: what was read, with its title, language, metadata."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from index.checks import SURROGATE, check_metadata
from index.errors import InvalidInput
from index.read.detect import detect
from index.read.pool import ReaderPool
from index.read.properties import is_title
from index.read.readers import (
    PLAIN_TEXT,
    READERS,
    Content,
    Format,
    format_of,
)
from index.types import DEFAULT_COLLECTION, Document, Metadata, MetadataValue

UNDETERMINED = "und"
"""The language of a text too short or too mixed to tell, after BCP 47."""

_SMALL = 1 << 16
"""In bytes; of a text so small nothing takes long, be it a table or Markdown made to."""

_LOST = "\ufffd"
"""What readers put where a file is damaged."""

_LARGEST_NUMBER = 2**63
_LANGUAGE_SAMPLE = 4000
_LANGUAGE_LETTERS = 20
_LANGUAGE_CONFIDENCE = 0.8
_SURE_LETTERS = 100
_CYRILLIC = re.compile("[\u0400-\u052f]")
_NOT_RUSSIAN = re.compile("(?![А-яЁё])[\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


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

    Where no `media_type` is given it is the one that `source` ends in the suffix of, or else plain
    text. Raises InvalidInput where the text is empty or holds characters no text file has, or the
    metadata is too large.
    """
    if not source or not text.strip():
        raise InvalidInput("a document needs a source and a text that is not empty")
    for given in (text, source, title or "", language or ""):
        if SURROGATE.search(given) or "\0" in given:
            raise InvalidInput(f"{source!a}: lone surrogates and NUL are no text")
    kind = _text_format(source, media_type)
    kept = _metadata(metadata or {})
    if kept != dict(metadata or {}):
        raise InvalidInput(
            f"{source!a}: metadata is strings, finite numbers, booleans and tuples of strings"
        )
    check_metadata(kept, source=source)
    return _document(
        text_content(text, media_type=kind.media_type),
        kind,
        collection=collection,
        source=source,
        digest=sha256(text.encode()).hexdigest(),
        size=len(text.encode()),
        title=title,
        language=language,
        metadata=metadata,
    )


def read_document(
    *,
    data: bytes,
    source: str,
    collection: str = DEFAULT_COLLECTION,
    pool: ReaderPool | None = None,
) -> Document:
    """Return `data` as a document, by the reader of what is in it.

    It is read in a child process of `pool`, but for small texts; without one it is read here, which
    no file from elsewhere should be. Characters that are damaged in the file are counted in the
    metadata. Raises ReadError where no reader knows what that is, or the file cannot be read.
    """
    kind = detect(data, name=source)
    if pool is None or (kind.is_text and len(data) <= _SMALL):
        content = kind.reader.read(data, name=source)
    else:
        content = pool.read(kind, data, name=source)
    lost = content.text.count(_LOST)
    return _document(
        content,
        kind,
        collection=collection,
        source=source,
        digest=sha256(data).hexdigest(),
        size=len(data),
        metadata={"lost_characters": lost} if lost else None,
    )


def _text_format(source: str, media_type: str | None) -> Format:
    """Return the text format of this media type, or that of the source's suffix, or plain text."""
    if media_type is None:
        kind = format_of(source)
        return kind if kind is not None and kind.is_text else PLAIN_TEXT
    known = {each.media_type: each for each in READERS if each.is_text}
    if media_type not in known:
        raise InvalidInput(f"{source!a}: a text is {' or '.join(known)}, not {media_type!r}")
    return known[media_type]


def text_content(text: str, *, media_type: str) -> Content:
    """Return what is in a string of a text format."""
    of_texts = {each.media_type: each for each in READERS if each.is_text}
    return of_texts.get(media_type, PLAIN_TEXT).text_reader.content(text)


def _document(
    content: Content,
    kind: Format,
    *,
    collection: str,
    source: str,
    digest: str,
    size: int,
    title: str | None = None,
    language: str | None = None,
    metadata: Metadata | None = None,
) -> Document:
    """Return the document of what was read; what is not given is what the text itself says."""
    values = _metadata(content.metadata or {}) | dict(metadata or {})
    title = title or _said(values, "title") or _titled(values) or content.title
    language = language or _said(values, "language") or _said(values, "lang")
    return Document(
        collection=collection,
        source=source,
        title=title or PurePosixPath(source).stem,
        language=language or detect_language(content.text),
        media_type=kind.media_type,
        text=content.text,
        blocks=content.blocks,
        places=content.places,
        reader=kind.name,
        reader_version=kind.version,
        sha256=digest,
        size=size,
        text_sha256=sha256(content.text.encode()).hexdigest(),
        metadata={key: value for key, value in values.items() if key != "title"},
    )


def detect_language(text: str) -> str:
    """Return the text's ISO 639-1 code, or `und` where nothing in it tells.

    What is too short for the words to tell is told by its letters: in doubt Russian, where it has
    no letter that Russian lacks, or English, where it has but those of ASCII.
    """
    sample = text[:_LANGUAGE_SAMPLE]
    by_letters = _language_of_letters(sample)
    letters = sum(map(str.isalpha, sample))
    if letters < _LANGUAGE_LETTERS:
        return by_letters
    language, confidence = _language_identifier().classify(sample)
    # A line of Russian passes easily for Bulgarian or Macedonian.
    doubtful = letters < _SURE_LETTERS and by_letters == "ru"
    return str(language) if confidence >= _LANGUAGE_CONFIDENCE and not doubtful else by_letters


def _language_of_letters(text: str) -> str:
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if 2 * max(cyrillic, latin) <= sum(map(str.isalpha, text)):
        return UNDETERMINED
    if cyrillic > latin:
        return UNDETERMINED if _NOT_RUSSIAN.search(text) else "ru"
    return "en" if all(map(str.isascii, _LATIN.findall(text))) else UNDETERMINED


@lru_cache(maxsize=1)
def _language_identifier() -> Any:
    # Imported where it is used: its model takes a second to load, and searching never needs it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _metadata(front_matter: Mapping[Any, Any]) -> dict[str, MetadataValue | tuple[str, ...]]:
    """Keep what a filter can compare: strings, numbers, booleans, dates, and lists of these."""
    kept: dict[str, MetadataValue | tuple[str, ...]] = {}
    for key, value in front_matter.items():
        if SURROGATE.search(str(key)):
            continue
        if isinstance(value, list | tuple):
            scalars = map(_scalar, value)
            kept[str(key)] = tuple(_written(scalar) for scalar in scalars if scalar is not None)
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


def _written(scalar: MetadataValue) -> str:
    return str(scalar).lower() if isinstance(scalar, bool) else str(scalar)


def _titled(values: Metadata) -> str | None:
    """Return what stands under a name for titles, in whatever language and case."""
    return next(filter(None, (_said(values, name) for name in values if is_title(name))), None)


def _said(values: Metadata, key: str) -> str | None:
    value = values.get(key)
    return value.strip() or None if isinstance(value, str) else None
