"""The only truth: documents, passages and vectors in one file, by transactions."""
