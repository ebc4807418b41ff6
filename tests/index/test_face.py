"""What `import index` gives: all that a caller needs, and nothing that takes seconds to load."""

import dataclasses
import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import index
from index import EncoderMismatch, Index, text_document
from index.encode.protocols import Encoders
from index.encode.sparse import BridgedEncoder
from index.learned import SHIPPED_MODEL
from tests.index.encoders import WordEncoder, word_encoders

PARTS = (Encoders, index.View)
"""What is handed on as it is: callers make the one and pass on the other."""

ROOT = Path(__file__).parents[2]
DOCUMENT = text_document(source="a.txt", text="The ferry leaves at nine.")
LATER = text_document(source="a.txt", text="The ferry leaves at ten.")


def modules_after(script: str) -> set[str]:
    """Return the top-level modules that a new process has loaded after `script`."""
    script += "\nimport sys\nprint(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def classes_in(hint: object, found: set[type]) -> set[type]:
    """Add the classes of ours that an annotation names, with those of their fields, to `found`."""
    if isinstance(hint, type) and hint.__module__.startswith("index.") and hint not in found:
        found.add(hint)
        if dataclasses.is_dataclass(hint) and hint not in PARTS:
            for of_field in get_type_hints(hint).values():
                classes_in(of_field, found)
    for argument in hint if isinstance(hint, list) else get_args(hint):
        classes_in(argument, found)
    return found


def test_all_that_the_index_takes_and_gives_is_in_it() -> None:
    found: set[type] = set()
    for name, member in inspect.getmembers(Index):
        function = member.fget if isinstance(member, property) else member
        if name[0] != "_":
            for hint in get_type_hints(function).values():
                classes_in(hint, found)
    names = {each.__name__ for each in found}
    assert {"Hit", "Citation", "Comparison", "Claim", "Document", "Progress"} <= names
    assert names <= set(index.__all__)


def test_so_are_all_its_errors() -> None:
    errors = {
        name for name, found in inspect.getmembers(index.errors, inspect.isclass)
        if issubclass(found, index.SpravkaError)
    }  # fmt: skip
    assert len(errors) > 5
    assert errors <= set(index.__all__)


def test_every_name_is_there_and_no_other() -> None:
    assert all(getattr(index, name) is not None for name in index.__all__)
    assert set(index.__all__) <= set(dir(index))
    with pytest.raises(AttributeError, match="no attribute 'Indexx'"):
        _ = index.Indexx  # type: ignore[attr-defined]


def test_loads_nothing_that_runs_a_model() -> None:
    heavy = {"torch", "transformers", "sentence_transformers", "huggingface_hub", "faiss", "scipy"}
    assert not (heavy | {"numpy"}) & modules_after("import index")
    assert not heavy & modules_after("from index import *")


def refused() -> Any:
    return pytest.raises(EncoderMismatch, match="spravka index --rebuild")


class OtherStems(BridgedEncoder):
    fingerprint = "stems-0"


def made_by(encoders: Encoders, data: Path) -> None:
    with Index.open(data, encoders=encoders) as made:
        made.add_documents([DOCUMENT])


def named(name: str) -> Encoders:
    """Return the encoders of words, under another's name."""
    dense = WordEncoder()
    dense.name = name
    return dataclasses.replace(word_encoders(), dense=dense)


class TestAnUnchangedDocument:
    """It needs no encoder, unless the index does not seem to be of the one it was opened with."""

    def test_is_passed_over_without_loading_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        model = str(SHIPPED_MODEL)
        made_by(named(model), tmp_path)

        def refuse(_: object) -> Any:
            raise AssertionError("loaded")

        monkeypatch.setattr("index.engine.opened.load_encoders", refuse)
        with Index.open(tmp_path, model=model) as opened:
            report = opened.add_documents([DOCUMENT])
        assert (report.unchanged, report.generation) == (1, 1)

    def test_is_refused_in_an_index_of_another_model(self, tmp_path: Path) -> None:
        made_by(word_encoders(), tmp_path)
        for model in (None, str(SHIPPED_MODEL)):
            with Index.open(tmp_path, model=model) as opened, refused():
                opened.add_documents([DOCUMENT])

    def test_is_refused_where_words_were_taken_apart_otherwise(self, tmp_path: Path) -> None:
        model = str(SHIPPED_MODEL)
        made_by(dataclasses.replace(named(model), sparse=OtherStems(None)), tmp_path)
        with Index.open(tmp_path, model=model) as opened, refused():
            opened.add_documents([DOCUMENT])


def test_a_model_that_only_goes_by_the_name_is_refused_once_it_is_used(tmp_path: Path) -> None:
    model = str(SHIPPED_MODEL)
    made_by(named(model), tmp_path)
    with Index.open(tmp_path, model=model) as opened:
        assert opened.add_documents([DOCUMENT]).unchanged == 1
        with refused():
            opened.add_documents([LATER])
    with Index.open(tmp_path, model=model) as opened:
        with refused():
            opened.search("ferry")
        assert opened.documents().generation == 1
