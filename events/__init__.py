"""What is said: event files, what is wrong with them, and what is selected from them."""
