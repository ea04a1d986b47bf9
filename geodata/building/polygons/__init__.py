"""Areas: coverages without gaps, the ground, divisions, the world."""
