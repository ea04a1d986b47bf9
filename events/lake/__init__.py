"""A lake: events beyond one machine's memory, as files that any number of servers read."""
