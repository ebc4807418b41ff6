"""`python -m index.training STEP --data DIR --work DIR`: each step by itself, or `all` in order."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from transformers import BertConfig
from transformers.utils import logging as transformers_logging

from index.encode.dense import SentenceTransformerEncoder
from index.errors import InvalidInput, SpravkaError
from index.text.bridge import TermBridge
from index.training.answers import learn_answers
from index.training.bridge import learn_bridge
from index.training.card import EVALUATION_FILE, write_card
from index.training.encoder import NetworkEncoder
from index.training.evaluate import bridge_coverage, evaluate
from index.training.export import export
from index.training.fusion import choose_weight
from index.training.network import Network, fastest_precision
from index.training.prepare import prepare, read_aside
from index.training.reading.batches import Reading
from index.training.reading.teach import ReadingRecipe, teach_reading
from index.training.reading.tokens import READING_FILE, tokenize_examples
from index.training.recipe import Budget, Recipe
from index.training.rounds import Rounds
from index.training.start import START_FOLDER, make_start
from index.training.teach import Trainer, teach
from index.training.teacher import Teacher
from index.training.tokens import read_tokens, read_units, tokenize_mixture

MODEL = Path(__file__).parent.parent / "model"
QUESTIONS = Path(__file__).parents[2] / "eval" / "questions"
DURING_TRAINING = ("xquad.en-ru.paragraph",)


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
            STEPS[step](options)
    except SpravkaError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _sets(options: argparse.Namespace, step: str) -> Path:
    """Return the folder of question sets; raises InvalidInput where none was named."""
    if options.eval is None:
        raise InvalidInput(f"{step} chooses by question sets: name their folder with --eval")
    folder: Path = options.eval
    return folder


def _teach(options: argparse.Namespace) -> None:
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(options.seed)
    work = options.work
    units = read_units(work)
    tokens = read_tokens(work)
    start = work / START_FOLDER
    known = range(BertConfig.from_pretrained(start).num_hidden_layers)
    layers = options.layers or list(known)
    if not set(layers) <= set(known):
        raise InvalidInput(f"--layers: the network has layers 0 to {known[-1]}")
    precision = getattr(torch, options.precision) if options.precision else None
    precision = precision or fastest_precision(device)
    recipe = Recipe(seed=options.seed).change(options.recipe)
    rounds = Rounds(units, tokens.lengths, recipe=recipe)
    trainer = Trainer(
        folder=start,
        layers=layers,
        recipe=recipe,
        device=device,
        precision=precision,
    )
    teacher = Network.load(str(start), layers=known, precision=precision, device=device)
    print(f"teach: {device}, {precision}, {torch.get_num_threads()} threads", flush=True)

    def measure() -> dict[str, float]:
        encoder = NetworkEncoder(trainer.averaged(), start / "tokenizer.json")
        aside = read_aside(work)
        return evaluate(encoder, folder=options.eval, aside=aside, only=DURING_TRAINING)

    teach(
        trainer=trainer,
        teacher=Teacher(network=teacher, tokens=tokens, work=work),
        rounds=rounds,
        tokens=tokens,
        work=work,
        budget=Budget(minutes=options.minutes, units=options.units or len(rounds) * rounds.size),
        measure=measure,
    )


def _teach_reading(options: argparse.Namespace) -> None:
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    start = options.work / START_FOLDER
    layers = range(BertConfig.from_pretrained(start).num_hidden_layers)
    precision = getattr(torch, options.precision) if options.precision else None
    precision = precision or fastest_precision(device)
    teach_reading(
        network=Network.load(str(start), layers=layers, precision=precision, device=device),
        reading=Reading(options.work / READING_FILE),
        work=options.work,
        minutes=options.minutes,
        device=device,
        recipe=ReadingRecipe(seed=options.seed).change(options.reading_recipe),
        makers=options.makers,
        learned_before=options.reader,
    )


def _choose_weight(options: argparse.Namespace) -> None:
    sets = sorted(path for path in _sets(options, "fusion").iterdir() if path.is_dir())
    choose_weight(sets=sets, model=options.model)


def _learn_answers(options: argparse.Namespace) -> None:
    own = (QUESTIONS / f"{name}-dev.jsonl" for name in ("headings", "notes", "articles"))
    sets = [_sets(options, "answers") / "xquad-r-dev", *own]
    learn_answers(sets=sets, model=options.model)


def _evaluate(options: argparse.Namespace) -> None:
    figures = {}
    for name, path in (("student", options.model), ("start", options.work / START_FOLDER)):
        encoder = SentenceTransformerEncoder(str(path))
        figures[name] = evaluate(encoder, folder=options.eval, aside=read_aside(options.work))
        print(json.dumps({name: figures[name]}), flush=True)
    if options.eval:
        bridge = TermBridge.load(options.model / "bridge.npz")
        figures["student"] |= bridge_coverage(bridge, folder=options.eval)
    content = json.dumps(figures, indent=1) + "\n"
    (options.work / EVALUATION_FILE).write_text(content, encoding="utf-8")


STEPS: dict[str, Callable[[argparse.Namespace], None]] = {
    "start": lambda given: make_start(data=given.data, work=given.work),
    "prepare": lambda given: prepare(data=given.data, work=given.work, seed=given.seed),
    "tokens": lambda given: tokenize_mixture(work=given.work),
    "teach": _teach,
    "reading": lambda given: tokenize_examples(data=given.data, work=given.work, seed=given.seed),
    "teach-reading": _teach_reading,
    "export": lambda given: export(work=given.work, model=given.model, layers=given.layers),
    "bridge": lambda given: learn_bridge(data=given.data, path=given.model / "bridge.npz"),
    "fusion": _choose_weight,
    "answers": _learn_answers,
    "evaluate": _evaluate,
    "card": lambda given: write_card(work=given.work, model=given.model),
}
"""What each step does, in the order of `all`."""


def _layers(listed: str) -> list[int]:
    return [int(number) for number in listed.split(",")]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.training", description=__doc__)
    parser.add_argument("step", choices=(*STEPS, "all"))
    parser.add_argument("--data", type=Path, required=True, help="folder of the parallel text")
    parser.add_argument("--work", type=Path, required=True, help="folder for everything between")
    parser.add_argument("--eval", type=Path, help="folder of the question sets")
    parser.add_argument("--model", type=Path, default=MODEL, help="folder the result goes to")
    parser.add_argument(
        "--minutes", type=float, default=float("inf"), help="budget of `teach` and `teach-reading`"
    )
    parser.add_argument(
        "--units",
        type=int,
        help="budget of `teach`, in rows of the mixture; default: what takes every section once",
    )
    parser.add_argument(
        "--layers", type=_layers, help="numbers of the layers that the student keeps, as 0,1,2,9"
    )
    parser.add_argument(
        "--recipe", nargs="*", default=[], metavar="NAME=VALUE", help="changes to `Recipe`"
    )
    parser.add_argument(
        "--reading-recipe", nargs="*", default=[], metavar="NAME=VALUE", help="of `ReadingRecipe`"
    )
    parser.add_argument("--precision", choices=("float32", "bfloat16"), help="default: measured")
    parser.add_argument("--threads", type=int, help="default: torch's own choice")
    parser.add_argument(
        "--makers", type=int, default=0, help="processes that make batches for `teach-reading`"
    )
    parser.add_argument(
        "--reader", type=Path, help="a reader.safetensors that `teach-reading` goes on from"
    )
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    sys.exit(main())
