"""The options that the commands of the evaluation share."""

from pathlib import Path
from typing import Annotated

import typer

DatasetPath = Annotated[
    Path,
    typer.Option(
        help="A question set: a .jsonl file of our own, a folder of {language}.json in SQuAD's"
        " format, or a BEIR folder.",
        show_default="eval/questions/akit.jsonl",
    ),
]
Documents = Annotated[
    Path | None,
    typer.Option(
        help="The folder of documents that a set of our own asks about.",
        show_default="the folder beside the set that has its name, or seeds",
    ),
]
Distractors = Annotated[
    Path | None,
    typer.Option(
        help="Another set, whose documents are indexed beside: every task is run alone and among"
        " them. A SQuAD set's {language}.json gives one language."
    ),
]
TaskNames = Annotated[
    list[str] | None,
    typer.Option(
        metavar="TASK", help="A task to run, as en-ru; repeat for several.", show_default="all"
    ),
]
ModelName = Annotated[
    str | None,
    typer.Option(
        help="Another encoder: a sentence-transformers name or path.",
        show_default="the shipped one",
    ),
]
Url = Annotated[
    str | None,
    typer.Option(help="A running server that already holds the documents; ask it instead."),
]
CollectionName = Annotated[str, typer.Option(help="With --url, the collection that holds them.")]
ReportFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Write a page of HTML too, with plots and the questions that went worst.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
PerQuestion = Annotated[
    bool, typer.Option("--per-question", help="With --json, every question's values too.")
]
