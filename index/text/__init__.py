"""Words, by language: stems, names, translations, and texts compared but for their form."""
