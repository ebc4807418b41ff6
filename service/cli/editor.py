"""From a source to the file that it was read from: a link to it, and an editor at its line."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

import typer

from index.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from index import Index, Root

_AT_LINE = {
    "code": ["--goto", "{path}:{line}"],
    "codium": ["--goto", "{path}:{line}"],
    "cursor": ["--goto", "{path}:{line}"],
    "subl": ["{path}:{line}"],
    "zed": ["{path}:{line}"],
    "hx": ["{path}:{line}"],
    "idea": ["--line", "{line}", "{path}"],
    "pycharm": ["--line", "{line}", "{path}"],
    "kate": ["--line", "{line}", "{path}"],
}
"""How editors are told a line; most others take +LINE."""
_TAKES_NO_LINE = frozenset({"ed", "open", "xdg-open", "notepad", "gedit"})


def file_of(source: str, roots: "Sequence[Root]") -> Path | None:
    """Return the file that a document was read from, None where it was sent or is gone."""
    for root in sorted(roots, key=lambda each: each.plain):
        if root.is_file:
            path = Path(root.path) if source == root.name else None
        elif root.plain:
            path = Path(root.path, source)
        else:
            within = source.removeprefix(f"{root.name}/")
            path = Path(root.path, within) if within != source else None
        if path is not None and path.is_file():
            return path
    return None


def link_of(path: Path, *, line: int | None, link: str) -> str:
    """Return the address that `link` makes of a file and its line, 1 where none is known."""
    return link.replace("{path}", quote(str(path))).replace("{line}", str(line or 1))


def open_place(
    index: "Index", source: str, *, collection: str, line: int | None, link: str
) -> None:
    """Open the file of a source in the editor of VISUAL or EDITOR, else where its link leads.

    Raises InvalidInput where there is no such file or editor.
    """
    path = file_of(source, [each.root for each in index.roots(collection=collection)])
    if path is None:
        raise NotFound(f"{source}: there is no file of it here; `spravka show` prints its text")
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    # What has no lines is no text, and opens where the desktop opens such files.
    if not named or line is None:
        typer.launch(link_of(path, line=line, link=link) if line else str(path))
        return
    command = [*shlex.split(named), *_arguments(shlex.split(named)[0], path, line)]
    if shutil.which(command[0]) is None:
        raise InvalidInput(f"{command[0]}: no such program; name another one in EDITOR")
    subprocess.run(command, check=False)  # noqa: S603 - what the user named


def _arguments(program: str, path: Path, line: int) -> list[str]:
    name = PurePath(program).stem.lower()
    if name in _TAKES_NO_LINE:
        return [str(path)]
    forms = _AT_LINE.get(name, ["+{line}", "{path}"])
    return [each.format(path=path, line=line) for each in forms]
