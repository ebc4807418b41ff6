"""How the shipped model and the term bridge are made from parallel text; runs offline."""
