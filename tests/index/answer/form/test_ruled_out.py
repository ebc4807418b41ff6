"""What is ruled out is not given, however surely it is read, and takes little from what answers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.answer.form.ruled_out import AGAINST, RULED_OUT, against
from index.learned import OF_QUESTION, OF_SENTENCE, SHIPPED_MODEL, AnswerModel, Evidence, Numbers

SHIPPED = AnswerModel.load(SHIPPED_MODEL / "answers.json", dense_fingerprint="")
READ = st.floats(-20.0, 20.0)


def likelihoods(scores: list[float], ruled_out: list[bool]) -> Numbers:
    """How likely sentences answer that are so much surer than that there is no answer."""
    sentence, out = np.zeros(len(OF_SENTENCE)), np.array(ruled_out)
    sentence[0] = 1.0
    model = AnswerModel(
        sentence=sentence, question=np.zeros(len(OF_QUESTION)), bias=0.0, bands=SHIPPED.bands
    )
    rows = np.zeros((len(scores), len(OF_SENTENCE)))
    rows[:, 0] = scores
    evidence = Evidence(
        places=tuple((0, number) for number in range(len(scores))),
        sentences=rows,
        question=np.zeros(len(OF_QUESTION)),
        same=np.arange(len(scores)),
    )
    left = np.where(out, RULED_OUT, 1.0)
    return model.likelihoods(evidence, shares=left, against=against(left, ruled_out=out))


@given(st.lists(READ, min_size=1, max_size=6))
def test_nothing_that_is_ruled_out_is_given_however_surely_it_is_read(scores: list[float]) -> None:
    assert likelihoods(scores, [True] * len(scores)).sum() < SHIPPED.bands.probably / 4


@given(st.lists(READ, min_size=1, max_size=6), READ)
def test_it_lends_nothing_to_what_else_is_there(scores: list[float], other: float) -> None:
    among = likelihoods([*scores, other], [True] * len(scores) + [False])
    assert among[-1] <= likelihoods([other], [False])[0]


@given(READ.filter(lambda score: score >= 0.0), st.floats(0.0, 5.0))
def test_what_answers_is_given_beside_what_is_read_more_surely(score: float, more: float) -> None:
    among = likelihoods([score + more, score], [True, False])
    alone = likelihoods([score], [False])[0]
    assert among[1] >= 1 / (1 / alone + (RULED_OUT + AGAINST) * np.exp(5.0)) - 1e-9
