"""What the form of a sentence alone tells of it, where a model reads too well.

Why each of it is there: docs/decisions/0050 and those that it names.
"""
