"""Columns in memory: what many rows share is held once, and where they lie is found at once."""
