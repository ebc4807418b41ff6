"""What the command line draws of answers and hits."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from index.citation import located
from index.types import Answer, AnswerResult, Band, Citation, Hit, OtherAnswer, SearchResult
from service.cli.printable import printable
from service.cli.unread import told_coverage

_INDENT = 4
_WIDEST = 100


def waiting(what: str) -> AbstractContextManager[object]:
    """Return a context that shows on a terminal that something is being done."""
    return Console(stderr=True).status(f"{what}…")


_WORTH_SHOWING = 0.1
"""The least confidence of a sentence that is shown though it is not likely enough."""

_BANDS: dict[Band, str] = {"surely": "surely", "probably": "probably", "not_sure": "not sure"}


def print_answer(result: AnswerResult, *, filtered: bool = False) -> None:
    """Print the answer with its citation, or why there is none, and then the nearest passages.

    Where there is none, say what was searched, unless that is not known for a filter.
    """
    _print_understood(result)
    console = Console(highlight=False, markup=False, emoji=False)
    if result.answer is None:
        console.print(_refusal(result), soft_wrap=True)
        if said := told_coverage(result.coverage, filtered=filtered):
            console.print(Text(said, style="dim"), soft_wrap=True)
    else:
        answer = result.answer
        console.print(_answer(answer, mark="" if console.is_terminal else "**"), soft_wrap=True)
        console.print(
            Text.assemble(_place(answer.citation), (_sure(answer), "dim")), soft_wrap=True
        )
        for citation in answer.elsewhere:
            console.print(Text.assemble(("also: ", "dim"), _place(citation)), soft_wrap=True)
        for other in answer.otherwise:
            console.print(_otherwise(other), soft_wrap=True)
    if result.hits:
        console.print()
        console.print(Text("Nearest passages:", style="dim"))
        print_hits(result.hits)


def _print_understood(result: AnswerResult | SearchResult) -> None:
    """Print on stderr how the query was understood, and what of it stands nowhere."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if result.did_you_mean is not None:
        console.print(f"Understood as: {printable(result.did_you_mean)}", soft_wrap=True)
    if result.nowhere:
        words = ", ".join(map(printable, result.nowhere))
        console.print(f"Nowhere in the documents: {words}", soft_wrap=True)


def _refusal(result: AnswerResult) -> Text:
    if not result.coverage.documents:
        return Text("There is nothing here yet to answer from.")
    if not result.hits:
        return Text("Nothing near this was found.")
    missing = result.abstention.missing if result.abstention else ()
    words = ", ".join(printable(word) for word in missing)
    why = f" No passage found says: {words}." if words else ""
    likeliest = result.abstention.likeliest if result.abstention else None
    refusal = f"No sentence is likely enough to answer this.{why}"
    if likeliest is None or (likeliest.confidence or 0.0) < _WORTH_SHOWING:
        return Text(refusal)
    near = f"\nThe likeliest, confidence {likeliest.confidence:.2f}: "
    return Text.assemble(
        refusal,
        (near, "dim"),
        printable(" ".join(likeliest.text.split())),
        (" ", "dim"),
        _place(likeliest.citation),
    )


def _sure(answer: Answer) -> str:
    if answer.confidence is None:
        return ""
    band = f", {_BANDS[answer.band]}" if answer.band else ""
    return f"  confidence {answer.confidence:.2f}{band}"


def _answer(answer: Answer, *, mark: str) -> Text:
    marked = answer.marked
    if marked is None:
        return Text(printable(answer.text), style="bold")
    start, end = marked.start - answer.citation.start, marked.end - answer.citation.start
    return Text.assemble(
        (printable(answer.text[:start]), "bold"),
        (printable(f"{mark}{answer.text[start:end]}{mark}"), "bold green"),
        (printable(answer.text[end:]), "bold"),
    )


def _otherwise(other: OtherAnswer) -> Text:
    said = " ".join(other.citation.quote.split())
    return Text.assemble(
        ("another document says: ", "dim"), printable(said), (" ", "dim"), _place(other.citation)
    )


def _place(citation: Citation) -> Text:
    return Text.assemble(
        (printable(located(citation)), "cyan"),
        (f" [{citation.start}:{citation.end}]", "dim"),
    )


def print_found(result: SearchResult, *, filtered: bool) -> None:
    """Print the passages found; where there is none, say so and what was searched."""
    _print_understood(result)
    if not result.hits:
        said = told_coverage(result.coverage, filtered=filtered)
        Console(stderr=True).print(Text(f"Nothing found. {said}".rstrip()), soft_wrap=True)
    print_hits(result.hits)


def print_hits(hits: Sequence[Hit]) -> None:
    """Print each passage with its citation; the best sentence is bold, or between ** in a pipe."""
    console = Console(highlight=False, markup=False, emoji=False)
    for hit in hits:
        if console.is_terminal:
            width = min(console.width, _WIDEST)
            console.print(_heading(hit), soft_wrap=True)
            console.print(Padding(_passage(hit, mark=""), (0, 0, 1, _INDENT)), width=width)
        else:
            console.print(_heading(hit), soft_wrap=True)
            console.print(_indented(_passage(hit, mark="**").plain), soft_wrap=True)
            console.print()


def _heading(hit: Hit) -> Text:
    parts = [f"{stage} {value:.3g}" for stage, value in hit.scores.items() if value is not None]
    return Text.assemble(
        (f"{hit.rank}. ".ljust(_INDENT), "bold"),
        _place(hit.citation),
        (f"  {hit.score:.3g} ({', '.join(parts)})", "dim"),
    )


def _passage(hit: Hit, *, mark: str) -> Text:
    passage, best = hit.text, hit.best_sentence
    if best is None:
        return Text(printable(passage))
    start, end = best.start - hit.citation.start, best.end - hit.citation.start
    return Text.assemble(
        printable(passage[:start]),
        (printable(f"{mark}{passage[start:end]}{mark}"), "bold green"),
        printable(passage[end:]),
    )


def _indented(text: str) -> str:
    return "\n".join(f"{' ' * _INDENT}{line}".rstrip() for line in text.splitlines())
