"""Presentations (PPTX): slide by slide, title first, with tables, charts and the speaker's notes.

A hidden slide is read and said to be hidden: who opens the file sees it among the others. Numbers,
dates and feet of slides, and comments, are left out.
"""

from collections.abc import Iterator, Mapping

from index.read.building import Builder
from index.read.office import drawing, numbering
from index.read.office.packages import Element, Package, Relation, attribute, child, children, local
from index.read.office.properties import ooxml_metadata
from index.read.readers import Content
from index.read.tables import add_table

_FURNITURE = {"dt", "ftr", "sldNum", "hdr"}
_TITLES = {"title", "ctrTitle"}
_LISTS = {"", "body", "obj"}
"""Placeholders whose paragraphs have bullets unless they say otherwise."""


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a presentation; raises ReadError, naming it, where it is none."""
    package = Package(data, name=name)
    main = next(
        (each.part for each in package.related("").values() if each.kind == "officeDocument"), ""
    )
    slides = children(package.xml(main), "sldIdLst")
    relations = package.related(main)
    builder = Builder()
    try:
        for number, each in enumerate(slides, start=1):
            relation = relations.get(drawing.relation_id(each))
            if relation is not None:
                _Slide(package, relation.part, builder).read(number)
    except RecursionError:
        raise package.damaged() from None
    title, metadata = ooxml_metadata(package)
    return builder.content(name=name, title=title, metadata=metadata)


class _Slide:
    def __init__(self, package: Package, part: str, builder: Builder) -> None:
        self._package = package
        self._slide = package.xml(part)
        self._relations: Mapping[str, Relation] = package.related(part)
        self._builder = builder

    def read(self, number: int) -> None:
        """Add the slide and its notes."""
        builder = self._builder
        hidden = " (hidden)" if attribute(self._slide, "show") in {"0", "false"} else ""
        builder.end_section()
        builder.part(f"slide {number}{hidden}")
        shapes = list(_shapes(child(self._slide, "cSld", "spTree")))
        for shape in sorted(shapes, key=lambda shape: _placeholder(shape) not in _TITLES):
            self._shape(shape)
        builder.part(f"slide {number}{hidden}, notes")
        for relation in self._relations.values():
            if relation.kind == "notesSlide" and relation.part in self._package:
                notes = self._package.xml(relation.part)
                for shape in _shapes(child(notes, "cSld", "spTree")):
                    if _placeholder(shape) == "body":
                        self._paragraphs(shape, is_list=False)

    def _shape(self, shape: Element) -> None:
        kind = _placeholder(shape)
        if local(shape) == "graphicFrame":
            self._frame(shape)
        elif kind in _TITLES:
            self._builder.heading(drawing.body_text(child(shape, "txBody")), level=1)
        elif kind not in _FURNITURE:
            self._paragraphs(shape, is_list=kind in _LISTS)

    def _paragraphs(self, shape: Element, *, is_list: bool) -> None:
        body = child(shape, "txBody")
        for line in drawing.lines(body) if body is not None else ():
            marker = line.marker
            if marker is None:
                marker = numbering.BULLET if is_list else ""
            if marker:
                self._builder.list_item(line.text, marker=marker, depth=line.depth)
            else:
                self._builder.paragraph(line.text)

    def _frame(self, frame: Element) -> None:
        for each in children(frame, "graphic", "graphicData"):
            if local(each) == "tbl":
                add_table(self._builder, drawing.table_rows(each))
            else:
                drawing.add_drawn(self._builder, each, self._package, self._relations)


def _shapes(tree: Element | None) -> Iterator[Element]:
    """Yield the shapes of a slide that are shown, in their order, those of groups too."""
    for each in tree if tree is not None else ():
        kind = local(each)
        if _is_hidden(each):
            continue
        if kind in {"sp", "graphicFrame"}:
            yield each
        elif kind == "grpSp":
            yield from _shapes(each)
        elif kind == "AlternateContent":
            yield from _shapes(next(iter(each), None))


def _is_hidden(shape: Element) -> bool:
    """Return whether a shape is switched off among those of its slide."""
    about = (child(each, "cNvPr") for each in shape if local(each).startswith("nv"))
    return any(each is not None and attribute(each, "hidden") in {"1", "true"} for each in about)


def _placeholder(shape: Element) -> str | None:
    """Return which of its layout's places a shape fills, None where it fills none."""
    for each in shape:
        if local(each).startswith("nv"):
            place = child(each, "nvPr", "ph")
            return None if place is None else attribute(place, "type")
    return None
