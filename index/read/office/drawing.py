"""What office programs draw: text in shapes, tables, charts and diagrams (DrawingML)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.read.building import Builder
from index.read.office import number_formats, numbering
from index.read.office.packages import (
    Element,
    Package,
    Relation,
    attribute,
    child,
    children,
    local,
    whole,
)
from index.read.raised import raised
from index.read.tables import Row, add_table

_AUTOMATIC = re.compile(r"(arabic|alphaLc|alphaUc|romanLc|romanUc)(Period|ParenR|ParenBoth|Plain)")
_FORMS = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}
_AROUND = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}"}
_FURNITURE = ("slidenum", "datetime")
_WIDEST = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a shape; `marker` is None where its look comes from elsewhere, "" for none."""

    text: str
    depth: int
    marker: str | None


def lines(body: Element) -> Iterator[Line]:
    """Yield the paragraphs of a text body that are not blank, numbered as they show."""
    counts: dict[int, int] = {}
    for paragraph in body:
        if local(paragraph) != "p":
            continue
        text = paragraph_text(paragraph)
        if not text.strip():
            continue
        properties = child(paragraph, "pPr")
        depth = whole(properties, "lvl")
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        automatic = child(properties, "buAutoNum")
        if automatic is not None:
            counts[depth] = counts.get(depth, whole(automatic, "startAt", 1) - 1) + 1
            yield Line(text, depth, _number(attribute(automatic, "type"), counts[depth]))
            continue
        counts.pop(depth, None)
        sign = child(properties, "buChar")
        drawn = child(properties, "buBlip") is not None
        marker = None if not drawn else numbering.BULLET
        if sign is not None:
            marker = numbering.bullet(attribute(sign, "char"))
        elif child(properties, "buNone") is not None:
            marker = ""
        yield Line(text, depth, marker)


def _number(kind: str, count: int) -> str:
    shape = _AUTOMATIC.fullmatch(kind)
    if shape is None:
        return f"{count}."
    return _AROUND[shape[2]].format(numbering.OOXML[_FORMS[shape[1]]](count))


def paragraph_text(paragraph: Element) -> str:
    """Return the characters of a paragraph, but for what is filled in on every page."""
    pieces = []
    for each in paragraph:
        kind = local(each)
        if kind == "br":
            pieces.append("\n")
        elif kind == "r" or (kind == "fld" and not attribute(each, "type").startswith(_FURNITURE)):
            text = child(each, "t")
            said = (text.text or "") if text is not None else ""
            is_raised = whole(child(each, "rPr"), "baseline") > 0
            pieces.append(raised(said) if is_raised else said)
        elif kind in {"m", "AlternateContent"}:
            pieces += [at.text or "" for at in each.iter() if local(at) == "t"]
    return "".join(pieces)


def body_text(body: Element | None) -> str:
    """Return the paragraphs of a text body as lines."""
    return "" if body is None else "\n".join(line.text for line in lines(body))


def table_rows(table: Element) -> list[Row]:
    """Return the rows of a table; a cell merged downwards stands in each of its rows."""
    properties = child(table, "tblPr")
    has_header = properties is not None and attribute(properties, "firstRow") in {"1", "true"}
    rows: list[Row] = []
    above: dict[int, str] = {}
    for row in (each for each in table if local(each) == "tr"):
        cells: list[str] = []
        for column, cell in enumerate(each for each in row if local(each) == "tc"):
            text = body_text(child(cell, "txBody"))
            if attribute(cell, "vMerge") in {"1", "true"}:
                text = above.get(column, "")
            elif attribute(cell, "hMerge") in {"1", "true"}:
                text = ""
            above[column] = text
            cells.append(text)
        rows.append(Row(tuple(cells[:_WIDEST]), is_header=has_header and not rows))
    return rows


def chart_title(chart: Element) -> str:
    """Return what is written above a chart."""
    title = child(chart, "chart", "title", "tx", "rich")
    return body_text(title)


def chart_rows(chart: Element) -> list[Row]:
    """Return the figures of a chart as the table they were drawn from."""
    names: list[str] = []
    columns: list[dict[int, str]] = []
    categories: dict[int, str] = {}
    for each in chart.iter():
        if local(each) != "ser":
            continue
        names.append(" ".join(_points(child(each, "tx")).values()))
        categories |= _points(
            child(each, "cat") if child(each, "cat") is not None else child(each, "xVal")
        )
        columns.append(
            _points(child(each, "val") if child(each, "val") is not None else child(each, "yVal"))
        )
    places = sorted({*categories, *(place for column in columns for place in column)})
    rows = [
        Row((categories.get(place, ""), *(column.get(place, "") for column in columns)))
        for place in places
    ]
    return [Row(("", *names), is_header=True), *rows] if rows else []


def _points(element: Element | None) -> dict[int, str]:
    """Return the values kept in a chart by their places, as they are shown."""
    if element is None:
        return {}
    code = next((at.text for at in element.iter() if local(at) == "formatCode" and at.text), None)
    shown = {}
    for each in element.iter():
        value = child(each, "v")
        if local(each) == "pt" and value is not None:
            shown[whole(each, "idx")] = _shown(value.text or "", code)
    return shown


def _shown(text: str, code: str | None) -> str:
    try:
        return number_formats.show(float(text), code or "General")
    except ValueError:
        return text


def add_drawn(
    builder: Builder, element: Element, package: Package, relations: Mapping[str, Relation]
) -> None:
    """Add the chart or the diagram that an element of a drawing refers to."""
    kind = local(element)
    name = attribute(element, "dm") if kind == "relIds" else relation_id(element)
    relation = relations.get(name)
    if relation is None or relation.part not in package:
        return
    drawn = package.xml(relation.part)
    if kind == "relIds":
        for line in diagram_lines(drawn):
            builder.list_item(line, marker=numbering.BULLET)
    elif kind == "chart":
        builder.paragraph(chart_title(drawn))
        add_table(builder, chart_rows(drawn))


def relation_id(element: Element) -> str:
    """Return the id of what an element refers to; its own id has no namespace."""
    return next((str(value) for key, value in element.items() if str(key).endswith("}id")), "")


def diagram_lines(data: Element) -> list[str]:
    """Return the texts of a diagram's points, in the order in which they were written."""
    points = children(data, "ptLst")
    texts = [body_text(child(point, "t")) for point in points]
    return [text for text in texts if text.strip()]
