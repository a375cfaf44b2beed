"""Read models: each answers one question, from the log alone, and can be rebuilt from it at any time."""
