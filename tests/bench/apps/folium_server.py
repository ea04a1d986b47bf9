"""Serves one of the Folium apps, named by APP, with its scripts: `streamlit run` this file.

Folium's pages ask five networks for their scripts. Here only those that draw the markers are
loaded, from this server, so that the comparison needs no network and none slows it down.
"""

import os
from pathlib import Path

import streamlit as st
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.bench.stock import SCRIPTS

app = st.App(
    Path(__file__).with_name(os.environ.get("APP", "marker_each.py")),
    routes=[Mount("/scripts", StaticFiles(directory=SCRIPTS, check_dir=False))],
)
