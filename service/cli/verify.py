"""`spravka verify`: whether the quotes of a text stand where it says."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
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
    known_in,
    open_index,
    say,
    say_json,
    settings_of,
)
from service.told import plural

if TYPE_CHECKING:
    from index import VerifyResult
    from service.cli.quotations import Quotations

_SHOWN = 100
_MOST_NAMED = 5
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
    in brackets: (news.txt:120-180) for characters, (news.txt:13) for a line, or as Spravka prints
    it. The status is 1 where a quote is not verbatim, is not closed, or names a source that is not
    understood.
    """
    settings = settings_of(data=data, store=store)
    check_index(settings)
    from index.read.text import decode
    from service.cli.quotations import read_quotations
    from service.cli.terminal import waiting

    if Path(file).is_dir():
        raise InvalidInput(f"{file}: a folder; name the file whose quotes are to be checked")
    read = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    text = decode(read, source=file)
    with open_index(settings) as index:
        quotations = read_quotations(
            text, name=file, is_known=known_in(index, collection or DEFAULT_COLLECTION)
        )
        if not quotations.found:
            passed = "; ".join(_passed(quotations))
            raise InvalidInput(
                f"{file}: no quotes in it{passed and f' that can be checked ({passed})'};"
                " spravka verify --help says how they look"
            )
        named = [collection] if collection else list(quotations.collections)
        if len(named) > 1:
            raise InvalidInput(
                f"{file} cites from several collections: choose one with --collection"
            )
        claims = [quotation.claim for quotation in quotations.found]
        started = perf_counter()
        with waiting("Verifying"):
            result = index.verify(claims, collection=named[0] if named else DEFAULT_COLLECTION)
    took = (perf_counter() - started) * 1000
    if as_json:
        say_json(_as_json(result, quotations, took_ms=took))
    else:
        _print(result, quotations)
    unread = any(quotation.not_understood for quotation in quotations.found)
    if unread or quotations.not_closed or any(f.verdict != "verbatim" for f in result.results):
        raise typer.Exit(1)


def _as_json(result: "VerifyResult", quotations: "Quotations", *, took_ms: float) -> str:
    """Return what the API returns, each result with its place in the file, and what was passed."""
    from service.schemas.citations import verify_response

    response = asdict(verify_response(result, took_ms=took_ms))
    response["results"] = [
        {
            "place": quotation.place,
            "quote": quotation.claim.quote,
            "not_understood": quotation.not_understood,
            **found,
        }
        for quotation, found in zip(quotations.found, response["results"], strict=True)
    ]
    response["too_short"] = [asdict(each) for each in quotations.too_short]
    response["not_closed"] = [asdict(each) for each in quotations.not_closed]
    return json.dumps(response, ensure_ascii=False, indent=2)


def _print(result: "VerifyResult", quotations: "Quotations") -> None:
    verdicts = []
    for quotation, found in zip(quotations.found, result.results, strict=True):
        verdict: str = found.failure or found.verdict
        if verdict == "verbatim" and quotation.not_understood:
            verdict = "unclear"
        verdicts.append(verdict)
        say(f"{verdict:<13} {quotation.place}: {_short(quotation.claim.quote)}")
        if quotation.not_understood:
            say(f"{_INDENT}Its source was not understood: {_short(quotation.not_understood)}")
        if found.verdict != "verbatim" or not quotation.claim.names_document:
            say(f"{_INDENT}{found.message}")
        if found.verdict == "absent" and found.citation is not None:
            say(f"{_INDENT}{_cited(found.citation)}")
        for piece in found.pieces:
            say(f"{_INDENT}{_cited(piece.citation)}")
    for line in _passed(quotations):
        say(f"not checked: {line}")
    say(
        f"{plural(len(verdicts), 'quote')}:"
        f" {', '.join(f'{count} {what}' for what, count in Counter(verdicts).most_common())}"
    )


def _passed(quotations: "Quotations") -> Iterator[str]:
    """Yield what was not checked, for each reason."""
    for each, why in (
        (quotations.too_short, "without a source and too short"),
        (quotations.not_closed, "not closed"),
    ):
        if each:
            named = [f"{passed.place}: {_short(passed.text)}" for passed in each[:_MOST_NAMED]]
            more = [f"{len(each) - _MOST_NAMED} more"] if len(each) > _MOST_NAMED else []
            yield f"{len(each)} {why} ({'; '.join(named + more)})"


def _cited(citation: Citation) -> str:
    return f"{located(citation)} [{citation.start}:{citation.end}] {_short(citation.quote)}"


def _short(quote: str) -> str:
    """Return a quote as one line, its middle left out where it is long."""
    line = " ".join(quote.split())
    half = _SHOWN // 2
    return line if len(line) <= _SHOWN else f"{line[:half].rstrip()} […] {line[-half:].lstrip()}"
