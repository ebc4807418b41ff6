"""Texts as people write them, and worse: for the property tests of spans."""

from hypothesis import strategies as st

from index.read.document import text_document
from index.types import Document

_PIECES = [
    "Первое предложение. ", "Второе, т. е. не первое! ", "Dr. Smith met A. С. Пушкин. ", "ёлка ЁЖ ",
    "й й ё ё ", "👩‍👩‍👧 emoji 🎉", "\r\n", "\r", "\n\n", "\n", "\r\n\r\n", " ", "\t", "\u00a0",
    "\u2028", "\u0085", "\ufeff", "# Heading", "\n## Глава\n", "- item\n", "```\ncode\n```\n", "> quote",
    "| a | b |\n|---|---|\n| 1 | 2 |\n", "---\n", "===\n", "日本語のテキスト。", "…", "?!", "«Кавычки» – тире",
    "слово" * 60, "a" * 300, "1,234.5 и 3,14 в 2024 г. ", "http://example.org/путь?x=1 ",
]  # fmt: skip

any_text = st.one_of(
    st.lists(st.sampled_from(_PIECES), min_size=1, max_size=30).map("".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200),
).filter(lambda text: bool(text.strip()))

any_document = st.builds(
    lambda text, name: text_document(source=name, text=text, language="und"),
    any_text,
    st.sampled_from(["notes.txt", "notes.md"]),
)

__all__ = ["Document", "any_document", "any_text"]
