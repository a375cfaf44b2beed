"""The HTTP edge: statements in, answers and pages out."""
