"""Readers of web pages: what a reader of the page sees, and none of its furniture."""
