"""What a reader has open."""
