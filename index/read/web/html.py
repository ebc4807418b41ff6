"""HTML: what a reader of the page sees; its title, language, author and address."""

import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from index.read.building import Builder
from index.read.charset import decode_declared
from index.read.readers import Content
from index.read.titles import given_title
from index.read.web.markup import add_markup
from index.text.scripts import is_cyrillic

_HEAD = 4096
"""In bytes: as far as a page says which encoding it is in (browsers look at 1024)."""
_CHARSET = re.compile(
    rb"""<meta\b[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml\b[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_IS_XML = re.compile(r"\s*(?:<\?xml|<!DOCTYPE[^>]*XHTML|<html[^>]*\bxmlns\s*=)", re.IGNORECASE)
_EMPTY = re.compile(
    r"<(a|b|div|i|iframe|noscript|p|script|span|style|td|textarea|title)\b([^<>]*)/>", re.IGNORECASE
)
_CYRILLIC_LANGUAGES = frozenset({"be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "tt", "uk"})
_LANGUAGE = re.compile(r"\s*([a-zA-Z]{2,3})(?:[-_]|\s*$)")
_META = {
    "author": "author",
    "article:author": "author",
    "dc.creator": "author",
    "date": "date",
    "article:published_time": "date",
    "dc.date": "date",
    "dcterms.created": "date",
    "keywords": "keywords",
}


def read(data: bytes, *, name: str) -> Content:
    """Return what a reader of the page sees; raises ReadError where that is nothing."""
    return content(decode_page(data, name=name), name=name)


def decode_page(data: bytes, *, name: str) -> str:
    """Return the characters of a page; raises ReadError, naming it, where it is no text."""
    head = _CHARSET.search(data[:_HEAD])
    declared = (head[1] or head[2]).decode("ascii", errors="replace") if head else None
    return decode_declared(data, name=name, declared=declared)


def content(markup: str, *, name: str) -> Content:
    """Return what a reader sees of a page's text; raises ReadError where that is nothing."""
    builder = Builder(part_is_heading_path=True)
    page = add_markup(builder, well_formed(markup))
    title = page.css_first("title")
    given = given_title(title.text()) if title is not None else None
    read_page = builder.content(name=name, title=given)
    metadata = dict(_metadata(page))
    if language := _language(page, read_page.text):
        metadata["language"] = language
    return replace(read_page, metadata=metadata)


def well_formed(markup: str) -> str:
    """Return the text of a page of XHTML as HTML means it.

    There an element that is empty may be closed at once; HTML takes all that follows into it.
    """
    return _EMPTY.sub(r"<\1\2></\1>", markup) if _IS_XML.match(markup) else markup


def _metadata(page: LexborHTMLParser) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Yield what the page says of itself, the first of each kind."""
    said: set[str] = set()
    for meta in page.css("meta[content]"):
        given = meta.attributes
        key = _META.get((given.get("name") or given.get("property") or "").lower())
        value = " ".join((given.get("content") or "").split())
        if key is None or not value or key in said:
            continue
        said.add(key)
        words = tuple(word.strip() for word in value.split(",") if word.strip())
        yield key, words if key == "keywords" else value
    address = page.css_first("link[rel=canonical][href]")
    if address is not None and (address.attributes.get("href") or "").startswith("http"):
        yield "url", address.attributes["href"] or ""


def _language(page: LexborHTMLParser, text: str) -> str | None:
    """Return the language that the page names, unless it is of another alphabet than the text.

    Many pages name that of the program which made them.
    """
    root = page.css_first("html")
    named = _LANGUAGE.match((root.attributes.get("lang") if root is not None else "") or "")
    if named is None:
        return None
    language = named[1].lower()
    letters = [letter for letter in text[:4000] if letter.isalpha()]
    cyrillic = sum(map(is_cyrillic, letters)) * 2 > len(letters)
    return language if cyrillic == (language in _CYRILLIC_LANGUAGES) else None
