"""Which events: the selection, the table that answers it, what a view of the map shows."""
