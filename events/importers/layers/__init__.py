"""Kinds of files whose rows have geometries, one a module."""
