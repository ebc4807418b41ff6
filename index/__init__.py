"""Spravka's index: documents to passages with exact citations, and search over them."""

from index.engine import Index
from index.errors import SpravkaError
from index.filters import parse_filter
from index.read import text_document

__all__ = ["Index", "SpravkaError", "parse_filter", "text_document"]
