"""Passages: where they begin and end, and that their characters are the document's own."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from index.encode.dense import SentenceTransformerEncoder
from index.read.context import contexts, encoded_text
from index.read.document import text_document
from index.read.front_matter import front_matter
from index.read.split import split
from index.read.units import runs, sentence_spans
from index.types import Block, Document, Span
from tests.index.texts import any_document

_LONGEST_UNBROKEN = 1000

# Machines are shared: how long one case takes there says nothing.


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def document(text: str, source: str = "text.txt") -> Document:
    return text_document(source=source, text=text, language="ru")


@given(
    any_document,
    st.integers(min_value=1, max_value=40),
    st.integers(min_value=1, max_value=40),
)
def test_every_span_cuts_exactly_its_text(
    document: Document, max_tokens: int, target_tokens: int
) -> None:
    passages = split(
        document, count_tokens=count_words, max_tokens=max_tokens, target_tokens=target_tokens
    )
    for passage in passages:
        assert document.text[passage.span.start : passage.span.end] == passage.text
        assert passage.text == passage.text.strip()
        assert passage.sentences[0].start == passage.span.start
        assert passage.sentences[-1].end == passage.span.end
        for earlier, later in pairwise(passage.sentences):
            assert earlier.start < earlier.end <= later.start


_RULES = re.compile(r"[-=~^*#+_]+")


def _bare(text: str) -> str:
    return "".join(_RULES.sub("", text).split())


@given(any_document, st.integers(min_value=1, max_value=40))
@example(document("Boats\n-----\nThe heron is grey."), 9)
def test_no_word_is_lost_repeated_or_cut(document: Document, max_tokens: int) -> None:
    passages = split(document, count_tokens=count_words, max_tokens=max_tokens)
    spans = [passage.span for passage in passages]
    assert spans == sorted(spans, key=lambda span: span.start)
    covered = "".join(passage.text for passage in passages)
    between = document.text
    for span in reversed(spans):
        between = between[: span.start] + " " + between[span.end :]
    if document.media_type == "text/plain":
        # A rule below a heading is no part of it.
        assert not _RULES.sub("", between).strip()
        assert _bare(covered) == _bare(document.text)
    elif front_matter(document.text) is None:
        assert not re.search(r"\w", between)
    for span in spans:
        before, after = document.text[: span.start][-1:], document.text[span.start : span.start + 1]
        assert not (before.isalnum() and after.isalnum() and before.isascii() and after.isascii())


@given(any_document, st.integers(min_value=2, max_value=30))
def test_passages_fit_the_encoder_unless_one_word_does_not(
    document: Document, max_tokens: int
) -> None:
    for passage in split(document, count_tokens=count_words, max_tokens=max_tokens):
        assert count_words([passage.text])[0] <= max_tokens


def test_russian_abbreviations_do_not_end_a_sentence() -> None:
    text = "Он родился в 1950 г. в Москве. А. С. Пушкин там жил и т. д. Потом уехал."
    sentences = [span.cut(text) for span in sentence_spans(text, Span(0, len(text)))]
    assert sentences == [
        "Он родился в 1950 г. в Москве.",
        "А. С. Пушкин там жил и т. д.",
        "Потом уехал.",
    ]


def test_a_heading_begins_a_passage_and_stays_with_its_text() -> None:
    text = "# Один\n\nТекст первого.\n\n# Два\n\nТекст второго.\n"
    passages = split(document(text, "a.md"), count_tokens=count_words)
    assert [passage.text for passage in passages] == [
        "# Один\n\nТекст первого.",
        "# Два\n\nТекст второго.",
    ]


def test_short_paragraphs_are_taken_together_up_to_the_target() -> None:
    text = "\n\n".join(f"Абзац номер {number} тут." for number in range(6))
    passages = split(document(text), count_tokens=count_words, target_tokens=8)
    assert [passage.text.count("Абзац") for passage in passages] == [2, 2, 2]


def test_an_edit_changes_only_the_passages_near_it() -> None:
    paragraphs = [f"Абзац {number} " + "слово " * 30 + "конец." for number in range(40)]
    before = split(document("\n\n".join(paragraphs)), count_tokens=count_words, target_tokens=50)
    paragraphs[20] += " Ещё одно предложение."
    after = split(document("\n\n".join(paragraphs)), count_tokens=count_words, target_tokens=50)
    new = {passage.text for passage in after} - {passage.text for passage in before}
    assert len(new) == 1


def test_a_long_paragraph_is_divided_evenly_between_sentences() -> None:
    text = " ".join(f"Предложение номер {number}." for number in range(20))
    passages = split(document(text), count_tokens=count_words, max_tokens=25)
    assert [len(passage.sentences) for passage in passages] == [7, 7, 6]


def test_a_sentence_too_long_is_divided_between_words() -> None:
    text = "слово " * 100
    passages = split(document(text), count_tokens=count_words, max_tokens=30)
    assert all(set(passage.text.split()) == {"слово"} for passage in passages)
    assert sum(len(passage.text.split()) for passage in passages) == 100


def test_data_without_any_break_is_cut_all_the_same() -> None:
    text = "a" * 5000
    passages = split(document(text), count_tokens=lambda texts: [len(text) for text in texts])
    assert "".join(passage.text for passage in passages) == text
    assert max(len(passage.text) for passage in passages) <= _LONGEST_UNBROKEN


def test_lines_of_an_unwrapped_text_are_paragraphs() -> None:
    long_line = "Длинная строка без переноса. " * 10
    text = f"{long_line}\n{long_line}\nКоротко."
    passages = split(document(text), count_tokens=count_words, target_tokens=1, max_tokens=500)
    assert len(passages) == 3


def test_front_matter_is_in_no_passage() -> None:
    text = "---\ntitle: Отчёт\n---\n\nТекст отчёта."
    (passage,) = split(document(text, "a.md"), count_tokens=count_words)
    assert passage.text == "Текст отчёта."


def test_markdown_nested_too_deep_for_its_parser_is_not_lost() -> None:
    text = "\n".join(f"{'  ' * depth}- пункт {depth}" for depth in range(20))
    text += "\n\n[ссылка]: http://example.org 'Заголовок ссылки'\n"
    covered = " ".join(p.text for p in split(document(text, "a.md"), count_tokens=count_words))
    assert all(f"пункт {depth}" in covered for depth in range(20))
    assert "Заголовок ссылки" in covered


def test_sizes_hold_in_the_shipped_encoders_tokens(
    dense_encoder: SentenceTransformerEncoder,
) -> None:
    text = "Технопарк «Калибр» ежегодно входит в ТОП-5 лучших технопарков страны. " * 60
    passages = split(
        document(text),
        count_tokens=dense_encoder.count_tokens,
        max_tokens=dense_encoder.max_tokens,
    )
    sizes = dense_encoder.count_tokens([passage.text for passage in passages])
    assert len(passages) > 1
    assert max(sizes) <= dense_encoder.max_tokens


def test_what_stands_above_a_passage_is_its_context_and_no_part_of_it() -> None:
    text = "# Лодки\n\n## Цапля\n\n" + "Корпус серый и прочный. " * 6 + "\n\nМачта из сосны.\n"
    first, second, *_ = split(document(text, "a.md"), count_tokens=count_words, target_tokens=8)
    assert (first.text[:19], first.context) == ("# Лодки\n\n## Цапля\n\n", "")
    assert (second.text, second.context) == ("Мачта из сосны.", "Лодки\nЦапля")


def test_the_name_of_a_column_has_that_of_its_group_before_it() -> None:
    text = "Отдел;2023;;2024;\n;План;Факт;План;Факт\nПродажи;100;90;120;130\nСклад;40;45;50;48\n"
    *_, row = contexts(document(text, "a.csv"))
    assert row == ("Отдел;2023 План;2023 Факт;2024 План;2024 Факт",)
    text = "Name,Room,Phone\nAnna,12,40\nOleg,14,41\n"
    assert contexts(document(text, "a.csv"))[1:] == [("Name,Room,Phone",)] * 2


def test_the_rows_of_a_long_table_have_its_header_above_them() -> None:
    rows = "\n".join(f"| Лампа {number} | полка {number} |" for number in range(30))
    text = f"# Склад\n\n| Вещь | Место |\n|---|---|\n{rows}\n"
    passages = split(document(text, "a.md"), count_tokens=count_words, target_tokens=20)
    assert len(passages) > 3
    assert passages[0].context == ""
    assert {passage.context for passage in passages[1:]} == {"Склад\nВещь, Место"}
    for passage in passages[1:]:
        assert all(row.cut(text).startswith("| Лампа") for row in passage.sentences)


def test_an_item_knows_the_list_and_the_item_that_it_stands_under() -> None:
    items = "\n".join(f"- Город {n}\n  - кран номер {n}\n  - мастер Иван {n}" for n in range(9))
    text = f"Краны стоят в городах:\n\n{items}\n"
    passages = split(document(text, "a.md"), count_tokens=count_words, target_tokens=4)
    contexts = {passage.text: passage.context for passage in passages}
    assert contexts["- мастер Иван 3"] == "Краны стоят в городах\nГород 3"


def test_too_long_a_context_leaves_out_the_outermost() -> None:
    text = "# " + "внешний " * 30 + "\n\n## Ближний\n\n" + "Слово. " * 60 + "\n\nКонец.\n"
    *_, last = split(document(text, "a.md"), count_tokens=count_words, max_tokens=30)
    assert last.text.endswith("Конец.")
    assert last.context == "Ближний"


def test_a_question_begins_a_passage_and_its_answer_is_in_it() -> None:
    pairs = [f"Кто поливает сад {n}?\n\nСторож номер {n}, по утрам." for n in range(5)]
    passages = split(document("\n\n".join(pairs)), count_tokens=count_words)
    assert [passage.text for passage in passages] == pairs


def test_what_leads_in_a_list_goes_with_it() -> None:
    text = "Слово " * 12 + "тут.\n\nВ набор входят:\n\n- ключ\n- щуп\n"
    passages = split(document(text, "a.md"), count_tokens=count_words, target_tokens=10)
    assert [passage.text[-5:] for passage in passages] == [" тут.", "- щуп"]
    assert passages[1].text.startswith("В набор")


@given(any_document, st.integers(min_value=4, max_value=40))
def test_a_passage_begins_and_ends_at_units_of_the_blocks(
    document: Document, max_tokens: int
) -> None:
    found = {
        unit
        for block in document.blocks
        for run in runs(document.text, block)
        for unit in run
        if len(unit.cut(document.text).split()) <= max_tokens - max_tokens // 3 - 1
    }
    passages = split(document, count_tokens=count_words, max_tokens=max_tokens)
    made = [sentence for passage in passages for sentence in passage.sentences]
    assert found <= set(made)
    for earlier, later in pairwise(made):
        assert earlier.end <= later.start
    for passage in passages:
        encoded = encoded_text(passage.text, context=passage.context)
        assert len(encoded.split()) <= max_tokens


def test_what_stands_outside_a_section_is_not_taken_in_with_it() -> None:
    text = "Раздел\nСтрока раздела.\nСтрока вне разделов."
    first, second, third = (Span(0, 6), Span(7, 22), Span(23, 43))
    made = replace(
        document(text),
        blocks=(
            Block(first, "heading", 1),
            Block(second, "paragraph", headings=(first,)),
            Block(third, "paragraph"),
        ),
    )
    passages = split(made, count_tokens=count_words)
    assert [passage.span for passage in passages] == [Span(0, 22), third]


def test_a_document_without_blocks_has_no_passages() -> None:
    document = text_document(source="a.md", text="---\n")
    assert split(document, count_tokens=count_words) == ()
