"""The panel "Share": the link, pictures of the map, print, and the dossier."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard.dossier import dossier, downloads
from dashboard.present import event_card
from dashboard.present.overview import filters_in_words, terms
from dashboard.present.query_string import address
from dashboard.session.server_limits import DOSSIER_EVENTS, DOWNLOAD_EVENTS
from dashboard.session.session_file import SessionFile
from dashboard.ui import panels
from dashboard.ui.folium_map import LANGUAGES
from dashboard.words.catalogue import say
from events.export.formats import DOSSIER, EVENT_FORMATS, file_stem, terms_of
from events.query.selection import Selection

_share, _printed = panels.component("share"), panels.component("printed")


def show_share(
    file: SessionFile,
    selection: Selection,
    sites: Sequence[str] = (),
    own_files: Sequence[str] = (),
) -> None:
    """Show what a reader can take along of the present selection.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.
    sites
        The sites that may show the page in a frame.
    own_files
        The names of the reader's own files among those that are shown.
    """
    counts = file.counts(selection)
    title = file.loaded.title
    data = {
        "name": file_stem(title),
        "terms": terms_of(file.credited),
        "sites": list(sites),
        "own_files": list(own_files),
        "names": list(LANGUAGES),
        "words": {
            "title": title or say("share.untitled"),
            "credits": event_card.credits(file, selection),
            "filters": filters_in_words(selection, file.loaded.sources),
            "counts": {
                name: getattr(counts, name)
                for name in ("read", "on_map", "without_place", "filtered_out", "rejected")
            },
        },
    }
    _share(key="share", data=data)
    many = counts.selected > DOSSIER_EVENTS
    st.download_button(
        say("share.dossier", ending=DOSSIER.ending),
        partial(dossier.build_dossier, file, selection),
        DOSSIER.file_name(title),
        DOSSIER.media_type,
        on_click="ignore",
        disabled=many,
        width="stretch",
        help=say("share.dossier_most" if many else "share.dossier_help", most=DOSSIER_EVENTS),
    )
    st.markdown(say("share.as_file", count=counts.selected))
    large = counts.selected > DOWNLOAD_EVENTS
    if large:
        st.text(say("share.too_many", most=DOWNLOAD_EVENTS))
    with st.container(horizontal=True, key="downloads"):
        for ending, entry in EVENT_FORMATS.items():
            st.download_button(
                ending,
                partial(downloads.export_selection, file, selection, ending),
                entry.file_name(title),
                entry.media_type,
                on_click="ignore",
                disabled=large,
            )


def show_printed(file: SessionFile) -> None:
    """Show what stands only on paper: the key, the events in full, the credits.

    It is asked for when the page is printed, for what is selected then.

    Parameters
    ----------
    file
        The open event file.
    """
    data = {"address": address(file.collection, "dossier"), "terms": terms(file)}
    _printed(key="printed-dossier", data=data)
