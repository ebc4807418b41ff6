"""From texts to vectors, dense and sparse."""
