"""Neighbouring words of a query that the index has in one: "save ticket" of saveTicket."""

import re
from collections.abc import Sequence

from index.encode.understood import Known
from index.text.analysis import TITLE, Token
from index.text.compounds import JOINED_SHARE, SIGN, Compound
from index.text.letters import skeleton, visible

_LONGEST_CODE = 3
_MOST_WORDS = 4
_MOST_TOKENS = 40
_BETWEEN = re.compile(r"[ \xa0]?[-._/]?[ \xa0]?")


def run_together(tokens: Sequence[Token], text: str, *, statistics: Known) -> list[Compound]:
    """Return what neighbouring words of a query are run together, as far as the index has it so."""
    tokens = tokens[:_MOST_TOKENS]
    written = [skeleton(visible(text[token.start : token.end])) for token in tokens]
    runs: list[tuple[str, int, int]] = []
    for first in range(len(tokens)):
        run = SIGN + written[first]
        for last in range(first + 1, min(first + _MOST_WORDS, len(tokens))):
            between = text[tokens[last - 1].end : tokens[last].start]
            if between != " " and not _BETWEEN.fullmatch(between):
                break
            run += written[last]
            runs.append((run, first, last))
    known = statistics([term for run, _, _ in runs for term in (run, TITLE + run)]).frequencies
    return [
        Compound(
            start=tokens[first].start,
            end=tokens[last].end,
            kind="identifier",
            terms=(),
            asked={run: JOINED_SHARE},
            designates=False,
            shape="code" if _is_code(tokens[first : last + 1]) else "",
        )
        for run, first, last in runs
        if known[run] or known[TITLE + run]
    ]


def _is_code(tokens: Sequence[Token]) -> bool:
    """Return whether these are short letters and digits."""
    letters = [token.word for token in tokens if token.word.isalpha()]
    return len(letters) < len(tokens) and all(len(word) <= _LONGEST_CODE for word in letters)
