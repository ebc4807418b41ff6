"""What searches a collection's passages, derived from the store."""
