"""Who may what: one settings file, who asks, and the doors that it holds."""
