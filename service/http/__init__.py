"""The HTTP face: the API and what guards it."""
