"""HTML as a reader of the page sees it: all of that once, in order, and nothing else."""

import re
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Index
from index.errors import ReadError
from index.read.readers import Content
from index.read.web.html import read
from tests.index.encoders import word_encoders
from tests.index.web import sample


def page(body: str, *, head: str = "<title>Т</title>") -> Content:
    return read(f"<!doctype html><html><head>{head}</head><body>{body}".encode(), name="a.html")


def blocks(content: Content) -> list[tuple[str, str]]:
    return [(block.kind, block.span.cut(content.text)) for block in content.blocks]


@pytest.mark.parametrize("name", ["leave.html", "leave.xhtml"])
def test_a_page_that_an_office_program_wrote(name: str) -> None:
    content = read(sample(name), name=name)
    assert content.title == "Положение об отпусках"
    shown = blocks(content)
    assert shown[:3] == [
        ("heading", "Положение об отпусках"),
        ("paragraph", "Ежегодный оплачиваемый отпуск длится 28 календарных дней."),
        ("heading", "Дежурства"),
    ]
    assert ("table_row", "Игорь Волков | понедельник | +7 495 123-45-67") in shown
    row = next(block for block in content.blocks if "Волков" in block.span.cut(content.text))
    assert row.header is not None
    assert row.header.cut(content.text) == "Имя | Дни | Телефон"
    items = [text.replace(" ", "") for kind, text in shown if kind == "list_item"]
    assert items == [
        "1.Writetoyourmanagertwoweeksbefore.",
        "2.WaitfortheletteroftheHRoffice.",
    ]


def test_a_page_that_a_browser_saved() -> None:
    content = read(sample("cluster.html"), name="cluster.html")
    assert content.metadata == {"language": "ru"}
    assert content.title == "Кластер — Вики отдела"
    assert blocks(content) == [
        ("heading", "Кластер"),
        ("paragraph", "Дежурит Анна Белова."),
        ("heading", "Доступ"),
        (
            "paragraph",
            "Ключ выдаёт Пётр Смирнов, комната\xa0214. Лимит\xa0— 10⁶ запросов.",
        ),
        ("list_item", "CPU: 64 cores"),
        ("list_item", "Memory: 512\xa0GB"),
        ("paragraph", "Who pays?"),
        ("paragraph", "The computing centre pays for electricity."),
        ("table_row", "Очередь | Часы"),
        ("table_row", "short | 2"),
        ("table_row", "long | 72"),
        ("paragraph", "Почта отдела: hpc@example.org"),
    ]


def test_a_question_is_answered_from_a_folder_of_pages(tmp_path: Path) -> None:
    folder = tmp_path / "wiki"
    folder.mkdir()
    for name in ("leave.html", "cluster.html"):
        (folder / name).write_bytes(sample(name))
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        index.add(folder)
        best = index.search("Ключ выдаёт", k=1).hits[0]
        text = index.text(best.citation.document_id).text
    assert best.citation.source == "cluster.html"
    assert best.citation.line is None
    assert best.citation.part == "Кластер › Доступ"
    assert text[best.citation.start : best.citation.end] == best.citation.quote
    assert "Пётр Смирнов" in best.citation.quote


@pytest.mark.parametrize(
    ("given_charset", "encoding"),
    [
        ("windows-1251", "cp1251"),
        ("koi8-r", "koi8-r"),
        ("utf-8", "utf-8"),
        ("windows-1251", "utf-8"),
        ("utf-8", "cp1251"),
        ("iso-8859-1", "cp1251"),
        ("no-such", "cp1251"),
        ("utf-16", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("shift_jis", "cp1251"),
    ],
)
def test_the_encoding_is_what_the_page_says_unless_it_cannot_be(
    given_charset: str, encoding: str
) -> None:
    said = "Председатель Наблюдательного совета выступил в Москве 13 марта."
    markup = f'<html><head><meta charset="{given_charset}"></head><body><p>{said}</p></body></html>'
    assert read(markup.encode(encoding), name="a.html").text == said


def test_what_a_page_says_of_itself_is_metadata() -> None:
    content = page(
        "<p>Текст страницы",
        head='<title> Отчёт\n за год </title><meta name="author" content="Анна Белова">'
        '<meta property="article:published_time" content="2024-02-04">'
        '<meta name="keywords" content="отпуск, приказ"><meta name="viewport" content="w">'
        '<link rel="canonical" href="https://example.org/a">',
    )
    assert content.title == "Отчёт за год"
    assert content.metadata == {
        "author": "Анна Белова",
        "date": "2024-02-04",
        "keywords": ("отпуск", "приказ"),
        "url": "https://example.org/a",
    }


@pytest.mark.parametrize(
    ("lang", "body", "language"),
    [
        ("ru-RU", "Текст страницы", "ru"),
        ("en-US", "Текст страницы", None),
        ("en", "Text of a page", "en"),
        ("ru", "Text of a page", None),
        ("", "Text", None),
        ("русский", "Текст", None),
    ],
)
def test_a_language_of_another_alphabet_is_not_believed(
    lang: str, body: str, language: str | None
) -> None:
    content = read(f"<html lang='{lang}'><p>{body}".encode(), name="a.html")
    assert (content.metadata or {}).get("language") == language


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<p>a<b>b</b>c", ["abc"]),
        ("<p>раз&shy;рыв не&#8203;видим", ["разрыв невидим"]),
        ("<p>a &amp; b &lt;c&gt; &copy;", ["a & b <c> ©"]),
        ("<p>one<br>two<br><br>three", ["one\ntwo", "three"]),
        ("<p>10<sup>-6</sup>, 1<sup>st</sup>, H<sub>2</sub>O", ["10⁻⁶, 1st, H2O"]),
        ("<div>a<div>b</div>c</div>", ["a", "b", "c"]),
        ("<ol start=3 type=a><li>x<li value=9>y</ol>", ["c. x", "i. y"]),
        ("<ol reversed><li>x<li>y</ol>", ["2. x", "1. y"]),
        ("<ol type=I><li>x<ul><li>deep</ul></ol>", ["I. x", "deep"]),
        ("<ol><li><p>x<p>more</ol>", ["1. x", "more"]),
        ("<dl><dt>Кто<dd>Иванов<dt>Где<dd><p>Тут</dl>", ["Кто\nИванов", "Где\nТут"]),
        ("<dl><dt>Пусто</dl><p>после", ["Пусто", "после"]),
        (
            "<dl><dt>Кто<dd>Иванов<dd><p>Петров<dt>Где<dd>Тут</dl>",
            ["Кто\nИванов\nПетров", "Где\nТут"],
        ),
        ("<dl><dt>A<dt>B<dd>x<dd>y</dl>", ["A\nB\nx\ny"]),
        ("<dl><dt>A<dd><p>x<p>more<dd>y<dd></dl>z", ["A\nx", "more", "A\ny", "z"]),
        ("<dl><dt>A<dd>x<dd><pre>c</pre><dd>y</dl>", ["A\nx", "c", "A\ny"]),
        ("<dl><dt>A<dd>x<dd><ul><li>i</ul><dd>y</dl>", ["A\nx", "i", "A\ny"]),
        ("<dl><dt>A<dd>x<dd><h3>H</h3>y</dl>", ["A\nx", "H", "y"]),
        ("<dl><dt>A<dd>x<dl><dt>B<dd>y<dd>z</dl>w</dl>", ["A\nx", "B\ny\nz", "w"]),
        ("<dl><div><dt>A<dd>x<dd>y</div><div><dt>B<dd>z</div></dl>", ["A\nx\ny", "B\nz"]),
        ("<ul><li><dl><dt>A<dd>x<dd>y</dl></ul>", ["A\nx", "A\ny"]),
        ("<dl><dt>A<dd><table><tr><th>b<th>c<tr><td>1<td>2</table></dl>", ["A", "b | c", "1 | 2"]),
        ("<pre>\n a\n  b\n</pre>", ["a\n  b"]),
        ("<h2><div>Два</div> слова<a href=#x>#</a></h2>", ["Два слова"]),
        ("<h3><button>Вопрос?</button></h3>", ["Вопрос?"]),
        ("<h3>Глава <button>Копировать</button></h3>", ["Глава"]),
        ("<a class='skip-to-content' href=#m>К тексту</a><p id=m>x", ["x"]),
        ("<svg><title>нет</title><text>да</text></svg>", ["да"]),
        ("<math><mi>x</mi><annotation>\\x</annotation></math>", ["x"]),
        ("<main>x</main><aside>Справка: <a>12</a></aside>", ["x", "Справка: 12"]),
        ("<main>x</main><footer><a>Политика</a></footer>", ["x"]),
        ("<article><footer><a>Автор</a></footer></article>", ["Автор"]),
        ("<div class='cookie-bar'>Куки<button>Да</button></div>x", ["x"]),
        ("<article class='cookie-policy'>О куки<button>?</button></article>", ["О куки"]),
        ("<nav><a>Только меню</a></nav>", ["Только меню"]),
        ("<noscript>нет</noscript><template>нет</template><iframe>нет</iframe>x", ["x"]),
        ("<div aria-hidden=true>x <span aria-hidden=true>нет</span></div>", ["x"]),
        ("<p style='Display : none'>нет<p hidden>нет<p hidden=until-found>x", ["x"]),
        ("<dialog>нет</dialog><dialog open>x</dialog>", ["x"]),
        ("x<!-- нет --><script>нет</script><style>нет</style>", ["x"]),
    ],
)
def test_what_is_shown_is_what_is_read(body: str, shown: list[str]) -> None:
    assert [text for _, text in blocks(page(body))] == shown


@pytest.mark.parametrize("edge", ["header", "footer", "aside"])
@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Call us: <a href='tel:+14155550123'>+1 415 555 0123</a>", "Call us: +1 415 555 0123"),
        ("<p><a href='mailto:fox@a.example'>Lena Fox</a>, tools", "Lena Fox, tools"),
        ("<ul><li><a href='TEL:88005553535'>8 800 555-35-35</a></ul>", "8 800 555-35-35"),
        ("<div><a href='https://t.me/zavod'>@zavod_help</a></div>", "@zavod_help"),
        ("<p>Чат: <a href='https://wa.me/79001234567?text=Да'>900 123-45-67</a>", "Чат: 900 123-45-67"),
    ],
)  # fmt: skip
def test_a_link_by_which_someone_is_reached_is_read_at_the_edge_of_a_page_too(
    edge: str, markup: str, text: str
) -> None:
    body = f"<main>Станки</main><{edge}>{markup}</{edge}>"
    assert [each for _, each in blocks(page(body))] == ["Станки", text]


@pytest.mark.parametrize(
    "target",
    ["https://t.me/share/url?url=a", "mailto:?subject=a", "https://wa.me/?text=a", "/tel:8", "m.html"],
)  # fmt: skip
def test_a_link_to_another_page_or_to_nobody_leads_away(target: str) -> None:
    body = f"<main>Станки</main><footer><p>Ещё: <a href='{target}'>Рассказать</a></footer>"
    assert [each for _, each in blocks(page(body))] == ["Станки"]


@pytest.mark.parametrize(
    ("name", "said", "button"),
    [
        ("consent", "A parent signs if the patient is under 15.", "<a class=btn>Download form</a>"),
        ("consent", "Согласие пациента хранит Анна Белова.", "<button>Принять</button>"),
        ("gdpr", "Запросы на удаление данных принимает Вера Лисина.", "<button>Подать</button>"),
        ("recipe cookies", "Bake the cookies for 14 minutes.", "<button>Save recipe</button>"),
        ("cookies", "<h2>The cookies we set</h2>", "<button>Settings</button>"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("tag", ["div", "section"])
def test_what_is_called_as_notices_are_and_asks_no_consent_to_cookies_is_read(
    tag: str, name: str, said: str, button: str
) -> None:
    content = page(f"<{tag} class='{name}'>{said}{button}</{tag}>")
    assert content.text.startswith(re.sub("<.*?>", "", said))


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("cookies", "We use cookies.<a class=btn>Cookie settings</a>"),
        ("gdpr", "Продолжая пользоваться сайтом, вы соглашаетесь.<button>Понятно</button>"),
        ("consent", "By using this site you agree.<button class=close>×</button>"),
        ("cookie-banner", "Wir verwenden etwas.<button>Alles klar</button>"),
    ],
)  # fmt: skip
def test_a_notice_of_cookies_is_not_read(name: str, body: str) -> None:
    assert page(f"<div id='{name}'>{body}</div>x").text == "x"


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (
            "<tr><th>Товар<th>Цена<tr><td rowspan=2>Чай<td>10<tr><td>20",
            ["Товар | Цена", "Чай | 10", "Чай | 20"],
        ),
        ("<tr><th colspan=2>Всё<th>Итог<tr><td>1<td>2<td>3", ["Всё | | Итог", "1 | 2 | 3"]),
        ("<tr><td>a<br>b<td><p>c<p>d<tr><td>1<td>", ["a b | c d", "1"]),
        ("<tr><td>a<td>b<tr><td hidden>нет<td>x<td>y", ["a | b", "x | y"]),
        ("<tr><td rowspan=9999>a<td colspan=99999>b<tr><td>c", ["a | b", "a | c"]),
    ],
)
def test_a_row_of_a_table_is_one_line_with_every_cell_in_its_column(
    table: str, rows: list[str]
) -> None:
    assert blocks(page(f"<table>{table}</table>")) == [("table_row", row) for row in rows]


@pytest.mark.parametrize(
    "table",
    [
        "<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>",
        "<table><tr><td><h2>a</h2><td>b<tr><td>c<td>d</table>",
        "<table><tr><td>a<td>b<tr><td>c<td><table><tr><td>d</table></table>",
        "<table><tr><td>a<tr><td>b<tr><td>c<tr><td>d</table>",
    ],
)
def test_a_table_that_lays_out_a_page_is_none(table: str) -> None:
    content = page(table)
    assert [text for _, text in blocks(content)] == ["a", "b", "c", "d"]
    assert all(kind != "table_row" for kind, _ in blocks(content))


def test_a_caption_stands_before_its_table() -> None:
    content = page("<table><caption>Цены</caption><tr><th>a<th>b<tr><td>1<td>2</table>")
    assert blocks(content)[:2] == [("paragraph", "Цены"), ("table_row", "a | b")]


def test_what_xhtml_closes_at_once_takes_in_nothing() -> None:
    markup = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
    content = read(f"{markup}<script src='a.js'/></head><p><a id='x'/>Текст</p>".encode(), name="a")
    assert content.text == "Текст"


def test_a_stray_zero_does_not_cost_the_page() -> None:
    markup = "<title>Т</title><p>" + "Склад открыт с восьми. " * 30
    assert "\0" not in read(f"{markup}\0</p>".encode(), name="a.html").text


@pytest.mark.parametrize("markup", ["<html><body></body></html>", "<img src=a.png>", "<!-- x -->"])
def test_a_page_that_shows_nothing_is_refused(markup: str) -> None:
    with pytest.raises(ReadError, match=r"a\.html: no text in it"):
        read(markup.encode(), name="a.html")


# Pages of any shape, whose every word is known to be seen or not.

WRAPPERS = ["div", "p", "section", "ul", "li", "ol", "blockquote", "span", "b", "em", "td", "h2"]
UNSEEN = [
    "<script>{}</script>",
    "<style>{}</style>",
    "<!--{}-->",
    "<span hidden>{}</span>",
    "<div style='color:red;display:none'><p>{}</p></div>",
    "<template><p>{}</p></template>",
    "<noscript>{}</noscript>",
    "<nav><ul><li>{}</ul></nav>",
    "<select><option>{}</select>",
    "<i title='{0}' aria-hidden=true>{0}</i>",
]
SEEN = ["{}", "<b>{}</b>", "<p>{}</p>", "<li>{}", "{}<br>", "<a href=x>{}</a>", "<td>{}</td>"]


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, list[str], list[str]]:
    """Return a page, the words in it that are seen, in order, and those that are not."""
    seen: list[str] = []
    unseen: list[str] = []
    numbers = count()

    def piece(depth: int) -> str:
        shape = draw(st.integers(0, 3 if depth else 1))
        if shape == 0:
            seen.append(f"видно{next(numbers)}к")
            return " " + draw(st.sampled_from(SEEN)).format(seen[-1]) + " "
        if shape == 1:
            unseen.append(f"скрыто{next(numbers)}к")
            return draw(st.sampled_from(UNSEEN)).format(unseen[-1])
        inner = "".join(piece(depth - 1) for _ in range(draw(st.integers(0, 4))))
        if shape == 2:
            return f"<table><tr><td>{inner}</td><td>{inner and piece(0)}</td></tr></table>"
        tag = draw(st.sampled_from(WRAPPERS))
        return f"<{tag}>{inner}</{tag}>"

    return "".join(piece(3) for _ in range(draw(st.integers(1, 6)))), seen, unseen


@given(made=pages())
@settings(max_examples=300)
def test_every_seen_word_is_read_once_and_no_unseen_one(
    made: tuple[str, list[str], list[str]],
) -> None:
    markup, seen, unseen = made
    if not seen:
        return
    content = page(markup)
    inside = "\n".join(block.span.cut(content.text) for block in content.blocks)
    for word in seen:
        assert content.text.count(word) == 1
        assert inside.count(word) == 1
    assert not [word for word in unseen if word in content.text]
    assert content.text.count("видно") == len(seen)


@given(markup=st.text(alphabet="<>/=\"'!-&; abtdрliephstyc1\n\x00\u00ad", max_size=200))
def test_markup_of_any_kind_is_read_or_refused(markup: str) -> None:
    try:
        shown = blocks(read(markup.encode(), name="a.html"))
    except ReadError as error:
        shown = [("refused", str(error).partition("a.html")[1])]
    assert shown
    assert all(text.strip() for _, text in shown)
