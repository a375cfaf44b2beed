"""Pages on paper: the same page, read block by block and set as a tagged PDF (decision 0034)."""
