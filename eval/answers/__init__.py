"""How right, how well withheld and how exactly cited answers are."""
