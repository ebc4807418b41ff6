"""Make the golden index of today's format: `python -m tests.index.store.golden_index`.

Whoever changes the format before it is released runs this and keeps what it writes.
"""

import gzip
import sqlite3
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from index import Index, make_document_id, text_document
from index.store.schema import FORMAT_VERSION, STORE_FILE
from index.types import Box, Places
from tests.index.encoders import word_encoders

GOLDEN = Path(__file__).parent / "golden"
CHARTER = (
    "# Устав\r\n\r\nПредседатель совета избирается на три года. Совет собирается дважды в год."
    "\r\n\r\nЁлка 🎄 и\u0301 парк."
)
REPORT = "Кластер открыт. Отчёт принят. The annual report was published in June."
DELETED = "Это удалено. Совет распущен."
OTHER = "Another collection. Кластер закрыт."
BOXED = Places(
    pages=((0, 2), (16, 3)),
    parts=((16, "recognised"),),
    boxes=((0, Box(2, 70, 90, 400, 102)), (14, None), (16, Box(3, 70, 40, 312, 55))),
)
"""The places of the other collection's document, as of a PDF."""
FILE = b"%PDF-1.7 as it was sent"


def make(folder: Path) -> None:
    """Make an index by a few changes, of which one replaces a document, and a folder beside it."""
    charter = text_document(
        source="устав.md",
        text=CHARTER,
        language="ru",
        metadata={"year": 2024, "tags": ("a", "б"), "draft": True},
    )
    root = folder.parent / "golden documents"
    root.mkdir()
    (root / "gone.txt").write_text("Кластер закрыт.", encoding="utf-8")
    (root / ".draft.md").write_text("Черновик.", encoding="utf-8")
    (root / "фото.png").write_bytes(bytes(range(32)))
    other = replace(
        text_document(source="other.txt", text=OTHER, language="ru", collection="другая"),
        places=BOXED,
        sha256=sha256(FILE).hexdigest(),
        size=len(FILE),
        original=FILE,
    )
    with Index.open(folder, encoders=word_encoders()) as index:
        index.add(root)
        index.add_documents([charter])
        (root / "gone.txt").write_text(REPORT, encoding="utf-8")
        index.add(root)
        index.add_documents([other], collection="другая")
        index.add_documents([text_document(source="deleted.txt", text=DELETED, language="ru")])
        index.delete(make_document_id(collection="default", source="deleted.txt"))


def main() -> None:
    """Write the golden index."""
    with TemporaryDirectory() as folder:
        make(Path(folder, "index"))
        path = Path(folder, "index", STORE_FILE)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("VACUUM")
        packed = gzip.compress(path.read_bytes(), mtime=0)
    (GOLDEN / f"format-{FORMAT_VERSION}.sqlite.gz").write_bytes(packed)


if __name__ == "__main__":
    main()
