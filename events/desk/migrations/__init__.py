"""How the desk's database came to be, one step a module; Alembic runs them."""
