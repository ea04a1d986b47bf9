"""Kinds of files that hold tables, one a module."""
