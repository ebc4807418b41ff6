"""Question sets: what is asked, of which documents, and what answers."""
