"""Columns of text and numbers for many rows at once, in Arrow and NumPy."""
