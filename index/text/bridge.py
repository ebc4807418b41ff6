"""The term bridge: what a stem of one language is likely called in the other.

Its file holds plain arrays (numpy's `.npz`, nothing pickled): `terms`, the stems as UTF-8 in the
order of their bytes, a line feed after each; `starts`, where each stem's translations begin, most
probable first; `targets`, their numbers in `terms`; `probabilities`, their weights in 255ths.
"""

import zipfile
import zlib
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import EncoderUnavailable
from index.text.vocabulary import Vocabulary

BRIDGED = ("en", "ru")
"""The codes of the two languages. They differ in script, so a stem says of which it is."""

PROBABILITY_STEPS = 255

_LINE_FEED = 0x0A


@dataclass(frozen=True, eq=False)
class TermBridge:
    """A table of translations between English and Russian stems, read-only.

    `fingerprint` is a hash of the file's content: another table gives other sparse queries.
    """

    fingerprint: str
    _terms: bytes = field(repr=False)
    _term_starts: npt.NDArray[np.int64] = field(repr=False)
    _starts: npt.NDArray[np.int32] = field(repr=False)
    _targets: npt.NDArray[np.int32] = field(repr=False)
    _probabilities: npt.NDArray[np.uint8] = field(repr=False)

    @classmethod
    def load(cls, path: Path | str) -> "TermBridge":
        """Read the table at `path`; raise EncoderUnavailable where there is none that is whole."""
        try:
            content = Path(path).read_bytes()
        except OSError as error:
            raise _unusable(path, f"cannot be read ({error.strerror})") from error
        try:
            with np.load(BytesIO(content), allow_pickle=False) as arrays:
                terms = arrays["terms"].astype(np.uint8)
                starts = arrays["starts"].astype(np.int32)
                targets = arrays["targets"].astype(np.int32)
                probabilities = arrays["probabilities"].astype(np.uint8)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise _unusable(path, "is damaged") from error
        term_starts = np.concatenate([[0], np.flatnonzero(terms == _LINE_FEED) + 1])
        if len(starts) != len(term_starts) or not starts[-1] == len(targets) == len(probabilities):
            raise _unusable(path, "is damaged")
        return cls(
            fingerprint=blake2b(content, digest_size=12).hexdigest(),
            _terms=terms.tobytes(),
            _term_starts=term_starts,
            _starts=starts,
            _targets=targets,
            _probabilities=probabilities,
        )

    def __len__(self) -> int:
        """Return how many stems have at least one translation."""
        return int(np.count_nonzero(np.diff(self._starts)))

    @property
    def pairs(self) -> int:
        """Return how many translations all stems have together."""
        return len(self._targets)

    def knows(self, stem: str) -> bool:
        """Return whether the table has `stem`: then it is a word that people write."""
        return stem.encode("utf-8", "surrogatepass") in self._vocabulary

    @cached_property
    def stems(self) -> Vocabulary:
        """Return the table's stems, in which those that are near to a misspelt one are found."""
        return Vocabulary(self._terms)

    @cached_property
    def _vocabulary(self) -> frozenset[bytes]:
        # Made when the first unknown word is asked for: many are looked up at once then.
        return frozenset(self._terms.split(b"\n"))

    def translations(self, stem: str) -> tuple[tuple[str, float], ...]:
        """Return what `stem` is called in the other language, with weights in 0..1, best first.

        The direction is that of the stem's script. Empty when the stem is unknown. A weight
        is the geometric mean of P(translation | stem) and P(stem | translation), so they sum to
        about one where the table is sure, to little where it is not or where the word mostly
        stands untranslated, and to somewhat more than one where each has little other use.
        """
        wanted = stem.encode("utf-8", "surrogatepass")
        # A search through sorted bytes: a dictionary of 300,000 strings takes longer to build
        # than everything else that happens when the table is loaded.
        numbers = range(len(self._starts) - 1)
        row = bisect_left(numbers, wanted, key=self._term)
        if row == len(numbers) or self._term(row) != wanted:
            return ()
        chosen = slice(self._starts[row], self._starts[row + 1])
        return tuple(
            (self._term(target).decode("utf-8"), probability / PROBABILITY_STEPS)
            for target, probability in zip(
                self._targets[chosen].tolist(), self._probabilities[chosen].tolist(), strict=True
            )
        )

    def _term(self, row: int) -> bytes:
        return self._terms[self._term_starts[row] : self._term_starts[row + 1] - 1]


def _unusable(path: Path | str, why: str) -> EncoderUnavailable:
    return EncoderUnavailable(
        f"the term bridge {path} {why}: reinstall Spravka, or make the table again with "
        "`python -m index.training bridge`"
    )
