"""From hits to an answer, or to none."""
