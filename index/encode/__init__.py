"""From texts to vectors, dense and sparse."""

import os

# oneDNN, and torch's way to it, each keep what they made ready for the last 1,024 shapes of
# product, and a text of another length is another shape: half a gigabyte after some sixty answers.
# They read this when torch is first used.
for _kept in ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY"):
    os.environ.setdefault(_kept, "32")
