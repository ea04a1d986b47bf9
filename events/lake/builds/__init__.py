"""How a lake is built: sources checked and laid down, then sorted, counted and published."""
