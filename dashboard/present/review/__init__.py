"""What a coder decides on: events that may be the same, values that their words do not hold."""
