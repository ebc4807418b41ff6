"""What the command line draws of answers and hits."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Self

from rich.console import Console
from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from index.citation import located
from index.types import Answer, AnswerResult, Band, Citation, Hit, OtherAnswer, SearchResult
from service.printable import printable, printable_line
from service.told import told_coverage

Linked = Callable[[Citation], str | None]
"""Where a terminal's link from a citation leads, None where it has no file here."""

_INDENT = 4
_WIDEST = 100


def waiting(what: str) -> AbstractContextManager[object]:
    """Return a context that shows on a terminal that something is being done."""
    return Console(stderr=True).status(f"{what}…")


_WORTH_SHOWING = 0.1
"""The least confidence of a sentence that is shown though it is not likely enough."""

_BANDS: dict[Band, str] = {"surely": "surely", "probably": "probably", "not_sure": "not sure"}


def print_answer(
    result: AnswerResult, *, filtered: bool = False, link: Linked | None = None
) -> None:
    """Print the answer with its citation, or why there is none, and then the nearest passages.

    Where there is none, say what was searched, unless that is not known for a filter. Citations
    lead where `link` says.
    """
    _print_understood(result)
    console = Console(highlight=False, markup=False, emoji=False)
    if result.answer is None:
        _print_wrapped(console, _refusal(result, link))
        if said := told_coverage(result.coverage, filtered=filtered):
            console.print(Text(said, style="dim"), soft_wrap=True)
    else:
        answer = result.answer
        _print_wrapped(console, _answer(answer, look=_Look.of(console)))
        console.print(
            Text.assemble(_place(answer.citation, link), (_sure(answer), "dim")), soft_wrap=True
        )
        for citation in answer.elsewhere:
            console.print(Text.assemble(("also: ", "dim"), _place(citation, link)), soft_wrap=True)
        for other in answer.otherwise:
            _print_wrapped(console, _otherwise(other, link))
    if result.hits:
        console.print()
        console.print(Text("Nearest passages:", style="dim"))
        print_hits(result.hits, link=link)


def _print_wrapped(console: Console, text: Text) -> None:
    """Print a text, on a terminal broken between words; what reads a pipe breaks it itself."""
    console.print(text, soft_wrap=not console.is_terminal)


@dataclass(frozen=True, slots=True)
class _Look:
    """How the words that answer stand out: by a style, and between marks where none is shown."""

    style: str
    mark: str

    @classmethod
    def of(cls, console: Console) -> Self:
        if not console.is_terminal or console.color_system is None:
            return cls("bold green", "**")
        return cls("bold underline" if console.no_color else "bold green", "")


def _print_understood(result: AnswerResult | SearchResult) -> None:
    """Print on stderr how the query was understood, and what of it stands nowhere."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if result.did_you_mean is not None:
        console.print(f"Understood as: {printable_line(result.did_you_mean)}", soft_wrap=True)
    if result.nowhere:
        words = ", ".join(map(printable_line, result.nowhere))
        console.print(f"Nowhere in the documents: {words}", soft_wrap=True)


def _refusal(result: AnswerResult, link: Linked | None) -> Text:
    if not result.coverage.documents:
        return Text("There is nothing here yet to answer from.")
    if not result.hits:
        return Text("Nothing near this was found.")
    missing = result.abstention.missing if result.abstention else ()
    words = ", ".join(printable_line(word) for word in missing)
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
        _place(likeliest.citation, link),
    )


def _sure(answer: Answer) -> str:
    if answer.confidence is None:
        return ""
    band = f", {_BANDS[answer.band]}" if answer.band else ""
    return f"  confidence {answer.confidence:.2f}{band}"


def _answer(answer: Answer, *, look: _Look) -> Text:
    marked = answer.marked
    if marked is None:
        return Text(printable(answer.text), style="bold")
    start, end = marked.start - answer.citation.start, marked.end - answer.citation.start
    return Text.assemble(
        (printable(answer.text[:start]), "bold"),
        (printable(f"{look.mark}{answer.text[start:end]}{look.mark}"), look.style),
        (printable(answer.text[end:]), "bold"),
    )


def _otherwise(other: OtherAnswer, link: Linked | None) -> Text:
    said = " ".join(other.citation.quote.split())
    return Text.assemble(
        ("another document says: ", "dim"),
        printable(said),
        (" ", "dim"),
        _place(other.citation, link),
    )


def _place(citation: Citation, link: Linked | None = None) -> Text:
    leads = link(citation) if link is not None else None
    style = Style(color="cyan", link=leads)
    return Text.assemble(
        (printable_line(located(citation)), style),
        (f" [{citation.start}:{citation.end}]", "dim"),
    )


def print_found(result: SearchResult, *, filtered: bool, link: Linked | None = None) -> None:
    """Print the passages found; where there is none, say so and what was searched."""
    _print_understood(result)
    if not result.hits:
        said = told_coverage(result.coverage, filtered=filtered)
        Console(stderr=True).print(Text(f"Nothing found. {said}".rstrip()), soft_wrap=True)
    print_hits(result.hits, link=link)


def print_hits(hits: Sequence[Hit], *, link: Linked | None = None) -> None:
    """Print each passage with its citation; the best sentence is bold, or between ** in a pipe."""
    console = Console(highlight=False, markup=False, emoji=False)
    look = _Look.of(console)
    for hit in hits:
        console.print(_heading(hit, link), soft_wrap=True)
        if console.is_terminal:
            width = min(console.width, _WIDEST)
            console.print(Padding(_passage(hit, look=look), (0, 0, 1, _INDENT)), width=width)
        else:
            console.print(_indented(_passage(hit, look=look).plain), soft_wrap=True)
            console.print()


def _heading(hit: Hit, link: Linked | None) -> Text:
    parts = [f"{stage} {value:.3g}" for stage, value in hit.scores.items() if value is not None]
    return Text.assemble(
        (f"{hit.rank}. ".ljust(_INDENT), "bold"),
        _place(hit.citation, link),
        (f"  {hit.score:.3g} ({', '.join(parts)})", "dim"),
    )


def _passage(hit: Hit, *, look: _Look) -> Text:
    passage, best = hit.text, hit.best_sentence
    if best is None:
        return Text(printable(passage))
    start, end = best.start - hit.citation.start, best.end - hit.citation.start
    return Text.assemble(
        printable(passage[:start]),
        (printable(f"{look.mark}{passage[start:end]}{look.mark}"), look.style),
        printable(passage[end:]),
    )


def _indented(text: str) -> str:
    return "\n".join(f"{' ' * _INDENT}{line}".rstrip() for line in text.splitlines())
