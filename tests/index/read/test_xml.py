"""XML as a person would tell it: titles, paragraphs, and each value by its name."""

from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index
from index.errors import ReadError
from index.read.readers import Content
from index.read.xml import read
from tests.index.encoders import word_encoders
from tests.index.web import sample, samples


def shown(content: Content) -> list[tuple[str | None, str]]:
    return [
        (content.places.part(block.span.start), block.span.cut(content.text))
        for block in content.blocks
    ]


def told(text: str) -> list[tuple[str | None, str]]:
    return shown(read(text.encode(), name="a.xml"))


def test_records_of_goods() -> None:
    content = read(sample("goods.xml"), name="goods.xml")
    assert content.title == "Склад 7"
    assert shown(content) == [
        (None, "date: 2024-03-04"),
        ("shop", "name: Склад 7\nurl: http://s.example.org"),
        (
            "offers/offer[1]",
            (
                "id: 12\navailable: true\nname: Полка А-12\nprice: 310, currency: RUB\n"
                "Цвет: серый\nВес: 4.5, unit: кг"
            ),
        ),
        ("offers/offer[2]", "id: 13\nname: Стол\nprice: 900\ndescription: Стол для переговоров"),
        ("settings/set[1]", "key: a\nvalue: 1"),
        ("settings/set[2]", "key: b\nvalue: 2"),
    ]


def test_a_book_in_windows_1251() -> None:
    content = read(sample("harbour.fb2"), name="harbour.fb2")
    assert content.title == "Гавань"
    said = shown(content)
    assert ("body/section[1]", "Корабль вошёл в гавань на рассвете.") in said
    assert ("body/section[2]", "Наступила зима.") in said
    last = next(block for block in content.blocks if "зима" in block.span.cut(content.text))
    headings = [heading.cut(content.text) for heading in last.headings]
    assert headings == ["Гавань Роман", "Глава вторая"]


def test_an_answer_names_the_element(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for name in ("goods.xml", "harbour.fb2"):
        (folder / name).write_bytes(sample(name))
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        index.add(folder)
        citation = index.search("Корабль вошёл", k=1, mode="sparse").hits[0].citation
        text = index.text(citation.document_id).text
    assert citation.source == "harbour.fb2"
    assert text[citation.start : citation.end] == citation.quote
    assert (citation.part or "").startswith("body")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<a>слово</a>", [(None, "слово")]),
        ("<a>раз <b>два</b> три</a>", [(None, "раз два три")]),
        ("<a><b>раз</b><b>два</b></a>", [(None, "раз"), (None, "два")]),
        ("<a><!-- нет --><b>да</b></a>", [(None, "b: да")]),
        ("<a><f>AAAA</f><g>" + "A" * 5000 + "</g></a>", [(None, "f: AAAA")]),
        ("<!DOCTYPE a><a><b>да</b></a>", [(None, "b: да")]),
        ("<a>не закрыт", [(None, "<a>не закрыт")]),
    ],
)
def test_what_elements_say(text: str, said: list[tuple[str | None, str]]) -> None:
    assert told(text) == said


def test_no_entity_is_expanded() -> None:
    bomb = "<!DOCTYPE a [<!ENTITY x 'ха'><!ENTITY y '&x;&x;&x;'>]><a><b>&y;</b></a>"
    assert told(bomb) == [(None, bomb)]
    file = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a><b>&x;</b></a>"
    assert told(file) == [(None, file)]


@pytest.mark.parametrize(("file", "code"), [(b"<a/>", "no_text"), (b" ", "empty")])
def test_a_file_that_says_nothing_is_refused_by_name(file: bytes, code: str) -> None:
    with pytest.raises(ReadError, match=r"a\.xml: ") as refused:
        read(file, name="a.xml")
    assert refused.value.code == code


@given(file=samples("goods.xml", "harbour.fb2"))
def test_a_damaged_file_is_read_or_refused_by_name(file: bytes) -> None:
    try:
        said = read(file, name="a.xml").text
    except ReadError as error:
        said = str(error).partition("a.xml: ")[2]
    assert said


tags = st.sampled_from(["p", "title", "item", "price", "section", "head"])


@given(
    shape=st.recursive(
        st.just("слово"),
        lambda inner: st.lists(st.tuples(tags, inner), min_size=1, max_size=3),
        max_leaves=12,
    )
)
def test_every_word_is_told_once(shape: object) -> None:
    words: list[str] = []

    def written(part: object) -> str:
        if isinstance(part, list):
            return "".join(f"<{tag} n='{name()}'>{written(inner)}</{tag}>" for tag, inner in part)
        return escape(name())

    def name() -> str:
        words.append(f"слово{len(words)}к")
        return words[-1]

    text = written(shape)
    content = read(f"<root>{text}</root>".encode(), name="a.xml")
    inside = "\n".join(block.span.cut(content.text) for block in content.blocks)
    for word in words:
        assert inside.count(word) <= 1
    assert all(inside.count(word) == 1 for word in words if f">{word}<" in f">{text}<")
