"""The panel "Share": the link, pictures of the map, print, and the dossier."""

import re
import unicodedata
from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import cards, dossier, downloads, panels, wording
from dashboard.opened import Opened
from dashboard.query import address
from events.exporting import terms_of
from events.schema import Source
from events.selection import Selection

_DOSSIER = "One file with map, quotes, times and table that opens without a network."

_share, _paper = panels.component("share"), panels.component("paper")


def show_share(
    file: Opened, selection: Selection, filters: Sequence[str], receipt: Sequence[str] = ()
) -> None:
    """Show what a reader can take along of the present selection.

    Parameters
    ----------
    file
        The open event file.
    selection, filters
        The filters in force, and each of them as a reader would name it.
    receipt
        What an import said of the file, a line each.
    """
    counts = file.counts(selection)
    name = file_name(file.loaded.title)
    data = {
        "name": name,
        "terms": terms_of(file.loaded.sources),
        "words": {
            "title": file.loaded.title or "Events on the map",
            "origin": source_line(file.loaded.sources),
            "filters": list(filters),
            "counts": {
                name: getattr(counts, name)
                for name in ("read", "on_map", "without_place", "filtered_out", "rejected")
            },
        },
    }
    _share(key="share", data=data)
    many = counts.selected > dossier.MOST_EVENTS
    st.download_button(
        "Dossier (.html)",
        lambda: dossier.build(file, selection, filters, receipt),
        f"{name}.html",
        "text/html",
        on_click="ignore",
        disabled=many,
        width="stretch",
        help=f"{_DOSSIER} It holds at most {dossier.MOST_EVENTS:,} events." if many else _DOSSIER,
    )
    st.markdown(f"The {counts.selected:,} selected events as a file")
    large = counts.selected > downloads.MOST_EVENTS
    if large:
        st.text(
            f"The page makes files of at most {downloads.MOST_EVENTS:,} events: narrow the "
            "filters, or use python -m events export."
        )
    with st.container(horizontal=True, key="downloads"):
        for ending, media_type in downloads.FORMATS.items():
            st.download_button(
                ending,
                partial(downloads.file_of, file, selection, ending),
                f"{name}{ending}",
                media_type,
                on_click="ignore",
                disabled=large,
            )


def show_paper(file: Opened, selection: Selection, filters: Sequence[str], credits: str) -> None:
    """Show what stands only on paper: the key, the events in full, the credits.

    The events are asked for when something is printed.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.
    filters
        The filters in force, as a reader would name them.
    credits
        Whose base map it is.
    """
    data = {
        "address": address(file.collection, "paper", selection),
        "filters": list(filters),
        "foot": [
            f"Events: {source_line(file.loaded.sources)}. Drawn with Panj.",
            f"Map: {credits}. Boundaries and names shown imply no endorsement.",
            *terms_of(file.loaded.sources),
        ],
    }
    _paper(key="paper-sheet", data=data)


def source_line(sources: Sequence[Source]) -> str:
    """Return whose words the events rest on: one source with its title, several as a number.

    Examples
    --------
    >>> source_line([Source(id="a", title="T", publisher="The Paper", published="2021-07-08")])
    '“T”, The Paper, 8 July 2021'
    """
    if len(sources) != 1:
        return cards.origin(sources)
    credit, title = wording.credit(sources[0]), sources[0].title
    return credit if credit == title else f"“{title}”, {credit}"


def file_name(title: str) -> str:
    """Return a title as the beginning of a file's name, without an ending.

    Examples
    --------
    >>> file_name("Afghanistan–Tajikistan border, July 2021"), file_name("Граница")
    ('panj-afghanistan-tajikistan-border-july-2021', 'panj-map')
    """
    plain = unicodedata.normalize("NFKD", title.replace("–", "-")).encode("ascii", "ignore")
    words = re.findall(r"[a-z0-9]+", plain.decode().lower())
    return "-".join(["panj", *words])[:60].rstrip("-") if words else "panj-map"
