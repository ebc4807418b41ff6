"""Make the start: multilingual-e5-small with the pieces of English and Russian alone.

Which those are is counted in the texts that training reads. Text of both languages is cut as by
the whole tokenizer: a piece that is left out would not have been used.
"""

import json
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from index.training.data import read_texts
from index.training.e5 import TOKENIZER, WEIGHTS, Shape, packaged, read_e5
from index.training.folder import MOST_PIECES, write_settings

START_FOLDER = "start"
LEAST_COUNT = 2
"""Occurrences of a piece of Latin, Cyrillic and common signs that is kept."""
LEAST_COUNT_ELSEWHERE = 20
"""Of any other piece: a script that English and Russian texts quote this often is read, too."""
COUNTED = {
    "dictionary": 1,
    "docs-human": 3,
    "general-human": 1,
    "misc-human": 1,
    "names": 1,
    "sections": 4,
    "titles": 1,
}
"""The files to count in, and how many texts (of `sections`, sections) there are to one counted."""

_SPECIAL = 4
"""`<s>`, `<pad>`, `</s>` and `<unk>` come first; `<mask>` is last."""
_WORD_START = "\u2581"
_COMMON = re.compile(
    r"[\u2581\u0000-\u024f\u0400-\u04ff\u2000-\u206f\u20a0-\u20bf\u2100-\u214f\u2150-\u22ff"
    r"\u2460-\u27bf]*"
)
_BATCH = 20_000


def make_start(*, data: Path, work: Path) -> None:
    """Write `work`/start: e5's network and the tokenizer of the pieces that `data` uses."""
    tokenizer_path = packaged(*TOKENIZER)
    shape, weights = read_e5(packaged(*WEIGHTS))
    definition = json.loads(tokenizer_path.read_text(encoding="utf-8"))
    pieces = [piece for piece, _ in definition["model"]["vocab"]]
    tokenizer = Tokenizer.from_file(str(tokenizer_path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    counts = np.zeros(len(pieces), dtype=np.int64)
    for name, every in COUNTED.items():
        counts += count_pieces(tokenizer, read_texts(data, name, every=every))
        print(f"start: {name}, {np.count_nonzero(counts):,} pieces met", flush=True)
    kept = choose_pieces(pieces, counts)
    folder = work / START_FOLDER
    table = "embeddings.word_embeddings.weight"
    _save_network(folder, shape, weights | {table: weights[table][kept]})
    _save_tokenizer(folder, definition, kept)
    write_settings(folder, dimension=shape.dimension)
    print(f"start: {folder}, {len(kept):,} of {len(pieces):,} pieces", flush=True)


def count_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> npt.NDArray[np.int64]:
    """Return how often each piece of `tokenizer` stands in `texts`, int64[pieces]."""
    size = tokenizer.get_vocab_size()
    counts = np.zeros(size, dtype=np.int64)
    rest = iter(texts)
    while batch := list(islice(rest, _BATCH)):
        encodings = tokenizer.encode_batch_fast(batch, add_special_tokens=False)
        ids = [number for encoding in encodings for number in encoding.ids]
        counts += np.bincount(np.array(ids, dtype=np.int64), minlength=size)
    return counts


def choose_pieces(pieces: list[str], counts: npt.NDArray[np.int64]) -> list[int]:
    """Return the numbers of the pieces to keep, in order, special ones at both ends.

    Every single character of the common scripts stays, so that no English or Russian word has an
    unknown piece.
    """

    def is_kept(number: int) -> bool:
        if number < _SPECIAL or number == len(pieces) - 1:
            return True
        if not _COMMON.fullmatch(pieces[number]):
            return bool(counts[number] >= LEAST_COUNT_ELSEWHERE)
        single = len(pieces[number].lstrip(_WORD_START)) <= 1
        return single or bool(counts[number] >= LEAST_COUNT)

    return [number for number in range(len(pieces)) if is_kept(number)]


def _save_network(folder: Path, shape: Shape, weights: Mapping[str, Any]) -> None:
    network = BertModel(
        BertConfig(
            vocab_size=len(weights["embeddings.word_embeddings.weight"]),
            hidden_size=shape.dimension,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            intermediate_size=shape.inner,
            max_position_embeddings=shape.positions,
            type_vocab_size=shape.types,
            layer_norm_eps=shape.norm_epsilon,
            pad_token_id=1,
        ),
        # The mean of the tokens leaves BERT's pooler out.
        add_pooling_layer=False,
    )
    network.load_state_dict(weights)
    network.save_pretrained(folder)


def _save_tokenizer(folder: Path, definition: dict[str, Any], kept: list[int]) -> None:
    """Write the tokenizer in the form that transformers reads without a class of its own."""
    vocabulary = definition["model"]["vocab"]
    definition["model"]["vocab"] = [vocabulary[number] for number in kept]
    definition["added_tokens"][-1]["id"] = len(kept) - 1
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=Tokenizer.from_str(json.dumps(definition)),
        bos_token="<s>",  # noqa: S106
        eos_token="</s>",  # noqa: S106
        pad_token="<pad>",  # noqa: S106
        unk_token="<unk>",  # noqa: S106
        cls_token="<s>",  # noqa: S106
        sep_token="</s>",  # noqa: S106
        mask_token="<mask>",  # noqa: S106
        model_max_length=MOST_PIECES,
    ).save_pretrained(folder)
