"""The dense half: texts to L2-normalised vectors, by a sentence-transformers model."""

import copy
import json
import logging
import threading
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from huggingface_hub import get_session
from huggingface_hub.constants import ENDPOINT as HUB
from sentence_transformers import SentenceTransformer
from transformers.utils.logging import disable_progress_bar

from index.encode.plain import is_plain_bert, prompts_of, unpadded
from index.encode.protocols import PartsEncoder
from index.encode.registered import register_stored_bert
from index.errors import EncoderUnavailable
from index.learned import SHIPPED_MODEL, SHIPPED_NAME
from index.vectors import Vectors

_BATCH = 32
_HUB_SECONDS = 10.0
_PRECISION = {"dtype": torch.float32}
"""Half-precision weights are a matter of storage: processors are slow in it, and inexact."""


class SentenceTransformerEncoder:
    """Any sentence-transformers model, with the prompts it was trained with.

    A plain BERT, as the shipped one is, is run by `UnpaddedBert`; any other by its own `encode`.
    """

    def __init__(self, model: str | None = None) -> None:
        """Load the model of this name or path; None is the one that ships with Spravka.

        Raises EncoderUnavailable where it cannot be loaded.
        """
        self._name = model or SHIPPED_NAME
        self._model = load_model(model)
        self._encoding = threading.Lock()
        self._fingerprint = _fingerprint(self._model)
        # Encoding may set up its tokenizer for padding and cutting; counting has one of its own.
        self._counter = copy.deepcopy(self._model.tokenizer)
        self._counting = threading.Lock()
        special = self._counter.num_special_tokens_to_add()
        # With a word behind it, as a prompt's last space may be part of that word's first token.
        prompt = prompts_of(self._model).passage
        with_prompt, plain = self.count_tokens([f"{prompt}?", "?"])
        prompted = with_prompt - plain
        self._max_tokens: int = int(self._model.max_seq_length or 512) - special - prompted
        self._bert = unpadded(self._model) if is_plain_bert(self._model) else None
        config = getattr(getattr(self._model[0], "auto_model", None), "config", None)
        self._in_context = bool(getattr(config, "sentences_in_context", False))
        self._dim: int = (
            self._bert.dim if self._bert else len(self._model.encode("?", show_progress_bar=False))
        )

    @property
    def name(self) -> str:
        """Return the name or path by which the user knows the model."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """Return a hash of the weights, the tokenizer and the way both are used."""
        return self._fingerprint

    @property
    def dim(self) -> int:
        """Return how many numbers a vector has."""
        return self._dim

    @property
    def max_tokens(self) -> int:
        """Return the length of the longest passage that is read to its end, in tokens."""
        return self._max_tokens

    @property
    def parts(self) -> PartsEncoder | None:
        """Return what encodes sentences where they stand, where the model was taught to be so read.

        Its config.json says so by `sentences_in_context`.
        """
        return self._bert if self._in_context else None

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Return each text's length in tokens, special ones and prompts not counted."""
        return [len(ids) for ids in self._ids(texts)]

    def reads(self, texts: Sequence[str]) -> Sequence[bool]:
        """Return of each text whether the tokenizer has tokens for all of it."""
        unknown = self._counter.unk_token_id
        return [unknown is None or unknown not in ids for ids in self._ids(texts)]

    def _ids(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        if not texts:
            # The tokenizer asks the first text what it has to tell.
            return []
        with self._counting:
            encoded = self._counter(
                list(texts), add_special_tokens=False, truncation=False, verbose=False
            )
        return cast("Sequence[Sequence[int]]", encoded["input_ids"])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n questions, each of length 1."""
        if self._bert:
            return self._bert.encode_queries(texts)
        return self._encode(texts, self._model.encode_query)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n passages or sentences, each of length 1."""
        if self._bert:
            return self._bert.encode_passages(texts)
        return self._encode(texts, self._model.encode_document)

    def _encode(self, texts: Sequence[str], encode: Any) -> Vectors:
        """Encode a batch of like lengths at a time, so that a query waits for one batch at most."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]), reverse=True)
        parts = []
        for first in range(0, len(texts), _BATCH):
            batch = [texts[place] for place in order[first : first + _BATCH]]
            with self._encoding:
                parts.append(
                    encode(
                        batch, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
                    )
                )
        vectors = np.empty((len(texts), self._dim), dtype=np.float32)
        if parts:
            vectors[order] = np.concatenate(parts)
        return vectors


def load_model(model: str | None) -> SentenceTransformer:
    """Return the model of this name or path in float32; None is the one that ships with Spravka.

    Beside any that sentence-transformers reads, it may be a folder that `index.training` wrote,
    with its weights in 8 bits. Raises EncoderUnavailable where it cannot be loaded.
    """
    # Loading takes no time worth a bar of progress, and programs read what we print.
    disable_progress_bar()  # type: ignore[no-untyped-call]
    register_stored_bert()
    if model is None:
        return _load_folder(SHIPPED_MODEL)
    try:
        if Path(model).is_dir():
            return _load_folder(Path(model))
        return _load_from_hub(model)
    except EncoderUnavailable:
        raise
    except Exception as error:  # whatever a hub, a proxy or a broken file raises
        reason = str(error).strip().splitlines()
        raise EncoderUnavailable(
            f"the model {model!r} cannot be loaded here ({reason[0] if reason else 'no reason'});"
            " leave out --model to use the one that ships with Spravka, which needs no network"
        ) from error


def _load_folder(folder: Path) -> SentenceTransformer:
    # No look-ups: index/model could be the name of a model elsewhere, too.
    return SentenceTransformer(str(folder), local_files_only=True, model_kwargs=_PRECISION)


def _load_from_hub(name: str) -> SentenceTransformer:
    """Return a model that was fetched before, as it is; else fetch it."""
    # What goes wrong is raised; the lines that the library logs on its way there say no more.
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    try:
        return SentenceTransformer(name, local_files_only=True, model_kwargs=_PRECISION)
    except (OSError, ValueError):
        _reach_hub()
        return SentenceTransformer(name, model_kwargs=_PRECISION)


def _reach_hub() -> None:
    """Raise OSError at once where loading would ask, file after file, for over a minute."""
    try:
        get_session().head(HUB, timeout=_HUB_SECONDS)
    except Exception as error:
        raise OSError(f"{HUB} cannot be reached: {error}") from error


def _fingerprint(model: SentenceTransformer) -> str:
    digest = blake2b(digest_size=12)
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().view(torch.uint8).numpy())
    tokenizer = model.tokenizer
    backend = getattr(tokenizer, "backend_tokenizer", None)
    digest.update((backend.to_str() if backend else repr(tokenizer)).encode())
    first, *others = model
    parts = [(type(module).__name__, cast("Any", module).get_config_dict()) for module in others]
    use = (type(first).__name__, parts, model.prompts, model.max_seq_length)
    digest.update(json.dumps(use, sort_keys=True, default=repr).encode())
    return digest.hexdigest()
