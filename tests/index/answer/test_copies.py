"""Copies of a passage take one place of those that are read."""

from pathlib import Path

import pytest

from index import Index, text_document
from index.encode.protocols import Encoders
from index.types import Answer

MINUTES = """# Протокол собрания

На собрании долго говорили о ключах от лодочного сарая. Ключи от лодочного сарая нужны всем.
Спросили, у кого хранятся ключи от лодочного сарая, но ответа не было.
"""
DUTIES = """# Порядок

Ключи от лодочного сарая хранит сторож Пётр Гусев. Вёсла лежат у причала.
"""
WHO = "У кого хранятся ключи от лодочного сарая?"
OTHERS = {
    "paint.md": "# Краски\n\nЗабор красят в мае, лодки красят в апреле.",
    "lamps.md": "# Лампы\n\nВо дворе одиннадцать ламп, у причала ещё три.",
    "guests.md": "# Гости\n\nГостей принимают по субботам, о них пишут в журнал у входа.",
    "dogs.md": "# Собаки\n\nСобак на причал не пускают, их держат у ворот.",
}


def answered(folder: Path, encoders: Encoders, files: dict[str, str], question: str) -> Answer:
    with Index.open(folder, encoders=encoders) as index:
        index.add_documents(
            text_document(source=source, text=text) for source, text in (OTHERS | files).items()
        )
        answer = index.answer(question).answer
    assert answer is not None
    return answer


def test_copies_of_what_does_not_answer_leave_room_for_what_does(
    tmp_path: Path, encoders: Encoders
) -> None:
    files = {f"minutes-{number}.md": MINUTES for number in range(12)} | {"duties.md": DUTIES}
    answer = answered(tmp_path, encoders, files, WHO)
    assert answer.citation.source == "duties.md"
    assert answer.elsewhere == ()


@pytest.mark.parametrize("number", [2, 6, 20])
def test_an_answer_is_no_less_sure_with_many_copies_and_tells_all_their_places(
    tmp_path: Path, encoders: Encoders, number: int
) -> None:
    alone = answered(tmp_path / "one", encoders, {"0.md": DUTIES, "m.md": MINUTES}, WHO)
    copies = {f"{each}.md": DUTIES for each in range(number)}
    answer = answered(tmp_path / "many", encoders, copies | {"m.md": MINUTES}, WHO)
    assert answer.text == alone.text
    assert answer.confidence is not None
    assert alone.confidence is not None
    assert answer.confidence >= alone.confidence
    assert {each.source for each in (answer.citation, *answer.elsewhere)} == set(copies)
    assert all(each.quote == answer.citation.quote for each in answer.elsewhere)


def test_copies_of_what_does_not_answer_make_no_answer(tmp_path: Path, encoders: Encoders) -> None:
    files = OTHERS | {f"minutes-{number}.md": MINUTES for number in range(3)}
    with Index.open(tmp_path, encoders=encoders) as index:
        index.add_documents(text_document(source=each, text=text) for each, text in files.items())
        assert index.answer(WHO).answer is None


def test_a_few_words_are_as_sure_in_copies(tmp_path: Path, encoders: Encoders) -> None:
    text = "# Лодочный сарай\n\nКлючи хранит Гусев.\n"
    who = "Кто хранит ключи?"
    alone = answered(tmp_path / "one", encoders, {"a.md": text}, who)
    copies = {f"{number}.md": text for number in range(5)}
    answer = answered(tmp_path / "many", encoders, copies, who)
    assert answer.confidence is not None
    assert alone.confidence is not None
    assert answer.confidence >= alone.confidence
    assert len(answer.elsewhere) == len(copies) - 1


def test_a_copy_may_be_set_off_otherwise(tmp_path: Path, encoders: Encoders) -> None:
    quoted = "Порядок\n=======\n\n> Ключи от *лодочного сарая* хранит сторож\n> Пётр Гусев. Вёсла лежат у причала.\n"
    files = {"a.md": DUTIES, "b.md": quoted, "m.md": MINUTES}
    answer = answered(tmp_path, encoders, files, WHO)
    assert {each.source for each in (answer.citation, *answer.elsewhere)} == {"a.md", "b.md"}


def test_what_holds_no_more_is_no_copy_of_what_does(tmp_path: Path, encoders: Encoders) -> None:
    old = [
        text_document(source=f"{number}.md", text=DUTIES, metadata={"status": "archived"})
        for number in range(8)
    ]
    with Index.open(tmp_path, encoders=encoders) as index:
        index.add_documents([*old, text_document(source="new.md", text=DUTIES)])
        answer = index.answer(WHO).answer
    assert answer is not None
    assert answer.citation.source == "new.md"
