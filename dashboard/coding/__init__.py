"""Code mode: one coder's texts and drafts, served on this machine alone."""
