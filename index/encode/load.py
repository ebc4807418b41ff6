"""Loading the encoders: only what is done here waits for the libraries that run a model."""

from index.encode.legible import LegibleComprehender, LegibleEncoder, LegibleParts
from index.encode.protocols import Encoders
from index.encode.sparse import BridgedEncoder
from index.learned import SHIPPED_MODEL, AnswerModel, load_sparse_weight
from index.vectors import Fingerprints

RERANK_WEIGHT = 0.01
"""What a log odds of reading counts beside the score of the halves, which are cosines.

Measured for questions: docs/decisions/0030-a-model-that-reads-question-and-passage.md.
"""

_FUSION = SHIPPED_MODEL / "fusion.json"


def load_encoders(model: str | None) -> Encoders:
    """Return the encoders for a model's name or path, None for the one that ships with Spravka.

    Raises EncoderUnavailable where one cannot be loaded.
    """
    # Torch and what stands on it take seconds to import.
    from index.encode.comprehension import BertComprehender, ReadingReranker
    from index.encode.dense import SentenceTransformerEncoder

    dense = SentenceTransformerEncoder(model)
    read = BertComprehender.load(SHIPPED_MODEL)
    comprehender = None if read is None else LegibleComprehender(read)
    return Encoders(
        dense=LegibleEncoder(dense),
        sparse=BridgedEncoder.load(SHIPPED_MODEL / "bridge.npz"),
        sparse_weight=load_sparse_weight(_FUSION, dense_fingerprint=dense.fingerprint),
        parts=dense.parts and LegibleParts(dense.parts),
        answers=AnswerModel.load(
            SHIPPED_MODEL / "answers.json", dense_fingerprint=dense.fingerprint
        ),
        reranker=None if comprehender is None else ReadingReranker(comprehender),
        rerank_weight=RERANK_WEIGHT,
        comprehender=comprehender,
    )


def seem_of(model: str | None, fingerprints: Fingerprints) -> bool:
    """Return whether vectors seem to be of the model's encoders, without loading these.

    The shipped model goes by the fingerprint that stands beside it, another by its name. Whether
    they are of it is known when the model is loaded; see CollectionState.check.
    """
    if fingerprints.sparse != BridgedEncoder(None).fingerprint:
        return False
    if model is not None:
        return fingerprints.model == model
    return load_sparse_weight(_FUSION, dense_fingerprint=fingerprints.dense) is not None
