"""``make bench``: what Lightwell does in a second, beside what this machine could do at most, in one run."""
