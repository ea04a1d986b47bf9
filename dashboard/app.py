"""The dashboard's entry: the Streamlit page, and beside it the routes the map asks."""

import sys
from pathlib import Path

import folium  # noqa: F401  # loaded now, like all that stays
import streamlit as st

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # `streamlit run` puts dashboard/ there, not the root
    sys.path.insert(0, str(ROOT))

from dashboard import routes, shelf  # noqa: E402

shelf.begin()

app = st.App(ROOT / "dashboard" / "page.py", routes=routes.ROUTES, middleware=routes.MIDDLEWARE)
