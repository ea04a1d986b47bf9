"""Atlos: the incidents of an investigation, as the platform exports them to csv."""

from events.importers.tables.plain_table import PlainTable

LAYOUT = PlainTable(
    name="atlos",
    title="Atlos",
    about="the csv of an investigation's incidents; a workflow's status stands in the note",
    needed=frozenset(["slug", "inserted_at", "status", "sensitive", "description"]),
    roles={
        "id": "slug",
        "title": "description",
        "kind": "type",
        "date": "date",
        "longitude": "longitude",
        "latitude": "latitude",
        "status": "status",
        "url": "source_1",
    },
)
"""Atlos's incidents, as the registry lists them."""
