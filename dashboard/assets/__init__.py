"""The scripts that a browser loads."""
