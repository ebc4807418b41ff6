"""Notebooks: what the cells say and what they printed, each place a cell."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from index import Index
from index.errors import ReadError
from index.read.notebook import read
from index.read.readers import Content
from tests.index.encoders import word_encoders
from tests.index.web import sample, samples


def notebook(*cells: dict[str, Any], **about: Any) -> Content:
    return read(json.dumps({"cells": cells, "metadata": about}).encode(), name="a.ipynb")


def shown(content: Content) -> list[tuple[str, str | None, str]]:
    return [
        (block.kind, content.places.part(block.span.start), block.span.cut(content.text))
        for block in content.blocks
    ]


def test_a_notebook_that_jupyter_ran() -> None:
    content = read(sample("load.ipynb"), name="load.ipynb")
    assert content.title == "Нагрузка кластера"
    assert content.metadata == {"programming_language": "python"}
    said = shown(content)
    assert said[:2] == [
        ("heading", "cell 1", "# Нагрузка кластера"),
        ("paragraph", "cell 1", "Отчёт готовит *Анна Белова* раз в неделю."),
    ]
    assert ("code", "cell 4", "print('всего часов:', hours['часы'].sum())") in said
    assert ("code", "cell 4, output", "всего часов: 1084") in said
    assert ("table_row", "cell 3", "| long | 72 h |") in said
    assert ("code", "cell 5, output", "KeyError: 'нет такого столбца'") in said
    assert "<table" not in content.text
    row = next(block for block in content.blocks if "72 h" in block.span.cut(content.text))
    assert row.header is not None
    assert row.header.cut(content.text) == "| queue | limit |"
    assert [heading.cut(content.text) for heading in row.headings] == [
        "# Нагрузка кластера",
        "## Result",
    ]


def test_an_answer_names_the_cell(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "load.ipynb").write_bytes(sample("load.ipynb"))
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        index.add(folder)
        (hit,) = index.search("всего часов", k=1).hits
        (sentence,) = [each for each in hit.sentences if "1084" in each.quote]
        text = index.text(hit.citation.document_id).text
    assert text[sentence.start : sentence.end] == sentence.quote
    assert (hit.citation.source, hit.citation.line) == ("load.ipynb", None)
    assert (hit.citation.part or "").startswith("cell")


def test_what_a_terminal_shows_is_read_without_its_colours() -> None:
    output = {"output_type": "stream", "text": ["10%\r", "\x1b[1;32mготово\x1b[0m\n", "и всё\n"]}
    content = notebook({"cell_type": "code", "source": [], "outputs": [output]})
    assert shown(content) == [("code", "cell 1, output", "готово\nи всё")]


def test_notebooks_before_version_4() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Итог"]},
        {
            "cell_type": "code",
            "input": "1 + 1",
            "outputs": [{"output_type": "pyout", "text": ["2"]}],
        },
        {"cell_type": "raw", "source": "как есть"},
    ]
    file = json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3}).encode()
    assert shown(read(file, name="old.ipynb")) == [
        ("heading", "cell 1", "Итог"),
        ("code", "cell 2", "1 + 1"),
        ("code", "cell 2, output", "2"),
        ("paragraph", "cell 3", "как есть"),
    ]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b'{"cells": [', "damaged"),
        (b"[1, 2]", "damaged"),
        (b'{"cells": 7}', "damaged"),
        (b"[" * 100_000, "damaged"),
        (b'{"cells": []}', "no_text"),
        (b'{"cells": [1, {"cell_type": [], "source": {}, "outputs": 3}]}', "no_text"),
        (b" ", "empty"),
    ],
)
def test_what_is_no_notebook_is_refused_by_name(file: bytes, code: str) -> None:
    with pytest.raises(ReadError, match=r"a\.ipynb: ") as refused:
        read(file, name="a.ipynb")
    assert refused.value.code == code


def test_half_of_a_pair_of_utf_16_is_a_sign_of_loss() -> None:
    content = notebook({"cell_type": "markdown", "source": "a\ud800b\x00\u00ad"})
    assert content.text == "a\ufffdb"


@given(file=samples("load.ipynb"))
def test_a_damaged_notebook_is_read_or_refused_by_name(file: bytes) -> None:
    try:
        said = read(file, name="a.ipynb").text
    except ReadError as error:
        said = str(error).partition("a.ipynb: ")[2]
    assert said
