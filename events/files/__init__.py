"""Bytes to events and back: reading event files, checking what they hold."""
