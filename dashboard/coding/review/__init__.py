"""What was changed of an event, by whom, and who has looked at it."""
