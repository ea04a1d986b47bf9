"""The floor: an empty page with the same widgets, each of which changes a line of text."""

from datetime import date

import streamlit as st


def show() -> None:
    """Show the widgets and what they hold."""
    whole = date(1994, 1, 1), date(2024, 1, 1)
    first, last = st.slider("Dates", *whole, whole)
    words = st.text_input("Words")
    clicks = st.session_state.setdefault("clicks", 0)
    if st.button("Click"):
        clicks = st.session_state["clicks"] = clicks + 1
    st.text(f"Shown: {first} {last} {words} {clicks}")


if __name__ == "__main__":
    show()
