"""The mixture in e5's pieces on disk, so that training reads numbers.

`tokens.npy` and `tokens.starts.npy` have every text once, with its prompt; `units.npy` says which
texts belong together. `sentences.npy` and `sentences.starts.npy` say at which of its pieces the
sentences of a passage begin.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from index.errors import InvalidInput
from index.read.units import sentence_spans
from index.training.folder import PROMPTS
from index.training.prepare import Row, read_mixture
from index.training.start import START_FOLDER
from index.types import Span

TOKENS_FILE = "tokens.npy"
STARTS_FILE = "tokens.starts.npy"
SENTENCES_FILE = "sentences.npy"
SENTENCE_STARTS_FILE = "sentences.starts.npy"
UNITS_FILE = "units.npy"
TAUGHT_PIECES = 384
"""Of a text that training reads; what `export` writes reads 512."""

ENGLISH, RUSSIAN, PASSAGE, RUSSIAN_PASSAGE = range(4)
"""The columns of units."""

SHORTEST_PASSAGE = 16
"""In pieces: what is shorter is not read sentence by sentence."""

_BATCH = 10_000

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """Texts as pieces: text i is `pieces[starts[i]:starts[i + 1]]`, special pieces included.

    Its sentences begin at its pieces `sentences[sentence_starts[i]:sentence_starts[i + 1]]`; there
    are none of a text that is no passage.
    """

    pieces: npt.NDArray[np.uint16 | np.uint32]
    starts: Ints
    sentences: npt.NDArray[np.uint16]
    sentence_starts: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> Ints:
        """Return the number of pieces of every text."""
        return np.diff(self.starts)

    def padded(self, texts: Ints, *, padding: int) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """Return `texts` as int64[n, longest] filled up with `padding`, and where they are."""
        starts, lengths = self.starts[texts], self.lengths_of(texts)
        mask = np.arange(lengths.max(initial=1)) < lengths[:, None]
        pieces = np.full(mask.shape, padding, dtype=np.int64)
        pieces[mask] = self.pieces[_runs(starts, lengths)]
        return pieces, mask

    def lengths_of(self, texts: Ints) -> Ints:
        """Return the number of pieces of some texts."""
        found: Ints = self.starts[texts + 1] - self.starts[texts]
        return found

    def sentence_slices(self, texts: Ints) -> tuple[Ints, Ints, Ints]:
        """Return where the sentences of passages are among all pieces, and where their prompts are.

        First and last + 1 of each sentence, int64[m], in order, and the first piece of its text;
        the prompt goes from there to the text's first sentence.
        """
        first, last = self.sentence_starts[texts], self.sentence_starts[texts + 1]
        counts = last - first
        own = np.repeat(self.starts[texts], counts)
        places = _runs(first, counts)
        begins = own + self.sentences[places]
        ends = np.append(begins, 0)[1:]
        is_last = np.zeros(len(begins), np.bool_)
        is_last[np.cumsum(counts)[counts > 0] - 1] = True
        # The last piece of a text is `</s>`.
        ends[is_last] = np.repeat(self.starts[texts + 1] - 1, counts)[is_last]
        return begins, ends, own

    def sentence_numbers(self, texts: Ints, *, longest: int) -> Ints:
        """Return which sentence of its text, from 1, each piece is of, int64[n, longest].

        It is 0 for prompts, special pieces and what fills up.
        """
        numbers = np.zeros((len(texts), longest), dtype=np.int64)
        first, last = self.sentence_starts[texts], self.sentence_starts[texts + 1]
        rows = np.repeat(np.arange(len(texts)), last - first)
        numbers[rows, self.sentences[_runs(first, last - first)]] = 1
        numbers = numbers.cumsum(axis=1)
        numbers[np.arange(longest) >= self.lengths_of(texts)[:, None] - 1] = 0
        return numbers


def _runs(starts: Ints, lengths: Ints) -> Ints:
    """Return all numbers from each start on, as many as its length."""
    ends = lengths.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    numbers: Ints = np.arange(total) + np.repeat(starts - ends + lengths, lengths)
    return numbers


def pad(texts: Sequence[npt.ArrayLike], *, padding: int) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Return rows of pieces as int64[n, longest] filled up with `padding`, and where they are."""
    rows = [np.asarray(text, dtype=np.int64) for text in texts]
    lengths = np.array([len(row) for row in rows])
    mask = np.arange(lengths.max(initial=1)) < lengths[:, None]
    pieces = np.full(mask.shape, padding, dtype=np.int64)
    pieces[mask] = np.concatenate(rows)
    return pieces, mask


def tokenize_mixture(*, work: Path) -> None:
    """Write the mixture under `work` as tokens and units; raises InvalidInput before `start`."""
    path = work / START_FOLDER / "tokenizer.json"
    if not path.exists():
        raise InvalidInput(f"{path}: no such file; `python -m index.training start` writes it")
    texts, units = number_texts(read_mixture(work))
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(TAUGHT_PIECES)
    write_tokens(work, tokenizer, texts)
    np.save(work / UNITS_FILE, units)
    print(f"tokens: {len(units):,} units of {len(texts):,} texts", flush=True)


def number_texts(rows: Iterable[Row]) -> tuple[list[str], npt.NDArray[np.int32]]:
    """Return every text once with its prompt, and int32[rows, 4]: the numbers of a row's texts.

    Their columns are ENGLISH to RUSSIAN_PASSAGE, -1 where there is none. What asks is a query and
    what is asked for a passage. Of the pairs, one in two is a query, so that both sides of the
    network learn Russian; joined sentences are passages.
    """
    numbers: dict[str, int] = {"": -1}
    units = []
    query, passage = PROMPTS["query"], PROMPTS["document"]
    for place, row in enumerate(rows):
        asks = bool(row.passage) or (place % 2 == 1 and not row.kind.endswith("-concatenated"))
        prompts = (query if asks else passage,) * 2 + (passage,) * 2
        sides = (row.english, row.russian, row.passage, row.russian_passage)
        prompted = (
            prompt + text if text else "" for prompt, text in zip(prompts, sides, strict=True)
        )
        units.append([numbers.setdefault(text, len(numbers) - 1) for text in prompted])
    del numbers[""]
    return list(numbers), np.array(units, dtype=np.int32).reshape(-1, 4)


def write_tokens(work: Path, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
    """Write `texts` in the pieces that `tokenizer`, as it is set to cut, makes of them."""
    kind = np.min_scalar_type(tokenizer.get_vocab_size())
    rows, sentences = [], []
    for start in range(0, len(texts), _BATCH):
        batch = list(texts[start : start + _BATCH])
        for text, encoding in zip(batch, tokenizer.encode_batch(batch), strict=True):
            rows.append(np.array(encoding.ids, dtype=kind))
            sentences.append(_sentences(text, encoding))
    for name, starts_name, parts in (
        (TOKENS_FILE, STARTS_FILE, rows),
        (SENTENCES_FILE, SENTENCE_STARTS_FILE, sentences),
    ):
        np.save(work / name, np.concatenate(parts))
        np.save(work / starts_name, np.cumsum([0, *map(len, parts)], dtype=np.int64))


def _sentences(text: str, encoding: Encoding) -> npt.NDArray[np.uint16]:
    """Return at which pieces the sentences of a passage begin, in order."""
    prompt = PROMPTS["document"]
    if not text.startswith(prompt) or len(encoding.ids) < SHORTEST_PASSAGE:
        return np.zeros(0, np.uint16)
    starts = [span.start for span in sentence_spans(text, Span(len(prompt), len(text)))]
    ends = np.array(encoding.offsets, np.int64)[1:-1, 1]
    pieces = 1 + np.searchsorted(ends, starts, side="right")
    return np.unique(pieces[pieces <= len(ends)]).astype(np.uint16)


def read_tokens(work: Path) -> Tokens:
    """Return what `write_tokens` wrote."""
    return Tokens(
        np.load(work / TOKENS_FILE),
        np.load(work / STARTS_FILE),
        np.load(work / SENTENCES_FILE),
        np.load(work / SENTENCE_STARTS_FILE),
    )


def read_units(work: Path) -> Ints:
    """Return the units in training order, int64[n, 4]; raises InvalidInput before `tokens`."""
    path = work / UNITS_FILE
    if not path.exists():
        raise InvalidInput(f"{path}: no such file; `python -m index.training tokens` writes it")
    units: Ints = np.load(path).astype(np.int64)
    return units
