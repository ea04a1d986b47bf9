"""A record as fields, by which its changes are told, compared and joined.

A field is a member of the record, or of its ``properties``; ``""`` stands for the whole and tells
that the record is there. A value is JSON text; None stands for none at all.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Value = Mapping[str, Any] | None
"""What is kept under a key; None for nothing."""

Flat = dict[str, str]
"""A record by its fields, each as JSON text; empty for none."""

WHOLE = ""
"""The field that tells that a record is there."""

_INNER = "properties"


@dataclass(frozen=True)
class FieldStep:
    """What became of one field.

    Attributes
    ----------
    field
        Such as ``geometry`` or ``properties.title``; ``""`` for the whole.
    old, new
        As JSON; None for no such field.
    """

    field: str
    old: str | None
    new: str | None


def flat_fields(value: Value) -> Flat:
    """Give a record as fields.

    Examples
    --------
    >>> flat_fields({"id": "a", "properties": {"title": "One"}})
    {'': '{}', 'id': '"a"', 'properties': '{}', 'properties.title': '"One"'}
    """
    if value is None:
        return {}
    found = {WHOLE: "{}"}
    for name, one in value.items():
        inner = name == _INNER and isinstance(one, Mapping)
        found[name] = "{}" if inner else _written(one)
        if inner:
            found |= {f"{_INNER}.{each}": _written(member) for each, member in one.items()}
    return found


def record_of(fields: Flat) -> dict[str, Any] | None:
    """Give the record that fields make; None where there are none.

    Raises
    ------
    ValueError
        Where there are fields of a record that is not there.
    """
    if WHOLE not in fields:
        if fields:
            raise ValueError(f"found {sorted(fields)} of a record that is not there")
        return None
    made: dict[str, Any] = {}
    for name, text in fields.items():
        if name and not name.startswith(f"{_INNER}."):
            made[name] = json.loads(text)
    for name, text in fields.items():
        if name.startswith(f"{_INNER}."):
            made[_INNER][name.removeprefix(f"{_INNER}.")] = json.loads(text)
    return made


def changes_between(old: Flat, new: Flat) -> list[FieldStep]:
    """List the fields that differ, in the order of the older one and then of the newer."""
    names = [*old, *(name for name in new if name not in old)]
    return [
        FieldStep(name, old.get(name), new.get(name))
        for name in names
        if old.get(name) != new.get(name)
    ]


def changed_by(fields: Flat, changes: Iterable[FieldStep]) -> Flat:
    """Give fields as changes leave them."""
    new = dict(fields)
    for one in changes:
        if one.new is None:
            new.pop(one.field, None)
        else:
            new[one.field] = one.new
    return new


def reversed_changes(changes: Iterable[FieldStep]) -> list[FieldStep]:
    """Give the changes that undo others."""
    return [FieldStep(one.field, one.new, one.old) for one in changes]


def group_of(field: str) -> str:
    """Name what a field is a part of: a date with its basis, a place with its shape.

    Examples
    --------
    >>> [group_of(f"properties.{name}") for name in ("date_says", "radius_km", "title")]
    ['date', 'place', 'title']
    """
    name = field.removeprefix(f"{_INNER}.")
    if name in ("geometry", "radius_km"):
        return "place"
    first = name.split("_")[0]
    return first if first in ("date", "place") else name


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
