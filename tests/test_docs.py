"""README and guides say what the program does: every option, setting, address, format and command."""

import re
import shlex
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer

import eval.cli
import service.cli.main
from index.read.readers import suffixes
from service.config import GivenFolder, read_config
from service.http.app import create_app
from service.settings import Settings, load_settings
from tests.pages import PAGES, ROOT, blocks, code, commands, rows, section

README = ROOT / "README.md"
COMMAND_LINE = ROOT / "docs" / "command-line.md"
HTTP = ROOT / "docs" / "http.md"
FORMATS = ROOT / "docs" / "formats.md"
SETTINGS = ROOT / "docs" / "settings.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
MEASUREMENTS = ROOT / "docs" / "measurements.md"
LONGEST_README = 900
"""In words."""
DATA = {"index": [], "service": [], "eval": ["questions"]}
"""Folders that hold no code."""

PROGRAM: Any = typer.main.get_command(service.cli.main.app)
COMMANDS: dict[str, Any] = {
    " ".join(path): command
    for name, each in PROGRAM.commands.items()
    for path, command in [
        ((name,), each),
        *(((name, sub), command) for sub, command in getattr(each, "commands", {}).items()),
    ]
    if not hasattr(command, "commands")
}
"""Each command by what is typed for it, `index` or `keys create`."""

EVAL: Any = typer.main.get_command(eval.cli.app)


def test_the_readme_is_short() -> None:
    assert len(README.read_text("utf-8").split()) <= LONGEST_README


def test_the_readme_opens_with_a_small_picture_of_the_page() -> None:
    [picture] = re.findall(r"^!\[[^\]]+\]\((.+)\)$", README.read_text("utf-8"), re.MULTILINE)
    assert 10_000 < (ROOT / picture).stat().st_size < 200_000


# The command line


def test_every_command_is_named() -> None:
    named = [code(command)[0].split()[1] for command, _ in rows(section(COMMAND_LINE, "Commands"))]
    assert sorted(named) == sorted(PROGRAM.commands)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "eval"])
def test_the_options_of_a_command_are_those_it_has(name: str) -> None:
    told = rows(section(COMMAND_LINE, f"spravka {name}"))
    assert told == [_row(option) for option in COMMANDS[name].params if _is_option(option)]


def _is_option(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "option")


def _row(option: Any) -> list[str]:
    names = [*option.opts, *([option.envvar] if option.envvar else [])]
    shown = option.show_default if isinstance(option.show_default, str) else option.default
    default = "" if shown is None or shown is False else f"{shown}"
    return [", ".join(f"`{name}`" for name in names), default, option.help]


# Settings


def test_the_settings_are_those_there_are() -> None:
    told = {code(name)[0]: default for name, default, _ in rows(section(SETTINGS, "Variables"))}
    assert told == {
        f"SPRAVKA_{name.upper()}": _shown(field.default)
        for name, field in Settings.model_fields.items()
    }


def test_the_folders_of_the_file_take_what_is_told() -> None:
    found = rows(section(SETTINGS, "Folders in the file"))
    told = {code(name)[0]: default for name, default, _ in found}
    assert told == {
        each.name: "" if each.default is MISSING else _shown(each.default)
        for each in fields(GivenFolder)
    }


def test_the_file_shown_can_be_used(tmp_path: Path) -> None:
    [shown] = [each.text for each in blocks(SETTINGS) if each.language == "toml"]
    (tmp_path / "spravka.toml").write_text(shown, encoding="utf-8")
    config = read_config(tmp_path / "spravka.toml", Settings.model_fields)
    assert load_settings({}, config=config).workers == 2
    assert [each.collection for each in config.folders] == ["hr", "it"]


def _shown(default: object) -> str:
    return "" if default is None or default == () else f"{default}"


# HTTP


def test_the_addresses_and_what_they_take_are_those_of_the_interface() -> None:
    told = {
        code(address)[0]: set(code(parameters))
        for address, parameters, _ in rows(section(HTTP, "Addresses"))
    }
    schema = create_app(Settings()).openapi()
    assert told == {
        f"{method.upper()} {path}": set(_parameters(operation, schema["components"]["schemas"]))
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    }


def _parameters(operation: Mapping[str, Any], models: Mapping[str, Any]) -> list[str]:
    """Return what an operation takes beside its path: `name`, or `name=default` where it has one."""
    found = {
        each["name"]: each["schema"]
        for each in operation.get("parameters", [])
        if each["in"] == "query"
    }
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None:
        model = (
            models[body["schema"]["$ref"].rpartition("/")[2]]
            if "$ref" in body["schema"]
            else body["schema"]
        )
        found |= model["properties"]
    return [
        name if schema.get("default") is None else f"{name}={_json(schema['default'])}"
        for name, schema in found.items()
    ]


def _json(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_every_problem_is_told() -> None:
    from service.http.problems import BY_ERROR, BY_STATUS, INTERNAL, INVALID

    told = {(code(slug)[0], int(status)) for slug, status, _ in rows(section(HTTP, "Errors"))}
    kinds = {*BY_ERROR.values(), *BY_STATUS.values(), INTERNAL, INVALID}
    assert told == {(kind.slug, int(kind.status)) for kind in kinds}


# Formats and figures


def test_the_formats_are_those_that_are_read() -> None:
    formats = rows(section(FORMATS, "Formats"))
    told = [suffix for _, shown, *_ in formats for suffix in code(shown)]
    assert sorted(told) == sorted(suffixes())


def test_the_figures_of_the_readme_are_those_that_were_measured() -> None:
    measured = MEASUREMENTS.read_text("utf-8")
    told = [row for row in rows(section(README, "How well")) if re.search(r"\d", row[-1])]
    assert told
    for row in told:
        for figure in re.findall(r"\d+\.\d+", " ".join(row[1:])):
            assert re.search(rf"(?<![\d.]){re.escape(figure)}(?!\d)", measured), (row[0], figure)


# The map


@pytest.mark.parametrize("package", ["index", "service", "eval"])
def test_every_room_is_on_the_map_and_no_other(package: str) -> None:
    [tree] = [block.text for block in blocks(ARCHITECTURE) if block.text.startswith("index/  ")]
    [told] = re.findall(rf"^{package}/ .*\n((?:  .*\n)+)", tree, re.MULTILINE)
    rooms = {line.split()[0].rstrip("/") for line in told.splitlines()}
    there = {
        path.name
        for path in (ROOT / package).iterdir()
        if (path.is_dir() and any(path.iterdir())) or path.suffix == ".py"
    }
    hidden = {"__init__.py", "__main__.py", "__pycache__", "py.typed", *DATA[package]}
    assert rooms == there - hidden


@pytest.mark.parametrize("package", ["index", "service", "eval"])
def test_the_modules_that_the_map_names_are_there(package: str) -> None:
    [tree] = [block.text for block in blocks(ARCHITECTURE) if block.text.startswith("index/  ")]
    [told] = re.findall(rf"^{package}/ .*\n((?:  .*\n)+)", tree, re.MULTILINE)
    for room, names in re.findall(r"^  (\w+)/ .*\((.+)\)$", told, re.MULTILINE):
        for name in names.split():
            path = ROOT / package / room / name
            assert path.is_dir() or path.with_suffix(".py").is_file(), path


def test_the_layers_told_are_those_that_are_checked() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    checked = [set(line.split(" | ")) for line in contracts["contracts"][0]["layers"]]
    [told] = [each.text for each in blocks(ARCHITECTURE) if each.text.startswith("training · ")]
    assert [set(line.split(", ")) for line in " ".join(told.split()).split(" · ")] == checked


def test_each_decision_has_a_number_of_its_own() -> None:
    """A number may be missing: one that is being written while later ones are here already."""
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    assert all(number.isdecimal() for number in numbers)
    assert len(set(numbers)) == len(numbers)
    for page in pages:
        assert page.read_text("utf-8").startswith(f"# {page.name[:4]} · "), page


# Commands and links


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_shown_can_be_given(page: Path) -> None:
    for _, command in commands(page):
        for part in re.split(r" [|>] ", command):
            _check(shlex.split(part))


@pytest.mark.parametrize("target", ["torture", "distributed"])
def test_the_tests_that_the_makefile_runs_are_there(target: str) -> None:
    said = subprocess.run(
        ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=True
    )
    named = [word for word in said.stdout.split() if word.startswith("tests/")]
    assert named
    assert [each for each in named if not (ROOT / each).exists()] == []


def _check(words: list[str]) -> None:
    while words and re.fullmatch(r"[A-Z_]+=\S+", words[0]):
        words = words[1:]
    match words:
        case ["make", target, *_]:
            assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE), target
        case ["python" | ".venv/bin/python", "-m", module, *_]:
            assert find_spec(module), module
        case ["spravka" | ".venv/bin/spravka", "eval", *given]:
            command = EVAL.commands[given.pop(0)] if given and given[0] in EVAL.commands else EVAL
            _check_options(command, given)
        case ["spravka" | ".venv/bin/spravka", name, sub, *given] if f"{name} {sub}" in COMMANDS:
            _check_options(COMMANDS[f"{name} {sub}"], given)
        case ["spravka" | ".venv/bin/spravka", name, *given]:
            _check_options(COMMANDS[name], given)


def _check_options(command: Any, given: list[str]) -> None:
    known = {name for option in command.params for name in option.opts} | {"--help"}
    assert {word for word in given if re.match(r"--?[a-z]", word)} <= known, (command.name, given)


@pytest.mark.parametrize(
    "page",
    [*PAGES, *(ROOT / "docs" / "decisions").glob("*.md"), ROOT / "CONTRIBUTING.md"],
    ids=lambda page: page.name,
)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(
        r"`[^`]*`",
        "",
        re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE),
    )
    for link in re.findall(r"\]\(([^)]+)\)", text):
        if re.match(r"https?:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        if anchor:
            assert anchor in _anchors(target), link


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
