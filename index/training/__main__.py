"""`python -m index.training STEP --data DIR --work DIR`: each step by itself, or `all` in order."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers.utils import logging as transformers_logging

from index.encode.dense import SentenceTransformerEncoder
from index.errors import InvalidInput, SpravkaError
from index.text.bridge import TermBridge
from index.training.answers import learn_answers
from index.training.bridge import learn_bridge
from index.training.card import EVALUATION_FILE, write_card
from index.training.distil import PADDING, Budget, Recipe, Trainer, distil
from index.training.evaluate import Vectors, bridge_coverage, evaluate
from index.training.export import export
from index.training.fusion import choose_weight
from index.training.prepare import prepare, read_aside, read_mixture
from index.training.teacher import Teacher, batches_by_length, fastest_precision, teacher_path
from index.training.tokens import read_tokens
from index.training.vocabulary import MOST_PIECES, STUDENT_FOLDER, TOKENS, extend_vocabulary

STEPS = (
    "prepare",
    "vocabulary",
    "distil",
    "export",
    "bridge",
    "fusion",
    "answers",
    "evaluate",
    "card",
)
MODEL = Path(__file__).parent.parent / "model"
DURING_TRAINING = ("xquad.en-ru.paragraph",)
OF_THE_TEACHER = ("xquad.en-en.paragraph",)
"""The teacher knows no Russian."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the step that the command line names; return the exit status."""
    options = _parser().parse_args(arguments)
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    if options.threads:
        torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    try:
        for step in STEPS if options.step == "all" else (options.step,):
            run(step, options)
    except SpravkaError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def run(step: str, options: argparse.Namespace) -> None:
    """Run one step."""
    if step == "prepare":
        prepare(data=options.data, work=options.work, seed=options.seed)
    elif step == "vocabulary":
        extend_vocabulary(data=options.data, work=options.work)
    elif step == "distil":
        _distil(options)
    elif step == "export":
        export(work=options.work, model=options.model)
    elif step == "evaluate":
        _evaluate(options)
    elif step == "card":
        write_card(work=options.work, model=options.model)
    elif step == "bridge":
        learn_bridge(data=options.data, path=options.model / "bridge.npz")
    elif step == "answers":
        learn_answers(sets=[options.eval / "xquad-r-dev"], model=options.model)
    else:
        sets = sorted(path for path in options.eval.iterdir() if path.is_dir())
        choose_weight(sets=sets, model=options.model)


def _distil(options: argparse.Namespace) -> None:
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(options.seed)
    work = options.work
    rows = read_mixture(work)
    precision = getattr(torch, options.precision) if options.precision else None
    trainer = Trainer(
        folder=work / STUDENT_FOLDER,
        recipe=_recipe(options),
        device=device,
        precision=precision or fastest_precision(device),
    )
    print(f"distil: {device}, {trainer.precision}, {torch.get_num_threads()} threads", flush=True)
    distil(
        trainer=trainer,
        teacher=Teacher(work=work, texts=[row.english for row in rows], device=device),
        rows=rows,
        tokens={language: read_tokens(work / file) for language, file in TOKENS.items()},
        work=work,
        budget=Budget(minutes=options.minutes, pairs=options.pairs),
        measure=lambda: _measure(trainer, options),
        kinds=options.kinds,
    )


def _recipe(options: argparse.Namespace) -> Recipe:
    """Return the recipe with what `--recipe NAME=VALUE` changes; raises InvalidInput."""
    recipe = Recipe(seed=options.seed)
    for change in options.recipe:
        name, _, value = change.partition("=")
        known: Any = getattr(recipe, name, None)
        try:
            recipe = replace(recipe, **{name: type(known)(value)})
        except (TypeError, ValueError):
            listed = ", ".join(field.name for field in fields(Recipe))
            raise InvalidInput(
                f"--recipe {change}: give NAME=VALUE, NAME being one of {listed}"
            ) from None
    return recipe


def _measure(trainer: Trainer, options: argparse.Namespace) -> dict[str, float]:
    tokenizer = Tokenizer.from_file(str(options.work / STUDENT_FOLDER / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_PIECES)

    def encode(texts: Sequence[str]) -> Vectors:
        encodings = tokenizer.encode_batch_fast(list(texts))
        lengths = np.array([len(encoding.ids) for encoding in encodings])
        vectors = np.empty((len(texts), trainer.model.config.hidden_size), dtype=np.float32)
        for batch in batches_by_length(lengths, pieces=4096):
            pieces = np.full((len(batch), lengths[batch].max()), PADDING, dtype=np.int64)
            for place, number in enumerate(batch):
                pieces[place, : lengths[number]] = encodings[number].ids
            mask = (np.arange(pieces.shape[1]) < lengths[batch, None]).astype(np.int64)
            with torch.inference_mode():
                vectors[batch] = trainer.embed(pieces, mask).cpu().numpy()
        return vectors

    return evaluate(
        encode, folder=options.eval, aside=read_aside(options.work), only=DURING_TRAINING
    )


def _evaluate(options: argparse.Namespace) -> None:
    figures = {}
    for name, path, only in (
        ("student", options.model, ()),
        ("teacher", teacher_path(), OF_THE_TEACHER),
    ):
        encoder = SentenceTransformerEncoder(str(path))
        figures[name] = evaluate(
            encoder.encode_passages,
            folder=options.eval,
            aside=read_aside(options.work),
            only=only,
        )
        print(json.dumps({name: figures[name]}), flush=True)
    if options.eval:
        bridge = TermBridge.load(options.model / "bridge.npz")
        figures["student"] |= bridge_coverage(bridge, folder=options.eval)
    content = json.dumps(figures, indent=1) + "\n"
    (options.work / EVALUATION_FILE).write_text(content, encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.training", description=__doc__)
    parser.add_argument("step", choices=(*STEPS, "all"))
    parser.add_argument("--data", type=Path, required=True, help="folder of the parallel text")
    parser.add_argument("--work", type=Path, required=True, help="folder for everything between")
    parser.add_argument("--eval", type=Path, help="folder of the question sets")
    parser.add_argument("--model", type=Path, default=MODEL, help="folder the result goes to")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="budget of `distil`")
    parser.add_argument("--pairs", type=int, default=600_000, help="budget of `distil`")
    parser.add_argument(
        "--recipe", nargs="*", default=[], metavar="NAME=VALUE", help="changes to `Recipe`"
    )
    parser.add_argument("--kinds", nargs="*", default=[], help="rows `distil` learns; default all")
    parser.add_argument("--precision", choices=("float32", "bfloat16"), help="default: measured")
    parser.add_argument("--threads", type=int, help="default: torch's own choice")
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    sys.exit(main())
