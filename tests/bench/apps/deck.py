"""pydeck: every event a dot that the graphics processor draws."""

import pydeck
import streamlit as st

from tests.bench.apps.sample import choose_points


def show() -> None:
    """Draw the events."""
    points = choose_points()
    dots = pydeck.Layer(
        "ScatterplotLayer",
        points[["lon", "lat"]],
        get_position=["lon", "lat"],
        get_fill_color=[168, 23, 15],
        radius_min_pixels=4,
    )
    view = pydeck.ViewState(longitude=69.0, latitude=36.5, zoom=4.5)
    drawn = pydeck.Deck([dots], initial_view_state=view, map_provider=None)
    st.pydeck_chart(drawn, height=560)


if __name__ == "__main__":
    show()
