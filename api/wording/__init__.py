"""The words people read for what the log says in closed terms: adult, child and staff, always the same facts.

Adult text stays at reading grade 8 or below, child text at 4 (measured in ``tests/test_wording.py``).
"""
