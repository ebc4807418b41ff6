"""Rich text: what its pages show, in any of its encodings."""

import pytest
from hypothesis import given

from index.errors import ReadError
from index.read.office import docx
from index.read.office.rtf import read
from index.read.readers import Content
from tests.index.office import SAMPLES, rtf
from tests.index.texts import any_text


def shown(content: Content) -> list[tuple[str, str]]:
    return [(block.kind, block.span.cut(content.text)) for block in content.blocks]


def body(text: str) -> str:
    return read(f"{{\\rtf1\\ansi\\ansicpg1251 {text}}}".encode("latin-1"), name="a.rtf").text


def test_a_document_from_libreoffice_says_the_same_as_in_word_s_format() -> None:
    ours = read((SAMPLES / "lease.rtf").read_bytes(), name="lease.rtf")
    theirs = docx.read((SAMPLES / "lease.docx").read_bytes(), name="lease.docx")
    assert shown(ours) == shown(theirs)
    assert [block.header for block in ours.blocks] == [block.header for block in theirs.blocks]
    assert ours.places == theirs.places
    assert ours.title == "Договор аренды склада"
    assert ours.metadata == {"author": "Ольга Седова", "keywords": ("аренда", "склад")}


def test_a_document_from_pandoc_has_its_lists_table_and_note() -> None:
    said = shown(read((SAMPLES / "handbook.rtf").read_bytes(), name="handbook.rtf"))
    assert ("paragraph", "Дежурный сидит в комнате 12.[1] Его телефон 4417.") in said
    assert ("paragraph", "[1] До ремонта дежурный сидел в комнате 9.") in said
    assert ("table_row", "Причал 2 | Баклан | 16") in said
    assert ("list_item", "2. call 4400;") in said
    assert ("list_item", "• The spare keys are in the red box.") in said


@given(text=any_text)
def test_every_character_that_shows_is_read(text: str) -> None:
    unseen = dict.fromkeys(map(ord, "\xad\u200b\u2060\ufeff\ufffe\uffff"))
    unseen |= {code: None for code in range(0xA0) if code < 32 or code > 126}
    given = "".join(text.translate(unseen).split())
    try:
        said = body(rtf(text))
    except ReadError:
        said = ""
    assert "".join(said.split()) == given


def test_bytes_are_of_the_font_s_encoding_or_the_file_s() -> None:
    fonts = "{\\fonttbl{\\f0\\fcharset204 Arial;}{\\f1\\fcharset0 Arial;}{\\f2\\fcharset2 Symbol;}{\\f3 X;}}"
    text = f"{fonts}\\f0 \\'cf\\'f0\\f1 \\'e9\\f2 \\'b7\\'41\\f3 \\'e9 \\u1055\\'3f\\'d0"
    assert body(text) == "Прé•й ПР"
    japanese = "{\\rtf1\\ansi\\ansicpg932 \\'93\\'fa\\'96\\'7b}"
    assert read(japanese.encode(), name="a.rtf").text == "日本"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\\par b\\line c\\tab d\\~e\\_f\\-g\\emdash\\'97", "a\n\nb\nc d\xa0e\u2011fg——"),
        ("{\\*\\unknown gone}{\\pict 0102}a{\\header top}{\\v hid\\v0 shown}{\\deleted del}", "ashown"),
        ("{\\upr{old}{\\*\\ud{new}}}", "new"),
        ("{\\field{\\*\\fldinst REF}{\\fldrslt shown}}", "shown"),
        ("\\uc2\\u1055ab\\uc0\\u1056 c", "ПРc"),
        ("\\u-10179?\\u-8704?", "😀"),
        ("a\\bin4 }}{{b", "ab"),
        ("\\{a\\}\\\\", "{a}\\"),
        ("{\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv 1}}{\\shptxt box\\par}}}text", "text\n\nbox"),
        ("10{\\super 6}, 10\\super -3\\nosupersub  m, H\\sub 2\\plain O, 5{\\super th}", "10⁶, 10⁻³ m, H2O, 5th"),
        ("a{\\footnote\\ftnalt\\chftn  later}\\par b", "a[i]\n\nb\n\n[i] later"),
        ("{\\stylesheet{\\s3 toc 1;}{\\s4 heading 2;}}{\\pard\\s3 A 7\\par}\\pard\\s4 A\\par\\pard b", "A\n\nb"),
    ],
)  # fmt: skip
def test_words_are_read_by_what_they_show(text: str, said: str) -> None:
    assert body(text) == said


def table(*rows: str) -> str:
    return "".join(f"\\trowd{row}\\row\\pard " for row in rows)


def test_cells_that_are_merged_and_wide_keep_their_columns() -> None:
    grid = "\\cellx1\\cellx2\\cellx3\\pard\\intbl "
    below = "\\clvmrg\\cellx1\\cellx2\\cellx3\\pard\\intbl "
    above = "\\clvmgf\\cellx1\\cellx2\\cellx3\\pard\\intbl "
    wide = "\\cellx2\\cellx3\\pard\\intbl "
    rows = (
        f"{above}A\\cell b\\par more\\cell 1\\cell",
        f"{below}\\cell c\\cell 2\\cell",
        f"{wide}W\\cell 3\\cell",
        f"{grid}\\cell x\\cell 4\\cell",
    )
    assert body(table(*rows) + "after") == ("A | b more | 1\nA | c | 2\nW | | 3\n| x | 4\n\nafter")


def test_a_frame_drawn_by_a_table_is_no_table() -> None:
    assert body(table("\\cellx1\\cellx2\\pard\\intbl a\\par b\\cell c\\cell")) == "a\n\nb\n\nc"


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"", "empty"),
        (b"\n", "empty"),
        (b"plain", "damaged"),
        (b"{\\rtf1 cut", "damaged"),
        (b"{\\rtf1" + b"{" * 20_000 + b"}" * 20_001, "damaged"),
        (b"{\\rtf1 \\par}", "no_text"),
        ((SAMPLES / "lease.rtf").read_bytes()[:9000], "damaged"),
    ],
)
def test_what_is_no_rich_text_is_refused_by_name(file: bytes, code: str) -> None:
    with pytest.raises(ReadError, match=r"odd\.rtf: ") as error:
        read(file, name="odd.rtf")
    assert error.value.code == code
