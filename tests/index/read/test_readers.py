"""Reading: any file's characters exactly, or an error that names it."""

import codecs
import os
from typing import Any

import pytest
from hypothesis import given

from index.errors import InvalidInput, ReadError
from index.read.document import detect_language, read_document, text_document
from index.read.text import decode
from tests.index.texts import any_text

RUSSIAN = "Председатель Наблюдательного совета АКИТ выступил в Москве.\r\nЭто было 13 марта."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "cp1251", "utf-16-le", "utf-16-be", "koi8-r", "cp866"]
)
@pytest.mark.parametrize("text", [RUSSIAN, "Привет, мир.\nКак дела?", "Отчёт за 2023 год"])
def test_encodings_met_in_russian_files_are_recognised(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), source="a.txt") == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_a_byte_order_mark_is_not_text_but_a_second_one_is(mark: bytes, encoding: str) -> None:
    text = "\ufeff" + RUSSIAN
    assert decode(mark + text.encode(encoding), source="a.txt") == text


@given(any_text)
def test_utf8_text_is_kept_as_it_is(text: str) -> None:
    if any(ord(character) < 32 and character not in "\t\n\v\f\r\x1a" for character in text):
        return
    if text.startswith("\ufeff") or "\ufffe" in text or "\uffff" in text:
        return
    assert decode(text.encode(), source="a.txt") == text


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\x00\x01\x02\x03" * 100,
        codecs.BOM_UTF16_LE + b"\x00",
        codecs.BOM_UTF8 + b"\xff\xff",
        os.urandom(4000),
    ],
)
def test_what_is_no_text_is_an_error_that_names_the_file(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"picture\.txt"):
        decode(data, source="picture.txt")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Склад закрыт до мая".encode()[:-1], "Склад закрыт до ма\ufffd"),
        ("Склад закрыт до мая".encode()[1:], "\ufffdклад закрыт до мая"),
        ("Насос — новый.\n".encode() + b"\xff\n", "Насос — новый.\n\ufffd\n"),
        ("The board’s “final” budget.\nCaf".encode() + b"\xe9", "The board’s “final” budget.\nCaf\ufffd"),
        ("The pump is due in May. Срок — 45 дней".encode()[:-1], "The pump is due in May. Срок — 45 дне\ufffd"),
        ("Müller,Zürich,€12\n".encode() + "Nuñez,12\n".encode("cp1252"), "Müller,Zürich,€12\nNu\ufffdez,12\n"),
        (codecs.BOM_UTF8 + b"The hall is closed until May\xa0", "The hall is closed until May\ufffd"),
        (codecs.BOM_UTF16_LE + "Ключ у Зуева, зал открыт.".encode("utf-16-le")[:-1], "Ключ у Зуева, зал открыт\ufffd"),
    ],
)  # fmt: skip
def test_a_damaged_byte_costs_its_character_alone_and_is_told(data: bytes, text: str) -> None:
    document = read_document(data=data, source="a.txt")
    assert (document.text, document.metadata) == (text, {"lost_characters": 1})


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "cp1252"])
def test_no_text_in_an_encoding_of_one_byte_is_taken_for_damaged_utf8(encoding: str) -> None:
    text = "The café — “Zürich”" if encoding == "cp1252" else "Рабочие собрали насос: срок 45 дней."
    document = read_document(data=text.encode(encoding), source="a.txt")
    assert (document.text, document.metadata) == (text, {})


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
@pytest.mark.parametrize(
    "text",
    [
        "Выручка выросла на 5 млн рублей.\x07 Расходы тоже.\n",
        "\x1b[32mготово\x1b[0m, диск sdb.\x08 Копия снята в полдень.\n",
        "Revenue grew by 5 million.\x01 Costs grew too.\n",
        "The backup disk is sdb.\n\x0cPage 2: its key is kept by Ann.\x1f\n",
    ],
)
def test_a_control_character_here_and_there_is_left_where_it_is(text: str, encoding: str) -> None:
    assert read_document(data=text.encode(encoding), source="a.log").text == text


def test_a_zero_byte_in_a_text_is_damage() -> None:
    document = read_document(data="Ключ хранит Анна\0 Белова.".encode(), source="a.txt")
    assert document.text == "Ключ хранит Анна\ufffd Белова."
    assert document.metadata == {"lost_characters": 1}


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", codecs.BOM_UTF8])
def test_a_file_without_text_is_an_error(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"empty\.txt: .*no text"):
        read_document(data=data, source="empty.txt")


def test_an_unknown_kind_of_file_is_an_error_that_says_which_are_known() -> None:
    with pytest.raises(ReadError, match=r"Spravka reads .*\.txt.*\.md"):
        read_document(data=b"\0\1\2", source="table.bin")


def test_the_title_is_the_first_line_that_stands_alone() -> None:
    document = read_document(data="Годовой отчёт\n\nТекст.".encode(), source="a.txt")
    assert document.title == "Годовой отчёт"
    document = read_document(data="Обычное предложение.\nЕщё одно.".encode(), source="notes/a.txt")
    assert document.title == "a"


def test_markdown_gives_title_language_and_metadata_from_its_front_matter() -> None:
    data = (
        "---\r\ntitle: Устав\r\nlang: ru\r\nyear: 2024\r\ndate: 2024-03-13\r\n"
        "tags: [право, АКИТ]\r\nnested: {a: 1}\r\n---\r\n# Раздел\r\n"
    )
    document = read_document(data=data.encode(), source="a.md")
    assert document.text == data
    assert (document.title, document.language) == ("Устав", "ru")
    assert document.metadata["year"] == 2024
    assert document.metadata["date"] == "2024-03-13"
    assert document.metadata["tags"] == ("право", "АКИТ")
    assert "nested" not in document.metadata


@pytest.mark.parametrize("front", ["---\n: : :\n\t- x\n---\n", "---\njust text\n---\n", "---\n"])
def test_what_only_looks_like_front_matter_is_text(front: str) -> None:
    document = read_document(data=f"{front}# Заголовок\n\nТекст".encode(), source="a.md")
    assert document.metadata == {}
    assert document.title == "Заголовок"


@pytest.mark.parametrize(
    "value",
    [
        "!!timestamp abc",
        '!!int ""',
        "!!bool foo",
        '"\\ud800"',
        "{? [a] : b}",
        "&a [*a]",
        "!!python/object:os.system {}",
    ],
)
def test_odd_front_matter_neither_stops_nor_enters_anything(value: str) -> None:
    data = f"---\ntitle: {value}\nother: {value}\n---\n# Заголовок\n\nТекст".encode()
    document = read_document(data=data, source="a.md")
    assert document.title == "Заголовок"
    assert document.metadata == {}


def test_a_front_matter_bomb_does_not_go_off() -> None:
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 30)]
    data = "\n".join(["---", *lines, "---", "Текст"]).encode()
    assert read_document(data=data, source="a.md").metadata == {}


@pytest.mark.parametrize(
    "given", [{"title": "\ud800"}, {"metadata": {"a": object()}}, {"metadata": {"a": "\ud800"}}]
)
def test_what_goes_with_a_string_must_be_storable(given: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        text_document(source="a.txt", text="Текст.", **given)


def test_language_is_told_or_left_open() -> None:
    assert detect_language("Общее собрание членов ассоциации прошло в Москве.") == "ru"
    assert detect_language("The general meeting of the members was held in Moscow.") == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("АКИТ", "ru"),
        ("Насос сдан.", "ru"),
        ("Бухгалтер принимает авансовый отчёт до пятницы.", "ru"),
        ("OK", "en"),
        ("Lunch is at noon.", "en"),
        ("Її немає", "und"),
        ("Ұшақ ұшты", "und"),
        ("Àéô", "und"),
        ("מפתח", "und"),
        ("12 – 34", "und"),
        ("АБ cd", "und"),
    ],
)
def test_letters_tell_the_language_of_a_short_text(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_a_document_from_a_string_needs_real_text() -> None:
    for text in ["", "  \n", "a\ud800b", "a\0b"]:
        with pytest.raises(InvalidInput):
            text_document(source="a.txt", text=text)


def test_the_id_of_a_document_stays_with_its_source_and_collection() -> None:
    first = text_document(source="a.txt", text="один")
    second = text_document(source="a.txt", text="два")
    elsewhere = text_document(source="a.txt", text="один", collection="other")
    assert first.document_id == second.document_id != elsewhere.document_id
    assert first.sha256 != second.sha256
