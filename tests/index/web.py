"""Pages, mails and tables as tests read them: the samples that other programs wrote, and worse."""

import json
from pathlib import Path

from hypothesis import strategies as st

from tests.index.texts import any_text

SAMPLES = Path(__file__).parent / "read" / "samples"

_A_PLACE = st.integers(0, 10**6)


def sample(name: str) -> bytes:
    """Return a file of the samples."""
    return (SAMPLES / name).read_bytes()


def samples(*names: str) -> st.SearchStrategy[bytes]:
    """Return samples, whole and with some bytes lost or changed, and any text."""
    whole = st.sampled_from([sample(name) for name in names])
    cut = st.builds(_without, whole, _A_PLACE, st.integers(1, 300))
    changed = st.builds(_with, whole, _A_PLACE, st.binary(min_size=1, max_size=1))
    return whole | cut | changed | any_text.map(str.encode)


def _without(file: bytes, at: int, size: int) -> bytes:
    return file[: at % len(file)] + file[at % len(file) + size :]


def _with(file: bytes, at: int, byte: bytes) -> bytes:
    return file[: at % len(file)] + byte + file[at % len(file) + 1 :]


def _printed(text: str) -> dict[str, str]:
    return {"output_type": "stream", "text": text}


html_files = samples("leave.html", "leave.xhtml", "cluster.html")
csv_files = samples("requests.csv", "staff-1251.csv", "staff-16.tsv")

_cells = st.fixed_dictionaries(
    {
        "cell_type": st.sampled_from(["markdown", "code", "raw"]),
        "source": st.one_of(any_text, st.lists(any_text, max_size=3)),
    },
    optional={"outputs": st.lists(st.builds(_printed, any_text), max_size=2)},
)
notebook_files = st.just(sample("load.ipynb")) | st.lists(_cells, min_size=1, max_size=4).map(
    lambda cells: json.dumps({"cells": cells}).encode()
)
