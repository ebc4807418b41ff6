"""Presentations: every slide in its order, its title first, its notes behind it."""

from pathlib import Path

import pytest

from index import Index
from index.errors import ReadError
from index.read.office.pptx import read
from index.read.readers import Content
from tests.index.encoders import word_encoders
from tests.index.office import SAMPLES, package, pptx, relations, shape


def places(content: Content) -> list[tuple[str | None, str]]:
    return [
        (content.places.part(block.span.start), block.span.cut(content.text))
        for block in content.blocks
    ]


@pytest.mark.parametrize("name", ["kickoff.pptx", "kickoff-python.pptx"])
def test_a_presentation_of_another_program_is_read_slide_by_slide(name: str) -> None:
    content = read((SAMPLES / name).read_bytes(), name=name)
    of_libreoffice = name == "kickoff.pptx"
    figures = ["120500 | 45000", "98000 | 61250"]
    shown = figures if of_libreoffice else ["120\xa0500 | 45\xa0000", "98\xa0000 | 61\xa0250"]
    assert places(content) == [
        ("slide 1", "Запуск терминала в Мурманске"),
        ("slide 1", "Проектный офис, май 2024"),
        ("slide 2", "Сроки и деньги"),
        ("slide 2", "• Первый корабль придёт 3 июня"),
        ("slide 2", "– встречает лоцман Юрий Басов" if of_libreoffice else "• встречает лоцман Юрий Басов"),
        ("slide 2", "• Бюджет 48 млн рублей"),
        ("slide 2", "Штаб: комната 301"),
        ("slide 2, notes", "Сказать, что буксиры заказаны у «Арктики»."),
        ("slide 3", "Who does what"),
        ("slide 3", "Task | Owner | Due"),
        ("slide 3", "Dredging | Maria Lind | 14 May"),
        ("slide 3", "Crane test | Oleg Dan | 20 May"),
        ("slide 3", "Crane test | Anna Bek | 21 May"),
        ("slide 3", "Contact: harbour office, phone 4417"),
        ("slide 4", "Cargo"),
        ("slide 4", "Cargo handled by year"),
        ("slide 4", "| Coal, t | Grain, t"),
        ("slide 4", f"2022 | {shown[0]}"),
        ("slide 4", f"2023 | {shown[1]}"),
        ("slide 5 (hidden)", "Запасной причал номер 9."),
    ]  # fmt: skip
    assert content.title == "Запуск терминала"
    assert content.metadata is not None
    assert content.metadata["author"] == "Проектный офис"
    (row,) = [block for block in content.blocks if "Anna Bek" in block.span.cut(content.text)]
    assert row.header is not None
    assert row.header.cut(content.text) == "Task | Owner | Due"
    assert [span.cut(content.text) for span in row.headings] == ["Who does what"]
    assert content.blocks[-1].headings == ()


def test_a_user_is_told_the_slide(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "kickoff.pptx").write_bytes((SAMPLES / "kickoff.pptx").read_bytes())
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        assert index.add(folder).added == 1
        (hit, *_) = index.search("Maria Lind dredging").hits
        assert (hit.citation.part, hit.citation.page) == ("slide 3", None)
        (hit, *_) = index.search("причал номер 9").hits
        assert hit.citation.part == "slide 5 (hidden)"


def test_what_stands_on_every_slide_is_no_text() -> None:
    slide = (
        shape("Only for staff", "ftr") + shape("7", "sldNum") + shape("May", "dt") + shape("Text")
    )
    assert places(read(pptx([slide]), name="a.pptx")) == [("slide 1", "Text")]


def test_items_have_the_bullets_and_numbers_they_show() -> None:
    numbered = "<a:buAutoNum type='alphaUcParenR' startAt='3'/>"
    body = (
        "<p:sp><p:nvSpPr><p:nvPr><p:ph/></p:nvPr></p:nvSpPr><p:txBody>"
        f"<a:p><a:pPr>{numbered}</a:pPr><a:r><a:t>x</a:t></a:r></a:p>"
        f"<a:p><a:pPr lvl='1'><a:buAutoNum type='arabicPeriod'/></a:pPr><a:r><a:t>y</a:t></a:r></a:p>"
        f"<a:p><a:pPr>{numbered}</a:pPr><a:r><a:t>z</a:t></a:r><a:br/><a:r><a:t>on</a:t></a:r></a:p>"
        "<a:p><a:pPr><a:buNone/></a:pPr><a:r><a:t>none</a:t></a:r></a:p>"
        f"<a:p><a:pPr>{numbered}</a:pPr><a:r><a:t>anew</a:t></a:r></a:p>"
        "<a:p><a:pPr><a:buChar char='§'/></a:pPr><a:fld type='slidenum'><a:t>4</a:t></a:fld>"
        "<a:fld type='other'><a:t>shown</a:t></a:fld></a:p>"
        "</p:txBody></p:sp>"
    )
    content = read(pptx([body]), name="a.pptx")
    assert content.text == "C) x\n  1. y\nD) z\non\n\nnone\n\nC) anew\n§ shown"


def test_a_shape_that_is_switched_off_is_no_text() -> None:
    def hidden(text: str, value: str) -> str:
        about = f"<p:nvSpPr><p:cNvPr id='2' name='a' hidden='{value}'/><p:nvPr/></p:nvSpPr>"
        return f"<p:sp>{about}<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"

    group = (
        "<p:grpSp><p:nvGrpSpPr><p:cNvPr id='3' name='g' hidden='true'/></p:nvGrpSpPr>"
        f"{hidden('in a group', '0')}</p:grpSp>"
    )
    slide = hidden("gone", "1") + hidden("seen", "0") + group
    assert read(pptx([slide]), name="a.pptx").text == "seen"


def test_raised_figures_are_no_part_of_a_number() -> None:
    def run(text: str, baseline: str) -> str:
        return f"<a:r><a:rPr baseline='{baseline}'/><a:t>{text}</a:t></a:r>"

    body = (
        "<p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:txBody><a:p>"
        f"{run('Limit 10', '0')}{run('6', '30000')}{run(', H', '0')}{run('2', '-25000')}{run('O', '0')}"
        "</a:p></p:txBody></p:sp>"
    )
    assert read(pptx([body]), name="a.pptx").text == "Limit 10⁶, H2O"


def test_the_title_comes_first_wherever_it_is_drawn() -> None:
    content = read(pptx([shape("Below") + shape("Title", "title")]), name="a.pptx")
    assert [(block.kind, text) for block, (_, text) in zip(content.blocks, places(content), strict=True)] == [
        ("heading", "Title"),
        ("paragraph", "Below"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"", "empty"),
        (b"PK\x05\x06", "damaged"),
        (package({"_rels/.rels": relations({"ppt/p.xml": "officeDocument"})}), "damaged"),
        (pptx(["<p:sp>"]), "damaged"),
        (pptx([]), "no_text"),
    ],
)
def test_what_is_no_presentation_is_refused_by_name(file: bytes, code: str) -> None:
    with pytest.raises(ReadError, match=r"odd\.pptx: ") as error:
        read(file, name="odd.pptx")
    assert error.value.code == code
