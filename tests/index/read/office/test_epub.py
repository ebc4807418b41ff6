"""Books: their pages in the order of reading, each in its chapter."""

from pathlib import Path

import pytest

from index import Index
from index.errors import ReadError
from index.read.office.epub import read
from index.read.readers import Content
from tests.index.encoders import word_encoders
from tests.index.office import SAMPLES, epub


def places(content: Content) -> list[tuple[str | None, str]]:
    return [
        (content.places.part(block.span.start), block.span.cut(content.text))
        for block in content.blocks
    ]


def test_a_book_from_pandoc_is_read_chapter_by_chapter() -> None:
    content = read((SAMPLES / "handbook.epub").read_bytes(), name="handbook.epub")
    shown = places(content)
    assert shown[3:12] == [
        ("Связь", "Связь"),
        ("Связь", "Дежурный сидит в комнате 12.[1] Его телефон 4417."),
        ("Связь › Позывные", "Позывные"),
        ("Связь › Позывные", "Пост | Позывной | Канал"),
        ("Связь › Позывные", "Причал 1 | Чайка | 14"),
        ("Связь › Позывные", "Причал 2 | Баклан | 16"),
        ("Связь › Позывные", "1. До ремонта дежурный сидел в комнате 9."),
        ("Emergency", "Emergency"),
        ("Emergency", "In case of fire:"),
    ]
    assert ("Emergency", "3. leave through gate 2.") in shown
    assert content.title == "Справочник дежурного"
    assert content.metadata == {"author": "Служба порта", "date": "2024-06-01", "language": "ru"}
    (row,) = [block for block in content.blocks if "Баклан" in block.span.cut(content.text)]
    assert row.header is not None
    assert row.header.cut(content.text) == "Пост | Позывной | Канал"


def test_a_user_is_told_the_chapter(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "handbook.epub").write_bytes((SAMPLES / "handbook.epub").read_bytes())
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        assert index.add(folder).added == 1
        (hit, *_) = index.search("oil spills Ingrid Moe").hits
        assert (hit.citation.part, hit.citation.line) == ("Emergency", None)


def test_a_page_without_a_heading_is_in_the_chapter_that_the_contents_name() -> None:
    pages = {
        "a b.xhtml": "<html xmlns='x'><body><h1>Own</h1><p>Said&nbsp;so.</p></body></html>",
        "c.xhtml": "<html><body><p>And <b>so</b> on.</p></body></html>",
        "d.xhtml": "<p>The end.</p>",
    }
    contents = "<a href='a%20b.xhtml'>First</a><a href='c.xhtml#x'> Second \n one </a>"
    content = read(epub(pages, navigation=contents), name="a.epub")
    assert places(content) == [
        ("Own", "Own"),
        ("Own", "Said\xa0so."),
        ("Second one", "And so on."),
        (None, "The end."),
    ]
    assert content.blocks[2].headings == ()


LOCKED = (
    "<encryption><EncryptedData><EncryptionMethod Algorithm='{}'/></EncryptedData></encryption>"
)


def test_a_book_with_scrambled_fonts_is_read_and_one_that_is_locked_is_not() -> None:
    pages = {"a.xhtml": "<p>Text</p>"}
    fonts = LOCKED.format("http://www.idpf.org/2008/embedding")
    assert read(epub(pages, encryption=fonts), name="a.epub").text == "Text"
    locked = LOCKED.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    with pytest.raises(ReadError, match=r"a\.epub: locked") as error:
        read(epub(pages, encryption=locked), name="a.epub")
    assert error.value.code == "encrypted"


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"", "empty"),
        (b"PK\x05\x06", "damaged"),
        (epub({"a.xhtml": "<p> </p>"}), "no_text"),
        (epub({}), "no_text"),
        (epub({"../../../etc/passwd": "<p></p>"}), "no_text"),
    ],
)
def test_what_is_no_book_is_refused_by_name(file: bytes, code: str) -> None:
    with pytest.raises(ReadError, match=r"odd\.epub: ") as error:
        read(file, name="odd.epub")
    assert error.value.code == code
