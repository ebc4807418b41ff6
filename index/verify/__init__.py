"""Whether a quote stands where it is said to."""
