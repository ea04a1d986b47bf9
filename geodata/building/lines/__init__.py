"""Lines: waters, valleys, and the lines that labels lie on."""
