"""What is shown, as plain JSON: no Streamlit and no HTTP here."""
