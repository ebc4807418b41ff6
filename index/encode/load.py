"""Loading the encoders: only what is done here waits for the libraries that run a model."""

from pathlib import Path
from typing import TYPE_CHECKING

from index.encode.legible import LegibleComprehender, LegibleEncoder, LegibleParts
from index.encode.protocols import Encoders
from index.encode.sparse import BridgedEncoder
from index.learned import SHIPPED_MODEL, SHIPPED_NAME, AnswerModel, load_sparse_weight
from index.vectors import Fingerprints

if TYPE_CHECKING:
    from index.encode.dense import SentenceTransformerEncoder
    from index.encode.stored import StoredEncoder

RERANK_WEIGHT = 0.015
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

    dense = _load_dense(model)
    tokenizer = getattr(dense, "tokenizer", None) if model is None else None
    read = BertComprehender.load(SHIPPED_MODEL, tokenizer=tokenizer)
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


def _load_dense(model: str | None) -> "SentenceTransformerEncoder | StoredEncoder":
    from index.encode.stored import StoredEncoder, is_stored

    folder = SHIPPED_MODEL if model is None else Path(model)
    if is_stored(folder):
        return StoredEncoder(folder, name=model or SHIPPED_NAME)
    # What stands on transformers takes as long again to import, and is for foreign models.
    from index.encode.dense import SentenceTransformerEncoder

    return SentenceTransformerEncoder(model)


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
