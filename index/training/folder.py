"""What stands beside the weights in a folder that sentence-transformers reads."""

import json
from pathlib import Path

PROMPTS = {"query": "query: ", "document": "passage: "}
"""What e5 was trained with before a question and before a text that may answer."""
MOST_PIECES = 512


def write_settings(folder: Path, *, dimension: int) -> None:
    """Write how the model in `folder` is used: its prompts, its length, the mean of its tokens."""
    pooling = {"word_embedding_dimension": dimension, "pooling_mode_mean_tokens": True}
    for name, content in (
        ("modules.json", _modules()),
        ("sentence_bert_config.json", {"max_seq_length": MOST_PIECES, "do_lower_case": False}),
        ("config_sentence_transformers.json", {"prompts": PROMPTS, "similarity_fn_name": "cosine"}),
        ("1_Pooling/config.json", pooling),
    ):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


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
