"""The dense half from a folder that `index.training` wrote, with nothing but torch and tokenizers.

What sentence-transformers and transformers take to import is three seconds and 0.2 GB, and they
have all weights in float32. Here each matrix is unpacked when it is laid out, the table of pieces
stays in its 8 bits, and the vectors and the fingerprint are those that the libraries would give.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from index.encode.bert import Prompts, UnpaddedBert, read_tokenizer
from index.encode.forward import BertWeights, LayerWeights, alone
from index.encode.products import Parameters
from index.encode.protocols import PartsEncoder
from index.encode.weights import WEIGHTS_FILE, StoredTable, StoredWeights, unusable
from index.errors import EncoderUnavailable
from index.vectors import Vectors

MODEL_TYPE = "spravka-bert-in-8-bits"

_WORDS = "embeddings.word_embeddings.weight"
_POSITIONS = "embeddings.position_embeddings.weight"
_TYPES = "embeddings.token_type_embeddings.weight"
_NORM = "embeddings.LayerNorm"
_MODULES = ["Transformer", "Pooling", "Normalize"]


class StoredEncoder:
    """A BERT with its weights in 8 bits, the mean of its tokens and its prompts; thread-safe."""

    def __init__(self, folder: Path, *, name: str) -> None:
        """Load the model in a folder that `is_stored`; raises EncoderUnavailable."""
        self._name = name
        config = read_json(folder / "config.json")
        use = read_json(folder / "config_sentence_transformers.json")
        longest = read_json(folder / "sentence_bert_config.json")["max_seq_length"]
        path = folder / WEIGHTS_FILE
        weights = StoredWeights(path)
        _check(weights, config, path=path)
        self.tokenizer = read_tokenizer(folder)
        self._unknown = self.tokenizer.token_to_id(
            read_json(folder / "tokenizer_config.json").get("unk_token") or ""
        )
        used = _used(config, prompts=use["prompts"], longest=longest)
        self._fingerprint = alone(
            partial(_fingerprint, weights, tokenizer=self.tokenizer, use=used)
        )
        prompts = Prompts.of(use["prompts"], default=use.get("default_prompt_name"))
        self._bert = UnpaddedBert(
            _weights(path, weights, config),
            tokenizer=self.tokenizer,
            prompts=prompts,
            longest=longest,
        )
        self._in_context = bool(config.get("sentences_in_context"))
        # With a word behind it, as a prompt's last space may be part of that word's first token.
        with_prompt, plain = self.count_tokens([f"{prompts.passage}?", "?"])
        special = len(self.tokenizer.encode("").ids)
        self._max_tokens: int = longest - special - (with_prompt - plain)

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
        return self._bert.dim

    @property
    def max_tokens(self) -> int:
        """Return the length of the longest passage that is read to its end, in tokens."""
        return self._max_tokens

    @property
    def parts(self) -> PartsEncoder | None:
        """Return what encodes sentences where they stand, if the model was taught to be so read."""
        return self._bert if self._in_context else None

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Return each text's length in tokens, special ones and prompts not counted."""
        return [len(ids) for ids in self._ids(texts)]

    def reads(self, texts: Sequence[str]) -> Sequence[bool]:
        """Return of each text whether the tokenizer has tokens for all of it."""
        return [self._unknown is None or self._unknown not in ids for ids in self._ids(texts)]

    def _ids(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        encoded = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [each.ids for each in encoded]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n questions, each of length 1."""
        return self._bert.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n passages or sentences, each of length 1."""
        return self._bert.encode_passages(texts)


def is_stored(folder: Path) -> bool:
    """Return whether a folder has a model as `index.training` writes it."""
    try:
        modules = read_json(folder / "modules.json")
        pooling = dict(read_json(folder / modules[1]["path"] / "config.json"))
        return (
            read_json(folder / "config.json")["model_type"] == MODEL_TYPE
            and read_json(folder / "sentence_bert_config.json")["max_seq_length"] > 0
            and "prompts" in read_json(folder / "config_sentence_transformers.json")
            and [str(each["type"]).rpartition(".")[2] for each in modules] == _MODULES
            and pooling.pop("word_embedding_dimension") > 0
            and pooling == {"pooling_mode_mean_tokens": True}
        )
    except (EncoderUnavailable, LookupError, TypeError, ValueError):
        return False


def read_json(path: Path) -> Any:
    """Return what a file of JSON holds; raises EncoderUnavailable."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EncoderUnavailable(
            f"{path}: cannot be read ({error}); install Spravka again"
        ) from error


def _check(weights: StoredWeights, config: Mapping[str, Any], *, path: Path) -> None:
    """Raise EncoderUnavailable where the weights are not those of the configuration."""
    wanted = dict(_shapes(config))
    unfit = {
        name
        for name in wanted.keys() | weights.shapes.keys()
        if wanted.get(name) != weights.shapes.get(name)
    }
    if unfit:
        raise unusable(path, f"{min(unfit)} is missing, not in config.json or not of its shape")


def _shapes(config: Mapping[str, Any]) -> Iterator[tuple[str, tuple[int, ...]]]:
    dim, wide = config["hidden_size"], config["intermediate_size"]
    yield _WORDS, (config["vocab_size"], dim)
    yield _POSITIONS, (config["max_position_embeddings"], dim)
    yield _TYPES, (config["type_vocab_size"], dim)
    yield from _norm_shapes(_NORM, dim)
    for number in range(config["num_hidden_layers"]):
        layer = _layer_name(number)
        for name in ("self.query", "self.key", "self.value", "output.dense"):
            yield from _linear_shapes(f"{layer}.attention.{name}", dim, dim)
        yield from _norm_shapes(f"{layer}.attention.output.LayerNorm", dim)
        yield from _linear_shapes(f"{layer}.intermediate.dense", wide, dim)
        yield from _linear_shapes(f"{layer}.output.dense", dim, wide)
        yield from _norm_shapes(f"{layer}.output.LayerNorm", dim)


def _norm_shapes(name: str, dim: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}.weight", (dim,)
    yield f"{name}.bias", (dim,)


def _linear_shapes(name: str, out: int, into: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}.weight", (out, into)
    yield f"{name}.bias", (out,)


def _layer_name(number: int) -> str:
    return f"encoder.layer.{number}"


def _weights(path: Path, weights: StoredWeights, config: Mapping[str, Any]) -> BertWeights:
    return BertWeights(
        embed=StoredTable(path, _WORDS),
        positions=weights[_POSITIONS] + weights[_TYPES][0],
        norm=_parameters(weights, _NORM),
        layers=(_layer(weights, number) for number in range(config["num_hidden_layers"])),
        heads=config["num_attention_heads"],
        norm_epsilon=config["layer_norm_eps"],
    )


def _parameters(weights: StoredWeights, name: str) -> Parameters:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _layer(weights: StoredWeights, number: int) -> LayerWeights:
    layer = _layer_name(number)
    projections = [
        _parameters(weights, f"{layer}.attention.self.{name}") for name in ("query", "key", "value")
    ]
    together, biases = zip(*projections, strict=True)
    return LayerWeights(
        projections=(torch.cat(together), torch.cat(biases)),
        mixed=_parameters(weights, f"{layer}.attention.output.dense"),
        mixed_norm=_parameters(weights, f"{layer}.attention.output.LayerNorm"),
        widen=_parameters(weights, f"{layer}.intermediate.dense"),
        narrow=_parameters(weights, f"{layer}.output.dense"),
        narrow_norm=_parameters(weights, f"{layer}.output.LayerNorm"),
    )


def _used(config: Mapping[str, Any], *, prompts: Mapping[str, str], longest: int) -> object:
    """Return how the model is used, as sentence-transformers describes that."""
    pooling = {
        "embedding_dimension": config["hidden_size"],
        "pooling_mode": "mean",
        "include_prompt": True,
    }
    normalize = {
        "module_input_name": "sentence_embedding",
        "module_output_name": "sentence_embedding",
    }
    return "Transformer", [("Pooling", pooling), ("Normalize", normalize)], prompts, longest


def _fingerprint(weights: StoredWeights, *, tokenizer: Tokenizer, use: object) -> str:
    """Return what `index.encode.dense` gives for the same model."""
    digest = blake2b(digest_size=12)
    for name in sorted(weights.shapes):
        digest.update(f"0.model.{name}".encode())
        digest.update(weights[name].contiguous().view(torch.uint8).numpy().data)
    digest.update(tokenizer.to_str().encode())
    digest.update(json.dumps(use, sort_keys=True, default=repr).encode())
    return digest.hexdigest()
