"""From published layouts and tables of all kinds to events, each row accounted for."""
