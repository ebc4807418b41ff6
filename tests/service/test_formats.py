"""One list of formats, and everything that names them."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index.errors import InvalidInput, ReadError
from index.read.document import read_document, text_document
from index.read.readers import READERS, suffixes
from index.read.walk import look_through
from index.visits import Held, visit_paths
from service.cli.main import run

TEXT_TYPES = [each.media_type for each in READERS if each.is_text]


def named(text: str) -> list[str]:
    """Return the suffixes that a sentence names, in their order."""
    return re.findall(r"(?<![\w/])\.[a-z0-9]+(?=[\s,;:.`)\"]|$)", text)


def test_messages_name_every_suffix(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as unknown:
        read_document(data=bytes(range(32)), source="a.unknown")
    assert named(str(unknown.value).partition("reads")[2]) == list(suffixes())
    with pytest.raises(InvalidInput) as nothing:
        visit_paths([tmp_path], Held())
    assert named(str(nothing.value).partition("reads")[2]) == list(suffixes())


def test_a_folder_s_files_of_every_suffix_are_found(tmp_path: Path) -> None:
    every = (*suffixes(), ".unknown")
    for suffix in every:
        (tmp_path / f"a{suffix}").write_bytes(b"text")
    sources = look_through(tmp_path).sources
    assert [source.path.suffix for source in sources] == sorted(every)


def test_the_page_lets_every_suffix_be_chosen(client: TestClient) -> None:
    page = client.get("/").text
    (accepted,) = re.findall(r'type="file"[^>]* accept="([^"]*)"', page)
    assert accepted.split(",") == list(suffixes())


def test_the_interface_names_every_media_type_of_a_text(client: TestClient) -> None:
    post = client.get("/openapi.json").json()["paths"]["/v1/documents"]["post"]
    sent = post["requestBody"]["content"]["application/json"]["schema"]
    document = sent["properties"]["documents"]["items"]
    (of_texts, _) = document["properties"]["media_type"]["anyOf"]
    assert of_texts["enum"] == TEXT_TYPES
    for media_type in TEXT_TYPES:
        assert text_document(source="a", text="a", media_type=media_type).media_type == media_type
    with pytest.raises(InvalidInput, match=" or ".join(map(re.escape, TEXT_TYPES))):
        text_document(source="a", text="a", media_type="application/pdf")


def test_the_help_names_every_suffix(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    assert run(["index", "--help"]) == 0
    (said,) = [line for line in capsys.readouterr().out.splitlines() if "folders of files" in line]
    assert named(said.partition("files: ")[2]) == list(suffixes())
