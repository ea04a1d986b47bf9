"""Published layouts of tables, one a module."""
