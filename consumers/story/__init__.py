"""The story "Best foot forward": what clearly fictional parties say in 18 months, and how it is loaded.

The plan is pure: a seed gives the same statements, salts included, and so the same digests. Everything in it is
invented; no family is named after a bird.
"""
