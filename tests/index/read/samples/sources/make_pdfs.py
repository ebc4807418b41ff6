# ruff: noqa: INP001 - run by hand
"""How the PDFs beside this folder were made; run by hand, with programs that the tests do not need.

soffice --headless --convert-to pdf station.fodt        LibreOffice 7.4, hyph-ru
weasyprint harbour.html harbour.pdf                     WeasyPrint 70
python make_pdfs.py FOLDER_WITH_BOTH                    reportlab 5.1, pikepdf 10.18, pypdfium2
"""

import sys
from pathlib import Path

import pikepdf
import pypdfium2
from reportlab.lib.pagesizes import A5
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
LEFT = """The ferry to Skagen leaves at nine
in the morning and comes back at
six in the evening. Tickets are sold
on board, and bicycles travel free
of charge. In winter the ferry sails
on Tuesdays and Fridays only. The
captain is called Astrid Lund.""".split("\n")
RIGHT = """The museum opens at ten. Groups
are asked to write to the curator,
Jonas Berg, two weeks before they
come. The oldest object is a lamp
of whale oil from 1742. Visitors
may not touch anything, and bags
are left at the entrance.""".split("\n")
GRADES = [
    ("№", "Ученик", "Класс", "Группа"),
    ("1", "Мария Лисина", "9", "А"),
    ("2", "Олег Петров", "10", "Б"),
    ("3", "Ян Сидоров", "8", "А"),
]
PLANS = [
    ("Feature", "Basic", "Full"),
    ("Audit log", "-", "+"),
    ("Single sign-on", "+", "+"),
    ("Offline use", "-", "-"),
]
RAISED = [
    ("Предел 10", "6", " рублей, пол 25 м", "2", "."),
    ("The dose is 4·10", "−3", " g; see the order", "1", " of May."),
]
NOTICE = """Председатель кооператива Вера Павловна Снегирёва принимает членов кооператива
по средам с девяти до двенадцати часов. Взносы за третий квартал уплачиваются до
пятнадцатого октября. Ключи от ворот хранятся у сторожа.""".split("\n")


def main(folder: Path) -> None:
    pdfmetrics.registerFont(TTFont("Serif", FONT))
    columns(folder / "columns.pdf")
    turned(folder / "turned.pdf")
    latin(folder / "latin.pdf")
    signs(folder / "signs.pdf")
    raised(folder / "raised.pdf")
    scan(folder)
    without_map(folder)
    with pikepdf.open(folder / "harbour.pdf") as pdf:
        pdf.save(folder / "locked.pdf", encryption=pikepdf.Encryption(user="a", owner="b", R=6))


def canvas(path: Path) -> Canvas:
    return Canvas(str(path), pagesize=A5, invariant=True)


def columns(path: Path) -> None:
    """Two columns, drawn line by line across both."""
    page = canvas(path)
    page.setFont("Serif", 14)
    page.drawString(40, 540, "Summer on the island")
    page.setFont("Serif", 9)
    for number, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        page.drawString(40, 510 - 12 * number, left)
        page.drawString(225, 510 - 12 * number, right)
    page.save()


def turned(path: Path) -> None:
    """A page that is turned by 90 degrees and cropped, and text that stands on its side."""
    page = canvas(path)
    page.setFont("Serif", 12)
    page.rotate(90)
    page.drawString(120, -150, "Уровень воды в третьем резервуаре 4,2 метра.")
    page.rotate(-90)
    page.setFont("Serif", 8)
    page.drawString(200, 300, "Лист повёрнут")
    page.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = 90
        pdf.pages[0].CropBox = [20, 60, 400, 560]
        pdf.save(path, static_id=True)


def signs(path: Path) -> None:
    """A table on each page, cell by cell, some of whose cells are one character."""
    page = canvas(path)
    for rows in (GRADES, PLANS):
        page.setFont("Serif", 10)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                page.drawString(40 + 95 * column, 500 - 18 * number, cell)
        page.showPage()
    page.save()


def raised(path: Path) -> None:
    """Exponents, a square and a footnote's mark, and a figure that stands below the line."""
    page = canvas(path)
    for number, pieces in enumerate(RAISED):
        text = page.beginText(40, 500 - 40 * number)
        for place, piece in enumerate(pieces):
            text.setFont("Serif", 6 if place % 2 else 10)
            text.setRise(4 if place % 2 else 0)
            text.textOut(piece)
        page.drawText(text)
    text = page.beginText(40, 400)
    for piece, size, rise in (("Isotope U92", 10, 0), ("38", 6, -3), (" is kept in room 7.", 10, 0)):
        text.setFont("Serif", size)
        text.setRise(rise)
        text.textOut(piece)
    page.drawText(text)
    page.save()


def latin(path: Path) -> None:
    """Windows-1251 that calls itself Latin, as old Russian programs write it."""
    page = canvas(path)
    page.setFont("Helvetica", 9)
    for number, line in enumerate(NOTICE):
        page.drawString(40, 500 - 14 * number, line.encode("cp1251").decode("cp1252"))
    page.save()


def scan(folder: Path) -> None:
    """A first page with text, and one that is a picture of it."""
    with pypdfium2.PdfDocument(folder / "station.pdf") as document:
        shown = document[0].render(scale=200 / 72, grayscale=True).to_pil().convert("1")
    picture = shown.crop((0, 300, shown.width, 760))
    page = canvas(folder / "scan.pdf")
    page.setFont("Serif", 11)
    page.drawString(40, 500, "Приложение к отчёту: первая страница, снятая с бумаги.")
    page.showPage()
    width, height = A5[0], A5[0] * picture.height / picture.width
    page.drawImage(ImageReader(picture), 0, A5[1] - height - 108, width, height)
    page.save()


def without_map(folder: Path) -> None:
    """Fonts that say nothing of which character a glyph is."""
    with pikepdf.open(folder / "station.pdf") as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary) and "/ToUnicode" in each:
                del each["/ToUnicode"]
        pdf.save(folder / "mapless.pdf", static_id=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
