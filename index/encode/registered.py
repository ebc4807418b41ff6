"""Folders with weights in 8 bits, as transformers and sentence-transformers load them."""

from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModel, BertConfig, BertModel

from index.encode.stored import MODEL_TYPE
from index.encode.weights import WEIGHTS_FILE, read_weights, unusable


class StoredBertConfig(BertConfig):  # type: ignore[no-untyped-call]
    """A BERT whose weights are a file of `write_weights`: config.json names it by `model_type`.

    Without `register_stored_bert` transformers does not know the name and refuses the folder;
    under BERT's own it would take the int8 numbers for the weights.
    """

    model_type = MODEL_TYPE


class StoredBert(BertModel):  # type: ignore[no-untyped-call]
    """What transformers asks for a model when `config.json` is a `StoredBertConfig`."""

    config_class = StoredBertConfig

    @classmethod
    def from_pretrained(  # type: ignore[override]
        cls, folder: str, *, config: StoredBertConfig, **_: Any
    ) -> BertModel:
        """Return an ordinary float32 BertModel, without the pooler that a mean does not need.

        Raises EncoderUnavailable where the weights are not there, damaged or of another network.
        """
        path = Path(folder) / WEIGHTS_FILE
        loaded: Any = BertModel.from_pretrained(
            None,
            config=config,
            state_dict=read_weights(path),
            dtype=torch.float32,
            add_pooling_layer=False,
            ignore_mismatched_sizes=True,
            output_loading_info=True,
        )
        bert: BertModel = loaded[0]
        found = loaded[1]
        of_another_shape = {name for name, *_ in found["mismatched_keys"]}
        unfit = of_another_shape.union(found["missing_keys"], found["unexpected_keys"])
        if unfit:
            raise unusable(path, f"{min(unfit)} is missing, not in config.json or not of its shape")
        return bert


def register_stored_bert() -> None:
    """Let transformers, and so sentence-transformers, load a folder with a `StoredBertConfig`."""
    AutoConfig.register(StoredBertConfig.model_type, StoredBertConfig, exist_ok=True)
    AutoModel.register(StoredBertConfig, StoredBert, exist_ok=True)
