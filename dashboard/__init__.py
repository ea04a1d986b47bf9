"""What is seen: the Streamlit page, the map, the panels, the HTTP routes."""
