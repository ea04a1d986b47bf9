"""What a coder reviews of files that are open: what changed between two versions."""
