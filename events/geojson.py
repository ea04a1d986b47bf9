"""Writing an event file as GeoJSON, feature by feature."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from events.event_rows import Feature
from events.loading import FORMAT
from events.schema import Source


def collection_members(
    title: str, sources: Iterable[Source], extra: Mapping[str, Any]
) -> dict[str, Any]:
    """Write the members of a collection without its features.

    Parameters
    ----------
    title : str
        Its name, ``""`` for none.
    sources : iterable of Source
        Its sources.
    extra : mapping
        Its foreign members.

    Returns
    -------
    dict
        What JSON can hold.

    Examples
    --------
    >>> collection_members("Border", [], {})
    {'type': 'FeatureCollection', 'format': 'panj-events/1', 'title': 'Border', 'sources': []}
    """
    members: dict[str, Any] = {"type": "FeatureCollection", "format": FORMAT}
    if title:
        members["title"] = title
    listed = [source.model_dump(mode="json", exclude_unset=True) for source in sources]
    return {**members, "sources": listed, **extra}


def write_geojson(path: Path, members: Mapping[str, Any], features: Iterable[Feature]) -> None:
    """Write an event file, one feature a line.

    Parameters
    ----------
    path : pathlib.Path
        The file to write; see `events.replacement.replacing`.
    members : mapping
        From `collection_members`.
    features : iterable of dict
        From `events.event_rows.feature_of`.
    """
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{json.dumps(members, ensure_ascii=False)[:-1]}, "features": [')
        for number, feature in enumerate(features):
            line = json.dumps(feature, ensure_ascii=False)
            file.write(f"{',' if number else ''}\n{line}")
        file.write("\n]}\n")
