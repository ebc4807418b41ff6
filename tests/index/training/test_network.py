from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModel, BertConfig

from index.encode.weights import WEIGHTS_FILE
from index.training.network import PADDING, Network, from_bert, to_bert
from index.training.tokens import pad
from tests.index.training.made_up import LAYERS

CPU = torch.device("cpu")
TEXTS = [[0, 7, 9, 2], [0, 8, 8, 30, 12, 41, 2], [0, 2]]


def load(
    start: Path, *, layers: list[int] | None = None, precision: torch.dtype = torch.float32
) -> Network:
    kept = list(range(LAYERS)) if layers is None else layers
    return Network.load(str(start), layers=kept, precision=precision, device=CPU)


def embed(network: Network, texts: list[list[int]]) -> torch.Tensor:
    pieces, mask = (torch.from_numpy(rows) for rows in pad(texts, padding=PADDING))
    with torch.inference_mode():
        return network.embed(pieces, mask)


@pytest.mark.parametrize("text", TEXTS)
def test_it_gives_what_transformers_bert_gives(start: Path, text: list[int]) -> None:
    bert = AutoModel.from_pretrained(str(start)).eval()
    with torch.inference_mode():
        wanted = bert(input_ids=torch.tensor([text])).last_hidden_state[0].mean(0)
    found = embed(load(start), [text])[0]
    assert found.numpy() == pytest.approx((wanted / wanted.norm()).numpy(), abs=1e-5)


def test_padding_changes_nothing(start: Path) -> None:
    network = load(start)
    together = embed(network, TEXTS)
    for vector, text in zip(together, TEXTS, strict=True):
        assert vector.numpy() == pytest.approx(embed(network, [text])[0].numpy(), abs=1e-5)


def test_a_sentence_is_the_mean_of_its_pieces_where_they_stand(start: Path) -> None:
    network = load(start)
    pieces, mask = (torch.from_numpy(rows) for rows in pad(TEXTS, padding=PADDING))
    sentences = torch.tensor([[0, 1, 1, 0, 0, 0, 0], [0, 0, 1, 2, 2, 2, 0], [0] * 7])
    with torch.inference_mode():
        texts, parts, owners = network.embed_parts(pieces, mask, sentences)
        states = network(pieces, mask)
    assert texts.numpy() == pytest.approx(embed(network, TEXTS).numpy(), abs=1e-5)
    assert owners.tolist() == [0, 1, 1]
    wanted = [states[0, 1:3], states[1, 2:3], states[1, 3:6]]
    for part, own in zip(parts, wanted, strict=True):
        mean = own.mean(0)
        assert part.numpy() == pytest.approx((mean / mean.norm()).numpy(), abs=1e-5)


def test_texts_without_a_sentence_have_no_parts(start: Path) -> None:
    pieces, mask = (torch.from_numpy(rows) for rows in pad(TEXTS, padding=PADDING))
    with torch.inference_mode():
        texts, parts, owners = load(start).embed_parts(pieces, mask, torch.zeros_like(pieces))
    assert (len(texts), len(parts), len(owners)) == (3, 0, 0)


def test_in_half_precision_it_is_nearly_the_same(start: Path) -> None:
    exact, rough = embed(load(start), TEXTS), embed(load(start, precision=torch.bfloat16), TEXTS)
    assert rough.dtype == torch.float32
    assert (exact * rough).sum(dim=1).min() > 0.999


def test_some_of_the_layers_are_a_network_of_their_own(start: Path) -> None:
    bert = AutoModel.from_pretrained(str(start)).eval()
    bert.encoder.layer = torch.nn.ModuleList([bert.encoder.layer[0], bert.encoder.layer[2]])
    with torch.inference_mode():
        wanted = bert(input_ids=torch.tensor([TEXTS[1]])).last_hidden_state[0].mean(0)
    found = embed(load(start, layers=[0, 2]), [TEXTS[1]])[0]
    assert found.numpy() == pytest.approx((wanted / wanted.norm()).numpy(), abs=1e-5)


def test_the_names_of_a_bert_come_back(start: Path) -> None:
    state = load_file(start / WEIGHTS_FILE)
    types = state["embeddings.token_type_embeddings.weight"]
    again = to_bert(from_bert(state, layers=range(LAYERS)), types=types)
    assert again.keys() == state.keys()
    for name, weight in again.items():
        assert weight.numpy() == pytest.approx(state[name].numpy(), abs=1e-6)


def test_a_network_is_apart_from_the_weights_it_was_made_of(start: Path) -> None:
    weights = from_bert(load_file(start / WEIGHTS_FILE), layers=[0])
    config = BertConfig.from_pretrained(start)
    network = Network.of(weights, config, precision=torch.float32, device=CPU)
    with torch.no_grad():
        network.words.add_(1)
    assert not torch.equal(network.words, weights["words"])
    assert len(network.layers) == 1


def test_a_frozen_network_keeps_no_gradients(start: Path) -> None:
    network = load(start, precision=torch.bfloat16)
    network.freeze()
    pieces, mask = (torch.from_numpy(rows) for rows in pad(TEXTS, padding=PADDING))
    assert not network.embed(pieces, mask).requires_grad
    assert {weight.dtype for weight in network.layers.parameters()} == {torch.bfloat16}
    assert network.words.dtype == torch.float32


def test_rows_are_filled_up_at_their_ends() -> None:
    pieces, mask = pad([[5], [6, 7]], padding=PADDING)
    assert pieces.tolist() == [[5, PADDING], [6, 7]]
    assert mask.tolist() == [[True, False], [True, True]]
    assert pieces.dtype == np.int64
