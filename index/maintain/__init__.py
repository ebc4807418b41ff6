"""Whether an index is whole, what to do where it is not, and copies of it."""
