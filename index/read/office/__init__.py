"""Readers of the files of office programs, and of books, which are packages too."""
