"""Titles: what a person called a file, and not what a program did."""

import pytest

from index.read.titles import given_title


@pytest.mark.parametrize(
    "title",
    [
        "(anonymous)",
        "untitled",
        "Untitled Document",
        "Документ1",
        "Безымянный 2",
        "Microsoft Word - report final.doc",
        "Презентация PowerPoint",
        "thesis.dvi",
        " \0",
    ],
)
def test_what_a_program_called_a_file_is_no_title(title: str) -> None:
    assert given_title(title) is None


@pytest.mark.parametrize(
    "title",
    ["Document control", "Anonymous reporting", "Microsoft licences", "Презентация отдела"],
)
def test_a_title_that_begins_like_one_stays(title: str) -> None:
    assert given_title(title) == title


def test_a_title_is_one_line() -> None:
    assert given_title(" Rules\n of the  canal\0") == "Rules of the canal"
