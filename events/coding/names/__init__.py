"""Names in a text: of places, and of who takes part."""
