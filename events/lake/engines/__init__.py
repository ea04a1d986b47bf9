"""What sorts and counts for a build: one engine a module."""
