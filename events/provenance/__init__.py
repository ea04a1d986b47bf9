"""Whether the quotes stand in their source, and how they are cited."""
