"""Selections as files: the dossier and the other downloads."""
