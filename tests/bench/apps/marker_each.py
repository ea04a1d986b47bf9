"""A Folium marker for each event."""

import folium
from streamlit_folium import st_folium

from tests.bench.apps.local_map import LocalMap
from tests.bench.apps.sample import choose_points


def show() -> None:
    """Draw the events."""
    points = choose_points()
    drawn = LocalMap(location=(36.5, 69.0), zoom_start=5, tiles=None)
    for title, lon, lat in zip(points.title, points.lon, points.lat, strict=True):
        folium.Marker((lat, lon), tooltip=title).add_to(drawn)
    st_folium(drawn, height=560, use_container_width=True, returned_objects=[])


if __name__ == "__main__":
    show()
