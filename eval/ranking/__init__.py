"""How well search ranks."""
