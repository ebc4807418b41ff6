"""Which sentence-transformers models are plain BERTs, and such a one as an `UnpaddedBert`."""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any, cast

import torch
from sentence_transformers import SentenceTransformer
from torch import nn
from torch.nn import functional

from index.encode.bert import Prompts, UnpaddedBert, plain_tokenizer
from index.encode.forward import BertWeights, LayerWeights
from index.encode.products import parameters_of


def unpadded(model: SentenceTransformer) -> UnpaddedBert:
    """Return what encodes as a model that `is_plain_bert` does, with its weights."""
    return UnpaddedBert(
        _weights(cast("Any", model[0]).auto_model),
        tokenizer=plain_tokenizer(model.tokenizer.backend_tokenizer.to_str()),
        prompts=prompts_of(model),
        longest=int(model.max_seq_length or 0),
    )


def prompts_of(model: SentenceTransformer) -> Prompts:
    """Return those that the model's own `encode_query` and `encode_document` would use."""
    return Prompts.of(model.prompts, default=model.default_prompt_name)


def is_plain_bert(model: SentenceTransformer) -> bool:
    """Tell whether `UnpaddedBert` gives the vectors that this model's own `encode` would."""
    modules: list[Any] = list(model)
    first, *others = modules
    bert: Any = getattr(first, "auto_model", None)
    if type(bert).__name__ != "BertModel" or not hasattr(model.tokenizer, "backend_tokenizer"):
        return False
    layers = bert.config.num_hidden_layers
    # Quantised layers and adapters are of other types, or more of them.
    parts = Counter(
        type(module) for module in bert.encoder.modules() if [*module.parameters(recurse=False)]
    )
    return (
        [type(module).__name__ for module in others] in (["Pooling"], ["Pooling", "Normalize"])
        and _is_mean(others[0].get_config_dict(), prompted=any(model.prompts.values()))
        and model.truncate_dim is None
        and bert.config.hidden_act == "gelu"
        and getattr(bert.config, "position_embedding_type", "absolute") == "absolute"
        and not bert.config.is_decoder
        and parts == {nn.Linear: 6 * layers, nn.LayerNorm: 2 * layers}
        and {(each.dtype, each.device.type) for each in bert.parameters()}
        == {(torch.float32, "cpu")}
        and model.tokenizer.truncation_side == "right"
        and plain_tokenizer(model.tokenizer.backend_tokenizer.to_str()).encode("").type_ids
        == [0, 0]
        and model.max_seq_length <= bert.config.max_position_embeddings
    )


def _is_mean(pooling: Mapping[str, Any], *, prompted: bool) -> bool:
    return pooling.get("pooling_mode") == "mean" and (
        not prompted or bool(pooling.get("include_prompt", True))
    )


def _weights(bert: Any) -> BertWeights:
    embeddings = bert.embeddings
    return BertWeights(
        embed=partial(functional.embedding, weight=embeddings.word_embeddings.weight.detach()),
        positions=(
            embeddings.position_embeddings.weight + embeddings.token_type_embeddings.weight[0]
        ).detach(),
        norm=parameters_of(embeddings.LayerNorm),
        layers=[_layer(layer) for layer in bert.encoder.layer],
        heads=bert.config.num_attention_heads,
        norm_epsilon=bert.config.layer_norm_eps,
    )


def _layer(layer: Any) -> LayerWeights:
    attention = layer.attention.self
    parts = (parameters_of(each) for each in (attention.query, attention.key, attention.value))
    weights, biases = zip(*parts, strict=True)
    return LayerWeights(
        projections=(torch.cat(weights), torch.cat(biases)),
        mixed=parameters_of(layer.attention.output.dense),
        mixed_norm=parameters_of(layer.attention.output.LayerNorm),
        widen=parameters_of(layer.intermediate.dense),
        narrow=parameters_of(layer.output.dense),
        narrow_norm=parameters_of(layer.output.LayerNorm),
    )
