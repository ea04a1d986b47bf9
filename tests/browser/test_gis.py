"""The running dashboard as a layer: GDAL's own driver for OGC API – Features reads it."""

import pyogrio
import shapely
from shapely.geometry import shape

from dashboard.session.public.registry import open_default_file
from tests.browser.reader import EVENTS


def test_gdal_reads_what_the_events_select(server: str) -> None:
    source = f"OAPIF:{server}/api"
    assert [name for name, _ in pyogrio.list_layers(source)] == ["events"]
    whole = pyogrio.read_dataframe(source, layer="events")
    assert list(whole["id"]) == [event.id for event in open_default_file().loaded.events]
    box = (68.7, 38.5, 68.8, 38.6)
    found = pyogrio.read_dataframe(source, layer="events", bbox=box)
    taken = shapely.box(*box)
    # GDAL leaves out what has no geometry, though the answer holds it.
    assert list(found["id"]) == [
        event.id
        for event in open_default_file().loaded.events
        if event.geometry and shape(event.geometry.as_geojson()).intersects(taken)
    ]


def test_gdal_reads_a_period_by_the_items_own_address(server: str) -> None:
    address = f"{server}/api/collections/events/items"
    query = "datetime=2021-07-07/2021-07-07&rule=inside&undated=false&kind=accuse"
    found = pyogrio.read_dataframe(f"{address}?{query}")
    seventh = [event for event in EVENTS.values() if event.get("date") == "2021-07-07"]
    titles = [event["title"] for event in seventh if event["kind"] == "accuse"]
    assert titles
    assert list(found["title"]) == titles
