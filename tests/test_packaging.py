"""What runs the server elsewhere: the image, its composition and the unit are sound."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from dockerfile_parse import DockerfileParser

import service.cli.main
from service.settings import Settings
from tests.pages import ROOT

DOCKERFILE = ROOT / "Dockerfile"
UNIT = ROOT / "packaging" / "spravka.service"
SETTINGS = {f"SPRAVKA_{name.upper()}" for name in Settings.model_fields}
PROGRAM: Any = typer.main.get_command(service.cli.main.app)


@pytest.fixture(scope="module")
def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = DockerfileParser(path=str(DOCKERFILE)).structure
    return found


def values(steps: list[dict[str, Any]], instruction: str) -> list[str]:
    return [each["value"] for each in steps if each["instruction"] == instruction]


def test_the_image_has_no_fault_that_a_linter_finds() -> None:
    linter = shutil.which("hadolint") or shutil.which("hadolint", path=Path(sys.executable).parent)
    assert linter
    done = subprocess.run([linter, DOCKERFILE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_runs_as_nobody_in_particular(steps: list[dict[str, Any]]) -> None:
    user, group = values(steps, "USER")[-1].split(":")
    assert int(user) > 0 < int(group)
    assert "SPRAVKA_TOKEN" not in DOCKERFILE.read_text("utf-8")


def test_the_image_says_whether_it_is_ready(steps: list[dict[str, Any]]) -> None:
    [check] = values(steps, "HEALTHCHECK")
    name, option = re.findall(r'"(\S+?)"', check)[1:]
    assert option in {each for found in PROGRAM.commands[name].params for each in found.opts}


def test_all_that_the_image_is_built_of_is_there_and_sent_to_the_builder(
    steps: list[dict[str, Any]],
) -> None:
    sent = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert sent[0] == "*"
    for value in values(steps, "COPY"):
        if "--from" not in value:
            for path in value.split()[:-1]:
                assert (ROOT / path).exists(), path
                assert f"!{path.rstrip('/')}" in sent, path
    licenses = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
        "license-files"
    ]
    assert licenses
    for path in licenses:
        assert any(f"!{each}" in sent for each in (path, path.partition("/")[0]))


@pytest.mark.parametrize("extras", [[], ["postgres"], ["postgres", "otel"]])
def test_what_an_image_is_built_with_has_a_pin(extras: list[str]) -> None:
    told = subprocess.run(
        [sys.executable, "packaging/requirements.py", "pyproject.toml", *extras],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    names = {re.split(r"[\[<>=]", each)[0] for each in told}
    pins = (ROOT / "constraints.txt").read_text("utf-8").lower().replace("_", "-").splitlines()
    assert names <= {each.partition("==")[0] for each in pins}
    assert ("psycopg" in names) == ("postgres" in extras)


def test_an_extra_that_there_is_not_stops_the_building() -> None:
    command = [sys.executable, "packaging/requirements.py", "pyproject.toml", "postgre"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "there are bench, dev, otel, postgres, training" in done.stderr


def test_the_settings_they_name_are_some(steps: list[dict[str, Any]]) -> None:
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["spravka"]
    named = {
        *composed["environment"],
        *re.findall(r"SPRAVKA_[A-Z_]+", " ".join(values(steps, "ENV"))),
        *re.findall(r"SPRAVKA_[A-Z_]+", UNIT.read_text("utf-8")),
    }
    assert named <= SETTINGS


def test_the_composition_keeps_the_index_and_gives_little_away() -> None:
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    service = composed["services"]["spravka"]
    assert service["volumes"] == ["index:/data"]
    assert set(composed["volumes"]) == {"index"}
    assert all(each.startswith("127.0.0.1:") for each in service["ports"])
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"]


def test_the_unit_is_one_and_exposes_little(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze here")
    # A program that is there, in the place of one that is not installed yet.
    unit = tmp_path / "spravka.service"
    there = UNIT.read_text("utf-8").replace("/opt/spravka/bin/spravka", sys.executable)
    unit.write_text(there, encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run(
        [analyze, "security", "--offline=yes", "--threshold=20", "--no-pager", unit],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_unit_waits_until_the_server_is_ready() -> None:
    text = UNIT.read_text("utf-8")
    assert "Type=notify" in text
    [command] = re.findall(r"^ExecStart=\S+ (\w+)", text, re.MULTILINE)
    assert command == "serve"
