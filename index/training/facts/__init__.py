"""Invented reading examples: questions in either language over passages in either language.

Documents as teams have them, with people, firms and things that do not exist; some names and some
of the sentences around the facts are public (`names`, `titles`, `general-human` and
`docs-human` of the data folder). Nothing here is used outside training.
"""

from index.training.facts.generate import Example, Span, examples

__all__ = ["Example", "Span", "examples"]
