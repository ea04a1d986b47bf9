"""What a desk has published: served as any file, and never changed."""
