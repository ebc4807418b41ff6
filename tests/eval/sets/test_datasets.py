import json
from pathlib import Path

import pytest

from eval.sets.datasets import load_dataset, load_texts
from eval.sets.tasks import Gold, Text, select_tasks, with_distractors
from index.errors import InvalidInput
from tests.eval.written import EN, RU, write_beir, write_own, write_squad


def test_squad_folder_gives_every_pair_of_languages_and_all_of_them(tmp_path: Path) -> None:
    dataset = load_dataset(write_squad(tmp_path))
    tasks = {task.name: task for task in dataset.tasks}
    assert list(tasks) == ["en→en", "en→ru", "en→all", "ru→en", "ru→ru", "ru→all"]
    crossed = tasks["en→ru"]
    assert [question.text for question in crossed.questions] == [
        "Who lives there?",
        "When does the gate close?",
    ]
    assert [text.text for text in crossed.corpus.texts] == RU
    assert crossed.qrels == {"a": {"ru/0-0": 1}, "b": {"ru/0-1": 1}}
    assert tasks["ru→all"].qrels == {
        "a": {"en/0-0": 1, "ru/0-0": 1},
        "b": {"en/0-1": 1, "ru/0-1": 1},
    }
    assert [text.text for text in tasks["en→all"].corpus.texts] == EN + RU


def test_questions_of_an_article_are_a_group_and_of_one_article_those_of_a_paragraph(
    tmp_path: Path,
) -> None:
    (alone,) = load_dataset(write_squad(tmp_path) / "en.json").tasks
    assert [question.group for question in alone.questions] == ["0-0", "0-1"]
    content = json.loads((tmp_path / "en.json").read_text(encoding="utf-8"))
    (article,) = content["data"]
    asked = {"id": "c", "question": "Why?", "answers": [{"answer_start": 0, "text": "The"}]}
    article["paragraphs"][0]["qas"].append(asked)
    other = json.loads(json.dumps(article).replace('"id": "', '"id": "other-'))
    content["data"].append(other)
    (tmp_path / "en.json").write_text(json.dumps(content), encoding="utf-8")
    (several,) = load_dataset(tmp_path / "en.json").tasks
    assert [question.group for question in several.questions] == ["0"] * 3 + ["1"] * 3


def test_a_text_keeps_a_mark_at_its_start(tmp_path: Path) -> None:
    tasks = {task.name: task for task in load_dataset(write_squad(tmp_path)).tasks}
    assert RU[0].startswith("\ufeff")
    assert tasks["ru→ru"].corpus.texts[0].text == RU[0]


@pytest.mark.parametrize("with_breaks", [True, False])
def test_the_gold_sentence_holds_the_start_of_the_answer(
    tmp_path: Path, *, with_breaks: bool
) -> None:
    dataset = load_dataset(write_squad(tmp_path, with_breaks=with_breaks), unit="sentence")
    task = next(task for task in dataset.tasks if task.name == "en→ru")
    texts = {text.source: text.text for text in task.corpus.texts}
    assert "".join(texts.values()).startswith("\ufeffДом стоит у реки.")
    assert {
        question: [texts[name] for name in right] for question, right in task.qrels.items()
    } == {
        "a": ["В нём живёт мельник."],
        "b": ["Ворота закрывают в десять."],
    }


def test_a_single_file_is_a_set_of_one_language(tmp_path: Path) -> None:
    write_squad(tmp_path)
    assert [task.name for task in load_dataset(tmp_path / "ru.json").tasks] == ["ru→ru"]
    assert [text.text for text in load_texts(tmp_path / "ru.json")] == RU
    assert [text.text for text in load_texts(tmp_path)] == EN + RU


def test_questions_without_an_answer_are_only_counted(tmp_path: Path) -> None:
    write_squad(tmp_path)
    content = json.loads((tmp_path / "en.json").read_text(encoding="utf-8"))
    content["data"][0]["paragraphs"][0]["qas"].append(
        {"id": "c", "question": "Why?", "answers": [], "is_impossible": True}
    )
    (tmp_path / "en.json").write_text(json.dumps(content), encoding="utf-8")
    (task,) = load_dataset(tmp_path / "en.json", unit="sentence").tasks
    assert [question.question_id for question in task.questions] == ["a", "b"]
    assert task.unanswerable == 1


def test_languages_that_share_no_question_are_no_task(tmp_path: Path) -> None:
    write_squad(tmp_path)
    english = (tmp_path / "en.json").read_text(encoding="utf-8")
    renamed = english.replace('"id": "', '"id": "other-')
    (tmp_path / "en.json").write_text(renamed, encoding="utf-8")
    names = [task.name for task in load_dataset(tmp_path).tasks]
    assert names == ["en→en", "en→all", "ru→ru", "ru→all"]


def test_beir_folder(tmp_path: Path) -> None:
    (task,) = load_dataset(write_beir(tmp_path, queries="queries.jsonl")).tasks
    assert task.name == "en→ru"
    # The empty document is left out; the query that nothing answers is not asked.
    assert task.corpus.texts == (Text("d1", "Заголовок\n\nТекст о реке."), Text("d2", "О мосте."))
    assert [question.question_id for question in task.questions] == ["q1", "q2"]
    assert task.qrels == {"q1": {"d1": 2, "d2": 1}, "q2": {"d2": 1}}


def test_beir_queries_in_several_languages(tmp_path: Path) -> None:
    write_beir(tmp_path, queries="queries.en.jsonl")
    write_beir(tmp_path, queries="queries.ru.jsonl")
    assert [task.name for task in load_dataset(tmp_path).tasks] == ["en→ru", "ru→ru"]


def test_own_set(tmp_path: Path) -> None:
    path = write_own(
        tmp_path,
        {"id": "one", "question": "Who?", "language": "en", "document": "a.txt", "answer": "He"},
        {"question": "Кто?", "document": "a.txt", "answers": ["она", "он\n сам"]},
        {"question": "Which?", "document": "a.txt", "answers": []},
        {"question": "When?", "document": "a.txt", "answer": None},
        {"question": "What?", "answers": ["it"], "group": "things"},
    )
    dataset = load_dataset(path, documents=tmp_path)
    english, russian = dataset.tasks
    assert (dataset.name, english.name, russian.name) == ("questions", "en", "ru")
    assert english.corpus.folder == tmp_path
    assert english.golds == {"one": Gold("a.txt", ("He",)), "q5": Gold(None, ("it",))}
    assert russian.golds == {"q2": Gold("a.txt", ("она", "он\n сам"))}
    assert [question.group for question in english.questions] == [None, "things"]
    assert (english.unanswerable, russian.unanswerable) == (2, 0)
    assert english.sources == {"a.txt"}


def test_gold_is_compared_exactly_but_for_spaces() -> None:
    gold = Gold("a.txt", ("Иван  Петров",))
    assert gold.held_by(source="a.txt", text="сказал Иван\u00a0\nПетров вчера")
    assert not gold.held_by(source="a.txt", text="сказал иван петров вчера")
    assert not gold.held_by(source="b.txt", text="сказал Иван Петров вчера")
    assert Gold(None, ("x", "Петров")).held_by(source="b.txt", text="Иван Петров")


def test_distractors_are_a_second_corpus(tmp_path: Path) -> None:
    path = write_own(tmp_path, {"question": "Who?", "document": "a.txt", "answer": "He"})
    dataset = load_dataset(path, documents=tmp_path)
    both = with_distractors(dataset, (Text("ru/0", "Текст.", "ru"),))
    alone, among = both.tasks
    assert (alone.name, among.name) == ("en", "en+distractors")
    assert alone.corpus.name != among.corpus.name
    assert among.corpus.folder == tmp_path
    assert among.corpus.texts == (Text("distractors/ru/0", "Текст.", "ru"),)
    assert among.golds == alone.golds
    with pytest.raises(InvalidInput, match="no documents"):
        with_distractors(dataset, ())


def test_tasks_are_chosen_by_name(tmp_path: Path) -> None:
    dataset = load_dataset(write_squad(tmp_path))
    chosen = select_tasks(dataset, ["ru-en", "en->all", "ru→en"])
    assert [task.name for task in chosen.tasks] == ["ru→en", "en→all"]
    with pytest.raises(InvalidInput, match=r"no task 'de-en' in .*it has: en→en"):
        select_tasks(dataset, ["de-en"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"questions\.jsonl:1: not JSON"),
        ("[]", r"questions\.jsonl:1: not a JSON object"),
        ("{}", "'question' is missing"),
        ('{"question": " "}', "'question' is empty"),
        ('{"question": 5}', "'question' is missing or no str"),
        ('{"question": "Who?", "document": "none.txt"}', "--documents"),
        ('{"question": "Who?", "document": "a.txt", "answers": 5}', "'answers' must be"),
        ('{"question": "Who?", "document": "a.txt", "answers": ["Shee"]}', "l:1: a.txt: 'Shee'"),
        ('{"question": "Кто?", "answers": ["Она", "Оне"]}', "'Она' or 'Оне' does not stand"),
        ('{"question": "Who?", "id": "x"}\n{"question": "When?", "id": "x"}', "twice"),
        ('{"question": "Who?"}', "no question in it"),
        ("", "no question in it"),
    ],
)
def test_own_set_that_is_wrong(tmp_path: Path, line: str, message: str) -> None:
    path = write_own(tmp_path)
    path.write_text(line, encoding="utf-8")
    with pytest.raises(InvalidInput, match=message):
        load_dataset(path, documents=tmp_path)


def test_sets_that_are_wrong(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no such question set"):
        load_dataset(tmp_path / "none")
    with pytest.raises(InvalidInput, match="not a question set"):
        load_dataset(tmp_path)
    (tmp_path / "squad").mkdir()
    squad = write_squad(tmp_path / "squad")
    with pytest.raises(InvalidInput, match="leave out --documents"):
        load_dataset(squad, documents=tmp_path)
    (squad / "en.json").write_text('{"data": [{"paragraphs": [{"qas": []}]}]}', encoding="utf-8")
    with pytest.raises(InvalidInput, match="paragraph 0 of article 0: 'context' is missing"):
        load_dataset(squad)
    (squad / "en.json").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidInput, match="not UTF-8"):
        load_dataset(squad)
    own = write_own(tmp_path, {"question": "Who?", "document": "a.txt", "answer": "He"})
    with pytest.raises(InvalidInput, match="does not name its sentences"):
        load_dataset(own, unit="sentence", documents=tmp_path)
    with pytest.raises(InvalidInput, match="no such folder of documents"):
        load_dataset(own, documents=tmp_path / "none")
    with pytest.raises(InvalidInput, match="brings no documents"):
        load_texts(own)


def test_beir_folder_that_is_wrong(tmp_path: Path) -> None:
    beir = write_beir(tmp_path, queries="queries.jsonl")
    qrels = beir / "qrels" / "test.tsv"
    qrels.write_text("q1\td1\tmuch\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"test\.tsv:1: not query, document"):
        load_dataset(beir)
    qrels.unlink()
    with pytest.raises(InvalidInput, match=r"test\.tsv: missing"):
        load_dataset(beir)
