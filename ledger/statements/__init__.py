"""What can be said: one typed model and one JSON Schema for each statement type."""
