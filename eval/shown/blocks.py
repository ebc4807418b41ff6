"""What the report's page is built of: sections, tables, figures, and names with their marks."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import get_args

from eval.searchers import Method
from eval.shown.figures import interval_text
from eval.shown.markup import Markup, element, joined
from eval.shown.plots import WIDTH, marker
from eval.statistics import Estimate

_STYLE = Path(__file__).with_name("report.css")
_SNIPPET = 240
"""In characters."""


def legend(methods: Iterable[str]) -> Markup:
    """Return the list of the methods, each once, with their marks."""
    names = map(method_name, dict.fromkeys(methods))
    return element("ul", *(element("li", name) for name in names), class_="legend")


def method_name(method: str) -> Markup:
    """Return a method's name after the mark that stands for it in the plots."""
    series = series_of(method)
    mark = element(
        "svg",
        marker(series, 8, 8),
        viewBox="0 0 16 16",
        width=16,
        height=16,
        class_=f"series-{series}",
        aria_hidden="true",
    )
    return element("span", mark, method, class_="method")


def series_of(method: str) -> int:
    """Return the place of a method's mark and colour, the same on every page."""
    methods = get_args(Method)
    return methods.index(method) if method in methods else len(methods)


def cell(estimate: Estimate, *, number: str = ".3f") -> Markup:
    """Return a mean as text, its interval in smaller letters."""
    interval = interval_text(estimate, number=number)
    mean = f"{estimate.mean:{number}}"
    return joined(mean, " ", element("small", interval)) if interval else joined(mean)


def snippet(text: str) -> str:
    """Return the beginning of a text, in one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _SNIPPET else flat[:_SNIPPET].rpartition(" ")[0] + "…"


def page(title: str, header: Markup, sections: Iterable[Markup]) -> str:
    """Return a page that needs nothing else, its title over the header; empty sections are none."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"Spravka: {title}"),
        element("style", Markup(_STYLE.read_text(encoding="utf-8"))),
    )
    told = element("header", element("h1", title), header)
    body = element("body", told, element("main", *(each for each in sections if each)))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def section(title: str, *children: str) -> Markup:
    """Return a part of the page under its heading."""
    return element("section", element("h2", title), *children)


def details(summary: str, *children: str) -> Markup:
    """Return what is folded away behind its summary."""
    return element("details", element("summary", summary), *children)


def figure(caption: str, plot: Markup) -> Markup:
    """Return a plot under its caption."""
    style = f"max-width: {WIDTH}px"
    return element("figure", element("figcaption", caption), plot, style=style)


def table(names: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str) -> Markup:
    """Return a table with its caption, which is scrolled by itself where it is too wide."""
    content = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *(element("th", name, scope="col") for name in names))),
        element(
            "tbody",
            *(element("tr", *(element("td", cell) for cell in row)) for row in rows),
        ),
    )
    # A place to be scrolled must take the focus, or keys do not reach it.
    return element("div", content, class_="scroll", role="region", aria_label=caption, tabindex="0")
