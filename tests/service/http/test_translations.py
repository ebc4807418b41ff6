"""What a word by itself is called in the other language."""

import pytest
from fastapi.testclient import TestClient

from tests.service.http.test_app import assert_problem


@pytest.mark.parametrize(
    ("word", "called"),
    [("совет", "council"), ("Станцией", "station"), ("board", "совет"), ("deputy", "заместитель")],
)
def test_a_word_is_told_with_how_likely_it_is(client: TestClient, word: str, called: str) -> None:
    found = client.get("/v1/translations", params={"word": word}).json()
    assert found["word"] == word
    assert called in [each["word"] for each in found["translations"]]
    shares = [each["share"] for each in found["translations"]]
    assert shares == sorted(shares, reverse=True)
    assert all(0 < share <= 1 for share in shares)


@pytest.mark.parametrize("word", ["qqqqq", "17", "🦉", "!", "two words", " ", "\u200b", "\u0301"])
def test_of_what_is_no_word_that_it_knows_none_are_told(client: TestClient, word: str) -> None:
    response = client.get("/v1/translations", params={"word": word})
    assert (response.status_code, response.json()["translations"]) == (200, [])


@pytest.mark.parametrize(
    "asked", [{}, {"word": ""}, {"word": "x" * 101}, {"word": "a", "to": "de"}]
)
def test_what_cannot_be_asked_is_refused(client: TestClient, asked: dict[str, str]) -> None:
    assert_problem(client.get("/v1/translations", params=asked), 422, "invalid")
