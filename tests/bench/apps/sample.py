"""What the tiny apps of the benchmark share: the events as points, and a slider for their dates.

Each app is what a reader would write in an afternoon: read the file, filter, draw.
"""

import os

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely
import streamlit as st


@st.cache_resource
def read_points() -> pd.DataFrame:
    """Read the event file that EVENTS names: title, first day, longitude and latitude.

    An area is the middle of its box, as such maps have it. Events without a place or a day are
    left out.
    """
    table = pq.read_table(os.environ["EVENTS"], columns=["title", "date", "geometry"])
    shapes = shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False))
    boxes = shapely.bounds(shapes)
    days = table.column("date").to_pandas().str.extract(r"(\d{4}-\d{2}(?:-\d{2})?)")[0]
    points = pd.DataFrame(
        {
            "title": table.column("title").to_pandas(),
            "day": pd.to_datetime(days, format="ISO8601"),
            "lon": np.mean(boxes[:, [0, 2]], axis=1),
            "lat": np.mean(boxes[:, [1, 3]], axis=1),
        }
    )
    return points.dropna().reset_index(drop=True)


def choose_points() -> pd.DataFrame:
    """Show the slider, and return the events of its days."""
    points = read_points()
    whole = points.day.min().date(), points.day.max().date()
    first, last = st.slider("Dates", *whole, whole)
    chosen = points[points.day.between(pd.Timestamp(first), pd.Timestamp(last))]
    st.text(f"{len(chosen)} events")
    return chosen
