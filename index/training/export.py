"""Write the student as a sentence-transformers folder with its weights in 8 bits."""

import json
import shutil
from pathlib import Path

import torch
from transformers import AutoModel

from index.encode.weights import WEIGHTS_FILE, StoredBertConfig, write_weights
from index.training.distil import CHECKPOINT_FILE
from index.training.vocabulary import STUDENT_FOLDER

MOST_PIECES = 256
UNTRAINED_SHARE = 0.25
"""Of the weights before training in the ones exported: between the two ends the student keeps what
it learned and more of the teacher's English (Wortsman et al. 2022, *Robust fine-tuning of zero-shot
models*)."""


def export(*, work: Path, model: Path) -> None:
    """Write the last checkpoint under `work` to `model`, averaged with the student before training.

    Where there is no checkpoint, the student before training is written.
    """
    student = AutoModel.from_pretrained(str(work / STUDENT_FOLDER), dtype=torch.float32)
    weights = dict(student.state_dict())
    if (work / CHECKPOINT_FILE).exists():
        state = torch.load(work / CHECKPOINT_FILE, map_location="cpu", weights_only=True)
        for name, trained in state["model"].items():
            if trained.is_floating_point():
                weights[name] = torch.lerp(trained, weights[name], UNTRAINED_SHARE)
    dimension = student.config.hidden_size
    model.mkdir(parents=True, exist_ok=True)
    # The mean of the tokens leaves BERT's pooler out.
    used = {
        name: weight
        for name, weight in weights.items()
        if weight.is_floating_point() and not name.startswith("pooler.")
    }
    write_weights(model / WEIGHTS_FILE, used)
    StoredBertConfig.from_dict(student.config.to_dict()).save_pretrained(model)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(work / STUDENT_FOLDER / name, model / name)
    pooling = {"word_embedding_dimension": dimension, "pooling_mode_mean_tokens": True}
    for name, content in (
        ("modules.json", _modules()),
        ("sentence_bert_config.json", {"max_seq_length": MOST_PIECES, "do_lower_case": False}),
        ("config_sentence_transformers.json", {"prompts": {}, "similarity_fn_name": "cosine"}),
        ("1_Pooling/config.json", pooling),
    ):
        path = model / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(f"export: {(model / WEIGHTS_FILE).stat().st_size:,} bytes", flush=True)


def _modules() -> list[dict[str, object]]:
    kinds = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    return [
        {
            "idx": number,
            "name": str(number),
            "path": path,
            "type": f"sentence_transformers.models.{kind}",
        }
        for number, (path, kind) in enumerate(kinds)
    ]
