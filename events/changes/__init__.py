"""What changed between two versions of a collection: which events, and field by field."""
