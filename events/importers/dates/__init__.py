"""Dates as tables write them, and what they say as EDTF."""
