import json
from dataclasses import asdict

import numpy as np
import pytest

from eval.speed.lexical import bm25s_words, local_backend, make_bm25s, time_lexical
from eval.speed.texts import make_passages, questions
from index.backend.postings import K1
from index.encode.sparse import BridgedEncoder
from index.text.analysis import tokenize

WORDS = """the of and what is how who where were are акит совет член кластер и в на что кто где
cluster board member council park chair meeting association russia technology москва парк""".split()


@pytest.fixture(scope="module")
def passages() -> list[str]:
    vocabulary = {word: place for place, word in enumerate(WORDS)}
    return make_passages(1000, vocabulary=vocabulary, texts=questions())


def test_both_rank_alike(passages: list[str]) -> None:
    encoder = BridgedEncoder(None, name_keys=False)
    backend = local_backend([encoder.encode_passage(text) for text in passages])
    theirs = make_bm25s([[token.stem for token in tokenize(text)] for text in passages])
    for question in questions():
        weights = encoder.encode_query(question, statistics=backend.statistics).weights
        ours = backend.search_sparse(weights, k=len(passages))
        scores = theirs.get_scores(bm25s_words(question))
        assert set(np.flatnonzero(scores)) == set(ours.ids)
        # The `lucene` formula leaves out a factor that all scores have.
        assert scores[ours.ids] * (K1 + 1) == pytest.approx(ours.scores, rel=1e-5)


def test_the_figures_are_for_programs_too(passages: list[str]) -> None:
    encoder = BridgedEncoder(None)
    timed = time_lexical(passages, questions(), encoder=encoder, k=10, seconds=0.05)
    assert json.loads(json.dumps(asdict(timed)))["passages"] == len(passages)
    bm25s, ours = timed.making
    assert bm25s.bytes_per_passage > 8 * np.mean([len(set(text.split())) for text in passages]) / 2
    assert ours.replacing < ours.seconds
