"""What is said of a quote, and what is found to be true of it."""

from dataclasses import dataclass
from typing import Literal

from index.checks import SURROGATE
from index.errors import InvalidInput
from index.text.folding import Difference
from index.types import Citation

LONGEST_QUOTE = 10_000
"""In code points."""

Verdict = Literal["verbatim", "moved", "absent"]
AbsentBecause = Literal["fabricated", "stitched", "misattributed", "altered"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A quote, and where it is said to stand: anywhere in a collection, where all else is None.

    `sha256` is of the source's bytes, as in a citation. `line` and `page`, from 1, and `part` count
    where there is no span. `prefix` and `suffix` help to choose among several places.
    """

    quote: str
    document_id: str | None = None
    source: str | None = None
    start: int | None = None
    end: int | None = None
    line: int | None = None
    sha256: str | None = None
    prefix: str = ""
    suffix: str = ""
    page: int | None = None
    part: str | None = None

    @property
    def names_document(self) -> bool:
        """Return whether it is said in which document the quote stands."""
        return self.document_id is not None or self.source is not None


@dataclass(frozen=True, slots=True)
class Piece:
    """The characters `start` to `end` of a quote, which stand as the citation says."""

    start: int
    end: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Verification:
    """What is true of a claim.

    `verbatim`: the quote stands where it is said to, in this version of the document. `moved`: it
    stands in the document, but elsewhere or in another version. `absent`: it does not, and
    `failure` says which way: `misattributed` (it stands in other documents), `altered` (it stands
    but for what `differs_only_in` names), `stitched` (all its words stand, in several `pieces`;
    `elided` where it marks what it leaves out), or `fabricated` (it does not stand; some `pieces`
    may).

    `citation` is where the quote stands now, or what it was altered from. It is the first of
    `places`: of all there are, or of 1,000 looked at, those that fit best; `more_places` says that
    there are others.
    """

    verdict: Verdict
    failure: AbsentBecause | None
    message: str
    citation: Citation | None = None
    places: tuple[Citation, ...] = ()
    more_places: bool = False
    differs_only_in: tuple[Difference, ...] = ()
    pieces: tuple[Piece, ...] = ()
    elided: bool = False


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """A verification for each claim, in their order, all read from one generation."""

    collection: str
    generation: int
    results: tuple[Verification, ...]


def check_claim(claim: Claim) -> None:
    """Raise InvalidInput for a claim that says too little, too much or nothing of sense."""
    if not claim.quote.strip():
        raise InvalidInput("a quote is empty: give its characters")
    if len(claim.quote) > LONGEST_QUOTE:
        raise InvalidInput(
            f"a quote has {len(claim.quote)} characters: at most {LONGEST_QUOTE} are verified"
        )
    if SURROGATE.search(claim.quote) or "\0" in claim.quote:
        raise InvalidInput("a quote holds NUL or a lone surrogate, which stand in no text")
    if (claim.start is None) != (claim.end is None):
        raise InvalidInput("a span has both a start and an end")
    if claim.start is not None and claim.end is not None and not 0 <= claim.start <= claim.end:
        raise InvalidInput(f"no span goes from {claim.start} to {claim.end}")
    placed = (claim.start, claim.line, claim.page, claim.part, claim.sha256)
    if any(place is not None for place in placed) and not claim.names_document:
        raise InvalidInput(
            "a span, a line, a page, a part or a sha256 needs its document: name its id or source"
        )
