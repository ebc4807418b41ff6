"""Pages, mails and tables as tests read them: the samples that other programs wrote, and worse."""

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


html_files = samples("leave.html", "leave.xhtml", "cluster.html")
csv_files = samples("requests.csv", "staff-1251.csv", "staff-16.tsv")
notebook_files = samples("load.ipynb")
