"""`python -m eval`: the same as `spravka eval`."""

from eval.cli import app

app(prog_name="python -m eval")
