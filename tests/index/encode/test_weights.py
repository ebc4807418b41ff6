"""Matrices in 8 bits: what is lost is bounded, what is damaged is said, what is loaded is a BERT."""

import stat
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from index.encode.weights import read_weights, write_weights
from index.errors import EncoderUnavailable


def matrix(rows: int, columns: int, *, scale: float = 1.0) -> Tensor:
    """Rows and columns of sizes that differ by many times, as a trained network's do."""
    random = torch.Generator().manual_seed(1)
    values = torch.randn(rows, columns, generator=random)
    values *= torch.logspace(-2, 1, rows)[:, None]
    values[:, columns // 2] *= 30
    return values * scale


def steps(path: Path, name: str) -> Tensor:
    """The size of one step of the int8 numbers at each place of a matrix."""
    stored = load_file(path)
    return torch.outer(stored[f"{name}.rows"].float(), stored[f"{name}.columns"].float())


@pytest.mark.parametrize("scale", [1.0, 1e-3, 1e-6, 100.0])
def test_a_number_comes_back_within_half_a_step(tmp_path: Path, scale: float) -> None:
    path = tmp_path / "weights.safetensors"
    matrices = {"wide": matrix(5, 64, scale=scale), "tall": matrix(300, 7, scale=scale)}
    write_weights(path, matrices)
    back = read_weights(path)
    for name, wanted in matrices.items():
        step = steps(path, name)
        assert back[name].dtype == torch.float32
        assert ((back[name] - wanted).abs() <= 0.5001 * step).all()
        # The steps themselves are small: 127 of them reach a row's largest number.
        even = (wanted / load_file(path)[f"{name}.columns"].float()).abs().amax(dim=1)
        assert load_file(path)[f"{name}.rows"].float() == pytest.approx(
            even / 127, rel=2e-3, abs=6e-8
        )


def test_a_large_column_costs_the_others_nothing(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    even = torch.randn(50, 64, generator=torch.Generator().manual_seed(2))
    uneven = even * torch.where(torch.arange(64) == 9, 1000.0, 1.0)
    write_weights(path, {"even": even, "uneven": uneven})
    back = read_weights(path)
    others = torch.arange(64) != 9
    assert back["uneven"][:, others] == pytest.approx(back["even"][:, others], abs=1e-2)
    assert (back["uneven"] - uneven)[:, others].abs().max() < 0.02


def test_rows_and_columns_of_zeros_stay_zeros(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    weight = matrix(6, 8)
    weight[2] = 0
    weight[:, 3] = 0
    write_weights(path, {"some": weight, "all": torch.zeros(3, 4)})
    back = read_weights(path)
    assert back["some"].any()
    assert not back["some"][weight == 0].any()
    assert torch.equal(back["all"], torch.zeros(3, 4))


def test_what_is_no_matrix_is_in_float16(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    bias = torch.linspace(-2, 2, 33)
    write_weights(path, {"bias": bias, "matrix": torch.ones(4, 33, dtype=torch.float16)})
    stored = load_file(path)
    assert {name: tensor.dtype for name, tensor in stored.items()} == {
        "bias": torch.float16,
        "matrix": torch.int8,
        "matrix.rows": torch.float16,
        "matrix.columns": torch.float16,
    }
    assert torch.equal(read_weights(path)["bias"], bias.half().float())
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_file_all_in_float16_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    state = {"matrix": matrix(3, 4).half(), "bias": torch.ones(4).half()}
    save_file(state, path)
    back = read_weights(path)
    assert back.keys() == state.keys()
    for name, tensor in back.items():
        assert tensor.dtype == torch.float32
        assert torch.equal(tensor, state[name].float())


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e30])
@pytest.mark.parametrize("shape", [(4, 3), (3,)])
def test_a_number_that_cannot_be_stored_is_refused(
    tmp_path: Path, number: float, shape: tuple[int, ...]
) -> None:
    weight = torch.ones(shape)
    weight[0] = number
    with pytest.raises(ValueError, match="weight has a number that is not finite"):
        write_weights(tmp_path / "weights.safetensors", {"weight": weight})
    assert not list(tmp_path.iterdir())


def damage_file(path: Path, damage: str) -> None:
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "cut off":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "no safetensors":
        path.write_bytes(b"version https://git-lfs.github.com/spec/v1\n" * 9)
    else:
        stored = load_file(path)
        if damage == "a scale is missing":
            del stored["matrix.rows"]
        elif damage == "a scale too short":
            stored["matrix.columns"] = stored["matrix.columns"][:-1].clone()
        path.unlink()
        save_file(stored, path)


@pytest.mark.parametrize(
    "damage",
    ["missing", "empty", "cut off", "no safetensors", "a scale is missing", "a scale too short"],
)
def test_a_damaged_file_is_one_clear_line(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "weights.safetensors"
    write_weights(path, {"matrix": matrix(30, 40)})
    damage_file(path, damage)
    with pytest.raises(EncoderUnavailable, match="put the file back") as caught:
        read_weights(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
