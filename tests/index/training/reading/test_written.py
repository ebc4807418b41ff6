"""Questions written for the reader."""

import gzip
import lzma
import re
from collections import Counter
from pathlib import Path

import pytest

from index.errors import InvalidInput
from index.training.reading.examples import Example
from index.training.reading.written import FOLDER, NEAR, written_examples
from tests.index.training.reading.made_up import write_written

RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)


@pytest.fixture(scope="module")
def ours() -> list[Example]:
    """Those whose text is in the repository, too."""
    return list(written_examples(None))


def written(folder: Path, *lines: str) -> list[Example]:
    write_written(folder / "some.txt.xz", *lines)
    return list(written_examples(None, folder))


def answer(example: Example) -> str | None:
    return example.answer.cut(example.passage) if example.answer else None


def test_every_question_is_there_in_russian_and_in_english(ours: list[Example]) -> None:
    assert len(ours) > 5000
    for russian, english in zip(ours[::2], ours[1::2], strict=True):
        assert RUSSIAN.search(russian.question), russian.question
        assert not RUSSIAN.search(english.question), english.question
        assert (russian.passage, russian.answer) == (english.passage, english.answer)


def test_the_documentation_counts_what_is_there() -> None:
    readme = (FOLDER.parents[1] / "README.md").read_text(encoding="utf-8")
    counts = re.search(r"([\d,]+) questions over ([\d,]+) passages", readme)
    assert counts is not None
    lines: list[str] = []
    for path in FOLDER.glob("*.txt.xz"):
        with lzma.open(path, "rt", encoding="utf-8") as file:
            lines += file
    questions = sum(line.startswith(("A ", "N ")) for line in lines)
    passages = sum(line.startswith("===") for line in lines)
    assert (f"{questions:,}", f"{passages:,}") == counts.groups()


def test_no_question_is_asked_twice_of_a_text(ours: list[Example]) -> None:
    asked = Counter((each.passage, each.question) for each in ours[::2] if each.weight == 1)
    assert [each for each, times in asked.items() if times > 1] == []


def test_answers_are_a_part_of_their_text_and_some_questions_have_none(ours: list[Example]) -> None:
    own = [each for each in ours if each.weight == 1]
    answers = [each.answer.cut(each.passage) for each in own if each.answer]
    assert all(each == each.strip() and "\n" not in each for each in answers)
    assert 0.2 < 1 - len(answers) / len(own) < 0.5


def test_what_is_answered_is_asked_of_a_near_text_without_the_answer_as_well(
    ours: list[Example], tmp_path: Path
) -> None:
    answered = [each for each in ours if each.answer]
    near = [each for each in ours if each.weight == NEAR]
    assert len(near) > 0.95 * len(answered)
    assert all(each.answer is None for each in near)
    found = written(
        tmp_path,
        "=== own",
        "T Насос купили в мае.",
        "A Когда купили насос? | When was the pump bought? | в мае",
        "=== own",
        "T В мае насос ещё чинили.",
        "=== own",
        "T Старый насос стоит в подвале.",
        "=== own",
        "T Окна выходят во двор.",
    )
    assert [(each.question, each.passage, answer(each)) for each in found] == [
        ("Когда купили насос?", "Насос купили в мае.", "в мае"),
        ("When was the pump bought?", "Насос купили в мае.", "в мае"),
        ("Когда купили насос?", "Старый насос стоит в подвале.", None),
        ("When was the pump bought?", "Старый насос стоит в подвале.", None),
    ]


def test_a_near_text_says_the_answer_in_no_other_form_either(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        "=== own",
        "T Роман печатали «Северные листки».",
        "A Кто печатал роман? | Who printed the novel? | «Северные листки»",
        "=== own",
        "T О романе писали и в «Северных листках».",
        "=== own",
        "T Роман забыли.",
    )
    assert [each.passage for each in found[2:]] == ["Роман забыли."] * 2


def test_a_text_in_english_is_near_to_questions_about_it(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        "=== own",
        "T The council met in the hall.",
        "A Где собрался совет? | Where did the council meet? | in the hall",
        "=== own",
        "T The council is chaired by Ida.",
        "=== own",
        "T Окна выходят во двор.",
    )
    assert [each.passage for each in found[2:]] == ["The council is chaired by Ida."] * 2


def test_a_text_has_a_line_for_each_paragraph(tmp_path: Path) -> None:
    [russian, english, *_] = written(
        tmp_path, "=== own", "T Насос.", "T Его купили в мае.", "A Когда? | When? | в мае"
    )
    assert russian.passage == english.passage == "Насос.\nЕго купили в мае."
    assert (russian.question, english.question) == ("Когда?", "When?")
    assert answer(russian) == "в мае"


def test_headings_stand_above_a_text_and_are_none_of_it(tmp_path: Path) -> None:
    [russian, _, near, _] = written(
        tmp_path,
        "=== own",
        "H Мост",
        "H Постройка",
        "T Его начали в мае.",
        "A Когда начали мост? | When was the bridge begun? | в мае",
        "=== own",
        "H Мост",
        "T Он стоит у реки.",
    )
    assert (russian.context, russian.passage) == ("Мост\nПостройка", "Его начали в мае.")
    assert answer(russian) == "в мае"
    assert (near.context, near.passage) == ("Мост", "Он стоит у реки.")


def test_passages_under_one_title_are_about_one_matter(tmp_path: Path) -> None:
    asked = "N Чей? | Whose?"
    titles = ("H Мост", "H Мост", "H Дом", "T Сад.", "T Лес.")
    lines = [part for title in titles for part in ("=== own", title, "T Он тут.", asked)]
    groups = [each.group for each in written(tmp_path, *lines)[::2]]
    assert groups[0] == groups[1]
    assert len(set(groups)) == 4


def test_a_place_tells_like_words_apart(tmp_path: Path) -> None:
    text = "T Олег ушёл, и Олег вернулся."
    first, _, second, _ = written(
        tmp_path, "=== own", text, "A Кто ушёл? | Who left? | Олег", "A Кто? | Who? | Олег@2"
    )
    assert first.answer is not None
    assert second.answer is not None
    assert (first.answer.start, second.answer.start) == (0, 13)


def test_what_is_not_said_has_no_answer(tmp_path: Path) -> None:
    assert [each.answer for each in written(tmp_path, "=== own", "T Дом.", "N Чей? | Whose?")] == [
        None,
        None,
    ]


def test_texts_are_taken_from_the_data(tmp_path: Path) -> None:
    rows = [("One.", "Раз."), ("Two.", "Два  три."), ("Four.", "Четыре."), ("Five.", "Пять.")]
    with gzip.open(tmp_path / "general-human.tsv.gz", "wt", encoding="utf-8") as file:
        file.writelines(f"{left}\t{right}\tnews\n" for left, right in rows)
    write_written(
        tmp_path / "some.txt.xz",
        "=== news 1 2",
        "A Сколько? | How many? | три",
        "=== other 1 2",
        "N Чей? | Whose?",
    )
    russian, _ = written_examples(tmp_path, tmp_path)
    assert russian.passage == "Два три. Четыре."
    assert answer(russian) == "три"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("A Кто? | Who? | Анна", "'Анна' does not stand in the text"),
        ("A Кто? | Who? | Олег@2", "'Олег@2' does not stand in the text"),
        ("A Кто? | Who?", "not enough values"),
        ("N Кто? | Who? | Олег", "too many values"),
        ("Q Кто? | Who?", "'Q' is none of"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=rf"some\.txt\.xz:3: .*{re.escape(message)}"):
        written(tmp_path, "=== own", "T Олег.", line)


def test_a_file_begins_with_a_passage(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"some\.txt\.xz:1: a file begins with a line of ==="):
        written(tmp_path, "T Олег.", "A Кто? | Who? | Олег")
