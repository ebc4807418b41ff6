"""`python -m eval.speed.page`: what a view of the page costs, as the browser itself counts it.

Each view is gone to with nothing kept by the browser, then with all kept; on this machine's
own line, and on a slow one as Lighthouse emulates it (1.6 Mbit/s, 150 ms there and back).
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from eval.browsing import browsing, serving
from eval.shown.console import failed
from eval.shown.figures import print_table, titled_table
from index.errors import SpravkaError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

VIEWS = {
    "start": ("/", "#shelf h2"),
    "answer": (f"/?q={quote('who chairs AKIT board?')}", "#answer .said, #answer h2"),
    "documents": ("/documents", "#rows tr"),
}
"""Views by name: the address, and what stands there once all is shown."""

_SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: what came over the line, and when, in milliseconds from its beginning."""

    requests: int
    bytes: int
    first_paint: float
    whole: float


@dataclass(frozen=True, slots=True)
class PageResult:
    """The medians of several visits to a view."""

    view: str
    line: str
    kept: bool
    requests: int
    bytes: int
    first_paint_ms: float
    whole_ms: float


def measure_page(server: str, browser: "Browser", *, rounds: int) -> list[PageResult]:
    """Return what each view costs on each line, first without and then with what is kept."""
    return [
        result
        for name in VIEWS
        for line in ("own", "slow")
        for result in _measure(server, browser, name, line=line, rounds=rounds)
    ]


def _measure(
    server: str, browser: "Browser", name: str, *, line: str, rounds: int
) -> Iterator[PageResult]:
    visits: dict[bool, list[Visit]] = {False: [], True: []}
    for _ in range(rounds):
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        for kept in (False, True):
            visits[kept].append(_visit(server, context, name, line=line))
        context.close()
    for kept, those in visits.items():
        yield PageResult(
            view=name,
            line=line,
            kept=kept,
            requests=round(median(each.requests for each in those)),
            bytes=round(median(each.bytes for each in those)),
            first_paint_ms=median(each.first_paint for each in those),
            whole_ms=median(each.whole for each in those),
        )


def _visit(server: str, context: "BrowserContext", name: str, *, line: str) -> Visit:
    address, until = VIEWS[name]
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    if line == "slow":
        session.send("Network.emulateNetworkConditions", _SLOW)
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(server + address)
    page.wait_for_selector(until)
    whole = page.evaluate("performance.now()")
    page.wait_for_load_state("networkidle")
    first_paint = page.evaluate(_PAINT)
    page.close()
    over_the_line = [size for size in sizes if size > 0]
    return Visit(len(over_the_line), int(sum(over_the_line)), first_paint, whole)


def print_page(results: list[PageResult]) -> None:
    """Print a table, for people."""
    table = titled_table("The page, by Chromium's own count; medians")
    for column in ("view", "line"):
        table.add_column(column, no_wrap=True)
    for column in ("requests", "kB", "first paint, ms", "all shown, ms"):
        table.add_column(column, justify="right", no_wrap=True)
    for each in results:
        table.add_row(
            f"{each.view}, again" if each.kept else each.view,
            each.line,
            str(each.requests),
            f"{each.bytes / 1000:.1f}",
            f"{each.first_paint_ms:.0f}",
            f"{each.whole_ms:.0f}",
        )
    print_table(table)


def main(
    *,
    rounds: Annotated[int, typer.Option(min=1, help="Visits of each kind.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Measure what the views of the page cost."""
    try:
        with browsing() as browser, serving() as server:
            results = measure_page(server, browser, rounds=rounds)
    except SpravkaError as error:
        raise failed(error) from None
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in results], indent=2))
    else:
        print_page(results)


if __name__ == "__main__":
    typer.run(main)
