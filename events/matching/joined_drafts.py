"""Two drafts become one: further words of one source, or the accounts of several.

A draft is a feature of an event file that need not be sound; of two events that are sound
`events.matching.merging` makes one.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from events.accounts.shown_values import shown_values
from events.matching.merging import MergeError
from events.model.event import Account
from events.model.vocabulary import Basis, Precision

Draft = Mapping[str, Any]

_OF_DATE = ("date", "date_basis", "date_says")
_OF_PLACE = (
    *("place", "place_ids", "place_precision", "place_basis", "place_says"),
    *("radius_km", "geometry"),
)
_GROUPS = (_OF_DATE, _OF_PLACE, ("kind",), ("status",), ("quantities",), ("actors",), ("note",))
_DECIDED = (*_OF_DATE, *_OF_PLACE, "quantities")
_OF_ACCOUNT = (*_DECIDED, "status", "actors", "note")


def join_drafts(draft: Draft, taken: Draft) -> dict[str, Any]:
    """Take one draft into another, with the words of both.

    Parameters
    ----------
    draft : dict
        The draft that stays: its id and title are kept, and its kind where it has one.
    taken : dict
        The one that is taken in.

    Returns
    -------
    dict
        Of one source it has the values of the first and, where that lacks one, of the second. Of
        several each source has an account, and what is shown follows from them by the rule of
        `events.accounts.shown_values`.

    Raises
    ------
    MergeError
        Where what one of them says of a field can't be read, so that no account has it.
    """
    properties, others = draft["properties"], taken["properties"]
    quotes = [*properties.get("quotes", ())]
    quotes += [one for one in others.get("quotes", ()) if one not in quotes]
    sources = list(dict.fromkeys(one["source"] for one in quotes))
    if len(sources) < 2:
        return _draft(draft, {**_filled_up(_flat(draft), _flat(taken)), "quotes": quotes})
    accounts = accounts_of(draft)
    known = {one["source"] for one in accounts}
    accounts += [one for one in accounts_of(taken) if one["source"] not in known]
    first = _filled_up(_flat(draft), {name: others[name] for name in ("kind",) if name in others})
    kept = {name: one for name, one in first.items() if name not in _DECIDED}
    return _draft(draft, {**kept, **_shown(accounts, sources), "quotes": quotes})


def _draft(draft: Draft, values: dict[str, Any]) -> dict[str, Any]:
    geometry = values.pop("geometry", None)
    return {**draft, "geometry": geometry, "properties": values}


def _flat(draft: Draft) -> dict[str, Any]:
    placed = {"geometry": draft["geometry"]} if draft["geometry"] else {}
    return {**draft["properties"], **placed}


def _filled_up(values: dict[str, Any], others: Draft) -> dict[str, Any]:
    """Give what is lacking from others; a date goes with its basis, a place with its shape."""
    for names in _GROUPS:
        if not any(values.get(name) for name in names):
            values |= {name: others[name] for name in names if name in others}
    return values


def with_accounts(draft: Draft, accounts: list[dict[str, Any]]) -> dict[str, Any]:
    """Give a draft other accounts, and what they decide.

    Parameters
    ----------
    draft : dict
        The draft; of a source that has no account any more its words go, too.
    accounts : list of dict
        At least one; what is shown stays as it was while one of them can't be read.

    Raises
    ------
    MergeError
        Where there is none.
    """
    if not accounts:
        raise MergeError("an event needs a source that tells of it. Remove the event instead.")
    properties = draft["properties"]
    left = {one["source"] for one in accounts}
    gone = {one["source"] for one in properties.get("accounts", ())} - left
    quotes = [one for one in properties["quotes"] if one["source"] not in gone]
    sources = list(dict.fromkeys(one["source"] for one in quotes))
    try:
        shown = _shown(accounts, sources)
    except MergeError:
        told = {**properties, "accounts": accounts, "quotes": quotes}
        return {**draft, "properties": told}
    if len(accounts) == 1:
        del shown["accounts"]
    kept = {name: one for name, one in _flat(draft).items() if name not in (*_DECIDED, "accounts")}
    return _draft(draft, {**kept, **shown, "quotes": quotes})


def accounts_of(draft: Draft) -> list[dict[str, Any]]:
    """Give a draft's accounts; without any, all that it tells is its first source's."""
    values = _flat(draft)
    if values.get("accounts"):
        return [_in_full(one, values) for one in values["accounts"]]
    given = {name: values[name] for name in _OF_ACCOUNT if values.get(name) not in (None, "", [])}
    for group in (_OF_DATE, _OF_PLACE):
        if given.get(f"{group[0]}_basis") == Basis.EXTERNAL:
            given = {name: one for name, one in given.items() if name not in group}
    return [{"source": values["quotes"][0]["source"], **given}]


def _in_full(account: dict[str, Any], values: Draft) -> dict[str, Any]:
    """Write out a geometry that an account shares with its event: the two may part."""
    names = ("place", "place_ids", "place_precision")
    shared = "geometry" not in account and all(
        account.get(name) == values.get(name) for name in names
    )
    placed = shared and account.get("place") and "geometry" in values
    return {**account, "geometry": values["geometry"]} if placed else account


def _shown(accounts: list[dict[str, Any]], sources: list[str]) -> dict[str, Any]:
    """Give the accounts and what they decide, as a draft has it."""
    try:
        read = [Account.model_validate(one) for one in accounts]
    except ValidationError as error:
        wrong = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise MergeError(
            f'"{wrong}" of one of the two can\'t be read, so they stay two. Mend it first.'
        ) from error
    values = shown_values(read, sources)
    geometry = values.pop("geometry")
    values = {name: value for name, value in values.items() if value not in (None, "", ())}
    if values["place_precision"] is Precision.NONE:
        del values["place_precision"]
    if geometry is not None:
        values["geometry"] = geometry.as_geojson()
    return {**to_jsonable_python(values), "accounts": accounts}
