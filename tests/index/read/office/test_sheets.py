"""Workbooks: the cells as they are shown, each row under its header and with its address."""

import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index
from index.errors import ReadError
from index.read.building import Builder
from index.read.office import ods, xls, xlsx
from index.read.office.number_formats import show
from index.read.office.sheets import Merged, Sheet, SheetRow, add_sheet, column_name
from index.read.readers import Content
from index.read.tables import Row, header_rows, is_figure
from tests.index import office
from tests.index.encoders import word_encoders


def places(content: Content) -> list[tuple[str | None, str]]:
    return [
        (content.places.part(block.span.start), block.span.cut(content.text))
        for block in content.blocks
    ]


def headers(content: Content) -> dict[str, str]:
    return {
        block.span.cut(content.text): block.header.cut(content.text)
        for block in content.blocks
        if block.header is not None
    }


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_a_workbook_from_libreoffice_is_read_as_it_is_shown(suffix: str) -> None:
    file = (office.SAMPLES / f"prices.{suffix}").read_bytes()
    content = (xlsx if suffix == "xlsx" else xls).read(file, name=f"prices.{suffix}")
    assert places(content) == [
        ("Тарифы 2024", "Тарифы 2024"),
        ("'Тарифы 2024'!A1", "Тарифы порта на 2024 год"),
        ("'Тарифы 2024'!A3:E3", "Услуга | Единица | Цена, руб. | Скидка | Действует с"),
        ("'Тарифы 2024'!A4:E4", "Погрузка | тонна | 1\xa0250.50 | 15.5% | 12.03.2024"),
        ("'Тарифы 2024'!A5:E5", "Погрузка | контейнер | 8\xa0400.00 | 5.0% | 01.04.2024"),
        ("'Тарифы 2024'!A6:C6", "Итого за пару | | 9\xa0650.50"),
        ("'Тарифы 2024'!A10", "* Цены указаны без налога."),
        ("Staff", "Staff"),
        ("Staff!A1:C1", "Name | Room | Since"),
        ("Staff!A2:C2", "Gleb Gorin | 14 | 02.09.2019"),
        ("Staff!A3:C3", "Anna Amosov | 7 | 11.01.2021"),
    ]
    assert headers(content)["Anna Amosov | 7 | 11.01.2021"] == "Name | Room | Since"
    assert content.metadata is not None
    assert content.metadata["hidden_sheets"] == ("Оклады",)
    for unseen in ("Секретный оклад", "Leaves in May"):
        assert unseen not in content.text


def test_what_another_program_marks_as_a_header_is_one() -> None:
    content = xlsx.read((office.SAMPLES / "shifts.xlsx").read_bytes(), name="shifts.xlsx")
    assert places(content)[1:] == [
        ("'Журнал смен'!A1:F1", "Дата | Смена | Старший | Начало | Груз, т | Выполнено"),
        ("'Журнал смен'!A2:H2", "1 мая 2024 | дневная | Павел Лосев | 8:00 | 1\xa0250.0 | 97.0% | | см. приказ 14"),
        ("'Журнал смен'!A3:H3", "1 мая 2024 | ночная | Инга Рау | 20:00 | 845.5 | 100.0% | | см. приказ 14"),
        ("'Журнал смен'!A4:H4", "2 мая 2024 | дневная | Павел Лосев | 8:00 | 990.0 | 88.5% | | см. приказ 14"),
        ("Contacts", "Contacts"),
        ("Contacts!B2", "Telephone book"),
        ("Contacts!B4:C4", "Person | Phone"),
        ("Contacts!B5:C5", "Vera Gromova | 4417"),
        ("Contacts!B6:C6", "Gleb Orlov | 4400"),
        ("Contacts!B7:C7", "Pilot station | #1"),
        ("Contacts!B10:C10", "TRUE | #N/A"),
    ]  # fmt: skip
    assert headers(content)["Pilot station | #1"] == "Person | Phone"
    assert "TRUE | #N/A" not in headers(content)
    assert content.title == "Журнал смен порта"


def test_a_user_is_told_the_sheet_and_the_cells(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    for name in ("shifts.xlsx", "prices.xls"):
        (folder / name).write_bytes((office.SAMPLES / name).read_bytes())
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        assert index.add(folder).added == 2
        (hit, *_) = index.search("Инга Рау ночная").hits
        citations = {}
        for sentence in hit.sentences:
            document = index.text(hit.citation.document_id)
            assert document.text[sentence.start : sentence.end] == sentence.quote
            citations[sentence.quote] = sentence
        assert any("Инга Рау" in quote and "Павел" not in quote for quote in citations)
        (hit, *_) = index.search("Anna Amosov").hits
        assert hit.citation.source.endswith("prices.xls")
        assert hit.citation.part is not None
        assert hit.citation.part.startswith("Staff")


grids = st.lists(
    st.lists(st.sampled_from(["", "Name", "Склад", "12", "1 250,5", "x\ny"]), max_size=5),
    max_size=8,
)


@given(grid=grids, name=st.sampled_from(["Sheet1", "Цены", "My list's"]))
def test_each_filled_row_stands_under_its_own_address(grid: list[list[str]], name: str) -> None:
    rows = [
        SheetRow(number, {place: text for place, text in enumerate(cells) if text})
        for number, cells in enumerate(grid, start=1)
        if any(cells)
    ]
    builder = Builder()
    builder.paragraph("Before.")
    add_sheet(builder, Sheet(name, rows))
    content = builder.content(name="a.xlsx")
    found = [(part, text) for part, text in places(content)[1:] if part is not None and "!" in part]
    assert len(found) == len(rows)
    quoted = {"Sheet1": "Sheet1", "Цены": "Цены", "My list's": "'My list''s'"}[name]
    for row, (part, text) in zip(rows, found, strict=True):
        first, last = (column_name(at) for at in (min(row.cells), max(row.cells)))
        whole = f"{quoted}!{first}{row.number}"
        assert part == (whole if first == last else f"{whole}:{last}{row.number}")
        said = "".join(row.cells[at] for at in sorted(row.cells))
        assert re.sub(r"[|\s]", "", text) == re.sub(r"\s", "", said)


def test_what_is_merged_over_rows_is_said_in_each() -> None:
    rows = [
        SheetRow(1, {0: "Цех", 1: "Имя"}),
        SheetRow(2, {0: "Литейный", 1: "Анна"}),
        SheetRow(3, {1: "Олег"}),
        SheetRow(4, {1: "Пётр"}),
    ]
    builder = Builder()
    add_sheet(builder, Sheet("Sheet1", rows, merged=[Merged(2, 3, 0), Merged(1, 10**9, 7)]))
    text = builder.content(name="a.xlsx").text
    assert text == "Цех | Имя\nЛитейный | Анна\nЛитейный | Олег\n| Пётр"


def test_an_empty_row_does_not_part_a_table_from_its_header() -> None:
    rows = [
        SheetRow(1, {0: "Name", 1: "Phone"}),
        SheetRow(2, {0: "Anna", 1: "12"}),
        SheetRow(4, {0: "Oleg", 1: "14"}),
        SheetRow(6, {0: "City", 1: "Code"}),
        SheetRow(7, {0: "Tver", 1: "69"}),
        SheetRow(10, {0: "Kursk", 1: "46"}),
    ]
    builder = Builder()
    add_sheet(builder, Sheet("Sheet1", rows))
    assert headers(builder.content(name="a.xlsx")) == {
        "Anna | 12": "Name | Phone",
        "Oleg | 14": "Name | Phone",
        "Tver | 69": "City | Code",
    }


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([["Name", "Room", "Phone"], ["Anna", "a", "b"]], range(1)),
        ([["Report"], ["Name", "Room"], ["Anna", "12"]], range(1, 2)),
        ([["Адрес", "Мурманск"], ["Телефон", "4417"], ["Почта", "a@b"]], range(0)),
        ([["Anna", "12"], ["Oleg", "14"]], range(0)),
        ([["Name", "Name", "Room"], ["Anna", "a", "b"]], range(0)),
        ([["Name", "Room", "Phone"]], range(0)),
        ([], range(0)),
        # Names of groups of columns, and below them those of the columns.
        (
            [
                ["Отдел", "2023", "", "2024", ""],
                ["", "План", "Факт", "План", "Факт"],
                ["ОТК", "1", "2", "3", "4"],
            ],
            range(2),
        ),
        (
            [
                ["Report"],
                ["", "Sales", "", "Stock"],
                ["Region", "new", "used", "left", "sold"],
                ["North", "5", "7", "9", "8"],
            ],
            range(1, 3),
        ),
        (
            [
                ["Port", "Depth", "", "Open"],
                ["Port", "quay", "road", "Open"],
                ["Skagen", "7 m", "9 m", "all year"],
            ],
            range(2),
        ),
        # Rows of what they say with an empty cell in one, captions, and columns without a name.
        ([["Ann", "", "Oslo"], ["Bob", "clerk", "Riga"], ["Cid", "cook", "Rome"]], range(0)),
        (
            [["Болт", "", "склад А"], ["Гайка", "М6", "склад Б"], ["Шайба", "12", "склад В"]],
            range(0),
        ),
        (
            [
                ["", "Mon", "", "Tue", ""],
                ["Anna", "day", "A", "night", "A"],
                ["Boris", "day", "B", "day", "A"],
            ],
            range(0),
        ),
        ([["Штат"], ["Имя", "Оклад"], ["Анна", "500"]], range(1, 2)),
        ([["Name", "", "Pay"], ["Ann", "clerk", "500"], ["Bob", "cook", "700"]], range(1)),
    ],
)
def test_a_header_is_told_from_what_it_names(rows: list[list[str]], named: range) -> None:
    assert header_rows([Row(tuple(cells)) for cells in rows]) == named


@pytest.mark.parametrize(
    ("names", "named"),
    [
        ("Цех|2021|2022|2023", True),
        ("|2023 г.|2024 г.|Итого", True),
        ("Line|2020|2015|2010", True),
        ("Depot|01.2024|02.2024|03.2024", True),
        ("Branch|Jan 2024|Feb 2024", True),
        ("Филиал|март 2024|апрель 2024|май 2024", True),
        ("Склад|янв.24|фев.24", True),
        ("Branch|2024-01-01 0:00:00|2024-02-01 0:00:00", True),
        ("Смена|1 кв.|2 кв.|3 кв.", True),
        ("Shop|2024-05-01|2024-05-02", True),
        # Rows of what they say, and no names.
        ("Built|1998|2004", False),
        ("Тула|2021|2023|2022", False),
        ("Leeds|2022|31", False),
        ("2021|2022|2023", False),
        ("Steel|3 mm|5 mm", False),
        ("Орёл|2023", False),
    ],
)
def test_years_and_the_like_name_columns_in_order(names: str, named: bool) -> None:
    first = tuple(names.split("|"))
    below = [
        tuple(f"{row}{at}" if at else "Литейный" for at in range(len(first))) for row in (3, 4)
    ]
    found = header_rows([Row(first), *map(Row, below)])
    assert found == (range(1) if named else range(0))


@pytest.mark.parametrize(
    "rows",
    ["Котов|1987|1988\nЛисина|1990|1991", "Fair|01.03.2024|04.03.2024\nFest|02.05.2024|06.05.2024"],
)
def test_a_list_of_years_or_days_has_no_header(rows: str) -> None:
    assert not header_rows([Row(tuple(row.split("|"))) for row in rows.splitlines()])


def test_bold_and_marked_rows_are_headers() -> None:
    for names in (("Имя", "Цех"), ("2023", "2024")):
        shown = [Row(names, is_bold=True), Row(("Анна", "Литейный"))]
        assert header_rows(shown) == range(1)
    assert header_rows([Row(("1", "2"), is_header=True), Row(("3", "4"))]) == range(1)
    assert header_rows([Row(("1", "2"), is_header=True)]) == range(0)


@pytest.mark.parametrize(
    "text", ["12", "1 250,50", "15 %", "12.03.2024", "-3", "≈ 40 кг", "№ 17", "10:30", "$5"]
)
def test_figures_are_figures(text: str) -> None:
    assert is_figure(text)


@pytest.mark.parametrize("text", ["Склад", "Цена, руб.", "Q1 2024 plan", "", "два"])
def test_words_are_none(text: str) -> None:
    assert not is_figure(text)


NUMBERS: Mapping[tuple[float, str], str] = {
    (0.155, "0.0%"): "15.5%",
    (2.675, "0.00"): "2.68",
    (1234567.891, "#,##0.00"): "1\xa0234\xa0567.89",
    (1234.5, r"#,##0.00\ [$₽-419]"): "1\xa0234.50 ₽",
    (-5, "0;(0)"): "(5)",
    (-5, "0.0"): "-5.0",
    (-0.001, "0.0"): "0.0",
    (0, '0;-0;"—"'): "—",
    (7, '0" шт."'): "7 шт.",
    (12, "00000"): "00012",
    (3, "0.##"): "3",
    (3.5, "0.##"): "3.5",
    (1200000, '#,##0.0,,"M"'): "1.2M",
    (4951234567, "(000) 000-00-00"): "(495) 123-45-67",
    (5551234, "[<=9999999]###-####;(###) ###-####"): "555-1234",
    (12345.678, "0.00E+00"): "1.23E+04",
    (0.5, "# ?/?"): "0.5",
    (0.1 + 0.2, "General"): "0.3",
    (1e20, "General"): "1E+20",
    (1234, r'_-* #,##0.00\ "₽"_-;\-* #,##0.00\ "₽"_-;_-* "-"??\ "₽"_-;_-@_-'): "1\xa0234.00 ₽",
    (45000, "dd.mm.yyyy"): "15.03.2023",
    (45000, "m/d/yy"): "3/15/23",
    (45000, "[$-419]mmmm yyyy"): "Март 2023",
    (45000.75, "[$-419]d mmmm yyyy"): "15 марта 2023",
    (45000.75, "d mmm yyyy h:mm"): "15 Mar 2023 18:00",
    (45000.5, "h:mm AM/PM"): "12:00 PM",
    (45000.123456, "mm:ss.0"): "57:46.5",
    (1.5, "[h]:mm:ss"): "36:00:00",
    (-1, "dd.mm.yyyy"): "-1",
    (float("inf"), "0.0"): "inf",
}


@pytest.mark.parametrize(("number", "code"), NUMBERS)
def test_a_number_is_written_as_its_cell_shows_it(number: float, code: str) -> None:
    assert show(number, code) == NUMBERS[number, code]


def _formula(formula: str, value: str = "", kind: str = "n") -> str:
    return f"<c t='{kind}'><f>{formula}</f>{value}</c>"


def _text(said: str) -> str:
    return f"<c t='inlineStr'><is><t>{said}</t></is></c>"


def test_a_formula_that_nobody_worked_out_is_shown_by_a_dash_and_counted() -> None:
    rows = [
        [_text("Item"), _text("Net"), _text("Gross"), _text("Note")],
        [_text("Pump"), "<c><v>100</v></c>", _formula("B2*1.2"), _formula('""', "<v></v>", "str")],
        [_text("Hose"), "<c><v>40</v></c>", _formula("B3*1.2", "<v/>"), _text("new")],
        [_text("Bolt"), "<c><v>5</v></c>", _formula("B4*1.2", "<v>6</v>")],
        [_formula("A4"), _formula("B4")],
    ]
    cells = "".join(f"<row>{''.join(row)}</row>" for row in rows)
    content = xlsx.read(
        office.xlsx({"Цены": f"<sheetData>{cells}</sheetData>"}), name="prices.xlsx"
    )
    assert places(content)[2:] == [
        ("Цены!A2:C2", "Pump | 100 | —"),
        ("Цены!A3:D3", "Hose | 40 | — | new"),
        ("Цены!A4:C4", "Bolt | 5 | 6"),
    ]
    assert (content.metadata or {})["formulas_without_value"] == 4


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ('HYPERLINK("a.pdf","Договор № 44 от 3 мая")', "Договор № 44 от 3 мая"),
        ('HYPERLINK("https://a.example/"&amp;B2, "The ""Aurora"" lease")', 'The "Aurora" lease'),
        ('HYPERLINK("a.pdf",B2)', "—"),
    ],
)
def test_a_link_says_what_it_shows(formula: str, shown: str) -> None:
    rows = f"<row>{_text('Contract')}{_text('Sum')}</row><row>{_formula(formula)}{_text('5')}</row>"
    content = xlsx.read(office.xlsx({"A": f"<sheetData>{rows}</sheetData>"}), name="a.xlsx")
    assert places(content)[-1] == ("A!A2:B2", f"{shown} | 5")


def test_days_count_from_1904_where_a_workbook_says_so() -> None:
    assert show(0, "dd.mm.yyyy", from_1904=True) == "01.01.1904"
    assert show(1, "dd.mm.yyyy") == "01.01.1900"


@given(number=st.floats(), code=st.text('0#?,.%;@ymdhs[]"\\Eе+-/ _*$<=>12GeneralAMP', max_size=24))
def test_any_format_of_any_number_gives_a_text(number: float, code: str) -> None:
    assert isinstance(show(number, code), str)


@given(numbers=st.lists(st.integers(0, 20_000), min_size=2, unique=True))
def test_columns_are_lettered_as_spreadsheets_do(numbers: list[int]) -> None:
    names = [column_name(number) for number in sorted(numbers)]
    assert all((len(a), a) < (len(b), b) for a, b in pairwise(names))
    assert [column_name(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "damaged"),
        (office.xlsx({"A": "<sheetData><row>"}), "damaged"),
        (office.xlsx({"A": ""}), "no_text"),
        (office.xlsx({"A": office.sheet_rows([["x"]])}, attributes="state='hidden'"), "no_text"),
    ],
)
def test_what_is_no_workbook_is_refused_by_name(file: bytes, code: str) -> None:
    with pytest.raises(ReadError, match=r"odd\.xlsx: ") as error:
        xlsx.read(file, name="odd.xlsx")
    assert error.value.code == code
    with pytest.raises(ReadError, match=r"odd\.xls: "):
        xls.read(file, name="odd.xls")


def test_what_is_written_over_a_sheet_is_read_after_it() -> None:
    shape = (
        "<xdr:wsDr xmlns:xdr='x' xmlns:a='a'><xdr:sp><xdr:txBody><a:p><a:r><a:t>Звонить до 18:00</a:t>"
        "</a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>"
    )
    parts = {"xl/_rels/s1.xml.rels": office.relations({"d.xml": "drawing"}), "xl/d.xml": shape}
    file = office.xlsx({"Связь": office.sheet_rows([["x", "y"]])})
    content = xlsx.read(office.with_parts(file, parts), name="a.xlsx")
    assert places(content) == [
        ("Связь", "Связь"),
        ("Связь!A1:B1", "x | y"),
        ("Связь", "Звонить до 18:00"),
    ]


def test_odd_cells_are_read_as_far_as_they_go() -> None:
    cells = (
        "<sheetData><row r='2'><c r='B2' t='s'><v>0</v></c><c r='C2' t='s'><v>99</v></c>"
        "<c r='D2' s='7'><v>nan</v></c><c r='E2' t='b'><v>1</v></c><c t='str'><v>a&#10;b</v></c></row>"
        "<row r='1'><c r='A1'><f>A2</f></c><c r='B1' t='e'><v>#REF!</v></c></row></sheetData>"
    )
    shared = "<sst><si><r><t>rich </t></r><r><t>text</t></r><rPh><t>aloud</t></rPh></si></sst>"
    content = xlsx.read(office.xlsx({"A": cells}, sharedStrings=shared), name="a.xlsx")
    assert places(content) == [
        ("A", "A"),
        ("A!A1:B1", "— | #REF!"),
        ("A!B2:F2", "| rich text | | nan | TRUE | a b"),
    ]


def test_raised_figures_are_no_part_of_a_number() -> None:
    def run(text: str, place: str) -> str:
        return f"<r><rPr><vertAlign val='{place}'/></rPr><t>{text}</t></r>"

    shared = (
        f"<sst><si><r><t>Порог 10</t></r>{run('6', 'superscript')}<r><t> Па</t></r></si>"
        f"<si><r><t>H</t></r>{run('2', 'subscript')}<r><t>O</t></r></si></sst>"
    )
    cells = "<sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row></sheetData>"
    content = xlsx.read(office.xlsx({"A": cells}, sharedStrings=shared), name="a.xlsx")
    assert ("A!A1:B1", "Порог 10⁶ Па | H2O") in places(content)


def test_tables_with_names_of_their_own_below_one_another_keep_them() -> None:
    def add(*below: list[str]) -> dict[str, str]:
        rows = [
            ["Склад 1"],
            ["Товар", "Остаток", "Цена"],
            ["Болт", "10", "5"],
            ["Гайка", "20", "3"],
        ]
        numbered = [*enumerate(rows, start=1), *enumerate(below, start=6)]
        builder = Builder()
        add_sheet(
            builder,
            Sheet("Лист1", [SheetRow(at, dict(enumerate(cells))) for at, cells in numbered]),
        )
        return headers(builder.content(name="a.xlsx"))

    shown = add(["Склад 2"], ["Товар", "Цена", "Приход"], ["Винт", "9", "2"])
    assert shown["Винт | 9 | 2"] == "Товар | Цена | Приход"
    assert shown["Болт | 10 | 5"] == "Товар | Остаток | Цена"
    # A caption within a table parts it from no header.
    assert add(["Кровля"], ["Шифер", "9", "2"])["Шифер | 9 | 2"] == "Товар | Остаток | Цена"
    assert (
        add(["Cover"], ["Slate", "grey", "old"])["Slate | grey | old"] == "Товар | Остаток | Цена"
    )


def test_what_a_format_hides_is_no_text() -> None:
    styles = (
        "<styleSheet><numFmts><numFmt numFmtId='164' formatCode=';;;'/>"
        "<numFmt numFmtId='165' formatCode='0;-0;;@'/></numFmts>"
        "<cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='165'/></cellXfs></styleSheet>"
    )
    cells = (
        "<sheetData><row r='1'><c r='A1' t='str'><v>Anna</v></c><c r='B1' s='1'><v>91234</v></c>"
        "<c r='C1' s='1' t='str'><v>secret</v></c><c r='D1' s='2'><v>0</v></c>"
        "<c r='E1' s='2'><v>12</v></c><c r='F1' s='2' t='str'><v>seen</v></c></row></sheetData>"
    )
    content = xlsx.read(office.xlsx({"A": cells}, styles=styles), name="a.xlsx")
    assert ("A!A1:F1", "Anna | | | | 12 | seen") in places(content)


def test_a_hidden_column_is_not_read_and_named() -> None:
    rows = [
        ["Имя", "Оклад", "Кабинет", "Стаж"],
        ["Анна", "91234", "12", "7"],
        ["Олег", "82345", "14", "9"],
    ]
    columns = "<cols><col min='2' max='2' hidden='1'/><col min='4' max='4' hidden='1' outlineLevel='1'/></cols>"
    content = xlsx.read(office.xlsx({"Штат": columns + office.sheet_rows(rows)}), name="a.xlsx")
    assert ("Штат!A2:D2", "Анна | | 12 | 7") in places(content)
    assert "91234" not in content.text
    assert content.metadata is not None
    assert content.metadata["hidden_columns"] == ("Штат!B",)
    shown = xlsx.read(office.xlsx({"Штат": office.sheet_rows(rows)}), name="a.xlsx")
    assert "91234" in shown.text
    assert "hidden_columns" not in (shown.metadata or {})


def test_a_hidden_column_of_a_spreadsheet_is_not_read_and_named() -> None:
    def cell(text: str) -> str:
        return f"<table:table-cell office:value-type='string'><text:p>{text}</text:p></table:table-cell>"

    columns = (
        "<table:table-column/><table:table-column table:number-columns-repeated='2'"
        " table:visibility='collapse'/><table:table-column/>"
        "<table:table-column-group table:display='false'><table:table-column"
        " table:visibility='collapse'/></table:table-column-group>"
    )
    row = f"<table:table-row>{''.join(map(cell, ['Anna', 'secret', 'hidden', '12', 'folded']))}</table:table-row>"
    body = (
        "<office:spreadsheet><table:table table:name='My staff'>"
        f"{columns}{row}</table:table></office:spreadsheet>"
    )
    content = ods.read(office.odf(body, kind="spreadsheet"), name="a.ods")
    assert ("'My staff'!A1:E1", "Anna | | | 12 | folded") in places(content)
    assert content.metadata is not None
    assert content.metadata["hidden_columns"] == ("'My staff'!B", "'My staff'!C")
