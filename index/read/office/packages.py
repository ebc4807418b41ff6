"""Office files and books: zip packages of XML parts, opened with bounds and without their tricks.

No entity is expanded, no document type is taken, nothing outside the package is opened, and a name
within it is never used as a path.
"""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit
from zipfile import BadZipFile, ZipFile

from lxml import etree

from index.errors import ReadError
from index.read.alive import alive

Element: TypeAlias = etree._Element  # noqa: SLF001 - the only name it has

MOST_PARTS = 10_000
LARGEST_UNPACKED = 200_000_000
"""In bytes, all parts together."""

LARGEST_RATIO = 100
_RATIO_COUNTS_FROM = 10_000_000
_CHUNK = 1 << 16
_ALIVE_EVERY = 1000
_BOUNDS: Mapping[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: a kind, as `slide` or `image`, and the name of a part."""

    kind: str
    part: str


class Package:
    """A zip archive in memory; every part that is read counts against its bounds."""

    def __init__(self, data: bytes, *, name: str) -> None:
        """Open `data`; raises ReadError, naming the file, where that is no whole archive."""
        if not data:
            raise ReadError(f"{name}: nothing in it", code="empty")
        self.name = name
        self._size = len(data)
        self._unpacked = 0
        try:
            self._zip = ZipFile(BytesIO(data))
            infos = self._zip.infolist()
        except (BadZipFile, ValueError, OSError, NotImplementedError):
            raise self.damaged() from None
        if len(infos) > MOST_PARTS:
            raise ReadError(f"{name}: too many parts in it ({len(infos)})", code="limits")
        self._infos = {info.filename.lstrip("/"): info for info in infos if not info.is_dir()}

    def __contains__(self, part: str) -> bool:
        return part in self._infos

    def __iter__(self) -> Iterator[str]:
        return iter(self._infos)

    def damaged(self) -> ReadError:
        """Return the error for a file that is cut short or broken."""
        return ReadError(
            f"{self.name}: damaged, or not what its name says; open it in the program that made it"
            " and save it again",
            code="damaged",
        )

    def read(self, part: str) -> bytes:
        """Return a part's bytes; raises ReadError where it is missing, broken or too large."""
        if part not in self._infos:
            raise self.damaged()
        if self._infos[part].flag_bits & 1:
            raise protected(self.name)
        chunks = []
        try:
            with self._zip.open(self._infos[part]) as file:
                while chunk := file.read(_CHUNK):
                    self._unpacked += len(chunk)
                    self._check_size()
                    chunks.append(chunk)
        except (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error):
            raise self.damaged() from None
        return b"".join(chunks)

    def xml(self, part: str) -> Element:
        """Return a part's root element; raises ReadError where it is missing or broken."""
        return parse_xml(self.read(part), name=self.name)

    def elements(self, part: str, *names: str) -> Iterator[Element]:
        """Yield a part's elements of these names, whole, one after another.

        Each is emptied behind, so that a large part is never held as a whole. Raises ReadError
        where the part is missing or broken.
        """
        source = BytesIO(self.read(part))
        count = 0
        try:
            for _, element in etree.iterparse(
                source, tag=[f"{{*}}{name}" for name in names], **_BOUNDS
            ):
                check_no_entities(element, name=self.name)
                yield element
                count += 1
                if count % _ALIVE_EVERY == 0:
                    alive()
                element.clear()
                parent = element.getparent()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
        except (etree.XMLSyntaxError, ValueError) as error:
            raise _unless_full(error, self.damaged()) from None

    def related(self, part: str) -> Mapping[str, Relation]:
        """Return what an OOXML part ("" for the package) refers to within the package, by id."""
        folder = dirname(part)
        path = join(folder, "_rels", f"{part.rpartition('/')[2]}.rels")
        if path not in self:
            return {}
        relations = {}
        for each in self.xml(path):
            target = each.get("Target")
            if not isinstance(each.tag, str) or target is None:
                continue
            if each.get("TargetMode") != "External":
                kind = each.get("Type", "").rpartition("/")[2]
                relations[each.get("Id", "")] = Relation(kind, resolve(part, target))
        return relations

    def _check_size(self) -> None:
        too_dense = (
            self._unpacked > _RATIO_COUNTS_FROM and self._unpacked > LARGEST_RATIO * self._size
        )
        if too_dense or self._unpacked > LARGEST_UNPACKED:
            raise ReadError(
                f"{self.name}: unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB, or to more"
                f" than {LARGEST_RATIO} times its size",
                code="limits",
            )


def resolve(part: str, target: str) -> str:
    """Return the name of the part that an address in another part leads to."""
    path = unquote(urlsplit(target).path) if "%" in target or "#" in target else target
    joined = path if path.startswith("/") else join(dirname(part), path)
    return normpath(joined).lstrip("/")


def parse_xml(data: bytes, *, name: str) -> Element:
    """Return the root element of an XML text; raises ReadError where it is broken or has a DTD."""
    try:
        root = etree.fromstring(data, etree.XMLParser(**_BOUNDS))
    except (etree.XMLSyntaxError, ValueError) as error:
        broken = ReadError(
            f"{name}: damaged: a part of it is no XML; open it in the program that made it and save"
            " it again",
            code="damaged",
        )
        raise _unless_full(error, broken) from None
    check_no_entities(root, name=name)
    return root


def _unless_full(error: Exception, broken: ReadError) -> Exception:
    """Return what an error of the parser means: that memory was at an end, or a broken file."""
    no_memory = getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY
    return MemoryError() if no_memory else broken


def check_no_entities(element: Element, *, name: str) -> None:
    """Raise ReadError where an element's file declares entities, which could grow without end.

    A document type that is only named, as that of a book's contents is, is not looked up.
    """
    declared: Any = element.getroottree().docinfo.internalDTD
    if declared is not None and declared.entities():
        raise ReadError(
            f"{name}: declares entities, as no office program does; open it in one and save it"
            " again",
            code="damaged",
        )


def protected(name: str) -> ReadError:
    """Return the error for a file that a password locks."""
    return ReadError(f"{name}: locked by a password; save it without one", code="encrypted")


def local(element: Element) -> str:
    """Return an element's name without its namespace, which strict and older files change."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str, default: str = "") -> str:
    """Return an attribute by its name without its namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return default


def child(element: Element | None, *names: str) -> Element | None:
    """Return the first element down a path of names, None where there is none."""
    for name in names:
        if element is None:
            return None
        element = next((each for each in element if local(each) == name), None)
    return element


def children(element: Element | None, *names: str) -> list[Element]:
    """Return what is in the element down a path of names, nothing where there is none."""
    found = child(element, *names)
    return [] if found is None else list(found)


def whole(element: Element | None, name: str, default: int = 0) -> int:
    """Return an attribute as a whole number, `default` where it is missing or none."""
    try:
        return int(attribute(element, name, "")) if element is not None else default
    except ValueError:
        return default
