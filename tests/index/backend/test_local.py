"""A local backend as it is saved: loaded as it was, or not at all."""

from dataclasses import replace
from functools import reduce
from pathlib import Path

import numpy as np

from index.backend.files import load_backend, save_backend
from index.backend.local import LocalBackend
from tests.index.contracts.brute_force import DIM, change, random_passage


def saved_backend(folder: Path) -> LocalBackend:
    random = np.random.default_rng(3)
    passages = [
        replace(random_passage(random, number), attributes={"source": (f"{number % 5}.md",)})
        for number in range(50)
    ]
    backend = LocalBackend.empty().apply(change(add=passages))
    folder.mkdir(exist_ok=True)
    return save_backend(folder, backend, token="one")


def test_what_was_saved_is_loaded_as_it_was(tmp_path: Path) -> None:
    backend = saved_backend(tmp_path)
    loaded = load_backend(tmp_path, token_of=lambda _: "one")
    assert loaded is not None
    query = np.ones(DIM, np.float32)
    for k in (1, 50):
        one, other = backend.search_dense(query, k=k), loaded.search_dense(query, k=k)
        assert one.ids.tolist() == other.ids.tolist()
        one, other = (b.search_sparse({"совет": 1.0}, k=k) for b in (backend, loaded))
        assert one.scores.tolist() == other.scores.tolist()


def test_what_was_saved_of_another_history_is_not_loaded(tmp_path: Path) -> None:
    saved_backend(tmp_path)
    assert load_backend(tmp_path, token_of=lambda _: "other") is None
    assert load_backend(tmp_path, token_of=lambda _: None) is None


def test_a_damaged_file_is_never_loaded(tmp_path: Path) -> None:
    saved_backend(tmp_path)
    for path in sorted(tmp_path.iterdir()):
        whole = path.read_bytes()
        for place in [*range(min(32, len(whole))), *range(0, len(whole), max(1, len(whole) // 64))]:
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
            assert load_backend(tmp_path, token_of=lambda _: "one") is None
            path.write_bytes(whole[:place])
            assert load_backend(tmp_path, token_of=lambda _: "one") is None
        path.write_bytes(whole)
    assert load_backend(tmp_path, token_of=lambda _: "one") is not None


def test_a_missing_file_means_deriving_again(tmp_path: Path) -> None:
    assert load_backend(tmp_path / "none", token_of=lambda _: "one") is None
    for name in ["manifest.json", "gone-1", "0-49-50-1.dense", "0-49-50-1.arrays"]:
        saved_backend(tmp_path)
        (tmp_path / name).unlink()
        assert load_backend(tmp_path, token_of=lambda _: "one") is None


def test_however_it_came_to_what_it_holds_it_is_the_same() -> None:
    random = np.random.default_rng(5)
    passages = [random_passage(random, number) for number in range(30)]
    at_once = LocalBackend.empty().apply(change(add=passages[10:]))
    steps = [change(add=passages[:20]), change(remove=list(range(10))), change(add=passages[20:])]
    stepwise = reduce(LocalBackend.apply, steps, LocalBackend.empty())
    assert stepwise.differences(at_once) == []
    emptied = stepwise.apply(change(remove=list(range(10, 30))))
    assert emptied.differences(LocalBackend.empty()) == []
    assert stepwise.apply(change(remove=[12])).differences(at_once) != []
