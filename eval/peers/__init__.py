"""Spravka beside other search libraries: same model, documents and questions, one run."""
