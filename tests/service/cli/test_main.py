"""The command line: what it prints, where, and with which exit status."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen

import pytest

from index import Index
from service.cli.main import run
from service.running import find_running

ROOT = Path(__file__).parents[3]
QUESTION = "who chairs AKIT's supervisory board?"
PROGRAM_COMMANDS = ["index", "delete", "serve", "answer", "show", "collections", "eval"]
PROGRAM = [sys.executable, "-c", "from service.cli.main import main; main()"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    """A folder with an index of the seeds."""
    folder = tmp_path_factory.mktemp("data")
    assert run(["index", str(seeds), "--data", str(folder)]) == 0
    return folder


def start(arguments: Sequence[str], **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def one_line(text: str) -> str:
    assert text.startswith("spravka: ")
    assert text.count("\n") == 1
    assert "Traceback" not in text
    return text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["anwser"], "No such command 'anwser'. Did you mean 'answer'? See spravka --help."),
        (["--data"], "Option '--data' requires an argument. See spravka --help."),
    ],
)
def test_a_mistake_is_told_in_sentences(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert one_line(capsys.readouterr().err) == f"spravka: {said}\n"


class TestHelp:
    def test_is_there_at_once(self) -> None:
        script = (
            "import sys; from service.cli.main import run; run(['--help']); run(['index', '--help']);"
            "sys.exit('torch' in sys.modules or 'faiss' in sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        for command in ("index", "serve", "answer", "search", "eval"):
            assert f" {command} " in done.stdout
        assert "SPRAVKA_DATA" in done.stdout

    def test_ends_quietly_when_its_reader_leaves(self) -> None:
        process = start(["--help"])
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        error = process.stderr.read()
        process.stderr.close()
        assert process.wait() == 1
        assert error == ""

    def test_is_what_no_command_gets(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run([]) == 2
        assert "Commands" in capsys.readouterr().out

    def test_of_eval_is_that_of_the_evaluation(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["eval", "--help"]) == 0
        assert "--distractors" in capsys.readouterr().out

    def test_tells_the_version(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["--version"]) == 0
        assert capsys.readouterr().out[0].isdigit()

    @pytest.mark.parametrize("name", PROGRAM_COMMANDS)
    def test_shows_no_types_of_flags_and_arguments_as_they_are_written(
        self, name: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run([name, "-h"]) == 0
        said = capsys.readouterr().out
        assert "<bool>" not in said
        assert "…]..." not in said
        assert "{" not in said.split("Options")[0]
        assert f"Usage: spravka {name} [OPTIONS]" in said


class TestArguments:
    @pytest.mark.parametrize("option", [["--data", "{}"], ["--data={}"]])
    def test_data_stands_before_the_command_or_behind(
        self, data: Path, option: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        given = [each.format(data) for each in option]
        assert run([*given, "collections"]) == 0
        before = capsys.readouterr().out
        assert run(["collections", *given]) == 0
        assert capsys.readouterr().out == before == "default: 1 document, 6 passages\n"
        assert run(["--data", "nowhere", "collections", *given]) == 0
        assert run([*given, "collections", "--data", "nowhere"]) == 2
        assert run(["--data"]) == 2
        assert run([*given, "keys", "list"]) == 0

    def test_data_before_the_command_beats_the_environment(
        self, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SPRAVKA_DATA", "nowhere")
        assert run(["--data", str(data), "collections"]) == 0

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--zzz"], "No such option: --zzz. See spravka --help."),
            (["search"], "Missing argument 'QUESTION'. See spravka search --help."),
            (["verify", "nofile"], "nofile: No such file or directory"),
        ],
    )
    def test_mistakes_are_told_in_whole_sentences(
        self, data: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        option = ["--data", str(data)] if arguments[0] == "verify" else []
        assert run([*arguments, *option]) == 2
        assert one_line(capsys.readouterr().err) == f"spravka: {said}\n"

    def test_are_read_in_a_locale_without_utf_8(self, data: Path) -> None:
        arguments = ["show", "нет-такого.txt", "--data", str(data)]
        locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        process = start(arguments, **locale)
        _, error = process.communicate(timeout=60)
        assert process.returncode == 2
        assert "no document 'нет-такого.txt' in collection" in one_line(error)

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_are_completed_by_shells(self, shell: str) -> None:
        words = {"COMP_WORDS": "spravka col", "COMP_CWORD": "1"}
        asked = {"_TYPER_COMPLETE_ARGS": "spravka col", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
        process = start([], _SPRAVKA_COMPLETE=f"complete_{shell}", **words, **asked)
        said, _ = process.communicate(timeout=60)
        assert "collections" in said
        assert "search" not in said


class TestIndex:
    def test_counts_what_it_did(
        self, tmp_path: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        arguments = ["index", str(seeds), "--data", str(tmp_path / "data")]
        assert run([*arguments, "--json"]) == 0
        first = json.loads(capsys.readouterr().out)
        assert run([*arguments, "--json"]) == 0
        second = json.loads(capsys.readouterr().out)
        assert run(arguments) == 0
        assert first["added"] == second["unchanged"] == 1
        assert first["passages"] > 0 == second["added"]
        assert first["generation"] == second["generation"] == 1
        assert first["failed"] == []
        assert "1 document: 0 new, 0 changed, 1 as before" in capsys.readouterr().out

    def test_names_the_unreadable_file_and_indexes_the_good_ones(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        documents = tmp_path / "documents"
        documents.mkdir()
        (documents / "good.txt").write_text("The ferry leaves at nine.", encoding="utf-8")
        (documents / "bad.txt").write_bytes(bytes(range(256)) * 4)
        (documents / "worse.txt").write_bytes(b"\0\1\2")
        data = tmp_path / "data"
        assert run(["index", str(documents), "--data", str(data)]) == 1
        captured = capsys.readouterr()
        lines = captured.err.splitlines()
        assert len(lines) == 2
        assert lines[0].startswith("spravka: bad.txt:")
        assert lines[1].startswith("spravka: worse.txt:")
        assert "1 document: 1 new" in captured.out
        with Index.open(data) as index:
            assert [found.source for found in index.documents().documents] == ["good.txt"]

    def test_of_a_bad_file_alone_fails(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "bad.txt").write_bytes(b"\0\1\2")
        arguments = ["index", str(tmp_path / "bad.txt"), "--data", str(tmp_path / "data")]
        assert run(arguments) == 2
        captured = capsys.readouterr()
        assert "bad.txt" in one_line(captured.err)
        assert captured.out == ""

    @pytest.mark.parametrize("name", ["empty", "missing"])
    def test_of_nothing_fails_in_one_line(
        self, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "empty").mkdir()
        assert run(["index", str(tmp_path / name), "--data", str(tmp_path / "data")]) == 2
        assert name in one_line(capsys.readouterr().err)

    def test_counts_the_files_it_cannot_read(
        self, tmp_path: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = tmp_path / "team"
        shutil.copytree(seeds, folder)
        for number in range(12):
            (folder / f"file.kind{number:02}").write_bytes(b"\0\1\2")
        (folder / "file").write_bytes(b"\0\1\2")
        (folder / "other.kind11").write_bytes(b"\0\1\2")
        assert run(["index", str(folder), "--data", str(tmp_path / "data")]) == 0
        captured = capsys.readouterr()
        assert "1 document: 1 new" in captured.out
        told = one_line(captured.err)
        assert "14 files not read: 2 .kind11, 1 without a suffix, 1 .kind00," in told
        assert "1 .kind05 and 5 other kinds (Spravka reads .txt," in told

    def test_needs_a_path(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["index"]) == 2
        assert "spravka index PATH" in one_line(capsys.readouterr().err)

    def test_encodes_anew_what_another_encoder_made(
        self, tmp_path: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        data = ["--data", str(tmp_path / "data")]
        assert run(["index", str(seeds), *data]) == 0
        with sqlite3.connect(tmp_path / "data" / "spravka.sqlite") as connection:
            connection.execute("UPDATE collections SET dense_fingerprint = 'other'")
            connection.execute("UPDATE encoders SET fingerprint = 'other'")
        connection.close()
        capsys.readouterr()
        assert run(["search", "АКИТ", *data]) == 2
        assert "spravka index --rebuild" in one_line(capsys.readouterr().err)
        assert run(["index", "--rebuild", *data]) == 0
        assert "1 document encoded anew" in one_line(capsys.readouterr().err)
        assert run(["search", "АКИТ", *data]) == 0

    def test_of_data_that_is_a_file_fails_in_one_line(
        self, tmp_path: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "data").write_text("not a folder", encoding="utf-8")
        assert run(["index", str(seeds), "--data", str(tmp_path / "data")]) == 2
        one_line(capsys.readouterr().err)


class TestAnswer:
    def test_prints_the_sentence_with_its_citation(
        self, data: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["answer", QUESTION, "--data", str(data), "-k", "2"]) == 0
        captured = capsys.readouterr()
        sentence, place, _, said, *hits = captured.out.splitlines()
        assert "Александр Козловский" in sentence
        found = re.fullmatch(
            r"(akit-\S+\.txt):13 \[(\d+):(\d+)\]  confidence [01]\.\d\d, \w+", place
        )
        assert found is not None
        text = (seeds / found[1]).read_bytes().decode()
        assert text[int(found[2]) : int(found[3])] == sentence.replace("**", "")
        assert said == "Nearest passages:"
        assert [line[:2] for line in hits if re.match(r"\d+\.  ", line)] == ["1.", "2."]
        assert captured.err == ""

    def test_prints_the_shape_of_the_api_for_programs(
        self, data: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["answer", QUESTION, "--data", str(data), "--json", "-k", "3"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert list(found) == [
            "question", "collection", "collections", "generation", "took_ms", "abstained", "reason",
            "missing", "likeliest", "answer", "hits", "coverage", "did_you_mean", "nowhere",
        ]  # fmt: skip
        citation = found["answer"]["citation"]
        text = (seeds / citation["source"]).read_bytes().decode()
        assert text[citation["start"] : citation["end"]] == found["answer"]["text"]
        assert len(found["hits"]) == 3

    def test_says_that_the_documents_do_not_answer_and_fails(
        self, data: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        question = "Who piloted the Mars mission of 2019?"
        arguments = ["answer", question, "--data", str(data), "--threshold", "1"]
        assert run(arguments) == 1
        captured = capsys.readouterr()
        first, _, _, said, *_ = captured.out.splitlines()
        assert first.startswith(
            "No sentence is likely enough to answer this. No passage found says: "
        )
        assert "Mars" in first
        assert said == "Nearest passages:"
        assert run([*arguments, "--json"]) == 1
        found = json.loads(capsys.readouterr().out)
        assert (found["abstained"], found["reason"]) == (True, "not_answered")
        assert found["answer"] is None
        assert found["hits"]

    def test_says_that_nothing_was_found(
        self, data: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        french = '{"type": "eq", "key": "language", "value": "fr"}'
        assert run(["answer", QUESTION, "--data", str(data), "--filter", french]) == 1
        assert capsys.readouterr().out == "Nothing near this was found.\n"

    @pytest.mark.parametrize(
        "arguments",
        [
            [""],
            ["who", "-k", "0"],
            ["who", "--threshold", "2"],
            ["who", "--threshold", "-1"],
            ["who", "--threshold", "nan"],
            ["who", "--threshold", "x"],
            ["who", "--collection", "nowhere"],
            ["who", "--filter", "ru"],
            ["who", "--mode", "dense"],
            ["who \udcff"],
            [],
        ],
        ids=" ".join,
    )
    def test_refuses_in_one_line(
        self, data: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["answer", *arguments, "--data", str(data)]) == 2
        captured = capsys.readouterr()
        assert len(one_line(captured.err)) < 1000
        assert captured.out == ""


class TestSearch:
    def test_prints_passages_with_their_citations(
        self, data: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["search", QUESTION, "--data", str(data), "-k", "2"]) == 0
        captured = capsys.readouterr()
        first, second = captured.out.strip().split("\n\n")[:2]
        assert first.startswith("1.  akit-general-meeting-2024.txt:")
        assert "**" in first
        assert "Александр Козловский" in first
        assert second.startswith("2.  ")
        assert captured.err == ""

    def test_prints_the_shape_of_the_api_for_programs(
        self, data: Path, capsys: pytest.CaptureFixture[str], seeds: Path
    ) -> None:
        assert run(["search", QUESTION, "--data", str(data), "--json", "--mode", "dense"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert list(found) == [
            "query", "mode", "collection", "collections", "generation", "took_ms", "hits",
            "coverage", "did_you_mean", "nowhere", "facets",
        ]  # fmt: skip
        assert found["mode"] == "dense"
        citation = found["hits"][0]["citation"]
        text = (seeds / citation["source"]).read_bytes().decode()
        assert text[citation["start"] : citation["end"]] == citation["quote"]

    def test_keeps_to_a_filter(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        arguments = ["search", QUESTION, "--data", str(data), "--json", "--filter"]
        assert run([*arguments, '{"type": "eq", "key": "language", "value": "ru"}']) == 0
        assert json.loads(capsys.readouterr().out)["hits"]
        assert run([*arguments, '{"type": "eq", "key": "language", "value": "en"}']) == 0
        assert json.loads(capsys.readouterr().out)["hits"] == []

    @pytest.mark.parametrize(
        "arguments",
        [
            [""],
            [" \n"],
            ["a" * 100_000],
            ["who \udcff"],
            ["who", "-k", "0"],
            ["who", "-k", "-1"],
            ["who", "-k", "1000000"],
            ["who", "-k", "ten"],
            ["who", "--mode", "magic"],
            ["who", "--collection", "nowhere"],
            ["who", "--filter", "ru"],
            ["who", "--filter", "[" * 100_000],
            ["who", "--filter", '{"type": "like"}'],
            ["who", "--unknown"],
            [],
        ],
        ids=lambda arguments: " ".join(arguments)[:40],
    )
    def test_refuses_in_one_line(
        self, data: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["search", *arguments, "--data", str(data)]) == 2
        captured = capsys.readouterr()
        assert len(one_line(captured.err)) < 1000
        assert captured.out == ""

    def test_of_no_index_says_how_to_make_one(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["search", "who", "--data", str(tmp_path / "none")]) == 2
        assert "spravka index" in one_line(capsys.readouterr().err)
        assert not (tmp_path / "none").exists()

    def test_shows_no_control_characters(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "note.txt").write_text("The ferry \x9b31mleaves at nine.", encoding="utf-8")
        data = str(tmp_path / "data")
        assert run(["index", str(tmp_path / "note.txt"), "--data", data]) == 0
        capsys.readouterr()
        assert run(["search", "ferry", "--data", data]) == 0
        assert "ferry �31mleaves" in capsys.readouterr().out


class TestSettings:
    def test_come_from_the_environment_and_flags_beat_it(
        self,
        data: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setenv("SPRAVKA_DATA", str(data))
        assert run(["search", "who", "-k", "1"]) == 0
        assert run(["search", "who", "--data", str(tmp_path / "none")]) == 2
        assert "none" in one_line(capsys.readouterr().err)

    @pytest.mark.parametrize(
        ("name", "value"), [("PORT", "many"), ("PORT", "70000"), ("WORKERS", "0")]
    )
    def test_that_do_not_fit_are_named(
        self,
        name: str,
        value: str,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setenv(f"SPRAVKA_{name}", value)
        assert run(["serve"]) == 2
        assert name in one_line(capsys.readouterr().err).upper()


class TestServe:
    def test_serves_until_it_is_stopped(self, data: Path) -> None:
        process = start(["serve", "--data", str(data)], SPRAVKA_PORT="0")
        assert process.stderr is not None
        told = process.stderr.readline()
        address = told.split()[1]
        with urlopen(f"{address}/healthz", timeout=60) as response:
            assert json.load(response) == {"status": "ok"}
        with urlopen(f"{address}/", timeout=60) as response:
            assert b"Spravka" in response.read()
        assert process.stderr.readline() == "spravka: ready\n"
        with urlopen(f"{address}/readyz", timeout=60) as response:
            assert json.load(response)["status"] == "ready"
        running = find_running(data)
        assert running is not None
        assert running.address == address
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=60)
        assert process.returncode == 0
        assert error == ""
        assert find_running(data) is None

    def test_of_a_port_that_is_taken_fails_in_one_line(
        self, server: str, data: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        port = server.rpartition(":")[2]
        assert run(["serve", "--port", port, "--data", str(data)]) == 2
        assert port in one_line(capsys.readouterr().err)
