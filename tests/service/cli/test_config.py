"""`spravka.toml` and the environment, as a user writes them."""

import json
from pathlib import Path

import pytest

from index import Index
from service.cli.main import run
from service.config import read_config, unknown_variables
from service.settings import Settings, load_settings
from tests.index.encoders import word_encoders
from tests.service.cli.test_main import one_line

NAMES = tuple(Settings.model_fields)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working folder has no file of its own, and no model is loaded."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("index.engine.opened.load_encoders", lambda _: word_encoders())


def write(text: str, name: str = "spravka.toml") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


class TestSettings:
    def test_flags_beat_the_environment_and_that_beats_the_file(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write('port = 1\nhosts = ["a", "b"]\ntoken = "0123456789abcdef"\nvotes = true')
        found = load_settings({})
        assert (found.port, found.hosts, found.votes) == (1, ("a", "b"), True)
        assert found.token == "0123456789abcdef"
        monkeypatch.setenv("SPRAVKA_PORT", "2")
        monkeypatch.setenv("SPRAVKA_TOKEN", "")
        assert load_settings({}).port == 2
        assert load_settings({}).token == "0123456789abcdef"
        assert load_settings({"port": 3, "host": None}).port == 3

    def test_every_setting_can_stand_in_the_file(self) -> None:
        values = {name: getattr(Settings(), name) for name in NAMES}
        lines = [
            f"{name} = {json.dumps(str(value) if isinstance(value, Path) else value)}"
            for name, value in values.items()
            if value is not None
        ]
        write("\n".join(lines))
        assert load_settings({}) == Settings()

    def test_paths_are_beside_the_file(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        write('data = "index"\n[[folders]]\npath = "notes"', "etc/team.toml")
        monkeypatch.setenv("SPRAVKA_CONFIG", "etc/team.toml")
        assert load_settings({}).data == Path("etc/index")
        assert read_config(Path("etc/team.toml"), NAMES).folders[0].path == Path("etc/notes")
        monkeypatch.setenv("SPRAVKA_CONFIG", str(tmp_path / "gone.toml"))
        assert run(["collections"]) == 2

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("port = 70000", "spravka.toml, line 1: port does not fit: Input should be less than"),
            ('host = "a"\nport = "many"', "spravka.toml, line 2: port does not fit"),
            ('token = "short"', "line 1: token does not fit: String should have at least 16"),
            ('log = "xml"', "line 1: log does not fit: Input should be 'text' or 'json'"),
            ("\nprot = 1", "spravka.toml, line 2: no setting 'prot'; did you mean port?"),
            ("[server]\nport = 1", "line 1: no setting 'server'"),
            ("port = ", "spravka.toml: not TOML: Invalid value (at"),
            ("folders = 1", "line 1: write each folder as [[folders]] with a path below"),
            ("[[folders]]\nname = 'x'", "spravka.toml, line 1: a folder needs its path"),
            (
                '[[folders]]\npath = "a"\n\n[[folders]]\npath = "b"\nignor = ["c"]',
                "line 4: no 'ignor' of a folder; did you mean ignore?; there are path, collection",
            ),
            (
                '[[folders]]\npath = "a"\ninclude = "*.md"',
                """line 1: include is a list of patterns, as ["*.md"], not '*.md'""",
            ),
            ('[[folders]]\npath = "a"\nwatch = 1', "watch is true or false, not 1"),
        ],
    )
    def test_what_does_not_fit_is_told_with_its_place(
        self, text: str, said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write(text)
        assert run(["serve"]) == 2
        assert said in one_line(capsys.readouterr().err)

    def test_a_file_that_is_no_text_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("spravka.toml").write_bytes(b"\xff\xfe")
        assert run(["collections"]) == 2
        assert "spravka.toml: not UTF-8" in one_line(capsys.readouterr().err)


class TestEnvironment:
    def test_what_is_no_setting_is_named_at_the_start(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("SPRAVKA_TOKNE", "0123456789abcdef")
        assert run(["collections"]) == 2
        first, second = capsys.readouterr().err.splitlines()
        assert first == (
            "spravka: SPRAVKA_TOKNE is no setting and is not used; did you mean SPRAVKA_TOKEN?"
        )
        assert second.startswith("spravka: no index in .spravka")

    def test_one_that_is_like_none_is_taken_for_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SPRAVKA_EDITOR", "vi")
        told = ["SPRAVKA_EDITOR is no setting and is not used"]
        assert unknown_variables(NAMES) == told

    def test_what_is_one_is_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in (*NAMES, "config"):
            monkeypatch.setenv(f"SPRAVKA_{name.upper()}", "x")
        monkeypatch.setenv("_SPRAVKA_COMPLETE", "x")
        assert unknown_variables(NAMES) == []


TEAM = """
[[folders]]
path = "hr"
include = ["*.md", "!notes/*"]
ignore = ["drafts/"]

[[folders]]
path = "it"
collection = "tech"
name = "computers"
watch = false
"""


class TestFolders:
    @pytest.fixture
    def team(self) -> None:
        write(TEAM)
        for name in ("hr/a.md", "hr/b.txt", "hr/drafts/c.md", "hr/notes/d.md", "it/e.txt"):
            write(f"Of {name}.", name)

    @pytest.mark.usefixtures("team")
    def test_are_indexed_as_the_file_says(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["index", "--json"]) == 0
        report = json.loads(capsys.readouterr().out)
        assert report["added"] == 2
        assert {each["path"]: each["code"] for each in report["unread"]} == {
            "b.txt": "ignored", "drafts/": "ignored", "notes/d.md": "ignored",
        }  # fmt: skip
        with Index.open(".spravka") as index:
            assert [each.source for each in index.documents().documents] == ["a.md"]
            tech = index.documents(collection="tech").documents
            assert [each.source for each in tech] == ["computers/e.txt"]

    @pytest.mark.usefixtures("team")
    def test_stay_as_the_file_says_when_brought_up_to_date(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["index"]) == 0
        write("More.", "hr/f.txt")
        write("More.", "hr/g.md")
        assert run(["index"]) == 0
        capsys.readouterr()
        assert run(["update"]) == 0
        assert "2 documents: 0 new, 0 changed, 2 as before" in capsys.readouterr().out
        Path("hr/g.md").unlink()
        assert run(["index", "--prune", "--collection", "tech"]) == 0
        assert run(["index", "--prune", "--json"]) == 0
        assert json.loads(capsys.readouterr().out.splitlines()[-1])["removed"] == 1

    @pytest.mark.usefixtures("team")
    def test_one_that_is_not_there_does_not_stop_the_others(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Path("hr").rename("moved")
        assert run(["index"]) == 1
        captured = capsys.readouterr()
        assert "hr: no such file or folder" in captured.err
        assert "1 document: 1 new" in captured.out

    @pytest.mark.usefixtures("team")
    def test_others_can_be_indexed_beside_them(self) -> None:
        assert run(["index", "it"]) == 0
        with Index.open(".spravka") as index:
            assert [each.source for each in index.documents().documents] == ["e.txt"]
