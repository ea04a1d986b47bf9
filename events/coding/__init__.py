"""From words that a coder selects to what an event may hold: proposals, each with its rule."""
