"""Rows on their way to events, and the receipt that accounts for them."""
