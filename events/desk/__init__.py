"""Where coding is kept: one database of texts, sources and drafts, saved at each change."""
