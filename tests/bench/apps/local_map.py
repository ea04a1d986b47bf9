"""Folium's map with its scripts from `folium_server`."""

import folium
from folium.plugins import FastMarkerCluster

_SCRIPTS = "../../scripts/"


class LocalMap(folium.Map):
    """A map without tiles that loads Leaflet from this server."""

    default_js = [("leaflet", f"{_SCRIPTS}leaflet.js")]
    default_css = [("leaflet_css", f"{_SCRIPTS}leaflet.css")]


class LocalClusters(FastMarkerCluster):
    """Clusters whose script comes from this server."""

    default_js = [
        ("markerclusterjs", f"{_SCRIPTS}leaflet.markercluster.js"),
        ("awesome_markers", f"{_SCRIPTS}leaflet.awesome-markers.min.js"),
    ]
    default_css = [
        ("markerclustercss", f"{_SCRIPTS}MarkerCluster.css"),
        ("markerclusterdefaultcss", f"{_SCRIPTS}MarkerCluster.Default.css"),
        ("awesome_markers_css", f"{_SCRIPTS}leaflet.awesome-markers.css"),
    ]
