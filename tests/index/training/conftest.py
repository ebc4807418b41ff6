from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from tests.index.training.made_up import write_data, write_start


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the step `start` makes of made-up data and packages."""
    folder = tmp_path_factory.mktemp("start")
    with pytest.MonkeyPatch.context() as monkeypatch:
        return write_start(folder / "work", write_data(folder / "data"), monkeypatch)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Compute with one thread: to hand out work this small takes longer than to do it."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
