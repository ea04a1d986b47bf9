"""What one reader has given in the page, and for how long."""
