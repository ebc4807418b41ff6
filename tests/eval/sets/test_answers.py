"""Question sets as answers are measured on them."""

from pathlib import Path

import pytest

from eval.sets.answers import SpanGold, load_answer_tasks
from eval.sets.squad import GoldSpan
from eval.sets.tasks import named_tasks
from index.errors import InvalidInput
from index.types import Citation, Span
from tests.eval.written import EN, RU, write_beir, write_own, write_squad


def cited(source: str, start: int, end: int, quote: str = "") -> Citation:
    return Citation("d", "T", source, "0", start, end, quote, "", "", None, None, None, ())


def test_a_squad_set_says_which_characters_answer(tmp_path: Path) -> None:
    tasks = {task.name: task for task in load_answer_tasks(write_squad(tmp_path))}
    assert list(tasks) == ["en→en", "en→ru", "ru→en", "ru→ru"]
    task = tasks["en→ru"]
    assert [question.text for question in task.questions] == [
        "Who lives there?",
        "When does the gate close?",
    ]
    assert task.left_out == {"a": "ru/0-0", "b": "ru/0-1"}
    assert task.sources == {"ru/0-0", "ru/0-1"}
    gold = task.golds["a"]
    assert gold.texts == ("мельник",)
    start = RU[0].index("мельник")
    assert gold.given_by(cited("ru/0-0", start, start + 7))
    assert not gold.given_by(cited("ru/0-0", start + 1, start + 7))
    assert not gold.given_by(cited("ru/0-0", start, start + 6))
    assert not gold.given_by(cited("ru/0-1", start, start + 7))


def test_one_of_several_spans_is_enough() -> None:
    gold = SpanGold((GoldSpan("a", Span(2, 5), "one"), GoldSpan("a", Span(20, 23), "two")))
    assert gold.given_by(cited("a", 0, 10))
    assert gold.given_by(cited("a", 20, 23))
    assert not gold.given_by(cited("a", 5, 20))


def test_a_set_of_our_own_has_questions_without_an_answer(tmp_path: Path) -> None:
    path = write_own(
        tmp_path,
        {"id": "x", "question": "Who said it?", "document": "a.txt", "answers": ["He", "he"]},
        {"id": "y", "question": "Why?", "document": "a.txt", "answer": None},
        {"id": "z", "question": "Кто сам?", "answer": "он"},
    )
    en, ru = load_answer_tasks(path, documents=tmp_path)
    assert [question.question_id for question in en.questions] == ["x", "y"]
    assert list(en.golds) == ["x"]
    assert en.left_out == {}
    assert en.sources == {"a.txt"}
    assert en.golds["x"].texts == ("He", "he")
    assert en.golds["x"].given_by(cited("a.txt", 12, 23, "He said it."))
    assert not en.golds["x"].given_by(cited("b.txt", 12, 23, "He said it."))
    assert not en.golds["x"].given_by(cited("a.txt", 0, 11, "Это он сам."))
    assert ru.golds["z"].given_by(cited("b.txt", 0, 11, "Это он сам."))
    assert ru.sources == frozenset()


def test_every_task_is_asked_among_distractors_too(tmp_path: Path) -> None:
    for name in ("squad", "own"):
        (tmp_path / name).mkdir()
    squad = write_squad(tmp_path / "squad")
    own = write_own(tmp_path / "own", {"question": "Who?", "document": "a.txt", "answer": "He"})
    alone, among = load_answer_tasks(own, documents=own.parent, distractors=squad / "en.json")
    assert (alone.name, among.name) == ("en", "en+distractors")
    assert [text.text for text in among.corpus.texts] == EN
    assert among.sources == {"a.txt", "distractors/en/0-0", "distractors/en/0-1"}
    assert among.golds is alone.golds


def test_tasks_are_chosen_by_name(tmp_path: Path) -> None:
    tasks = load_answer_tasks(write_squad(tmp_path))
    assert [task.name for task in named_tasks(tasks, ["ru-en"], dataset="set")] == ["ru→en"]
    with pytest.raises(InvalidInput, match="no task 'de' in set; it has: en→en, en→ru"):
        named_tasks(tasks, ["de"], dataset="set")


def test_what_cannot_be_measured_is_refused(tmp_path: Path) -> None:
    for name in ("squad", "beir", "own"):
        (tmp_path / name).mkdir()
    beir = write_beir(tmp_path / "beir", queries="queries.jsonl")
    with pytest.raises(InvalidInput, match="does not say which words answer"):
        load_answer_tasks(beir)
    squad = write_squad(tmp_path / "squad")
    with pytest.raises(InvalidInput, match="leave out --documents"):
        load_answer_tasks(squad, documents=tmp_path)
    own = write_own(tmp_path / "own", {"question": "Why?", "answer": None})
    with pytest.raises(InvalidInput, match="no question in it that its documents answer"):
        load_answer_tasks(own, documents=own.parent)


def test_a_set_of_our_own_may_tell_the_places_that_answer(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    text = "# Who said it\n\nIt was\nwinter. He said it to me.\n"
    (tmp_path / "set" / "b.md").write_text(text, encoding="utf-8")
    path = write_own(
        tmp_path,
        {
            "question": "Who said it?",
            "kinds": ["heading"],
            "spans": [{"document": "b.md", "sentence": "He said it to me.", "answer": "He"}],
        },
        {
            "question": "To whom?",
            "spans": [
                {"document": "b.md", "sentence": "He said it to me.", "answer": ["to me", "me"]}
            ],
        },
        {"question": "When?", "spans": [{"document": "b.md", "sentence": "It was winter."}]},
        {"question": "Why?", "spans": []},
    )
    (task,) = load_answer_tasks(path.rename(tmp_path / "set.jsonl"))
    who, whom, when, why = task.questions
    assert task.golds[whom.question_id].texts == ("to me", "me")
    assert (who.kinds, when.kinds) == (("heading",), ())
    assert why.question_id not in task.golds
    gold = task.golds[who.question_id]
    start = text.index("He said")
    assert (gold.texts, gold.short, gold.sources) == (("He",), True, frozenset({"b.md"}))
    assert gold.given_by(cited("b.md", start, start + 10))
    # The heading holds the words of the question, and one of the answer's letters.
    assert not gold.given_by(cited("b.md", 0, 13))
    sentence = task.golds[when.question_id]
    assert (sentence.texts, sentence.short) == (("It was\nwinter.",), False)
    assert sentence.given_by(cited("b.md", text.index("It was"), start))
    assert not sentence.given_by(cited("b.md", text.index("winter"), start))


@pytest.mark.parametrize(
    ("span", "message"),
    [
        ({"document": "b.txt", "sentence": "He"}, "no document 'b.txt'"),
        ({"document": "a.txt", "sentence": "She said it."}, "'She said it.' stands there 0 times"),
        ({"document": "a.txt", "sentence": "."}, "'.' stands there 2 times; it should once"),
        ({"document": "a.txt", "sentence": "He said it.", "answer": "он"}, "'он' stands there 0"),
        ({"document": "a.txt", "sentence": "He said it.", "answer": 3}, "'answer' must be a text"),
        ({"document": "a.txt"}, "'sentence' is missing"),
        ("a.txt", "'spans' must be a list of objects"),
    ],
)
def test_a_place_that_does_not_stand_there_is_refused(
    tmp_path: Path, span: object, message: str
) -> None:
    path = write_own(tmp_path, {"question": "Who?", "spans": [span]})
    with pytest.raises(InvalidInput, match=message.replace(".", r"\.")):
        load_answer_tasks(path, documents=tmp_path)


def test_a_near_miss_is_the_paragraph_without_the_sentence_that_answers(tmp_path: Path) -> None:
    tasks = {task.name: task for task in load_answer_tasks(write_squad(tmp_path))}
    cut = tasks["en→ru"].near_misses
    assert {name: (text.source, text.text) for name, text in cut.items()} == {
        "a": ("ru/0-0", RU[0].partition(". ")[0] + "."),
        "b": ("ru/0-1", "У города есть стена."),
    }
