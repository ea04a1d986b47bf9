"""The world beyond the region: first-level divisions, their edges, towns, and pieces of them."""
