"""`spravka verify`: whether the quotes of a text stand where it says."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from index.citation import located
from index.errors import InvalidInput
from index.types import DEFAULT_COLLECTION, Citation
from service.cli.common import (
    AsJson,
    Data,
    Store,
    check_index,
    open_index,
    say,
    say_json,
    settings_of,
)

if TYPE_CHECKING:
    from index import VerifyResult
    from service.cli.quotations import Quotation

_SHOWN = 100
_INDENT = " " * 14


def verify(
    *,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="JSON of an answer or a search, or a text with quotes; - reads standard input.",
        ),
    ],
    data: Data = None,
    store: Store = None,
    collection: Annotated[
        str | None,
        typer.Option(
            help="The set of documents to use.", show_default="the one FILE names, or default"
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say of each quote in a file whether it stands verbatim where the file says.

    In a text a quote stands in «…», “…”, "…" or lines that begin with >, and its source after it
    in brackets: (news.txt:120-180) for characters, (news.txt:13) for a line. The status is 1 where
    a quote is not verbatim.
    """
    settings = settings_of(data=data, store=store)
    check_index(settings)
    from index.read.text import decode
    from service.cli.quotations import read_quotations
    from service.cli.terminal import waiting

    if Path(file).is_dir():
        raise InvalidInput(f"{file}: a folder; name the file whose quotes are to be checked")
    read = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    quotations = read_quotations(decode(read, source=file), name=file)
    if not quotations.found:
        raise InvalidInput(f"{file}: no quotes in it; spravka verify --help says how they look")
    named = [collection] if collection else list(quotations.collections) or [DEFAULT_COLLECTION]
    if len(named) > 1:
        raise InvalidInput(f"{file} cites from several collections: choose one with --collection")
    claims = [quotation.claim for quotation in quotations.found]
    started = perf_counter()
    with open_index(settings) as index, waiting("Verifying"):
        result = index.verify(claims, collection=named[0])
    took = (perf_counter() - started) * 1000
    if as_json:
        say_json(_as_json(result, quotations.found, took_ms=took))
    else:
        _print(result, quotations.found)
    if any(found.verdict != "verbatim" for found in result.results):
        raise typer.Exit(1)


def _as_json(result: "VerifyResult", quotations: "Sequence[Quotation]", *, took_ms: float) -> str:
    """Return what the API returns, each result with its quote and its place in the file."""
    from service.schemas.citations import verify_response

    response = asdict(verify_response(result, took_ms=took_ms))
    response["results"] = [
        {"place": quotation.place, "quote": quotation.claim.quote, **found}
        for quotation, found in zip(quotations, response["results"], strict=True)
    ]
    return json.dumps(response, ensure_ascii=False, indent=2)


def _print(result: "VerifyResult", quotations: "Sequence[Quotation]") -> None:
    for quotation, found in zip(quotations, result.results, strict=True):
        verdict = found.failure or found.verdict
        say(f"{verdict:<13} {quotation.place}: {_short(quotation.claim.quote)}")
        if found.verdict != "verbatim":
            say(f"{_INDENT}{found.message}")
        if found.verdict == "absent" and found.citation is not None:
            say(f"{_INDENT}{_cited(found.citation)}")
        for piece in found.pieces:
            say(f"{_INDENT}{_cited(piece.citation)}")
    counts = Counter(found.failure or found.verdict for found in result.results)
    total = len(quotations)
    say(
        f"{total} quote{'' if total == 1 else 's'}:"
        f" {', '.join(f'{count} {what}' for what, count in counts.most_common())}"
    )


def _cited(citation: Citation) -> str:
    return f"{located(citation)} [{citation.start}:{citation.end}] {_short(citation.quote)}"


def _short(quote: str) -> str:
    """Return a quote as one line, its middle left out where it is long."""
    line = " ".join(quote.split())
    half = _SHOWN // 2
    return line if len(line) <= _SHOWN else f"{line[:half].rstrip()} […] {line[-half:].lstrip()}"
