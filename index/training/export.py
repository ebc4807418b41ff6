"""Write the student as a sentence-transformers folder with its weights in 8 bits."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from transformers import BertConfig

from index.encode.comprehension import READER_FILE as STORED_READER_FILE
from index.encode.registered import StoredBertConfig
from index.encode.weights import WEIGHTS_FILE, write_weights
from index.training.folder import write_settings
from index.training.network import from_bert, to_bert
from index.training.reading.teach import READER_FILE
from index.training.start import START_FOLDER
from index.training.teach import CHECKPOINT_FILE

START_SHARE = 0.1
"""Of the start's weights in the ones exported: between the two ends the student keeps what it
learned and more of what e5 knew (Wortsman et al. 2022, *Robust fine-tuning of zero-shot models*).
"""
_TYPES = "embeddings.token_type_embeddings.weight"


def export(*, work: Path, model: Path, layers: Sequence[int] | None = None) -> None:
    """Write to `model` the averaged weights of the last checkpoint with a share of the start's.

    Where there is no checkpoint, the start is written with these `layers`; None for all.
    """
    start = work / START_FOLDER
    config = BertConfig.from_pretrained(start)
    state = load_file(start / WEIGHTS_FILE)
    trained = _trained(work)
    if trained:
        layers, average = trained
        before = from_bert(state, layers=layers)
        weights = {
            name: torch.lerp(weight, before[name], START_SHARE) for name, weight in average.items()
        }
    else:
        layers = range(config.num_hidden_layers) if layers is None else layers
        weights = from_bert(state, layers=layers)
    config.num_hidden_layers = len(layers)
    config.sentences_in_context = True
    model.mkdir(parents=True, exist_ok=True)
    write_weights(model / WEIGHTS_FILE, to_bert(weights, types=state[_TYPES]))
    StoredBertConfig.from_dict(config.to_dict()).save_pretrained(model)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(start / name, model / name)
    write_settings(model, dimension=config.hidden_size)
    _export_reader(work, model)
    print(f"export: {(model / WEIGHTS_FILE).stat().st_size:,} bytes", flush=True)


def _export_reader(work: Path, model: Path) -> None:
    """Write what was learned of reading; the table of pieces is the one beside it."""
    if (work / READER_FILE).exists():
        weights = torch.load(work / READER_FILE, map_location="cpu", weights_only=True)
        named = {name.removeprefix("network."): weight for name, weight in weights.items()}
        write_weights(model / STORED_READER_FILE, named)


def _trained(work: Path) -> tuple[list[int], dict[str, Tensor]] | None:
    """Return the layers and the averaged weights of the last checkpoint, None where is none."""
    if not (work / CHECKPOINT_FILE).exists():
        return None
    state = torch.load(work / CHECKPOINT_FILE, map_location="cpu", weights_only=True)
    return state["layers"], state["average"]
