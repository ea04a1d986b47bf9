"""The reader's choice of the local names that the map shows beside the English ones."""

import streamlit as st

LANGUAGES = {"English only": None, "Tajik": "tg", "Dari": "fa", "Russian": "ru"}
"""What may stand beside the English names; the languages as the base layers name them."""


def choose_names() -> str | None:
    """Show the choice, bound to the page's address, and return the language's code."""
    choice = st.radio(
        "Place names on the map",
        list(LANGUAGES),
        horizontal=True,
        key="names",
        bind="query-params",
    )
    return LANGUAGES[choice]
