"""Word documents: what a page shows, in its order, and nothing that it does not show."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index
from index.errors import ReadError
from index.read.office.docx import read
from index.read.readers import Content
from tests.index.encoders import word_encoders
from tests.index.office import SAMPLES, docx, package, paragraph, relations, with_parts, xml_text


def shown(content: Content) -> list[str]:
    return [block.span.cut(content.text) for block in content.blocks]


def body(xml: str, **parts: str) -> list[str]:
    return shown(read(docx(xml, **parts), name="a.docx"))


@pytest.fixture(scope="module")
def lease() -> Content:
    return read((SAMPLES / "lease.docx").read_bytes(), name="lease.docx")


def test_a_document_from_libreoffice_is_read_as_its_pages_show_it(lease: Content) -> None:
    assert shown(lease) == [
        "Договор аренды склада № 17/2024",
        "г. Мурманск 19 февраля 2024 года",
        "1. Предмет договора",
        "Арендодатель передаёт склад площадью 1\xa0250 м² на улице Портовой[1], дом 4. Срок аренды двадцать четыре месяца.",
        "[1] До 2019 года улица называлась Причальной.",
        "1.1 Обязанности арендатора",
        "Арендатор обязан:",
        "1. вносить плату до пятого числа;",
        "2. содержать склад в порядке, а именно:",
        "1) убирать снег у ворот;",
        "2) проверять огнетушители раз в квартал;",
        "3. застраховать товар.",
        "The keys are kept by[2] the harbour master. Software locks are not used.",
        "[2] The spare set is in the safe of room 12.",
        "4. вернуть ключи в последний день.",
        "• Office: room 12",
        "• Gate: Ivan Belov\nphone 4417",
        "2. Плата",
        "Помещение | Месяц | Плата, руб. | Ответственный",
        "Склад А | март | 310\xa0000 | Вера Громова",
        "Склад А | апрель | 325\xa0500 | Глеб Орлов",
        "Двор, весь срок | | 18\xa0400 | Вера Громова",
        "Залог равен плате за два месяца.",
        "3. Storage rules",
        "Pallets are stacked three high at most. Nothing is stored in the aisles.",
        "Batteries are charged in bay 9 only. Smoking is allowed nowhere.",
        "В случае пожара покиньте склад через ворота 2.",
        "Аварийный телефон склада: 4400.",
    ]


def test_a_document_with_word_s_own_styles_has_its_lists_and_table() -> None:
    content = read((SAMPLES / "minutes.docx").read_bytes(), name="minutes.docx")
    assert shown(content) == [
        "Протокол совещания № 8",
        "Присутствовали: А. Белова, И. Крот, P. Lind.",
        "Решили",
        "1. Купить два буксира до 1 августа.",
        "2. Ответственный за покупку: Игорь Крот.",
        "3. Вернуться к вопросу осенью.",
        "1. срок уточняет Белова",
        "• Оставить склад за собой.",
        "Budget",
        "Item | Owner | Limit",
        "Tugs | Igor Krot | forty million",
        "Ropes | Anna Belova | half a million",
        "Ropes | Paul Lind | one million",
        "Next meeting: 9 April, room 301.",
    ]
    row = content.blocks[-2]
    assert row.header is not None
    assert row.header.cut(content.text) == "Item | Owner | Limit"
    assert content.places.part(row.span.start) == "Решили › Budget"


@pytest.mark.parametrize(
    "unseen",
    [
        "двенадцать",  # deleted
        "Внутренняя пометка",  # hidden
        "Проверить сумму",  # a comment
        "служебный бланк",  # a running head
        "Страница",
    ],
)
def test_what_the_pages_do_not_say_is_no_text(lease: Content, unseen: str) -> None:
    assert unseen not in lease.text


def test_the_title_and_metadata_are_those_of_the_file(lease: Content) -> None:
    assert lease.title == "Договор аренды склада № 17/2024"
    assert lease.metadata is not None
    assert lease.metadata["author"] == "Ольга Седова"
    assert lease.metadata["created"] == "2024-02-19"


def test_a_row_knows_its_header_and_a_place_its_headings(lease: Content) -> None:
    (row,) = [block for block in lease.blocks if "Глеб Орлов" in block.span.cut(lease.text)]
    assert row.kind == "table_row"
    assert row.header is not None
    assert row.header.cut(lease.text) == "Помещение | Месяц | Плата, руб. | Ответственный"
    assert lease.places.part(row.span.start) == "2. Плата"
    assert lease.places.page(row.span.start) is None
    inner = lease.text.index("убирать снег")
    assert lease.places.part(inner) == "1. Предмет договора › 1.1 Обязанности арендатора"


def test_a_user_finds_the_row_and_the_clause(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "lease.docx").write_bytes((SAMPLES / "lease.docx").read_bytes())
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        assert not index.add(folder).failed
        (hit, *_) = index.search("Глеб Орлов апрель").hits
        assert "Склад А | апрель | 325\xa0500 | Глеб Орлов" in hit.text
        assert hit.citation.line is None
        text = index.text(hit.citation.document_id).text
        assert text[hit.citation.start : hit.citation.end] == hit.citation.quote
        (hit, *_) = index.search("snow огнетушители квартал").hits
        assert hit.citation.part == "1. Предмет договора › 1.1 Обязанности арендатора"


@given(paragraphs=st.lists(xml_text, min_size=1, max_size=5))
def test_every_word_of_a_paragraph_is_read(paragraphs: list[str]) -> None:
    from lxml import etree

    file = docx("".join(map(paragraph, paragraphs)))
    try:
        content = read(file, name="a.docx")
    except ReadError as error:
        assert "no text" in str(error)  # noqa: PT017 - what is drawn may be blank
        return
    said = [etree.fromstring(f"<a>{text}</a>").text or "" for text in paragraphs]
    unseen = dict.fromkeys(map(ord, "\xad\u200b\u2060\ufeff"))
    unseen |= dict.fromkeys(range(0x7F, 0xA0))
    given = "".join("".join(said).translate(unseen).split())
    assert "".join(content.text.split()) == given


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="russianLower"/><w:lvlText w:val="%1.%2)"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="(%3)"/></w:lvl>'
    "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="10"/></w:lvlOverride></w:num>'
)


def item(text: str, number: int, depth: int) -> str:
    listed = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, listed)


def test_items_have_the_numbers_that_word_counts() -> None:
    items = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (2, 0), (1, 0), (0, 0)]
    xml = "".join(item("x", number, depth) for number, depth in items)
    assert body(xml, numbering=NUMBERING) == [
        "3. x", "3.а) x", "3.б) x", "(I) x", "4. x", "4.а) x", "10. x", "11. x", "x",
    ]  # fmt: skip


def test_a_list_may_have_its_numbers_from_a_style() -> None:
    linked = (
        '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="Clauses"/></w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="5"/></w:num>'
    )
    styles = (
        '<w:style w:type="numbering" w:styleId="Clauses">'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    xml = item("x", 7, 0) + item("y", 7, 1)
    assert body(xml, numbering=NUMBERING + linked, styles=styles) == ["3. x", "3.а) y"]


def test_lines_of_code_are_one_block_with_their_spaces() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="HTML Preformatted"/></w:style>'
    )
    code = '<w:pStyle w:val="C"/>'
    xml = paragraph("if x:", code) + paragraph("    go(  1)", code) + paragraph("So.")
    content = read(docx(xml + paragraph("end", code), styles=styles), name="a.docx")
    assert [(block.kind, text) for block, text in zip(content.blocks, shown(content), strict=True)] == [
        ("code", "if x:\n    go(  1)"),
        ("paragraph", "So."),
        ("code", "end"),
    ]  # fmt: skip


def test_a_style_makes_headings_and_numbers_them() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Мой"/><w:basedOn w:val="1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="loop"><w:basedOn w:val="loop"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc 1"/></w:style>'
    )
    xml = "".join(
        paragraph(text, f'<w:pStyle w:val="{style}"/>')
        for text, style in [("Права 7", "T"), ("Права", "Mine"), ("Текст", "loop")]
    )
    content = read(docx(xml, styles=styles, numbering=NUMBERING), name="a.docx")
    assert [(block.kind, block.level) for block in content.blocks] == [
        ("heading", 1),
        ("paragraph", 0),
    ]
    assert shown(content) == ["3. Права", "Текст"]


def test_changes_are_read_as_accepted() -> None:
    gone = "<w:rPr><w:del/></w:rPr>"
    xml = (
        paragraph("Срок ", gone)
        + "<w:p><w:del><w:r><w:delText>год</w:delText></w:r></w:del>"
        + "<w:ins><w:r><w:t>два года</w:t></w:r></w:ins></w:p>"
        + "<w:p><w:moveFrom><w:r><w:t>Отсюда</w:t></w:r></w:moveFrom></w:p>"
        + "<w:p><w:moveTo><w:r><w:t>Сюда</w:t></w:r></w:moveTo></w:p>"
        + "<w:tbl>"
        + "<w:tr><w:tc><w:p/></w:tc><w:tc>" + paragraph("был") + "</w:tc></w:tr>"
        + "<w:tr><w:trPr><w:del/></w:trPr><w:tc>" + paragraph("не") + "</w:tc><w:tc><w:p/></w:tc></w:tr>"
        + "<w:tr><w:tc>" + paragraph("есть") + "</w:tc><w:tc>" + paragraph("5") + "</w:tc></w:tr>"
        + "</w:tbl>"
    )  # fmt: skip
    assert body(xml) == ["Срок два года", "Сюда", "| был", "есть | 5"]


@pytest.mark.parametrize("mark", ["<w:rPr><w:del/></w:rPr>", "<w:rPr><w:moveFrom/></w:rPr>"])
def test_a_paragraph_whose_mark_is_deleted_and_that_none_follows_stays_where_it_is(
    mark: str,
) -> None:
    row = "<w:tr><w:tc>" + paragraph("Этаж") + "</w:tc><w:tc>" + paragraph("5") + "</w:tc></w:tr>"
    last = paragraph("Склад закрывает Зуев.", mark)
    assert body(paragraph("Правила.") + last) == ["Правила.", "Склад закрывает Зуев."]
    assert body(paragraph("Plan of ", mark) + last + f"<w:tbl>{row}{row}</w:tbl>") == [
        "Plan of Склад закрывает Зуев.",
        "Этаж | 5",
        "Этаж | 5",
    ]
    control = f"<w:sdt><w:sdtContent>{last}</w:sdtContent></w:sdt>"
    assert body(control + paragraph("End.")) == ["Склад закрывает Зуев.", "End."]
    heading = read(docx(paragraph("Сроки", '<w:outlineLvl w:val="0"/>' + mark)), name="a.docx")
    assert heading.title == "Сроки"


def with_files(xml: str, files: Mapping[str, str | bytes]) -> bytes:
    """Return a Word document within which these files stand, the first as r1."""
    parts = {f"word/{name}": content for name, content in files.items()}
    named = relations(dict.fromkeys(files, "aFChunk"))
    return with_parts(docx(xml), {"word/_rels/document.xml.rels": named, **parts})


MHT = (
    'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
    "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    "<h1>Wiki</h1><p>Exported by =D0=90=D0=BD=D0=BD=D0=B0.</p>\n--b--\n"
)


@pytest.mark.parametrize(
    ("name", "file", "lines"),
    [
        ("a.html", "<h2>Аренда</h2><p>Ключ у Зуева.</p>", ["Аренда", "Ключ у Зуева."]),
        ("a.mht", MHT, ["Wiki", "Exported by Анна."]),
        ("a.docx", docx(paragraph("Приложение")), ["Приложение"]),
        ("a.rtf", r"{\rtf1 The keys are in room 12.}", ["The keys are in room 12."]),
        ("a.txt", "Просто текст.", ["Просто текст."]),
    ],
)
def test_a_file_that_stands_within_a_document_is_read_where_it_stands(
    name: str, file: str | bytes, lines: list[str]
) -> None:
    chunk = '<w:altChunk xmlns:r="r" r:id="r1"/>'
    content = read(
        with_files(paragraph("До") + chunk + chunk + paragraph("После"), {name: file}), name="a"
    )
    assert shown(content) == ["До", *lines, "После"]
    assert content.metadata == {}


def test_a_file_within_a_cell_is_read_and_one_that_is_no_text_is_named() -> None:
    cells = (
        "<w:tc>" + paragraph("Шлюз") + "</w:tc>"
        '<w:tc><w:altChunk xmlns:r="r" r:id="r1"/></w:tc>'
        '<w:tc><w:altChunk xmlns:r="r" r:id="r2"/></w:tc>'
    )
    files: dict[str, str | bytes] = {"a.html": "<p>открыт", "b.bin": bytes(99)}
    table = f"<w:tbl><w:tr>{cells}</w:tr><w:tr>{cells}</w:tr></w:tbl>"
    content = read(with_files(table, files), name="a.docx")
    assert shown(content) == ["Шлюз | открыт", "Шлюз"]
    assert content.metadata == {"unread_parts": ("word/b.bin: unknown kind of file",)}


def test_a_frame_drawn_by_a_table_is_no_table() -> None:
    cells = (
        f"<w:tc>{paragraph('Слева.')}{paragraph('Ниже.')}</w:tc><w:tc>{paragraph('Справа.')}</w:tc>"
    )
    content = read(docx(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"), name="a.docx")
    assert shown(content) == ["Слева.", "Ниже.", "Справа."]
    assert {block.kind for block in content.blocks} == {"paragraph"}


def test_a_choice_is_read_once_and_a_field_by_what_it_shows() -> None:
    box = "<w:txbxContent>" + paragraph("В рамке.") + "</w:txbxContent>"
    xml = (
        '<w:p xmlns:mc="m"><w:r><mc:AlternateContent>'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>пункт 3</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        "<w:r><w:t>Щёлкните, чтобы ввести текст</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    assert body(xml) == ["пункт 3", "В рамке."]


def test_endnotes_stand_at_the_end() -> None:
    note = f'<w:endnote w:id="2">{paragraph("Приказ 5.")}</w:endnote>'
    reference = '<w:p><w:r><w:t>Так решено</w:t><w:endnoteReference w:id="2"/></w:r></w:p>'
    assert body(reference + paragraph("Конец."), endnotes=note) == [
        "Так решено[i]",
        "Конец.",
        "[i] Приказ 5.",
    ]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"PK\x03\x04 cut", "damaged"),
        (docx(paragraph("Текст"))[:-30], "damaged"),
        (package({"_rels/.rels": relations({"word/document.xml": "officeDocument"})}), "damaged"),
        (docx("<w:p>"), "damaged"),
        (docx(""), "no text"),
        (docx("<w:sdt><w:sdtContent>" * 120 + "</w:sdtContent></w:sdt>" * 120), "."),
        (
            package(
                {
                    "_rels/.rels": relations({"word/document.xml": "officeDocument"}),
                    "word/document.xml": '<!DOCTYPE d [<!ENTITY e "boom">]><d><body><p>&e;</p></body></d>',
                }
            ),
            "declares entities",
        ),
    ],
)
def test_what_is_no_word_document_is_refused_by_name(file: bytes, said: str) -> None:
    with pytest.raises(ReadError, match=rf"odd\.docx: .*{said}"):
        read(file, name="odd.docx")


def test_raised_figures_are_no_part_of_a_number() -> None:
    def run(text: str, place: str) -> str:
        return f"<w:r><w:rPr><w:vertAlign w:val='{place}'/></w:rPr><w:t>{text}</w:t></w:r>"

    xml = (
        f"<w:p><w:r><w:t>Лимит 10</w:t></w:r>{run('6', 'superscript')}<w:r><w:t> рублей</w:t></w:r></w:p>"
        f"<w:p><w:r><w:t>CO</w:t></w:r>{run('2', 'subscript')}<w:r><w:t>, 10</w:t></w:r>"
        f"{run('−3', 'superscript')}<w:r><w:t> m</w:t></w:r>{run('2', 'superscript')}</w:p>"
        f"<w:p><w:r><w:t>the 5</w:t></w:r>{run('th', 'superscript')}<w:r><w:t> of May</w:t></w:r></w:p>"
    )
    assert body(xml) == ["Лимит 10⁶ рублей", "CO2, 10⁻³ m²", "the 5th of May"]


def test_a_paragraph_that_its_style_hides_is_no_text() -> None:
    style = (
        "<w:style w:type='paragraph' w:styleId='H'><w:name w:val='Key'/>"
        "<w:rPr><w:vanish w:val='{}'/></w:rPr></w:style>"
    )
    xml = (
        paragraph("Вопрос 1", "")
        + "<w:p><w:pPr><w:pStyle w:val='H'/></w:pPr><w:r><w:t>Ответ: Б</w:t></w:r></w:p>"
        + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Ключ</w:t></w:r></w:p></w:tc><w:tc><w:p><w:pPr>"
        "<w:pStyle w:val='H'/></w:pPr><w:r><w:t>В</w:t></w:r></w:p><w:p><w:r><w:t>Г</w:t></w:r></w:p>"
        "</w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>y</w:t>"
        "</w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    assert body(xml, styles=style.format(1)) == ["Вопрос 1", "Ключ | Г", "x | y"]
    assert "Ответ: Б" in body(xml, styles=style.format(0))
