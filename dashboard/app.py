"""The dashboard's entry: the Streamlit page, and beside it the routes the map asks."""

import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # `streamlit run` puts dashboard/ there, not the root
    sys.path.insert(0, str(ROOT))

from dashboard import pools  # noqa: E402

pools.share()

from dashboard import map_view, routes, shelf  # noqa: E402, F401  # loaded now, as it stays

shelf.begin()

app = st.App(ROOT / "dashboard" / "page.py", routes=routes.ROUTES, middleware=routes.MIDDLEWARE)
