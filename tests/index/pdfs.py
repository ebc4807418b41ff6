"""PDFs as tests read them: those that other programs made, and the same with bytes lost or changed."""

from pathlib import Path

from hypothesis import strategies as st

from tests.index.web import samples

SAMPLES = Path(__file__).parent / "read" / "samples"

pdf_files: st.SearchStrategy[bytes] = samples(
    "station.pdf", "harbour.pdf", "columns.pdf", "turned.pdf", "latin.pdf", "signs.pdf"
)
"""Not the scans: they take seconds where Tesseract is installed."""
