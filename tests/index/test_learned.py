"""How likely each sentence answers, and the file of what that is weighed by."""

from pathlib import Path

import numpy as np
import pytest

from index.encode.dense import SentenceTransformerEncoder
from index.errors import EncoderUnavailable
from index.learned import (
    OF_QUESTION,
    OF_SENTENCE,
    SHIPPED_MODEL,
    AnswerModel,
    Bands,
    Evidence,
    OfQuestion,
    OfSentence,
    save_answers,
)

BANDS = Bands(probably=0.4, surely=0.8)


def model(*, bias: float = 0.0) -> AnswerModel:
    sentence = np.zeros(len(OF_SENTENCE))
    sentence[OF_SENTENCE.index("cosine")] = 1.0
    return AnswerModel(
        sentence=sentence, question=np.zeros(len(OF_QUESTION)), bias=bias, bands=BANDS
    )


def evidence(*cosines: float) -> Evidence:
    rows: dict[tuple[int, int], dict[OfSentence, float]] = {
        (0, number): dict.fromkeys(OF_SENTENCE, 0.0) | {"cosine": cosine}
        for number, cosine in enumerate(cosines)
    }
    texts = [f"sentence {number}" for number in range(len(cosines))]
    return Evidence.of(rows, dict.fromkeys(OF_QUESTION, 0.0), texts=texts)


def test_evidence_is_joined_by_its_names() -> None:
    told: dict[OfSentence, float] = {
        name: float(place) for place, name in enumerate(reversed(OF_SENTENCE))
    }
    of_question: dict[OfQuestion, float] = {
        name: float(place) for place, name in enumerate(reversed(OF_QUESTION))
    }
    joined = Evidence.of({(2, 1): told}, of_question, texts=["so"])
    assert joined.places == ((2, 1),)
    assert joined.sentences.tolist() == [[told[name] for name in OF_SENTENCE]]
    assert joined.question.tolist() == [of_question[name] for name in OF_QUESTION]
    with pytest.raises(KeyError, match="reading"):
        Evidence.of({(0, 0): {"cosine": 1.0, "span": 0.0}}, {}, texts=["so"])


def test_sentences_and_none_of_them_share_one_probability() -> None:
    likelihoods = model().likelihoods(evidence(0.0, 0.0, 0.0))
    np.testing.assert_allclose(likelihoods, [0.25, 0.25, 0.25])


def test_what_has_more_evidence_is_likelier() -> None:
    likelihoods = model().likelihoods(evidence(1.0, 2.0))
    np.testing.assert_allclose(likelihoods, np.exp([1.0, 2.0]) / (np.exp([1.0, 2.0]).sum() + 1))


def test_the_more_speaks_for_none_the_less_is_left() -> None:
    likely, unlikely = (
        float(model(bias=bias).likelihoods(evidence(1.0)).sum()) for bias in (-5.0, 5.0)
    )
    assert likely > 0.9
    assert unlikely < 0.1


def test_great_sums_are_no_trouble() -> None:
    likelihoods = model(bias=-4000.0).likelihoods(evidence(5000.0, 4999.0))
    assert np.isfinite(likelihoods).all()
    assert likelihoods.sum() == pytest.approx(1.0)


def test_sentences_that_read_alike_have_one_number() -> None:
    row: dict[OfSentence, float] = dict.fromkeys(OF_SENTENCE, 0.0)
    rows = {(0, 0): row, (1, 0): row, (2, 0): row}
    told = Evidence.of(rows, dict.fromkeys(OF_QUESTION, 0.0), texts=["so", "no", "so"])
    assert told.same[0] == told.same[2] != told.same[1]


def test_without_a_sentence_nothing_is_likely() -> None:
    assert len(model().likelihoods(evidence())) == 0


@pytest.mark.parametrize(
    ("confidence", "band"),
    [(0.0, "not_sure"), (0.39, "not_sure"), (0.4, "probably"), (0.8, "surely"), (1.0, "surely")],
)
def test_a_confidence_is_told_in_words(confidence: float, band: str) -> None:
    assert BANDS.of(confidence) == band


def test_a_file_gives_back_what_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    save_answers(path, own=model(bias=1.5), whichever=model(bias=2.5), dense_fingerprint="this")
    loaded = AnswerModel.load(path, dense_fingerprint="this")
    np.testing.assert_allclose(loaded.sentence, model().sentence)
    assert (loaded.bias, loaded.bands) == (1.5, BANDS)


def test_with_another_encoder_what_holds_with_any_is_used(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    save_answers(path, own=model(), whichever=model(bias=2.5), dense_fingerprint="this")
    assert AnswerModel.load(path, dense_fingerprint="another").bias == 2.5


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"dense": "this"}', '{"dense": "this", "sentence": 1}']
)
def test_a_broken_file_is_said_to_be_so(tmp_path: Path, content: str) -> None:
    path = tmp_path / "answers.json"
    path.write_text(content)
    with pytest.raises(EncoderUnavailable, match=r"answers\.json: cannot be read"):
        AnswerModel.load(path, dense_fingerprint="this")


def test_the_shipped_file_is_for_the_shipped_encoder(
    dense_encoder: SentenceTransformerEncoder,
) -> None:
    path = SHIPPED_MODEL / "answers.json"
    own = AnswerModel.load(path, dense_fingerprint=dense_encoder.fingerprint)
    whichever = AnswerModel.load(path, dense_fingerprint="another")
    for shipped in (own, whichever):
        assert 0 < shipped.bands.probably < shipped.bands.surely <= 1
        # What was read must speak for a sentence.
        assert shipped.sentence[OF_SENTENCE.index("reading")] > 0
    # The cosines of another encoder are on a scale of their own.
    assert own.sentence[OF_SENTENCE.index("cosine")] > 0
    assert whichever.sentence[OF_SENTENCE.index("cosine")] == 0
