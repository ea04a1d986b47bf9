"""What an event is: its fields, words, dates, geometry, and the problems that it can have."""
