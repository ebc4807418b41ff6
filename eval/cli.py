"""`python -m eval` and `spravka eval`: measure search, and answers, on a question set."""

import typer

from eval.answers.command import answers
from eval.ranking.command import compare, evaluate

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback(invoke_without_command=True)(evaluate)
app.command()(answers)
app.command()(compare)
