"""Loading the encoders; who only names them needs `protocols`, which loads nothing."""

from index.encode.dense import SentenceTransformerEncoder
from index.encode.protocols import Encoders
from index.encode.sparse import BridgedEncoder
from index.encode.token_vectors import CachedTokens
from index.learned import SHIPPED_MODEL, AnswerModel, load_sparse_weight


def load_encoders(model: str | None) -> Encoders:
    """Return the encoders for a model's name or path, None for the one that ships with Spravka.

    Raises EncoderUnavailable where one cannot be loaded.
    """
    dense = SentenceTransformerEncoder(model)
    return Encoders(
        dense=dense,
        sparse=BridgedEncoder.load(SHIPPED_MODEL / "bridge.npz"),
        sparse_weight=load_sparse_weight(
            SHIPPED_MODEL / "fusion.json", dense_fingerprint=dense.fingerprint
        ),
        tokens=dense.tokens and CachedTokens(dense.tokens),
        answers=AnswerModel.load(
            SHIPPED_MODEL / "answers.json", dense_fingerprint=dense.fingerprint
        ),
    )
