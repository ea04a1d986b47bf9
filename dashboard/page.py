"""The page on one screen: the parts in their places, each drawn from the page's one selection.

The page's address holds the selection. Its scripts write it there and ask this server themselves
for marks, words, counts and days; what is drawn here follows.
"""

import streamlit as st
from streamlit_folium import st_folium

from dashboard.assets.scripts import STATIC
from dashboard.present.overview import home_of, terms
from dashboard.server.routes import BASE_MAP, EMBED_FOR, ground_choice
from dashboard.ui import (
    audit_panel,
    compare_panel,
    file_panel,
    filters,
    folium_map,
    panels,
    session_files,
    share_panel,
    shown_files,
    timeline_panel,
)
from dashboard.ui.folium_map import LANGUAGES
from dashboard.words.catalogue import say

HEIGHT = 400  # pixels, until the style gives the map what is left of the screen

key = panels.tab_key()
session_files.take_back(key)
file_panel.heed_choices()
shown_files.merge_or_part(panels.told("records", "pair"))
file = shown_files.current()
st.set_page_config(page_title=file.loaded.title or "Panj", layout="wide")
if st.context.is_embedded:
    st.html(STATIC / "embed.css")

head = st.container(horizontal=True, key="head")
with head:
    masthead = st.container(key="masthead-place")
    opening = st.popover(say("header.open"), icon=":material/folder_open:")
    filtering = st.popover(say("header.filter"), icon=":material/filter_alt:")
    sharing = st.popover(say("header.share"), icon=":material/share:")
    about = st.popover(say("header.about"), icon=":material/info:")
notices = st.container(key="notices")
ground = st.container(key="map-place")
pills = st.container(key="pills")
pane = st.container(key="pane")
days = st.container(key="days")
rows = st.container(key="rows")
printed = st.container(key="printed")

with ground:
    st_folium(
        folium_map.base_map({"credits": BASE_MAP.credits, "ground": ground_choice()}),
        key="map",
        height=HEIGHT,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=folium_map.state_group(
            {
                "collection": file.collection,
                "version": file.loaded.sha256[:12],
                "home": home_of(file.overview.reach),
                "terms": terms(file) | {"names": LANGUAGES},
                "as_left": session_files.is_as_left(file.collection),
                "changes": compare_panel.places_on_map(),
            }
        ),
    )
selection = filters.selection_of_page(file)
unknown = panels.unknown_event(file)
if selection.source:
    file = file.of_source(selection.source)
reader = panels.reader_of(selection)
text, why_not = panels.given_text(file)
with masthead:
    panels.show_masthead(file, selection, codes=session_files.may_code())
with pills:
    filters.show_pills(file, selection)
with notices:
    told = session_files.files_told(key)
    panels.show_notices(file, selection, unknown, told, session_files.withdrawn_files())
with days:
    timeline_panel.show_when(file, selection)
with pane:
    panels.show_reading(file, reader, text, is_shared=not session_files.own_shown())
    panels.show_text_check(file, why_not)
with rows:
    panels.show_records(file, reader)
with filtering:
    filters.show_filters(file, selection)
with opening:
    file_panel.show_files()
    compare_panel.show_compare(file, selection)
    audit_panel.show_audit(file)
with notices:
    file_panel.show_renewal()
with sharing:
    share_panel.show_share(file, selection, EMBED_FOR, session_files.own_shown())
with printed:
    share_panel.show_printed(file)
with about:
    st.markdown(say("about.text"))
    st.text(say("place_names.rule"))
    st.text(BASE_MAP.credits)
