"""Writing an event file as GeoJSON, feature by feature."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from events.files.feature_rows import Feature
from events.model.event import Source
from events.model.vocabulary import FORMAT, FORMAT_2

_NEW_OF_SOURCES = {"kind", "derives_from", "archived"}


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
        What JSON can hold; the first version of the format that can hold the sources.

    Examples
    --------
    >>> collection_members("Border", [], {})
    {'type': 'FeatureCollection', 'format': 'panj-events/1', 'title': 'Border', 'sources': []}
    """
    listed = [source.model_dump(mode="json", exclude_unset=True) for source in sources]
    is_new = any(source.keys() & _NEW_OF_SOURCES for source in listed)
    members: dict[str, Any] = {
        "type": "FeatureCollection",
        "format": FORMAT_2 if is_new else FORMAT,
    }
    if title:
        members["title"] = title
    return {**members, "sources": listed, **extra}


def needs_accounts(properties: Mapping[str, Any]) -> bool:
    """Tell whether a feature's properties are beyond the first version of the format.

    Parameters
    ----------
    properties : mapping
        What it has under the names of the second version may be foreign, from a file of the first.

    Examples
    --------
    >>> needs_accounts({"accounts": [{"source": "news"}]}), needs_accounts({"accounts": 7})
    (True, False)
    """
    return any(
        isinstance(listed := properties.get(name), list)
        and any(isinstance(one, dict) and key in one for one in listed)
        for name, key in (("accounts", "source"), ("merged", "from"))
    )


def in_version(members: Mapping[str, Any], features: Iterable[Feature]) -> dict[str, Any]:
    """Give a collection's members in the version of the format that its features need."""
    is_new = any(needs_accounts(feature["properties"]) for feature in features)
    return {**members, "format": FORMAT_2} if is_new else dict(members)


def write_geojson(path: Path, members: Mapping[str, Any], features: Iterable[Feature]) -> None:
    """Write an event file, one feature a line.

    Parameters
    ----------
    path : pathlib.Path
        The file to write; see `events.files.file_access.replace_file`.
    members : mapping
        From `collection_members`.
    features : iterable of dict
        From `events.files.feature_rows.feature_of`. Where one of them needs it, the collection is
        of the second version of the format.
    """
    head, is_new = json.dumps(members, ensure_ascii=False), False
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{head[:-1]}, "features": [')
        for number, feature in enumerate(features):
            line = json.dumps(feature, ensure_ascii=False)
            file.write(f"{',' if number else ''}\n{line}")
            is_new = is_new or needs_accounts(feature["properties"])
        file.write("\n]}\n")
    if is_new:
        with path.open("r+b") as written:  # the versions are of one length; only ASCII is before
            written.seek(head.index(members["format"]))
            written.write(FORMAT_2.encode())
