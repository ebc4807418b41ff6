from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from transformers import AutoModel

from index.encode.dense import load_model
from index.training.folder import MOST_PIECES, PROMPTS
from index.training.start import choose_pieces, count_pieces
from tests.index.training.made_up import (
    DIMENSION,
    PIECES,
    make_tokenizer,
    use_packages,
)

ENGLISH = "The old house stands by the river."
RUSSIAN = "Белый мост принадлежит городу, а замок нет!"


@pytest.fixture(scope="module")
def tokenizer(start: Path) -> Tokenizer:
    return Tokenizer.from_file(str(start / "tokenizer.json"))


@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, "château", "?"])
def test_text_of_both_languages_is_cut_as_by_the_whole_tokenizer(
    tokenizer: Tokenizer, text: str
) -> None:
    whole = make_tokenizer().encode(text)
    assert "<unk>" not in tokenizer.encode(text.replace("â", "a")).tokens
    if text != "château":
        assert tokenizer.encode(text).tokens == whole.tokens


def test_pieces_that_no_text_uses_are_gone(tokenizer: Tokenizer) -> None:
    vocabulary = tokenizer.get_vocab()
    assert {"\u2581the", "\u2581мост", "Q", "<mask>"} <= vocabulary.keys()
    assert not {"\u2581château", "中"} & vocabulary.keys()
    assert tokenizer.token_to_id("<mask>") == len(vocabulary) - 1
    assert [tokenizer.token_to_id(piece) for piece in PIECES[:4]] == [0, 1, 2, 3]


def test_every_piece_keeps_its_embedding(
    start: Path, tokenizer: Tokenizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = use_packages(tmp_path, monkeypatch)["emb.word"]
    kept = AutoModel.from_pretrained(str(start)).get_input_embeddings().weight
    for piece, number in tokenizer.get_vocab().items():
        assert torch.equal(kept[number], whole[PIECES.index(piece)])


def test_it_is_a_model_with_e5s_prompts(start: Path) -> None:
    model = load_model(str(start))
    assert {name: model.prompts[name] for name in PROMPTS} == PROMPTS
    assert model.max_seq_length == MOST_PIECES
    asked, read = model.encode_query([ENGLISH]), model.encode_document([ENGLISH])
    assert asked.shape == (1, DIMENSION)
    assert np.linalg.norm(asked) == pytest.approx(1, abs=1e-5)
    assert read == pytest.approx(model.encode(["passage: " + ENGLISH], prompt=""), abs=1e-5)
    assert np.abs(asked - read).max() > 1e-3


def test_pieces_are_counted_once_for_each_place() -> None:
    counts = count_pieces(make_tokenizer(), iter(["the city", "the мост"]))
    assert {PIECES[number]: int(counts[number]) for number in np.flatnonzero(counts)} == {
        "\u2581the": 2,
        "\u2581city": 1,
        "\u2581мост": 1,
    }


def test_other_scripts_stay_where_the_texts_quote_them_often() -> None:
    def kept(**counted: int) -> set[str]:
        counts = np.array([counted.get(piece.lstrip("\u2581"), 0) for piece in PIECES])
        return {PIECES[number] for number in choose_pieces(PIECES, counts)}

    assert not {"\u2581château", "中"} & kept(château=1, 中=19)
    assert {"\u2581château", "中"} <= kept(château=2, 中=20)
    assert {"<s>", "<pad>", "</s>", "<unk>", "<mask>", "Щ", "\u2581"} <= kept()
