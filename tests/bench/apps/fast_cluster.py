"""Folium's FastMarkerCluster: the browser makes and groups the markers."""

from streamlit_folium import st_folium

from tests.bench.apps.local_map import LocalClusters, LocalMap
from tests.bench.apps.sample import choose_points


def show() -> None:
    """Draw the events."""
    points = choose_points()
    drawn = LocalMap(location=(36.5, 69.0), zoom_start=5, tiles=None)
    drawn.options["max_zoom"] = 18  # clusters ask for it, and tiles would have said it
    LocalClusters(points[["lat", "lon"]].to_numpy().tolist()).add_to(drawn)
    st_folium(drawn, height=560, use_container_width=True, returned_objects=[])


if __name__ == "__main__":
    show()
