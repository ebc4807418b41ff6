"""Plots as SVG: means with their intervals, curves, and points in a plane.

Each is drawn at a width that a narrow screen holds. Colours and line styles are left to the
page's style sheet, by the classes `series-0`, `series-1` and so on.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from eval.shown.figures import estimate_text
from eval.shown.markup import Markup, element
from eval.statistics import Estimate

WIDTH = 340
"""In the page's pixels; heights too."""

_LINE = 22
_TOP = 10
_BOTTOM = 40
_RIGHT = 14
_LETTER = 6.6
_SIZE = 4.5
_TICKS = 5
_HEIGHT = 200
_SHAPES = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A mean to draw beside its label, in the colour and shape of a series."""

    label: str
    estimate: Estimate
    series: int


@dataclass(frozen=True, slots=True)
class Curve:
    """The values at 1, 2, 3 and so on, of a series."""

    label: str
    values: Sequence[float]
    series: int


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a place `x`, of a series."""

    label: str
    x: float
    estimate: Estimate
    series: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line through places (x, y), of a series; those in `marked` get its mark."""

    label: str
    places: Sequence[tuple[float, float]]
    marked: Sequence[tuple[float, float]]
    series: int


def rows_plot(
    rows: Sequence[Row], *, title: str, axis: str, domain: tuple[float, float], number: str = ".3f"
) -> Markup:
    """Return the rows' means and intervals, one below the other, over the values of `domain`."""
    left = 12 + _LETTER * max(len(row.label) for row in rows)
    bottom = _TOP + _LINE * len(rows)
    x = _scale(domain, left, WIDTH - _RIGHT)
    parts = [_x_axis(x, ticks_of(domain), bottom=bottom, name=axis, left=left)]
    if domain[0] < 0 < domain[1]:
        parts.append(_line(x(0), _TOP, x(0), bottom, class_="zero"))
    for place, row in enumerate(rows):
        y = _TOP + _LINE * (place + 0.5)
        parts.append(element("text", row.label, x=0.0, y=y + 4, class_="label"))
        drawn = []
        if row.estimate.interval is not None:
            low, high = row.estimate.interval
            drawn.append(_line(x(low), y, x(high), y, class_="whisker"))
        drawn.append(marker(row.series, x(row.estimate.mean), y))
        told = f"{row.label}: {estimate_text(row.estimate, number=number)}"
        parts.append(_series(row.series, told, drawn))
    return _svg(title, bottom + _BOTTOM, parts)


def curves_plot(
    curves: Sequence[Curve], *, title: str, axis: str, domain: tuple[float, float]
) -> Markup:
    """Return the curves over the places 1, 2, 3 and so on, their values within `domain`."""
    left, bottom = 38.0, float(_HEIGHT - _BOTTOM)
    length = max(len(curve.values) for curve in curves)
    x = _scale((1, max(2, length)), left + 6, WIDTH - _RIGHT)
    y = _scale(domain, bottom, _TOP)
    places = [place for place in range(1, length + 1) if place == 1 or place % 5 == 0]
    parts = [
        _x_axis(x, places, bottom=bottom, name=axis, left=left),
        _y_axis(y, ticks_of(domain), left=left),
    ]
    for curve in curves:
        at = [(x(place), y(value)) for place, value in enumerate(curve.values, 1)]
        line = " ".join(f"{across:.1f},{down:.1f}" for across, down in at)
        drawn = [element("polyline", points=line, class_="curve")]
        drawn += [marker(curve.series, *at[place - 1]) for place in places if place <= len(at)]
        told = ", ".join(f"{curve.values[p - 1]:.3f} at {p}" for p in places if p <= len(at))
        parts.append(_series(curve.series, f"{curve.label}: {told}", drawn))
    return _svg(title, _HEIGHT, parts)


def points_plot(
    points: Sequence[Point],
    *,
    title: str,
    axis: str,
    ticks: Sequence[float],
    domain: tuple[float, float],
) -> Markup:
    """Return the points over a logarithmic axis with `ticks`, their values within `domain`."""
    left, bottom = 38.0, float(_HEIGHT - _BOTTOM)
    logarithms = _scale((math.log(ticks[0]), math.log(ticks[-1])), left + 6, WIDTH - _RIGHT)
    y = _scale(domain, bottom, _TOP)

    def x(value: float) -> float:
        return logarithms(math.log(value))

    parts = [
        _x_axis(x, ticks, bottom=bottom, name=axis, left=left),
        _y_axis(y, ticks_of(domain), left=left),
    ]
    for point in points:
        at = x(point.x), y(point.estimate.mean)
        drawn = []
        if point.estimate.interval is not None:
            low, high = point.estimate.interval
            drawn.append(_line(at[0], y(low), at[0], y(high), class_="whisker"))
        drawn.append(marker(point.series, *at))
        told = f"{point.label}: {estimate_text(point.estimate)} at {point.x:.1f}"
        parts.append(_series(point.series, told, drawn))
    return _svg(title, _HEIGHT, parts)


def line_plot(
    line: Line,
    *,
    title: str,
    axis: str,
    domain: tuple[float, float],
    diagonal: bool = False,
) -> Markup:
    """Return a line over the values from 0 to 1, its own within `domain`.

    With `diagonal`, the line of equal values is drawn behind it.
    """
    left, bottom = 38.0, float(_HEIGHT - _BOTTOM)
    across = 0.0, 1.0
    x = _scale(across, left + 6, WIDTH - _RIGHT)
    y = _scale(domain, bottom, _TOP)
    parts = [
        _x_axis(x, ticks_of(across), bottom=bottom, name=axis, left=left),
        _y_axis(y, ticks_of(domain), left=left),
    ]
    if diagonal:
        low, high = domain
        parts.append(_line(x(low), y(low), x(high), y(high), class_="zero"))
    points = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in line.places)
    drawn = [element("polyline", points=points, class_="curve")]
    drawn += [marker(line.series, x(a), y(b)) for a, b in line.marked]
    told = ", ".join(f"{b:.3f} at {a:.3f}" for a, b in line.marked)
    parts.append(_series(line.series, f"{line.label}: {told}", drawn))
    return _svg(title, _HEIGHT, parts)


def marker(series: int, x: float, y: float) -> Markup:
    """Return the mark of a series: each of the first six has a shape of its own."""
    size = _SIZE
    shape = series % _SHAPES
    if shape == 0:
        return element("circle", cx=x, cy=y, r=size, class_="mark")
    if shape == 1:
        return element(
            "rect", x=x - size, y=y - size, width=2 * size, height=2 * size, class_="mark"
        )
    # The corners of a triangle, one on its head, a diamond, and a cross by its turns.
    corners = {
        2: ((0, -1.2), (1.1, 0.9), (-1.1, 0.9)),
        3: ((0, 1.2), (1.1, -0.9), (-1.1, -0.9)),
        4: ((0, -1.4), (1.2, 0), (0, 1.4), (-1.2, 0)),
        5: tuple(
            (a * far - b * near, a * near + b * far)
            for a, b in ((0, -1), (1, 0), (0, 1), (-1, 0))
            for far, near in ((1.3, -0.4), (1.3, 0.4), (0.4, 0.4))
        ),
    }[shape]
    placed = " ".join(f"{x + size * a:.1f},{y + size * b:.1f}" for a, b in corners)
    return element("polygon", points=placed, class_="mark")


def ticks_of(domain: tuple[float, float]) -> list[float]:
    """Return a few round values from one end of `domain` to the other."""
    low, high = domain
    raw = (high - low) / _TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = power * next(nice for nice in (1, 2, 5, 10) if nice * power >= raw * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(place * step, 10) for place in range(first, last + 1)]


def logarithmic_ticks(values: Iterable[float]) -> list[float]:
    """Return 1, 2 and 5 times powers of ten, from one below all `values` to one above them."""
    found = sorted(values)
    powers = range(math.floor(math.log10(found[0])) - 1, math.ceil(math.log10(found[-1])) + 1)
    ticks = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
    first = max(place for place, tick in enumerate(ticks) if tick < found[0])
    last = min(place for place, tick in enumerate([*ticks, math.inf]) if tick > found[-1])
    return ticks[first : last + 1]


def domain_of(estimates: Iterable[Estimate], *, most: float = 1.0) -> tuple[float, float]:
    """Return the values from a multiple of 0.05 below all the intervals up to `most`."""
    ends = [
        each.mean if each.interval is None else min(each.mean, each.interval[0])
        for each in estimates
    ]
    low = math.floor(20 * min(ends) + 1e-9) / 20
    return min(low, most - 0.1), most


def _svg(title: str, height: float, parts: Sequence[Markup]) -> Markup:
    return element(
        "svg",
        element("title", title),
        *parts,
        viewBox=f"0 0 {WIDTH} {height:g}",
        width=WIDTH,
        height=height,
        role="img",
        aria_label=title,
    )


def _series(series: int, told: str, drawn: Sequence[Markup]) -> Markup:
    return element("g", element("title", told), *drawn, class_=f"series-{series % _SHAPES}")


def _x_axis(
    x: Callable[[float], float], ticks: Iterable[float], *, bottom: float, name: str, left: float
) -> Markup:
    parts = []
    for tick in ticks:
        parts.append(_line(x(tick), _TOP, x(tick), bottom, class_="grid"))
        parts.append(element("text", f"{tick:g}", x=x(tick), y=bottom + 15, class_="tick middle"))
    middle = (left + WIDTH - _RIGHT) / 2
    parts.append(element("text", name, x=middle, y=bottom + 32, class_="axis middle"))
    return element("g", *parts)


def _y_axis(y: Callable[[float], float], ticks: Iterable[float], *, left: float) -> Markup:
    parts = []
    for tick in ticks:
        parts.append(_line(left, y(tick), WIDTH - _RIGHT + 4, y(tick), class_="grid"))
        parts.append(element("text", f"{tick:g}", x=left - 6, y=y(tick) + 4, class_="tick end"))
    return element("g", *parts)


def _line(x1: float, y1: float, x2: float, y2: float, *, class_: str) -> Markup:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def _scale(domain: tuple[float, float], start: float, end: float) -> Callable[[float], float]:
    low, high = domain

    def place(value: float) -> float:
        return start + (end - start) * (value - low) / (high - low)

    return place
