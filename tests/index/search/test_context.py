"""What stands above a passage counts for it in both halves, and is never cited as part of it."""

from pathlib import Path

from index import Index, text_document
from index.maintain.doctor import examine
from index.types import DenseExplanation, SparseExplanation
from tests.index.encoders import word_encoders

ROWS = "\n".join(f"| Лампа{number} | полка{number} |" for number in range(40))
TEXT = f"# Кладовая\n\n| Вещь | Место |\n|---|---|\n{ROWS}\n"


def test_a_heading_and_a_header_are_found_and_not_quoted(tmp_path: Path) -> None:
    document = text_document(source="store.md", text=TEXT, language="ru")
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        index.add_documents([document])
        found = index.search("кладовая место лампа39", k=100, explain=True).hits
        (best,) = [hit for hit in found if "| Лампа39 | полка39 |" in hit.text]
        assert "Кладовая" not in best.text
        assert "Место" not in best.text
        assert best.context == "Кладовая\nВещь, Место"
        assert TEXT[best.citation.start : best.citation.end] == best.citation.quote
        assert best.explanation is not None
        sparse, dense = best.explanation["sparse"], best.explanation["dense"]
        assert isinstance(sparse, SparseExplanation)
        assert isinstance(dense, DenseExplanation)
        assert {term.found for term in sparse.terms} >= {"Кладовая", "Место"}
        # Every passage of the table has the heading's word.
        assert len(index.search("кладовая", mode="sparse", k=100).hits) == len(found)
    assert examine(tmp_path).sound


def test_another_heading_makes_what_stands_under_it_another_passage(tmp_path: Path) -> None:
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        index.add_documents([text_document(source="store.md", text=TEXT, language="ru")])
        changed = TEXT.replace("Кладовая", "Чердак")
        report = index.add_documents(
            [text_document(source="store.md", text=changed, language="ru")]
        )
        assert report.embedded == report.passages > 1
        assert not index.search("кладовая", mode="sparse").hits
        assert index.search("чердак", mode="sparse", k=100).hits
    assert examine(tmp_path).sound
