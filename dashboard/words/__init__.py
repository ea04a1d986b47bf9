"""Every word that a reader sees, by key: one file a language."""
