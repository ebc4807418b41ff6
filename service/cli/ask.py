"""`spravka ask`: one question after the other, with the model loaded once."""

import sys
from collections.abc import Iterator
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import SpravkaError
from index.types import DEFAULT_COLLECTION
from service.cli.common import (
    CollectionName,
    Data,
    GivenFilter,
    Model,
    Store,
    filter_of,
    settings_of_index,
    tell,
)
from service.cli.session import Asking
from service.running import find_running

if TYPE_CHECKING:
    from index import Index
    from index.types import Citation

_PROMPT = "? "
_HELP = "Type a question; /open opens the last answer's file in an editor, /quit or Ctrl-D ends."


def ask(
    *,
    data: Data = None,
    store: Store = None,
    k: Annotated[
        int, typer.Option("-k", help="How many passages to show with each answer, 1 to 100.")
    ] = 1,
    collection: CollectionName = DEFAULT_COLLECTION,
    given: GivenFilter = None,
    model: Model = None,
) -> None:
    """Answer questions one after the other, each as soon as it is typed.

    The model is loaded once, while the first one is typed. A question a line may also come from a
    pipe.
    """
    settings = settings_of_index(data=data, store=store, model=model)
    keep = filter_of(given)
    with Asking(settings, collection=collection) as asking:
        if find_running(settings.data) is None:
            # By the time the first question is typed the model may be there.
            Thread(target=_warm_up, args=(asking.index,), daemon=True).start()
        from service.cli.terminal import print_answer

        last: Citation | None = None
        for line in _lines():
            try:
                if line == "/open":
                    _open(asking, last)
                elif line.startswith("/"):
                    tell(_HELP)
                else:
                    result = asking.answer(line, k=k, filter=keep, given=given).result
                    print_answer(result, filtered=keep is not None, link=asking.link)
                    last = result.answer.citation if result.answer else None
            except SpravkaError as error:
                tell(str(error))


def _warm_up(index: "Index") -> None:
    try:
        index.warm_up()
    except SpravkaError:
        # Whoever asks is told.
        return


def _open(asking: Asking, last: "Citation | None") -> None:
    if last is None:
        tell("there is no answer to open yet")
    else:
        asking.open(last)


def _lines() -> Iterator[str]:
    """Yield what is typed, or comes from a pipe, line after line."""
    if not sys.stdin.isatty():
        yield from filter(None, (line.strip() for line in sys.stdin))
        return
    # Gives what is typed arrows and a history, which ends with the session: questions are private.
    import readline  # noqa: F401

    tell(_HELP)
    while True:
        try:
            line = input(_PROMPT).strip()
        except EOFError:
            typer.echo()
            return
        except KeyboardInterrupt:
            typer.echo()
            continue
        if line in {"/quit", "/exit", "/q"}:
            return
        if line:
            yield line
