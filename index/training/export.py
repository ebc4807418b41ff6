"""Write the student as a sentence-transformers folder with its weights in float16."""

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import AutoModel

from index.training.distil import CHECKPOINT_FILE
from index.training.vocabulary import STUDENT_FOLDER

MOST_PIECES = 256


def export(*, work: Path, model: Path) -> None:
    """Write the last checkpoint under `work`, or the student before training, to `model`."""
    student = AutoModel.from_pretrained(str(work / STUDENT_FOLDER), dtype=torch.float32)
    if (work / CHECKPOINT_FILE).exists():
        state = torch.load(work / CHECKPOINT_FILE, map_location="cpu", weights_only=True)
        student.load_state_dict(state["model"])
    dimension = student.config.hidden_size
    model.mkdir(parents=True, exist_ok=True)
    weights = {
        name: weight.detach().to(torch.float16).contiguous()
        for name, weight in student.state_dict().items()
        if weight.is_floating_point()
    }
    save_file(weights, model / "model.safetensors", metadata={"format": "pt"})
    (model / "model.safetensors").chmod(0o644)
    student.config.dtype = torch.float16
    student.config.save_pretrained(model)
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
    print(f"export: {(model / 'model.safetensors').stat().st_size:,} bytes", flush=True)


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
