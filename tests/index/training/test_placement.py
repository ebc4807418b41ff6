import numpy as np
import pytest

from index.training.placement import place_pieces
from index.training.vocabulary import make_tokenizer

ENGLISH = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "house", "river", "big", "small"]
RUSSIAN = ["дом", "дома", "река", "большой", "малый", "домам", "пусто"]
PAIRS = [
    *[("house", "дом")] * 30,
    *[("river", "река")] * 20,
    *[("big house", "большой дом")] * 10,
    *[("small house", "малый дом")] * 10,
]


@pytest.fixture(scope="module")
def embeddings() -> dict[str, np.ndarray]:
    return dict(zip(ENGLISH, np.eye(len(ENGLISH), dtype=np.float32) * 2, strict=True))


@pytest.fixture(scope="module")
def placed(embeddings: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    rows = place_pieces(
        make_tokenizer([*ENGLISH, *RUSSIAN]),
        PAIRS,
        pieces=RUSSIAN,
        english=ENGLISH,
        embeddings=np.stack(list(embeddings.values())),
    )
    assert rows.dtype == np.float32
    return dict(zip(RUSSIAN, rows, strict=True))


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


@pytest.mark.parametrize(
    ("russian", "english"),
    [("дом", "house"), ("река", "river"), ("большой", "big"), ("малый", "small")],
)
def test_a_piece_starts_where_its_translation_is(
    placed: dict[str, np.ndarray], embeddings: dict[str, np.ndarray], russian: str, english: str
) -> None:
    assert cosine(placed[russian], embeddings[english]) > 0.9


def test_a_form_that_is_in_no_pair_starts_where_its_stem_is(placed: dict[str, np.ndarray]) -> None:
    assert cosine(placed["домам"], placed["дом"]) > 0.99


def test_a_piece_that_nothing_is_known_of_starts_at_the_mean_of_all_words(
    placed: dict[str, np.ndarray], embeddings: dict[str, np.ndarray]
) -> None:
    mean = np.mean([embeddings[word] for word in ENGLISH if word.isalpha()], axis=0)
    assert cosine(placed["пусто"], mean) == pytest.approx(1)


def test_every_piece_is_as_long_as_an_english_one(placed: dict[str, np.ndarray]) -> None:
    assert [float(np.linalg.norm(row)) for row in placed.values()] == pytest.approx([2.0] * 7)
