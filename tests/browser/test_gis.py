"""The running dashboard as a layer: GDAL's own driver for OGC API – Features reads it."""

import pyogrio

from dashboard.shelf import opened
from events.selection import Selection, select


def test_gdal_reads_what_the_events_select(server: str) -> None:
    source = f"OAPIF:{server}/api"
    assert [name for name, _ in pyogrio.list_layers(source)] == ["events"]
    whole = pyogrio.read_dataframe(source, layer="events")
    assert list(whole["id"]) == [event.id for event in opened().loaded.events]
    box = (68.7, 38.5, 68.8, 38.6)
    found = pyogrio.read_dataframe(source, layer="events", bbox=box)
    selected = select(opened().table, Selection(bbox=box))
    assert list(found["id"]) == [event.id for event in selected]


def test_gdal_reads_a_period_by_the_items_own_address(server: str) -> None:
    address = f"{server}/api/collections/events/items"
    query = "datetime=2021-07-07/2021-07-07&rule=inside&undated=false"
    found = pyogrio.read_dataframe(f"{address}?{query}")
    assert list(found["title"]) == ["Tajik envoy: hard to deal with this alone"]
