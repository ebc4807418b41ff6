"""`spravka eval`: how well it searches."""

import typer


def evaluate(context: typer.Context) -> None:
    """Measure search on a question set (see spravka eval --help)."""
    import eval.cli

    status = eval.cli.app(args=context.args, prog_name="spravka eval", standalone_mode=False)
    raise typer.Exit(status if isinstance(status, int) else 0)
