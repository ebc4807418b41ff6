"""PDF: the text of its pages in the order a person reads it, with the place of every line."""
