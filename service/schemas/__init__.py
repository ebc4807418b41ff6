"""What programs send and receive over HTTP; `spravka search --json` prints the same shapes.

Field names and nesting are a contract. Requests refuse unknown fields and wrong types; every text
in them is whole Unicode without NUL. Offsets are code points of a document's canonical text.
"""
