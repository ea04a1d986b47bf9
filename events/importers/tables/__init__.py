"""Tables of any columns, and Panj's own exports."""
