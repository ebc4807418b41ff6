"""Measuring search: question sets, metrics, runs over an index or a server, and a benchmark."""
