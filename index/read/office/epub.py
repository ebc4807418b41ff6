"""Books (EPUB): chapter by chapter in their order, each as its page is read."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from index.errors import ReadError
from index.read.building import Builder
from index.read.office.packages import Element, Package, attribute, child, children, local, resolve
from index.read.office.properties import OwnMetadata
from index.read.readers import Content
from index.read.web.html import decode_page, well_formed
from index.read.web.markup import add_markup

_PAGES = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml"}
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_OF_FONTS = re.compile(r"/(?:embedding|RC)$")
"""How fonts alone are made unreadable to others (EPUB 3.3, 4.4); the text is as it was."""

_LINK = re.compile(r"<a\b([^<>]{0,1000})>(.{0,99}?)</a\s*>", re.DOTALL)
_KIND = re.compile(r"""(?:epub:type|role)\s*=\s*["'][^"'<>]*\b(noteref|back-?link)\b""")
_TAG = re.compile(r"<[^<>]{0,500}>")

_METADATA = {"creator": "author", "publisher": "publisher", "date": "date", "language": "language"}
_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?:[-_].*)?")


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a book; raises ReadError, naming it, where it is none."""
    package = Package(data, name=name)
    if _ENCRYPTION in package and _is_locked(package.xml(_ENCRYPTION)):
        raise ReadError(
            f"{name}: locked by its publisher; only its own reader opens it", code="encrypted"
        )
    book = next(
        (
            attribute(each, "full-path")
            for each in children(package.xml(_CONTAINER), "rootfiles")
            if attribute(each, "full-path")
        ),
        "",
    )
    root = package.xml(book)
    chapters = _chapters(package, book, root)
    builder = Builder(part_is_heading_path=True)
    for page in _pages(package, book, root):
        builder.end_section()
        builder.part(chapters.get(page))
        markup = well_formed(decode_page(package.read(page), name=name))
        add_markup(builder, _with_marks(markup))
    title, metadata = _about(root)
    return builder.content(name=name, title=title, metadata=metadata)


def _with_marks(markup: str) -> str:
    """Put the marks of notes in brackets, and leave out the links back from them.

    Else the note 1 behind "room 12" would make it 121.
    """
    return _LINK.sub(_mark, markup)


def _mark(link: re.Match[str]) -> str:
    kind = _KIND.search(link[1])
    if kind is None:
        return link[0]
    return f"[{_TAG.sub('', link[2]).strip(' []*')}]" if kind[1] == "noteref" else ""


def _is_locked(encryption: Element) -> bool:
    ways = [
        attribute(each, "Algorithm")
        for data in encryption
        if local(data) == "EncryptedData"
        for each in data
        if local(each) == "EncryptionMethod"
    ]
    return not all(map(_OF_FONTS.search, ways))


def _pages(package: Package, book: str, root: Element) -> Iterator[str]:
    """Yield the names of the pages in the order of reading, without the table of contents."""
    items = {attribute(each, "id"): each for each in children(root, "manifest")}
    seen: set[str] = set()
    for each in children(root, "spine"):
        item = items.get(attribute(each, "idref"))
        if item is None or "nav" in attribute(item, "properties").split():
            continue
        page = resolve(book, attribute(item, "href"))
        if attribute(item, "media-type") in _PAGES and page in package and page not in seen:
            seen.add(page)
            yield page


def _chapters(package: Package, book: str, root: Element) -> Mapping[str, str]:
    """Return what the table of contents calls the pages, the outermost name of each."""
    chapters: dict[str, str] = {}
    for item in children(root, "manifest"):
        part = resolve(book, attribute(item, "href"))
        is_nav = "nav" in attribute(item, "properties").split()
        if part not in package or not (is_nav or attribute(item, "media-type").endswith("ncx+xml")):
            continue
        for target, title in _entries(package, part):
            if not urlsplit(target).fragment or resolve(part, target) not in chapters:
                chapters.setdefault(resolve(part, target), title)
    return chapters


def _entries(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """Yield the addresses and names of a table of contents, of either kind."""
    try:
        root = package.xml(part)
    except ReadError:
        # It is a page like any other, and may be one that only HTML's rules can read.
        return
    for each in root.iter():
        if local(each) == "navPoint":
            label, target = child(each, "navLabel", "text"), child(each, "content")
            if label is not None and target is not None:
                yield attribute(target, "src"), (label.text or "").strip()
        elif local(each) == "a" and attribute(each, "href"):
            yield attribute(each, "href"), " ".join("".join(map(str, each.itertext())).split())


def _about(root: Element) -> tuple[str | None, OwnMetadata]:
    """Return the book's title, and what else it says of itself."""
    title: str | None = None
    metadata: OwnMetadata = {}
    subjects: list[str] = []
    for each in children(root, "metadata"):
        said = " ".join((each.text or "").split())
        name = local(each)
        if not said:
            continue
        if name == "title":
            title = title or said
        elif name == "subject":
            subjects.append(said)
        elif name == "language":
            if code := _LANGUAGE.fullmatch(said):
                metadata.setdefault("language", code[1].lower())
        elif name in _METADATA:
            metadata.setdefault(_METADATA[name], said)
    if subjects:
        metadata["keywords"] = tuple(subjects)
    return title, metadata
