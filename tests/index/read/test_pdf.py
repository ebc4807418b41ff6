"""PDF: what a person reads on the pages, in that order, each line with its place."""

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from index import Index
from index.citation import CanonicalText, cite
from index.errors import ReadError
from index.read.document import read_document
from index.read.pdf.furniture import without_furniture
from index.read.pdf.lines import Line
from index.read.pdf.paragraphs import Paragraph, Style, paragraphs
from index.read.pdf.readable import is_readable, repaired
from index.read.pdf.reader import read
from index.read.pdf.recognition import can_recognise
from index.read.pdf.words import Hyphens
from index.read.pdf.writing import FARTHEST, Writer
from index.read.readers import Content
from index.store.structure import pack_places, unpack_places
from index.types import Box, Document, Span
from tests.index.contracts.test_readers import info
from tests.index.encoders import word_encoders
from tests.index.pdfs import SAMPLES


def content(name: str) -> Content:
    return read((SAMPLES / name).read_bytes(), name=name)


def document(name: str) -> Document:
    return read_document(data=(SAMPLES / name).read_bytes(), source=name)


def shown(read: Content) -> list[str]:
    return [block.span.cut(read.text) for block in read.blocks]


@pytest.fixture(scope="module")
def station() -> Content:
    """Return a Russian report from LibreOffice: columns, notes, a table over two pages."""
    return content("station.pdf")


@pytest.fixture(scope="module")
def harbour() -> Content:
    """Return an English handbook from WeasyPrint."""
    return content("harbour.pdf")


def test_a_report_from_libreoffice_is_read_as_a_person_reads_it(station: Content) -> None:
    kinds = [(block.kind, block.level) for block in station.blocks]
    texts = shown(station)
    assert station.title == "Отчёт насосной станции за 2023 год"
    assert texts[:3] == [
        "МУП «Водоканал» · Отчёт за 2023 год",
        "Отчёт о работе насосной станции",
        "1. Общие сведения",
    ]
    assert kinds[:4] == [("paragraph", 0), ("heading", 1), ("heading", 2), ("paragraph", 0)]
    assert texts[3] == (
        "Насосная станция на улице Водопроводной снабжает водой четыре района города. Она построена"
        " в 1968 году и перестроена в 2011 году. Производительность станции составляет 42 000"
        " кубических метров в сутки[1], а запас воды в резервуарах рассчитан на девять часов."
        " Начальник станции Фёдор Ильич Ветров назначен приказом от 14 марта 2022 года."
    )
    assert kinds[5] == ("heading", 3)
    # From one column to the next the sentence goes on.
    assert texts[7].startswith("Вторая группа снабжает промышленные предприятия. Её мощность")
    assert texts[7].endswith("под наблюдением Ростехнадзора.")


def test_running_heads_stand_once_and_page_numbers_never(station: Content) -> None:
    assert station.text.count("МУП «Водоканал»") == 1
    assert "Страница" not in station.text


def kept_of_pages(*pages: Sequence[tuple[float, str, float]]) -> list[str]:
    """Return what is left of pages whose lines are given by height, text and size."""
    lines = [
        [
            Line(page, text, (56, top, 300, top + 9), size, cells=tuple(text.split("  ")))
            for top, text, size in given
        ]
        for page, given in enumerate(pages, start=1)
    ]
    style = Style(line for page in lines for line in page)
    kept = without_furniture(lines, [800.0] * len(lines), style)
    return [line.text for page in kept for line in page]


@pytest.mark.parametrize(
    "named",
    [
        ("Room 101", "Room 102", "Room 103"),
        ("Билет № 1", "Билет № 2", "Билет № 3"),
        ("АКТ 57/24", "АКТ 58/24", "АКТ 59/24"),
    ],
)
@pytest.mark.parametrize("size", [10.0, 16.0])
def test_what_counts_with_the_pages_and_is_no_page_s_number_stays(
    named: tuple[str, ...], size: float
) -> None:
    keys = [f"The key of {name} hangs at the gate." for name in named]
    pages = [
        [(60.0, name, size), (90.0, key, 10.0), (780.0, str(number), 10.0)]
        for number, (name, key) in enumerate(zip(named, keys, strict=True), start=1)
    ]
    assert kept_of_pages(*pages) == [text for page in pages for _, text, _ in page[:2]]


def test_a_row_that_names_the_columns_on_every_page_is_no_running_head() -> None:
    def page(number: int) -> list[tuple[float, str, float]]:
        rows = [(72.0 + 12 * at, f"Болт {number}{at}  {number + at} шт", 10.0) for at in range(4)]
        return [(30.0, "ООО «Вега»", 10.0), (60.0, "Изделие  Остаток", 10.0), *rows]

    kept = kept_of_pages(*map(page, range(1, 5)))
    assert kept.count("Изделие  Остаток") == 4
    assert kept.count("ООО «Вега»") == 1

    def below(number: int) -> list[tuple[float, str, float]]:
        head = [(30.0, "Report  2024", 10.0), (42.0, "Vega Ltd  Plant", 10.0)]
        return [
            *head,
            (60.0, f"The pump {number} is new.", 10.0),
            (80.0, f"It has {number} valves.", 10.0),
        ]

    assert kept_of_pages(*map(below, range(1, 5))).count("Report  2024") == 1


def test_a_year_above_a_page_stays_and_what_records_share_is_said_of_each() -> None:
    pages = [
        [(60.0, year, 24.0), (95.0, "Срок: 24 месяца", 10.0), (200.0, f"{town}: цех.", 10.0)]
        for year, town in (("2021", "Тула"), ("2022", "Омск"), ("2023", "Киров"))
    ]
    assert kept_of_pages(*pages) == [text for page in pages for _, text, _ in page]


@pytest.mark.parametrize(
    ("foot", "once"),
    [
        ("{}", []),
        ("- {} -", []),
        ("Page {} of 9", []),
        ("Лист {} из 9", []),
        ("Lease 17/24, page {} of 9", ["Lease 17/24"]),
        ("Договор № 17/24, стр. {}", ["Договор № 17/24"]),
        ("ООО «Ромашка»  {}", ["ООО «Ромашка»"]),
        ("Lease 17/24", ["Lease 17/24"]),
    ],
)
def test_a_page_s_number_goes_and_what_stands_beside_it_stays_once(
    foot: str, once: list[str]
) -> None:
    texts = ["The pump is red.", "Насос закрыт.", "Keys hang at the gate."]
    pages = [
        [(400.0, text, 10.0), (780.0, foot.format(page), 10.0)]
        for page, text in enumerate(texts, start=1)
    ]
    assert kept_of_pages(*pages) == [*once, *texts]


def test_heads_of_chapters_stand_once_without_the_number_that_all_count() -> None:
    heads = [
        "4",
        "Chapter 2: Pumps 5",
        "Chapter 2: Pumps 6",
        "Chapter 3: Valves 7",
        "Chapter 3: Valves 8",
    ]
    pages = [
        [(60.0, head, 10.0), (400.0, f"Said {'again ' * at}.", 10.0)]
        for at, head in enumerate(heads)
    ]
    kept = [text for text in kept_of_pages(*pages) if not text.startswith("Said")]
    assert kept == ["Chapter 2: Pumps", "Chapter 3: Valves"]


def test_notes_stand_by_themselves_and_part_no_sentence(station: Content) -> None:
    texts = shown(station)
    assert "[1] По данным приборов учёта за 2023 год." in texts
    assert "[2] Подогрев включается при минус десяти градусах." in texts
    assert "резервуаров[2]." in station.text


def test_a_table_is_rows_that_know_their_header_over_pages(station: Content) -> None:
    rows = [block for block in station.blocks if block.kind == "table_row"]
    assert [block.span.cut(station.text) for block in rows] == [
        "Месяц | Расход, кВт·ч | Стоимость, руб.",
        "Январь | 118 400 | 639 360",
        "Февраль | 104 250 | 562 950",
        "Март | 99 870 | 539 298",
        "Апрель | 87 310 | 471 474",
    ]
    assert [row.header for row in rows] == [None, *[rows[0].span] * 4]
    pages = [station.places.page(row.span.start) for row in rows]
    assert pages == [1, 1, 2, 2, 2]


def test_a_cell_of_one_character_stands_in_its_row() -> None:
    read = content("signs.pdf")
    assert shown(read) == [
        "№ | Ученик | Класс | Группа",
        "1 | Мария Лисина | 9 | А",
        "2 | Олег Петров | 10 | Б",
        "3 | Ян Сидоров | 8 | А",
        "Feature | Basic | Full",
        "Audit log | - | +",
        "Single sign-on | + | +",
        "Offline use | - | -",
    ]
    headers = {block.header.cut(read.text) for block in read.blocks if block.header}
    assert headers == {"№ | Ученик | Класс | Группа", "Feature | Basic | Full"}
    for block in read.blocks:
        (box,) = read.places.boxes_of(block.span)
        assert box.y1 - box.y0 < 18


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([("Допуск", "Котов"), ("Высота", "+"), ("Газ", "–")], True),
        ([("Donor", "Rh"), ("Hale", "+"), ("Moor", "-")], True),
        ([("Цех", "2022", "2023"), ("Литейный", "398", "455"), ("Сборочный", "8", "9")], True),
        ([("Hull", "2022", "2023"), ("York", "2021", "2022"), ("Dover", "2019", "2020")], False),
        # A dash stands for nothing said.
        ([("Анна", "склад"), ("Олег", "—"), ("Вера", "—")], False),
        ([("Leeds", "harbour"), ("York", "depot"), ("Hull", "-")], False),
    ],
)
def test_columns_of_signs_and_of_years_have_names(rows: list[tuple[str, ...]], named: bool) -> None:
    lines = [
        Line(page=1, text=" ".join(cells), box=(0, 20 * y, 200, 20 * y + 10), size=10, cells=cells)
        for y, cells in enumerate(rows)
    ]
    found = paragraphs(lines, height=800, style=Style(lines))
    assert [row.is_header for row in found] == [named, False, False]


def test_an_item_of_a_list_is_a_block(station: Content) -> None:
    items = [block.span.cut(station.text) for block in station.blocks if block.kind == "list_item"]
    assert items == [
        "1) сообщить диспетчеру по телефону 2-14;",
        "2) закрыть напорную задвижку;",
        "3) выключить двигатель и повесить табличку.",
    ]


def test_a_handbook_from_weasyprint_is_read_as_a_person_reads_it(harbour: Content) -> None:
    texts = shown(harbour)
    headings = [b.span.cut(harbour.text) for b in harbour.blocks if b.kind == "heading"]
    assert headings == [
        "Harbour Handbook", "Arrivals", "Pilotage", "Fees", "Safety", "Waste", "Lost property",
    ]  # fmt: skip
    assert (
        "Pilotage is compulsory for every vessel longer than seventy metres and for all tankers."
        " The pilot boards two nautical miles west of the lighthouse. In northerly storms the"
        " boarding ground moves behind the breakwater, and the administration publishes the"
        " decision immediately."
    ) in texts
    assert "Ferry | 420 euros | 2,000 euros" in texts
    # The signs of this list are drawn after its items.
    assert texts[-3:] == [
        "1. Moor with four lines.", "2. Show a light at night.", "3. Report damage within an hour.",
    ]  # fmt: skip


def test_a_word_s_own_hyphen_stays_and_that_of_a_line_s_end_goes(harbour: Content) -> None:
    assert "the first forty-eight hours" in harbour.text
    assert "the long-standing agreement" in harbour.text
    assert "The announcement names the master" in harbour.text
    assert "\u2010" not in harbour.text


@pytest.mark.parametrize("name", ["station.pdf", "harbour.pdf"])
def test_a_page_is_that_on_which_the_characters_stand(name: str) -> None:
    read = content(name)
    with pypdfium2.PdfDocument(SAMPLES / name) as file:
        of_pages = [
            set(page.get_textpage().get_text_range().replace("\ufffe", " ").split())
            for page in file
        ]
    known = [*read.places.pages, (len(read.text), None)]
    for (start, page), (end, _) in pairwise(known):
        assert page is not None
        words = [word for word in read.text[start:end].split() if word.isalpha()]
        there = sum(word in of_pages[page - 1] for word in words)
        assert there / len(words) > 0.9
        assert read.places.page(start) == page


def drawn_in(name: str, box: Box) -> str:
    """Return what PDFium finds within a box of a page that is not turned."""
    with pypdfium2.PdfDocument(SAMPLES / name) as file:
        page = file[box.page - 1]
        height = page.get_height()
        text = page.get_textpage().get_text_bounded(
            left=box.x0 - 1, bottom=height - box.y1 - 1, right=box.x1 + 1, top=height - box.y0 + 1
        )
    return str(text)


def test_the_boxes_of_a_citation_are_where_its_characters_stand() -> None:
    read = document("station.pdf")
    canonical = CanonicalText(read.text, read.places)
    for quote in (
        "Начальник станции Фёдор Ильич Ветров назначен приказом от 14 марта 2022 года.",
        "Её мощность меньше, но давление выше и достигает восьми атмосфер.",
        "Март | 99 870 | 539 298",
        "Ответственным за устранение замечаний назначен мастер Руслан Каримов.",
    ):
        start = read.text.index(quote)
        citation = cite(info(read), canonical, Span(start, start + len(quote)))
        assert {box.page for box in citation.boxes} == {citation.page}
        found = "".join(drawn_in(read.source, box) for box in citation.boxes)
        bare = "".join(filter(str.isalnum, found))
        assert "".join(filter(str.isalnum, quote)) in bare
        # Of the lines, and not of the page.
        assert len(bare) < len(quote) + 120


def test_columns_that_are_drawn_line_by_line_are_read_one_after_the_other() -> None:
    texts = shown(content("columns.pdf"))
    assert texts[0] == "Summer on the island"
    assert texts[1].startswith(
        "The ferry to Skagen leaves at nine in the morning and comes back at"
    )
    assert texts[1].endswith("The captain is called Astrid Lund.")
    assert texts[2].startswith("The museum opens at ten. Groups are asked to write to the curator,")


def test_raised_figures_are_no_part_of_a_number() -> None:
    assert shown(content("raised.pdf")) == [
        "Предел 10⁶ рублей, пол 25 м².",
        "The dose is 4·10⁻³ g; see the order[1] of May.",
        "Isotope U9238 is kept in room 7.",
    ]


def test_a_number_that_goes_on_in_the_next_line_is_whole() -> None:
    lines = [
        Line(page=1, text="Телефон спасателей: 3-31-", box=(56, 289, 225, 301), size=12),
        # What looks like the number of a list's item.
        Line(page=1, text="08.", box=(57, 304, 75, 313), size=12, marker=True),
        Line(page=1, text="9.", box=(57, 319, 75, 328), size=12, marker=True),
    ]
    writer = Writer(Hyphens(lines), recognised=())
    writer.page(paragraphs(lines, height=800, style=Style(lines)))
    assert shown(writer.content(title=None, metadata={})) == ["Телефон спасателей: 3-31-08.", "9."]


def test_a_place_that_no_page_has_is_kept_as_far_out_as_may_be() -> None:
    """A damaged file may put a line anywhere, which must not keep the document out of the store."""
    line = Line(page=1, text="The bell.", box=(-1e15, math.nan, 1e300, math.inf), size=12)
    writer = Writer(Hyphens([line]), recognised=())
    writer.page([Paragraph("paragraph", (line,))])
    places = writer.content(title=None, metadata={}).places
    far = int(FARTHEST)
    assert places.boxes_of(Span(0, 1)) == (Box(1, -far, far, far, far),)
    assert unpack_places(pack_places(places)) == places


def test_a_page_that_is_turned_and_cropped_has_boxes_as_it_is_shown() -> None:
    read = content("turned.pdf")
    assert shown(read) == ["Уровень воды в третьем резервуаре 4,2 метра.", "Лист повёрнут"]
    with pypdfium2.PdfDocument(SAMPLES / "turned.pdf") as file:
        width, height = file[0].get_size()
    level, side = read.places.boxes_of(Span(0, len(read.text)))
    assert all(0 <= b.x0 < b.x1 <= width and 0 <= b.y0 < b.y1 <= height for b in (level, side))
    # What lies level is wider than high, what stands on its side is not.
    assert (level.x1 - level.x0) / (level.y1 - level.y0) > 10
    assert (side.y1 - side.y0) / (side.x1 - side.x0) > 3


def test_windows_1251_that_calls_itself_latin_is_read_right() -> None:
    (text,) = shown(content("latin.pdf"))
    assert text.startswith("Председатель кооператива Вера Павловна Снегирёва принимает членов")


@pytest.mark.parametrize(
    ("name", "code", "reason"),
    [
        ("locked.pdf", "encrypted", "without a password"),
        ("mapless.pdf", "garbled", "is not what its pages show"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(
    name: str, code: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.read.pdf.reader.can_recognise", lambda: False)
    with pytest.raises(ReadError, match=rf"^{name}: .*{reason}") as refused:
        content(name)
    assert refused.value.code == code


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_file_that_breaks_off_is_read_or_named(share: float) -> None:
    data = (SAMPLES / "station.pdf").read_bytes()
    try:
        text = read(data[: int(share * len(data))], name="cut.pdf").text
    except ReadError as error:
        text = str(error)
    assert text


def test_a_page_without_text_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.read.pdf.reader.can_recognise", lambda: False)
    read = content("scan.pdf")
    assert shown(read) == ["Приложение к отчёту: первая страница, снятая с бумаги."]
    assert read.metadata == {"pages": 2, "unread_pages": ("2",)}


def test_a_tesseract_of_one_language_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho 'List of available languages:'\necho eng\necho osd\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert content("scan.pdf").metadata == {"pages": 2, "unread_pages": ("2",)}


def test_a_book_that_takes_too_long_is_read_as_far_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.read.pdf.reader.RECOGNISED_FOR", 0.0)
    assert content("scan.pdf").metadata == {"pages": 2, "unread_pages": ("2",)}


@pytest.mark.skipif(
    not can_recognise(), reason="Tesseract is not installed with Russian and English"
)
def test_a_page_without_text_is_recognised_and_says_so() -> None:
    read = document("scan.pdf")
    quote = "Она построена в 1968 году и перестроена в 2011 году."
    start = read.text.index(quote)
    citation = cite(
        info(read), CanonicalText(read.text, read.places), Span(start, start + len(quote))
    )
    assert (citation.page, citation.part) == (2, "recognised")
    assert read.places.part(0) is None
    assert [box.page for box in citation.boxes] == [2] * len(citation.boxes)
    assert all(b.x1 <= 420 and b.y1 <= 596 for b in citation.boxes)


def test_a_hit_in_a_pdf_names_its_page_and_boxes(tmp_path: Path) -> None:
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        report = index.add(SAMPLES / "harbour.pdf")
        assert report.added == 1
        (hit, *_) = index.search("Ferry 420 euros 2,000 euros").hits
    assert hit.citation.page in {1, 2}
    assert hit.citation.boxes
    assert hit.citation.line is None


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("Насос закрыт, и вода по нему не идёт с прошлой недели. " * 4, True),
        ("The pump has been closed since last week, and no water runs. " * 4, True),
        ("Der Hafenmeister weist jedem Schiff einen Liegeplatz zu und bestätigt ihn. " * 3, True),
        ("Kapitan portu przydziela każdemu statkowi miejsce do cumowania i potwierdza. " * 3, True),
        ("Η αντλία είναι κλειστή από την περασμένη εβδομάδα και δεν τρέχει νερό. " * 4, True),
        ("12 400 | 87,5 | 3 000 000 | 15.02.2024 | № 17 | " * 20, True),
        ("1 Введение . . . . . . . . . . . . . . . . . . . 7 " * 20, True),
        (";_kieZlgZy xjb^bq_kdZy ihfhsv hdZau\\Z_lky " * 6, False),
        ("Ïðåäñåäàòåëü êîîïåðàòèâà ïðèíèìàåò ÷ëåíîâ êîîïåðàòèâà " * 4, False),
        ("! \" #$ !\"% \" & !'()*+ ! '' & ! , , !+ - # ./ " * 8, False),
        ("xq zvkj", True),
    ],
)
def test_text_that_nobody_wrote_is_told_by_its_trigrams(text: str, readable: bool) -> None:
    assert is_readable(text) == readable


def test_text_in_a_wrong_encoding_is_repaired() -> None:
    said = [
        "Насос закрыт, и вода по нему не идёт с прошлой недели.",
        "Мастер об этом знает всё.",
    ] * 3
    data = [line.encode() for line in said]
    wrong = [(each if len(each) % 2 == 0 else each + b" ").decode("utf-16-be") for each in data]
    assert [line.strip() for line in repaired(wrong) or []] == said
    assert repaired([line.encode("cp1251").decode("cp1252") for line in said]) == said
    assert repaired(["xq zvkj " * 30]) is None
