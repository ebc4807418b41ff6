"""What one clause of a sentence says is no answer about the thing of another one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Index, text_document
from index.encode.protocols import Encoders

NOTES = {
    "hall.md": "# Hall\n\nThe gym floor was sanded by Aldo Ferri on 4 March; the benches were only"
    " wiped. The lamp was bought in Leeds.",
    "stage.md": "# Stage\n\nThe red curtain was sewn by Mrs Bellini; the backdrop was painted by the"
    " art class. The trapdoor jammed.",
    "parish.md": "# Parish\n\nTom Reyes washed the gym, the changing rooms and the indoor pool. The"
    " candles and the flowers were paid for by the Guild.",
    "garden.md": "# Garden\n\nAnton pruned the old trees; the young ones were tied to posts by the"
    " pupils. The pears were sprayed on 2 April, the apples twice, on 5 and 19 April.",
    "dacha.md": "# Дача\n\nЗабор у пруда красили практиканты, калитку поставил дед Матвей. Колодец"
    " глубокий.",
    "masks.md": "# Реквизит\n\nПарик для Графа сделала Роза Львовна, усы клеит гримёр Стас. Трон"
    " тяжёлый.",
    "keys.md": "# Ключи\n\nМел и тряпки выдаёт техничка Зоя, журналы – секретарь. Звонок громкий.",
}


@pytest.fixture(scope="module")
def notes(encoders: Encoders, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("clauses"), encoders=encoders) as index:
        index.add_documents(text_document(source=name, text=text) for name, text in NOTES.items())
        yield index


@pytest.mark.parametrize(
    "question",
    [
        "Who sanded the gym benches?",
        "Who painted the curtain?",
        "Who pruned the young trees?",
        "Кто поставил забор?",
        "Кто красил калитку?",
        "Кто клеит парик?",
    ],
)
def test_what_another_clause_says_of_its_own_thing_is_no_answer(
    notes: Index, question: str
) -> None:
    assert notes.answer(question).answer is None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who sanded the gym floor?", "Aldo Ferri"),
        ("Who painted the backdrop?", "art class"),
        ("Who sewed the red curtain?", "Bellini"),
        ("Who tied the young trees to posts?", "pupils"),
        ("Who washed the indoor pool?", "Tom Reyes"),
        ("Who washed the changing rooms?", "Tom Reyes"),
        ("Who paid for the candles?", "Guild"),
        ("When were the apples sprayed?", "19 April"),
        ("Кто поставил калитку?", "дед Матвей"),
        ("Кто красил забор?", "практиканты"),
        ("Кто клеит усы?", "Стас"),
        ("Кто выдаёт мел?", "Зоя"),
        ("Кто выдаёт журналы?", "секретарь"),
    ],
)
def test_what_stands_in_a_row_or_is_left_out_of_a_clause_is(
    notes: Index, question: str, said: str
) -> None:
    answer = notes.answer(question).answer
    assert answer is not None
    assert said in answer.text


def test_a_clause_that_says_it_all_answers(encoders: Encoders, tmp_path: Path) -> None:
    with Index.open(tmp_path, encoders=encoders) as index:
        index.add_documents(
            [
                text_document(
                    source="t.md",
                    text="Because the heating failed, Ida moved the service to the hall, and Tom rang"
                    " the bell.",
                )
            ]
        )
        answer = index.answer("Who rang the bell?").answer
    assert answer is not None
    assert answer.marked is not None
    assert "Tom" in answer.text
