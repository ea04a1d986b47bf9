"""Where rows say that something was: positions, outlines, circles."""
