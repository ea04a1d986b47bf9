"""The page, top to bottom: choose, draw, read."""

from pathlib import Path
from time import monotonic
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from dashboard import choices, files, map_view, panels, share, when
from dashboard.first import before_panels, give_way, wait_for, wait_for_new_map
from dashboard.placenames import choose_names
from dashboard.query import written
from dashboard.routes import BASE_MAP
from events.selection import Selection

HEIGHT = 560  # pixels; the style makes it shorter on a phone

file = files.current()
st.set_page_config(page_title=file.loaded.title or "Panj", layout="wide")
st.html(Path(__file__).with_name("static") / "page.css")


def let_map_draw(selection: Selection) -> None:
    """Wait for the map to draw another selection, once."""
    asked = (file.collection, file.loaded.sha256, selection)
    if st.session_state.get("asked", asked) != asked:
        wait_for((file.collection, selection))
    st.session_state["asked"] = asked


def follow_slider() -> None:
    """Wait for the map, which follows the slider by itself, before anything is drawn anew."""
    let_map_draw(choices.chosen(file))


def open_from_map() -> None:
    """Open the event whose mark was chosen."""
    choice = st.session_state["map"]
    st.session_state["focus"] = st.session_state.get("focus", 0) + bool(choice.get("keyboard"))
    go(choice)


def open_from(panel: str) -> None:
    """Go where the reader chose in a panel: to an event, or to the story's title or end."""
    choice = st.session_state[panel].choice
    if choice:
        go(choice)


def go(place: dict[str, Any]) -> None:
    """Write where the reader is into the page's address."""
    st.session_state["seen"] = place.get("seq", 0)
    st.query_params.pop("step", None)
    if "event" in place:
        st.query_params["event"] = place["event"]
        return
    st.query_params.pop("event", None)
    if place.get("step") == "coverage":
        st.query_params["step"] = "coverage"


head = st.container(horizontal=True, key="head")
with head:
    masthead = st.container(key="masthead-place")
    opening = st.popover("Open", icon=":material/folder_open:")
    filters = st.popover("Filter", icon=":material/filter_alt:")
    sharing = st.popover("Share", icon=":material/share:")
    about = st.popover("About", icon=":material/info:")
with st.container(horizontal=True, key="stage"):
    with st.container(key="ground"):
        ground, pills = st.container(key="map-place"), st.container(key="pills")
    pane = st.container(key="pane")
period = st.container(key="period")
timeline = period.container(key="timeline")
rows = st.container(key="rows")
paper = st.container(key="paper")

with before_panels():
    selection = choices.choose(file, follow_slider, kinds=pills, filters=filters, period=period)
    reader = panels.Reader(
        selection=selection,
        event=st.query_params.get("event"),
        coverage=st.query_params.get("step") == "coverage",
        focus=st.session_state.get("focus", 0),
        seen=st.session_state.get("seen", 0),
    )

    state = {
        "collection": file.collection,
        "version": file.loaded.sha256[:12],
        "query": written(selection),
        "selected": reader.event,
        "seen": reader.seen,
    }
    with about:
        state["names"] = choose_names()
    told = monotonic()
    with ground:
        st_folium(
            map_view.base_map({"credits": f"{BASE_MAP.credits}."}),
            key="map",
            height=HEIGHT,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=map_view.state_group(state),
            on_change=open_from_map,
        )
is_new = "asked" not in st.session_state
let_map_draw(selection)
text, why_not = panels.given_text(file)
give_way()
with pane:
    panels.show_reading(file, reader, text, lambda: open_from("reading"))
    text_check = st.container(key="text-check")
give_way()
with masthead:
    panels.show_masthead(
        file, file.counts(selection), choices.hidden_by(selection), lambda: choices.reset(file)
    )
give_way()
with period:
    choices.show_rule(file, selection)
give_way()
with timeline:
    when.show_when(file, selection, reader.event, lambda: open_from("when"))
give_way()
with rows:
    panels.show_records(file, selection, reader.event, lambda: open_from("records"))
give_way()
if is_new:  # what follows is not to be seen before it is opened, or printed
    # A look at the session's state ends this run where the reader has asked for another.
    wait_for_new_map((file.collection, selection), told, lambda: st.session_state.get("asked"))
with text_check:
    panels.show_text_check(file, why_not)
give_way()
with opening:
    files.show_files()
give_way()
with head:
    files.show_lost()
    files.show_renewal()
give_way()
with sharing:
    share.show_share(file, selection, choices.hidden_by(selection), files.receipts())
give_way()
with paper:
    share.show_paper(file, selection, choices.hidden_by(selection), BASE_MAP.credits)
give_way()
with about:
    st.markdown((Path(__file__).with_name("static") / "about.md").read_text())
    st.text(BASE_MAP.credits)
