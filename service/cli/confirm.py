"""Asking before something is lost: on a terminal by a question, of a program by `--yes`."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from index.errors import InvalidInput
from service.cli.common import tell
from service.folders import loses_most
from service.printable import printable_line

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Delete without asking.")]


def confirm(what: str, *, yes: bool) -> None:
    """Go on where the user says so; `what` is what would be lost.

    Raises InvalidInput where nobody is there to ask, and typer.Exit(1) after a no.
    """
    if yes:
        return
    if not is_asked(what):
        tell("nothing is deleted")
        raise typer.Exit(1)


def is_asked(what: str) -> bool:
    """Return what the user answers; raises InvalidInput where nobody is there to ask."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise InvalidInput(f"{what}; give --yes where that is meant")
    try:
        return typer.confirm(f"{printable_line(what)}. Delete?", err=True)
    except typer.Abort:
        return False


class Pruning:
    """Whether documents whose files are gone may be removed, asked where most of them would go.

    After a no, or where nobody is there to ask, `refused` is true.
    """

    def __init__(self, *, yes: bool) -> None:
        """Ask unless it was said beforehand that all may go."""
        self._yes = yes
        self.refused = False

    def may_remove(self, going: int, held: int, *, before: Callable[[], None]) -> bool:
        """Return whether `going` of `held` documents may go; `before` is called before asking."""
        if self._yes or not loses_most(going, held):
            return True
        before()
        what = f"the files of {going} of {held} documents are gone"
        try:
            asked = is_asked(what)
        except InvalidInput as error:
            tell(f"{error}; the documents stay")
            asked = False
        self.refused = not asked
        return asked
