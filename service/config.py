"""`spravka.toml`: settings and folders of an index, in a file beside them.

It is read from the working folder, or from where SPRAVKA_CONFIG says. Paths in it are relative to
the file. Whatever does not fit is told with the file and the line.
"""

import os
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from index.errors import InvalidInput
from index.roots import Patterns
from index.types import DEFAULT_COLLECTION

CONFIG_FILE = "spravka.toml"
CONFIG_VARIABLE = "SPRAVKA_CONFIG"
_PREFIX = "SPRAVKA_"
_ALIKE = 0.7
"""From here on two names are taken for one that is mistyped (1 is the same)."""
_FOLDERS = "folders"
_LONGEST = 1_000_000
"""In bytes; what is more was not written by a person."""
_FOLDER_KEYS: Mapping[str, tuple[type, str]] = {
    "path": (str, "a path"),
    "collection": (str, "the name of a collection"),
    "name": (str, "a name"),
    "include": (list, 'a list of patterns, as ["*.md"]'),
    "ignore": (list, 'a list of patterns, as ["drafts/"]'),
    "follow_links": (bool, "true or false"),
    "watch": (bool, "true or false"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFolder:
    """A folder that the file names: the collection it is for, and what of it is read."""

    path: Path
    collection: str = DEFAULT_COLLECTION
    name: str | None = None
    include: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    follow_links: bool = False
    watch: bool = True

    @property
    def patterns(self) -> Patterns:
        """Return which of its files are read."""
        return Patterns(include=self.include, ignore=self.ignore)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the file says: `settings` by their names, and the folders in their order."""

    path: Path | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    folders: tuple[GivenFolder, ...] = ()
    text: str = field(default="", repr=False)

    def where(self, key: str) -> str:
        """Return the file and the line of a setting, for who is to mend it."""
        return _where(self.path, self.text, key)


def load_config(settings: Collection[str]) -> Config:
    """Return what the file says, where there is one; `settings` are the names it may use.

    Raises InvalidInput, naming the file and the line, for what it may not say.
    """
    named = os.environ.get(CONFIG_VARIABLE)
    path = Path(named or CONFIG_FILE)
    if not named and not path.is_file():
        return Config()
    return read_config(path, settings)


def read_config(path: Path, settings: Collection[str]) -> Config:
    """Return what a file says; raises InvalidInput, naming the file and the line."""
    try:
        raw = path.read_bytes()
        text = raw[:_LONGEST].decode("utf-8-sig")
        found = tomllib.loads(text.replace("\r\n", "\n"))
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror}; {CONFIG_VARIABLE} names it") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"{path}: not UTF-8, as TOML is") from None
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{path}: not TOML: {error}") from None
    folders = found.pop(_FOLDERS, [])
    for key in found:
        if key not in settings:
            known = [*settings, _FOLDERS]
            said = f"no setting {key!r}{_meant(key, known)}; docs/settings.md has all of them"
            raise InvalidInput(f"{_where(path, text, key)}: {said}")
    if "data" in found and isinstance(found["data"], str):
        found["data"] = _beside(path, found["data"])
    if not isinstance(folders, list) or not all(isinstance(each, dict) for each in folders):
        where = _where(path, text, _FOLDERS)
        raise InvalidInput(f"{where}: write each folder as [[{_FOLDERS}]] with a path below")
    return Config(
        path=path,
        settings=found,
        folders=tuple(
            _folder(path, text, each, number) for number, each in enumerate(folders, start=1)
        ),
        text=text,
    )


def unknown_variables(settings: Collection[str]) -> list[str]:
    """Return a line for each variable of the environment that looks like a setting and is none."""
    known = {*(_PREFIX + name.upper() for name in settings), CONFIG_VARIABLE}
    return [
        f"{name} is no setting and is not used{_meant(name, known)}"
        for name in sorted(os.environ)
        if name.startswith(_PREFIX) and name not in known
    ]


def _folder(path: Path, text: str, given: Mapping[str, Any], number: int) -> GivenFolder:
    where = _where(path, text, _FOLDERS, number=number)
    for key, value in given.items():
        if key not in _FOLDER_KEYS:
            said = f"no {key!r} of a folder{_meant(key, _FOLDER_KEYS)}; there are"
            raise InvalidInput(f"{where}: {said} {', '.join(_FOLDER_KEYS)}")
        kind, what = _FOLDER_KEYS[key]
        if not isinstance(value, kind) or (
            isinstance(value, list) and not all(isinstance(each, str) for each in value)
        ):
            raise InvalidInput(f"{where}: {key} is {what}, not {value!r}")
    if not given.get("path"):
        raise InvalidInput(f"{where}: a folder needs its path")
    lists = {key: tuple(given.get(key, ())) for key in ("include", "ignore")}
    return GivenFolder(**{**given, **lists, "path": _beside(path, given["path"])})


def _beside(config: Path, path: str) -> Path:
    """Return a path of the file, which is relative to the file itself."""
    return config.parent / Path(path).expanduser()


def _where(path: Path | None, text: str, key: str, *, number: int = 1) -> str:
    """Return the file with the line where a key, or the one of that number, stands."""
    pattern = rf"^[ \t]*(?:\[\[?[ \t]*)?[\"']?{re.escape(key)}[\"']?[ \t]*[\]=.]"
    found = list(re.finditer(pattern, text, re.MULTILINE))
    if len(found) < number:
        return f"{path}"
    line = text.count("\n", 0, found[number - 1].start()) + 1
    return f"{path}, line {line}"


def _meant(key: str, known: Collection[str]) -> str:
    # What all of them begin with makes no two of them alike.
    names = {each.removeprefix(_PREFIX): each for each in known}
    near = get_close_matches(key.removeprefix(_PREFIX), list(names), n=1, cutoff=_ALIKE)
    return f"; did you mean {names[near[0]]}?" if near else ""
