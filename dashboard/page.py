"""The page, top to bottom: choose, draw, read."""

from pathlib import Path

import streamlit as st
from streamlit_folium import st_folium

from dashboard import choices, map_view, panels
from dashboard.opened import opened
from dashboard.query import written
from dashboard.routes import BASE_MAP
from events.selection import count, select

HEIGHT = 560  # pixels; the style makes it shorter on a phone

file = opened()
st.set_page_config(page_title=file.loaded.title or "Panj", layout="wide")
st.html(Path(__file__).with_name("static") / "page.css")


def open_from_map() -> None:
    """Open the event whose mark was chosen."""
    choice = st.session_state["map"]
    st.session_state["focus"] = st.session_state.get("focus", 0) + bool(choice.get("keyboard"))
    st.query_params["event"] = choice["event"]


def open_from(panel: str) -> None:
    """Open the event that was chosen in a panel."""
    choice = st.session_state[panel].choice
    if choice:
        st.query_params["event"] = choice["id"]


head = st.container(horizontal=True, key="head")
with head:
    masthead = st.container(key="masthead-place")
    filters = st.popover("Filter", icon=":material/filter_alt:")
    about = st.popover("About", icon=":material/info:")
with st.container(horizontal=True, key="stage"):
    with st.container(key="ground"):
        ground, pills = st.container(key="map-place"), st.container(key="pills")
    pane = st.container(key="pane")
period = st.container(key="period")
rows = st.container(key="rows")

selection = choices.choose(file, kinds=pills, filters=filters, period=period)
shown = select(file.table, selection)
counts = count(file.table, selection, file.loaded.rejected)
chosen = st.query_params.get("event")

state = {"query": written(selection), "selected": chosen}
with ground:
    st_folium(
        map_view.base_map({"credits": BASE_MAP.credits}),
        key="map",
        height=HEIGHT,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=map_view.state_group(
            {"query": written(selection), "selected": chosen}
        ),
        on_change=open_from_map,
    )
with masthead:
    panels.show_masthead(file, counts, choices.hidden_by(selection), choices.reset)
with pane:
    panels.show_reading(
        file, shown, chosen, st.session_state.get("focus", 0), lambda: open_from("reading")
    )
with rows:
    panels.show_records(file, shown, chosen, lambda: open_from("records"))
with about:
    st.markdown((Path(__file__).with_name("static") / "about.md").read_text())
    st.text(BASE_MAP.credits)
