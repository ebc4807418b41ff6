"""Languages: each is a record, and another one takes no more than that."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest

from index import Index, answer, text_document
from index.answer.kinds import Forms
from index.encode.protocols import Encoders
from index.encode.sparse import BridgedEncoder
from index.learned import SHIPPED_MODEL
from index.text.analysis import ANALYSIS, Analysis, tokenize
from index.text.languages import ENGLISH, LANGUAGES, RUSSIAN, Language
from index.text.scripts import SCRIPTS, is_cyrillic
from index.types import SparseExplanation
from tests.index.encoders import WordEncoder
from tests.index.languages import GERMAN, THREE, UKRAINIAN

IN_GERMAN = (
    "Die Stadt hat im Sommer viele alte Häuser am Fluss gekauft und will sie nun erhalten. "
    "Der Bürgermeister sprach darüber mit den Bewohnern und mit einem Кластер aus Москва."
)


def stems(analysis: Analysis, text: str, *, language: str | None = None) -> list[str]:
    return [token.stem for token in analysis.tokenize(text, language=language)]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_a_record_is_whole(language: Language) -> None:
    words = tokenize(language.function_words)
    assert words
    assert all(word.function and word.language == language.code for word in words)
    assert language.script in SCRIPTS
    parts = (
        language.asking,
        language.telling,
        language.values,
        language.documents,
        language.grammar,
    )
    empty = [each.name for part in parts for each in fields(part) if not getattr(part, each.name)]
    assert set(empty) <= {"of_month", "year_words", "copulas", "futures"}
    assert language.possession.of or language.possession.genitives
    assert language.series.letters
    assert language.naming.person


def test_what_is_told_by_form_of_an_answer_knows_its_words_from_the_records() -> None:
    for path in Path(answer.__path__[0]).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        of_a_language = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and node not in docstrings
            if isinstance(node.value, str) and is_cyrillic(node.value)
        ]
        assert not of_a_language, path.name


def test_names_are_asked_for_in_the_language_of_who_asks() -> None:
    assert RUSSIAN.naming.who_is("Анна Белая") == "Кто такая Анна Белая?"
    assert RUSSIAN.naming.in_latin is not None
    assert RUSSIAN.naming.in_latin("Юрий Щукин") == "Yury Shchukin"
    assert ENGLISH.naming.who_is("Yury Shchukin") == "Who is Yury Shchukin?"


def test_codes_are_unique() -> None:
    assert len({language.code for language in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize("language", [None, "und", "en", "ru", "bg", "de"])
def test_where_each_script_has_one_language_a_documents_own_changes_nothing(
    language: str | None,
) -> None:
    text = "Члены clusters, Häuser и Київ; 1 000 ‘members’ of АКИТ"
    assert ANALYSIS.tokenize(text, language=language) == tokenize(text)
    assert ANALYSIS.deciding(language) is None


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", ["haus", "ist", "кластер"]),
        ("de-AT", ["haus", "ist", "кластер"]),
        ("en", ["hauser", "ist", "кластер"]),
        ("ru", ["hauser", "ist", "кластер"]),
        ("und", ["hauser", "ist", "кластер"]),
        (None, ["hauser", "ist", "кластер"]),
    ],
)
def test_a_documents_language_decides_between_those_of_one_script(
    language: str | None, expected: list[str]
) -> None:
    assert stems(THREE, "Häuser ist кластером", language=language) == expected


def test_a_word_without_content_in_one_language_may_have_some_in_another() -> None:
    (in_german,) = THREE.tokenize("Die", language="de")
    (in_english,) = THREE.tokenize("Die", language="en")
    assert in_german.function
    assert in_german.terms == ("die",)
    assert not in_english.function
    assert in_english.keys


def test_a_letter_with_a_mark_may_be_one_of_its_own() -> None:
    analysis = Analysis((*LANGUAGES, UKRAINIAN))
    assert stems(analysis, "Київ café йод", language="uk") == ["київ", "cafe", "йод"]
    assert stems(analysis, "Київ café йод", language="ru") == ["киів", "cafe", "йод"]


def test_words_of_a_script_without_a_language_stand_as_they_are() -> None:
    (word,) = Analysis((RUSSIAN,)).tokenize("Clusters")
    assert (word.stem, word.language, word.function) == ("clusters", None, False)


def test_question_words_of_a_third_language_say_what_it_asks_for() -> None:
    forms = Forms((*LANGUAGES, GERMAN))
    assert forms.expected_type("Wann wurde das Haus gebaut?") == "date"
    assert forms.expected_type("Wer ist der Bürgermeister?") == "person"
    assert forms.expected_type("Кто мэр?") == "person"
    found = forms.date.search("Es wurde am 13. März 2024 gebaut.")
    assert found is not None
    assert found.group() == "13. März 2024"


def encoders(analysis: Analysis) -> Encoders:
    sparse = BridgedEncoder.load(SHIPPED_MODEL / "bridge.npz", analysis=analysis)
    return Encoders(dense=WordEncoder(), sparse=sparse, sparse_weight=None)


def found(folder: Path, analysis: Analysis, query: str) -> list[str]:
    """The sources that a query finds by its words, in an index of a document in each language."""
    with Index.open(folder, encoders=encoders(analysis)) as index:
        index.add_documents(
            [
                text_document(source="de", text=IN_GERMAN),
                text_document(source="en", text="The house was sold by the town last summer."),
                text_document(source="ru", text="Дома на берегу реки купили жители Москвы."),
            ]
        )
        assert index.documents().documents[0].language == "de"
        result = index.search(query, mode="sparse", explain=True)
        for hit in result.hits:
            assert hit.explanation is not None
            sparse = hit.explanation["sparse"]
            assert isinstance(sparse, SparseExplanation)
            assert all(term.found in hit.text for term in sparse.terms)
        return sorted(hit.citation.source for hit in result.hits)


def test_documents_of_a_third_language_are_found_by_its_stems(tmp_path: Path) -> None:
    assert found(tmp_path / "two", ANALYSIS, "Haus") == []
    assert found(tmp_path / "three", THREE, "Haus") == ["de"]


def test_those_of_the_others_are_found_as_before(tmp_path: Path) -> None:
    for query in ("houses", "Москве", "дом"):
        two = found(tmp_path / f"two {query}", ANALYSIS, query)
        assert two
        assert found(tmp_path / f"three {query}", THREE, query) == two


def test_other_languages_have_another_fingerprint() -> None:
    names = {
        encoders(analysis).fingerprints.sparse
        for analysis in (ANALYSIS, THREE, Analysis((*LANGUAGES, UKRAINIAN)))
    }
    assert len(names) == 3
    assert encoders(Analysis(LANGUAGES)).fingerprints == encoders(ANALYSIS).fingerprints
