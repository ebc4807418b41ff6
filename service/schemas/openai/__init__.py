"""The shapes that OpenAI's clients send and read."""
