"""Ushahidi: the posts of a survey, as the platform exports them to csv."""

from events.importers.tables.plain_table import PlainTable

LAYOUT = PlainTable(
    name="ushahidi",
    title="Ushahidi",
    about="the csv of a deployment's posts",
    needed=frozenset(["post id", "post date (utc)", "post status"]),
    roles={
        "id": "post id",
        "title": "title",
        "kind": "categories",
        "date": "post date (utc)",
        "longitude": "location.lon",
        "latitude": "location.lat",
        "note": "description",
        "source": "survey",
    },
)
"""Ushahidi's posts, as the registry lists them. What a post says is its author's word; whether it
was published, which `Post Status` tells, is no status of the event."""
