"""Files of LibreOffice: text, presentations and spreadsheets as they are shown."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from index import Index
from index.errors import ReadError
from index.read.office import docx, odp, ods, odt, pptx, xlsx
from index.read.readers import Content, Reader
from tests.index import office
from tests.index.encoders import word_encoders
from tests.index.office import SAMPLES


def places(content: Content) -> list[tuple[str | None, str]]:
    return [
        (content.places.part(block.span.start), block.span.cut(content.text))
        for block in content.blocks
    ]


def body(xml: str, styles: str = "") -> str:
    return odt.read(office.odt(xml, styles=styles), name="a.odt").text


READERS: Mapping[str, Reader] = {
    "odt": odt,
    "odp": odp,
    "ods": ods,
    "docx": docx,
    "pptx": pptx,
    "xlsx": xlsx,
}


def sample(name: str) -> Content:
    return READERS[name.rpartition(".")[2]].read((SAMPLES / name).read_bytes(), name=name)


@pytest.mark.parametrize("name", ["lease.odt", "kickoff.odp"])
def test_a_file_says_the_same_in_both_families_of_formats(name: str) -> None:
    other = {"lease.odt": "lease.docx", "kickoff.odp": "kickoff.pptx"}[name]
    ours, theirs = sample(name), sample(other)
    assert places(ours) == places(theirs)
    assert [block.kind for block in ours.blocks] == [block.kind for block in theirs.blocks]
    assert [block.level for block in ours.blocks] == [block.level for block in theirs.blocks]
    assert [block.header for block in ours.blocks] == [block.header for block in theirs.blocks]
    assert ours.title == theirs.title


def test_a_spreadsheet_shows_its_own_signs_and_the_same_cells() -> None:
    ours, theirs = sample("prices.ods"), sample("prices.xlsx")
    assert places(ours)[3] == (
        "'Тарифы 2024'!A4:E4",
        "Погрузка | тонна | 1,250.50 | 15.5% | 12.03.2024",
    )
    assert [part for part, _ in places(ours)] == [part for part, _ in places(theirs)]
    assert ours.metadata is not None
    assert ours.metadata["hidden_sheets"] == ("Оклады",)
    for unseen in ("Секретный оклад", "Leaves in May"):
        assert unseen not in ours.text


def test_what_the_pages_do_not_say_is_no_text() -> None:
    text = sample("lease.odt").text
    for unseen in ("двенадцать", "Внутренняя пометка", "Проверить сумму", "служебный бланк"):
        assert unseen not in text


def test_a_user_is_told_the_cells_and_the_slide(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    for name in ("prices.ods", "kickoff.odp", "lease.odt"):
        (folder / name).write_bytes((SAMPLES / name).read_bytes())
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        assert index.add(folder).added == 3
        (hit, *_) = index.search("Maria Lind dredging").hits
        assert hit.citation.part == "slide 3"
        (hit, *_) = index.search("огнетушители квартал").hits
        assert hit.citation.part == "1. Предмет договора › 1.1 Обязанности арендатора"
        (hit, *_) = index.search("Gleb Gorin Room").hits
        assert hit.citation.part is not None
        assert hit.citation.part.startswith("Staff")


LISTS = (
    "<text:list-style style:name='L'>"
    "<text:list-level-style-number text:level='1' style:num-format='1' style:num-suffix='.' text:start-value='3'/>"
    "<text:list-level-style-number text:level='2' style:num-format='а, б' style:num-suffix=')' text:display-levels='2'/>"
    "<text:list-level-style-bullet text:level='3' text:bullet-char=''/>"
    "</text:list-style>"
)


def items(*texts: str, attributes: str = "text:style-name='L'") -> str:
    shown = "".join(f"<text:list-item>{text}</text:list-item>" for text in texts)
    return f"<text:list {attributes}>{shown}</text:list>"


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def test_items_have_the_numbers_that_the_file_counts() -> None:
    inner = items(p("c") + items(p("d"), attributes=""), attributes="")
    lists = (
        items(p("a"), p("b") + inner, p("e") + p("more"), attributes="text:style-name='L' xml:id='one'")
        + items(p("f"))
        + items(p("g"), attributes="text:style-name='L' text:continue-list='one'")
        + "<text:list><text:list-header><text:p>head</text:p></text:list-header></text:list>"
        + "<text:list text:style-name='L'><text:list-item text:start-value='9'><text:p>h</text:p>"
        + "</text:list-item></text:list>"
    )  # fmt: skip
    assert body(lists, LISTS) == (
        "3. a\n4. b\n  4.а) c\n    • d\n5. e\nmore\n3. f\n6. g\nhead\n9. h"
    )


def test_headings_are_numbered_by_the_outline() -> None:
    outline = (
        "<text:outline-style style:name='O'>"
        "<text:outline-level-style text:level='1' style:num-format='I' style:num-suffix='.'/>"
        "<text:outline-level-style text:level='2' style:num-format='1' text:display-levels='2'/>"
        "</text:outline-style>"
    )
    headings = "".join(
        f"<text:h text:outline-level='{level}'>{text}</text:h>"
        for level, text in [(1, "a"), (2, "b"), (2, "c"), (1, "d"), (2, "e"), (3, "f")]
    )
    assert body(headings, outline).split("\n\n") == [
        "I. a",
        "I.1 b",
        "I.2 c",
        "II. d",
        "II.1 e",
        "f",
    ]


def test_spaces_breaks_and_notes_are_read_as_they_show() -> None:
    note = (
        "<text:note text:note-class='endnote'><text:note-citation>x</text:note-citation>"
        "<text:note-body><text:p>Приказ 5.</text:p></text:note-body></text:note>"
    )
    xml = (
        f"<text:p>Так\n   решено{note}<text:s text:c='3'/>вчера,<text:tab/>а<text:line-break/>не"
        "<text:ruby><text:ruby-base>сегодня</text:ruby-base><text:ruby-text>hoy</text:ruby-text></text:ruby>"
        "<text:soft-page-break/>.</text:p><text:table-of-content><text:index-body><text:p>Глава 7</text:p>"
        "</text:index-body></text:table-of-content>"
        "<text:section text:display='none'><text:p>Скрыто</text:p></text:section>"
        "<text:section><text:p>Видно</text:p></text:section>"
    )
    assert body(xml) == "Так решено[i] вчера, а\nнесегодня.\n\nВидно\n\n[i] Приказ 5."


def test_lines_of_code_are_one_block_with_their_spaces() -> None:
    styles = (
        "<style:style style:name='P1' style:family='paragraph'"
        " style:parent-style-name='Preformatted_20_Text'/>"
    )
    line = "<text:p text:style-name='P1'>{}</text:p>"
    xml = line.format("if x:") + line.format("<text:s text:c='4'/>go()") + p("So.")
    content = odt.read(office.odt(xml + line.format("end"), styles=styles), name="a.odt")
    assert [block.kind for block in content.blocks] == ["code", "paragraph", "code"]
    assert content.text == "if x:\n    go()\n\nSo.\n\nend"


def test_repeated_rows_and_cells_are_read_but_not_without_end() -> None:
    cells = (
        "<table:table-cell table:number-columns-repeated='2'><text:p>x</text:p></table:table-cell>"
    )
    rows = f"<table:table-row table:number-rows-repeated='2'>{cells}</table:table-row>"
    empty = "<table:table-row table:number-rows-repeated='99999999'><table:table-cell table:number-columns-repeated='99999999'/></table:table-row>"
    assert body(f"<table:table>{rows}{empty}</table:table>") == "x | x\nx | x"
    sheet = f"<office:spreadsheet><table:table table:name='A'>{empty}{rows}</table:table></office:spreadsheet>"
    content = ods.read(office.odf(sheet, kind="spreadsheet"), name="a.ods")
    assert places(content)[-1] == ("A!A100000001:B100000001", "x | x")


def test_a_cell_without_a_shown_text_gives_its_value() -> None:
    row = "<table:table-row><table:table-cell office:value-type='float' office:value='7.5'/></table:table-row>"
    sheet = (
        f"<office:spreadsheet><table:table table:name='A'>{row}</table:table></office:spreadsheet>"
    )
    content = ods.read(office.odf(sheet, kind="spreadsheet"), name="a.ods")
    assert places(content)[-1] == ("A!A1", "7.5")


LOCKED = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"", "empty"),
        (b"PK\x05\x06", "damaged"),
        (office.package({"mimetype": "application/vnd.oasis.opendocument.text"}), "damaged"),
        (office.odf("<office:chart/>", kind="text"), "damaged"),
        (office.odt("<text:p>"), "damaged"),
        (office.odt("<text:section>" * 300 + "</text:section>" * 300), "damaged"),
        (office.odt("<text:p> </text:p>"), "no_text"),
        (office.odt("<text:p>x</text:p>", **{"META-INF/manifest": LOCKED}), "encrypted"),
    ],
)
def test_what_is_no_text_document_is_refused_by_name(file: bytes, code: str) -> None:
    with pytest.raises(ReadError, match=r"odd\.odt: ") as error:
        odt.read(file, name="odd.odt")
    assert error.value.code == code
    for reader, name in ((odp, "odd.odp"), (ods, "odd.ods")):
        with pytest.raises(ReadError, match=name.replace(".", r"\.")):
            reader.read(file, name=name)


def test_raised_figures_are_no_part_of_a_number() -> None:
    def style(name: str, place: str) -> str:
        said = f"<style:text-properties style:text-position='{place}'/>"
        return f"<style:style style:name='{name}' style:family='text'>{said}</style:style>"

    def span(text: str, name: str) -> str:
        return f"<text:span text:style-name='{name}'>{text}</text:span>"

    styles = style("up", "super 58%") + style("higher", "33% 58%") + style("down", "sub 58%")
    styles += style("lower", "-8% 58%") + style("level", "0% 100%")
    xml = (
        f"<text:p>Лимит 10{span('6', 'up')}, 10{span('−3', 'higher')} рублей</text:p>"
        f"<text:p>H{span('2', 'down')}O, CO{span('2', 'lower')}, 1{span('7', 'level')}</text:p>"
    )
    assert body(xml, styles) == "Лимит 10⁶, 10⁻³ рублей\n\nH2O, CO2, 17"
