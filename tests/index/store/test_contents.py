"""What a folder holds: its own folders and the languages below it, counted."""

from pathlib import Path

import pytest

from index import Index, text_document
from index.errors import NotFound
from index.types import Counted
from tests.index.encoders import word_encoders

RUSSIAN = "Паром на остров уходит утром в девять часов."
ENGLISH = "The ferry to the island leaves in the morning at nine."


def test_counts_folders_and_languages_of_all_below(tmp_path: Path) -> None:
    sources = {
        "a.md": ENGLISH,
        "hr/b.md": ENGLISH,
        "hr/old/c.md": RUSSIAN,
        "hr old/d.md": RUSSIAN,
        "кадры/e.md": RUSSIAN,
        "%_/f.md": ENGLISH,
    }
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        index.add_documents(
            text_document(source=source, text=f"{text} {source}")
            for source, text in sources.items()
        )
        whole = index.contents()
        assert whole.folders == (
            Counted("%_", 1), Counted("hr", 2), Counted("hr old", 1), Counted("кадры", 1)
        )  # fmt: skip
        assert whole.languages == (Counted("en", 3), Counted("ru", 3))
        hr = index.contents(folder="hr")
        assert hr.folders == (Counted("old", 1),)
        assert {each.name: each.documents for each in hr.languages} == {"en": 1, "ru": 1}
        assert index.contents(folder="кадры").folders == ()
        assert index.contents(folder="none").languages == ()
        with pytest.raises(NotFound):
            index.contents(collection="none")
