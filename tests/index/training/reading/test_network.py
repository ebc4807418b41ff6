"""A network with a head that points at answers."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from index.training.network import Network
from index.training.reading.batches import PADDING, Batch
from index.training.reading.network import ReadingNetwork, loss
from tests.index.training.made_up import LAYERS
from tests.index.training.reading.made_up import write_reading

CPU = torch.device("cpu")
PIECES = torch.tensor([[0, 7, 2, 2, 20, 21, 22, 2], [0, 8, 2, 2, 30, 2, PADDING, PADDING]])
SENTENCES = torch.tensor([[0, 0, 0, 0, 1, 1, 2, 0], [0, 0, 0, 0, 1, 0, 0, 0]])


@pytest.fixture
def reader(start: Path) -> ReadingNetwork:
    torch.manual_seed(1)
    layers = range(LAYERS)
    return ReadingNetwork(
        Network.load(str(start), layers=layers, precision=torch.float32, device=CPU)
    )


def cost(reader: ReadingNetwork, batch: Batch) -> Tensor:
    pieces, sentences, first, last, sentence, weights = map(
        torch.from_numpy,
        (batch.pieces, batch.sentences, batch.first, batch.last, batch.sentence, batch.weights),
    )
    return loss(
        reader(pieces, sentences), first=first, last=last, sentence=sentence, weights=weights
    )


def test_only_the_passage_and_no_answer_can_be_pointed_at(reader: ReadingNetwork) -> None:
    start, end, sentences = reader(PIECES, SENTENCES)
    assert start.shape == end.shape == PIECES.shape
    assert sentences.shape == (2, 3)
    for logits in (start, end):
        chances = logits.softmax(dim=1)
        assert (chances[0] > 1e-6).tolist() == [True, *[False] * 3, True, True, True, False]
        assert (chances[1] > 1e-6).tolist() == [True, *[False] * 3, True, False, False, False]
    assert (sentences.softmax(dim=1) > 1e-6).tolist() == [[True] * 3, [True, True, False]]


def test_a_row_is_read_alike_alone_and_beside_longer_ones(reader: ReadingNetwork) -> None:
    together = reader(PIECES, SENTENCES)
    alone = reader(PIECES[1:, :6], SENTENCES[1:, :6])
    for one, other in zip(together, alone, strict=True):
        assert one[1, : other.shape[1]].detach().numpy() == pytest.approx(
            other[0].detach().numpy(), abs=1e-4
        )


def test_no_answer_is_at_the_first_piece() -> None:
    nothing = torch.tensor([0])
    sure = torch.tensor([[9.0, 0.0, 0.0]])
    weights = torch.ones(1)
    right = loss((sure, sure, sure), first=nothing, last=nothing, sentence=nothing, weights=weights)
    wrong = loss(
        (sure, sure, sure),
        first=nothing + 1,
        last=nothing + 2,
        sentence=nothing + 1,
        weights=weights,
    )
    assert right < 0.01
    assert wrong == pytest.approx(18, abs=0.1)


def test_what_weighs_nothing_costs_nothing() -> None:
    sure = torch.tensor([[9.0, 0.0], [9.0, 0.0]])
    places = torch.tensor([0, 1])
    outputs = (sure, sure, sure)

    def weighed(*weights: float) -> float:
        parts = {"first": places, "last": places, "sentence": places}
        return float(loss(outputs, **parts, weights=torch.tensor(weights)))

    assert weighed(1, 0) < 0.01
    assert weighed(1, 1) == pytest.approx((weighed(1, 0) + weighed(0, 1)) / 2)
    assert weighed(3, 1) == pytest.approx((3 * weighed(1, 0) + weighed(0, 1)) / 4)


def test_a_few_steps_make_it_cheaper_and_leave_the_table_of_pieces(
    reader: ReadingNetwork, start: Path, tmp_path: Path
) -> None:
    before = reader.network.words.detach().clone()
    batch = next(write_reading(tmp_path / "work", start).batches(seed=1, pieces=3000))
    optimizer = torch.optim.AdamW(
        [weight for weight in reader.parameters() if weight.requires_grad], lr=5e-3
    )
    costs = []
    for _ in range(12):
        value = cost(reader, batch)
        value.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        optimizer.zero_grad()
        costs.append(float(value.detach()))
    assert costs[-1] < 0.7 * costs[0]
    assert torch.equal(reader.network.words, before)
    assert np.isfinite(costs).all()
