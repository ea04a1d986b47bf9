"""The Folium map: a base that stays the same for a session, and the state it is to show.

Everything drawn comes from the modules under ``static/``, which ask this server for it;
Folium carries the Leaflet map, the module that starts it, and the current state. This
module shouldn't import Streamlit.
"""

import base64
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import branca.element
import folium
from branca.element import MacroElement
from jinja2 import Template

from dashboard.assets import scripts
from dashboard.words.catalogue import say

ASSETS = "../../assets/"
"""Where the component's frame finds this server's files, relative to its own address."""

LANGUAGES = {
    say("place_names.none"): None,
    **{say(f"place_names.{code}"): code for code in ("tg", "fa", "ru")},
    **{say(f"place_names.{code}_only"): f"{code}-only" for code in ("tg", "fa", "ru")},
}
"""The place names that the map can show: English, local ones below them, or local ones alone.

The codes of the choices by their names, as ``map/labels/local_names.js`` takes them.
"""

# Branca compiles every piece of a map anew, as a template of its own, each time a map is made and
# drawn. Most are the same each time, as long as they are given the same names; the state's are
# not, and pass through.
branca.element.Template = lru_cache(maxsize=64)(Template)  # type: ignore[assignment,attr-defined]
_NAMES = ("0" * 32, "1" * 32)  # of the map and its layer; Folium makes them up at random


class OfflineMap(folium.Map):
    """A Folium map that loads Leaflet from this server and nothing from elsewhere."""

    default_js = [("leaflet", f"{ASSETS}leaflet/leaflet.js")]
    default_css = [
        ("leaflet_css", f"{ASSETS}leaflet/leaflet.css"),
        ("panj_css", f"{ASSETS}map/map.css"),
    ]


class EventLayer(MacroElement):
    """The event layer and the base map, drawn by ``static/entry/streamlit_map.js``.

    Parameters
    ----------
    options
        What stays the same for a session; it must be plain JSON.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        window.panj = import("{{ this.module }}").then(
            ({streamlit_map}) => streamlit_map.start({{ this._parent.get_name() }}, "{{ this.packed
            }}"));
        {% endmacro %}
        """
    )

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "PanjLayer"
        self.module = f"{ASSETS}{scripts.MAP.file}"
        self.packed = pack(options)


class State(MacroElement):
    """What the layer is to show now: sent as data, applied without rebuilding the map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        window.panj.then((layer) => layer.update("{{ this.packed }}"));
        {% endmacro %}
        """
    )

    def __init__(self, state: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "PanjState"
        self.packed = pack(state)


def pack(value: Mapping[str, Any]) -> str:
    """Return a value as base64 of its JSON, which no script or template can read as code.

    Examples
    --------
    >>> pack({"query": "words=${alert(1)}"})
    'eyJxdWVyeSI6ICJ3b3Jkcz0ke2FsZXJ0KDEpfSJ9'
    """
    return base64.b64encode(json.dumps(value).encode()).decode()


def base_map(options: Mapping[str, Any]) -> folium.Map:
    """Return the map of a session: no tiles, no controls of Leaflet's own.

    Parameters
    ----------
    options
        Plain JSON for ``static/entry/streamlit_map.js``; a change of it makes a new map, which
        blinks.
    """
    drawn = OfflineMap(
        location=(37.9, 70.6),
        zoom_start=6,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        min_zoom=2,
        max_zoom=13,
        zoom_snap=0.25,
    )
    layer = EventLayer(options)
    drawn._id, layer._id = _NAMES
    drawn.add_child(layer)
    return drawn


def state_group(state: Mapping[str, Any]) -> folium.FeatureGroup:
    """Return the group that carries the current state to the map.

    Parameters
    ----------
    state
        ``collection`` and ``version`` of the file, another of which is asked for anew; ``home``,
        the box that is shown first, ``None`` for the whole border; ``terms``, as
        `dashboard.present.overview.terms` has them; ``as_left``, whether a view that the address
        holds stays; ``changes``, what is drawn of a comparison of two files.
    """
    group = folium.FeatureGroup(name="state")
    group.add_child(State(state))
    return group
