"""From examples to a reader that ships."""

import os
import random
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from index.encode.comprehension import READER_FILE as STORED_READER_FILE
from index.encode.comprehension import BertComprehender
from index.encode.protocols import ReadText
from index.encode.weights import read_weights, write_weights
from index.errors import InvalidInput
from index.read.units import sentence_spans
from index.training.export import export
from index.training.network import Network
from index.training.reading.batches import Batch, Reading
from index.training.reading.teach import READER_FILE, ReadingRecipe, teach_reading
from index.types import Span
from tests.index.training.made_up import LAYERS
from tests.index.training.reading.made_up import QUESTION, passage, write_reading

CPU = torch.device("cpu")
RECIPE = ReadingRecipe(
    rate=5e-3, head_rate=2e-2, warm_up_steps=5, pieces_in_batch=1000, average_decay=0.9
)


def teach(
    work: Path,
    start: Path,
    reading: Reading,
    *,
    recipe: ReadingRecipe = RECIPE,
    minutes: float = float("inf"),
    makers: int = 0,
    learned_before: Path | None = None,
) -> dict[str, torch.Tensor]:
    """Return the weights that were learned."""
    network = Network.load(str(start), layers=range(LAYERS), precision=torch.float32, device=CPU)
    teach_reading(
        network=network,
        reading=reading,
        work=work,
        minutes=minutes,
        device=CPU,
        recipe=recipe,
        makers=makers,
        learned_before=learned_before,
    )
    weights: dict[str, torch.Tensor] = torch.load(work / READER_FILE, weights_only=True)
    return weights


@pytest.fixture(scope="module")
def model(start: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a reader that learned from made-up examples."""
    work = tmp_path_factory.mktemp("reading") / "work"
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    teach(work, start, write_reading(work, start, count=2400))
    torch.set_num_threads(threads)
    export(work=work, model=work / "model")
    return work / "model"


def test_what_was_taught_finds_the_sentence_and_the_words(model: Path) -> None:
    reader = BertComprehender.load(model)
    assert reader is not None
    chooser = random.Random(77)
    passages = [
        passage(chooser, figure=chooser.randrange(10, 100) if number % 2 else None)
        for number in range(40)
    ]
    texts = [
        ReadText(text, tuple(sentence_spans(text, Span(0, len(text))))) for text, _ in passages
    ]
    right = 0
    for (text, answer), asked, found in zip(
        passages, texts, reader.read(question=QUESTION, texts=texts), strict=True
    ):
        best = int(found.answers.argmax())
        if answer is None:
            right += found.answers[best] < 0 and found.certainties[best] < 0
            continue
        sentence = asked.sentences[best]
        span = found.spans[best]
        right += (
            sentence.start <= answer.start < sentence.end
            and found.answers[best] > 0
            and span is not None
            and span.cut(text) == answer.cut(text)
        )
    assert right >= 34


def test_the_reader_shares_the_table_of_pieces_with_the_encoder(model: Path) -> None:
    with safe_open(model / STORED_READER_FILE, "pt") as file:
        names = set(file.keys())
    assert "head.weight" in names
    assert not any(name.startswith("words") for name in names)


def test_without_a_reader_none_is_written(start: Path, tmp_path: Path) -> None:
    (tmp_path / "start").symlink_to(start)
    export(work=tmp_path, model=tmp_path / "model")
    assert not (tmp_path / "model" / STORED_READER_FILE).exists()
    assert BertComprehender.load(tmp_path / "model") is None


def test_a_run_ends_when_every_example_was_read(start: Path, tmp_path: Path) -> None:
    reading = write_reading(tmp_path / "work", start, count=40)
    first = teach(tmp_path / "work", start, reading)
    again = teach(tmp_path / "work", start, reading)
    assert all(torch.equal(weight, again[name]) for name, weight in first.items())
    none = teach(tmp_path / "work", start, reading, minutes=1e-9)
    assert not torch.equal(none["head.weight"], first["head.weight"])


def test_batches_may_be_made_in_other_processes(start: Path, tmp_path: Path) -> None:
    reading = write_reading(tmp_path / "work", start, count=40)
    before = teach(tmp_path / "work", start, reading, minutes=1e-9)
    after = teach(tmp_path / "work", start, reading, makers=1)
    assert before.keys() == after.keys()
    assert not torch.equal(before["head.weight"], after["head.weight"])


def test_what_goes_wrong_in_another_process_ends_the_run(
    start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = write_reading(tmp_path / "work", start, count=40)

    def broken(*_: object, **__: object) -> Iterator[Batch]:
        raise IndexError("no such piece")

    monkeypatch.setattr(reading, "batches", broken)
    with pytest.raises(IndexError, match="no such piece"):
        teach(tmp_path / "work", start, reading, makers=2)


def test_processes_that_are_killed_end_the_run(
    start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = write_reading(tmp_path / "work", start, count=40)

    def killed(*_: object, **__: object) -> Iterator[Batch]:
        os.kill(os.getpid(), signal.SIGKILL)
        return iter(())

    monkeypatch.setattr(reading, "batches", killed)
    monkeypatch.setattr("index.training.reading.teach._PATIENCE", 0.1)
    with pytest.raises(RuntimeError, match="none of the processes"):
        teach(tmp_path / "work", start, reading, makers=2)


def test_a_reader_that_was_exported_goes_on_from_where_it_was(
    model: Path, start: Path, tmp_path: Path
) -> None:
    reading = write_reading(tmp_path / "work", start, count=40)
    exported = model / STORED_READER_FILE
    same = teach(tmp_path / "work", start, reading, minutes=1e-9, learned_before=exported)
    stored = read_weights(exported)
    assert all(
        torch.equal(weight, stored[name.removeprefix("network.")]) for name, weight in same.items()
    )


def test_what_a_reader_knew_before_is_kept_in_part(
    model: Path, start: Path, tmp_path: Path
) -> None:
    reading = write_reading(tmp_path / "work", start, count=40)
    exported = model / STORED_READER_FILE
    before, half, whole = (
        teach(
            tmp_path / "work",
            start,
            reading,
            recipe=replace(RECIPE, kept=kept),
            learned_before=exported,
        )
        for kept in (1.0, 0.5, 0.0)
    )
    for name, weight in half.items():
        assert torch.allclose(weight, (before[name] + whole[name]) / 2, atol=1e-6)
        stored = read_weights(exported)[name.removeprefix("network.")]
        assert torch.allclose(before[name], stored, atol=1e-6)
    assert not torch.allclose(whole["head.weight"], before["head.weight"], atol=1e-4)


def test_what_is_no_reader_is_not_gone_on_from(start: Path, tmp_path: Path) -> None:
    reading = write_reading(tmp_path / "work", start, count=1)
    write_weights(tmp_path / "other.safetensors", {"head.bias": torch.zeros(4)})
    with pytest.raises(InvalidInput, match=r"is no reader of this network: it lacks .*positions"):
        teach(tmp_path / "work", start, reading, learned_before=tmp_path / "other.safetensors")


def test_without_an_example_nothing_can_be_learned(start: Path, tmp_path: Path) -> None:
    reading = write_reading(tmp_path / "work", start, count=1)
    reading.examples = reading.examples[:0]
    with pytest.raises(InvalidInput, match="there is no question to learn reading from"):
        teach(tmp_path / "work", start, reading)


def test_a_change_of_the_recipe_is_told_when_it_is_none() -> None:
    assert ReadingRecipe().change(["rate=1e-3", "warm_up_steps=8"]).warm_up_steps == 8
    with pytest.raises(InvalidInput, match="NAME being one of rate, head_rate"):
        ReadingRecipe().change(["layer_rate=1"])
