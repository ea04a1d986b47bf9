"""Where it is said to be: the base layers, and the script that builds them."""
