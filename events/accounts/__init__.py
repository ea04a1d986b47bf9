"""What several sources tell of one event: what is shown of it, and one source alone."""
