"""Changes of what one source tells of an event that several tell of.

What is shown of the event follows from them. This module shouldn't import Streamlit.
"""

import re

from dashboard.coding.edits import (
    Answer,
    Feature,
    draft_quotes,
    first_source,
    with_field,
    with_place,
)
from dashboard.words.catalogue import say
from events.desk.database import DeskError
from events.matching.joined_drafts import accounts_of, with_accounts
from events.matching.merging import MergeError
from events.model.event import Source
from geodata.named_places import GazetteerEntry

_ACCOUNT = re.compile(r"accounts\[(?P<number>\d+)\](?:\.(?P<name>\w+))?")
_DECIDED = ("status", "date", "place", "quantities")


def source_of(feature: Feature, field: str) -> str:
    """Return the id of the source that a field tells of, as it is in its language."""
    found = _ACCOUNT.fullmatch(field)
    if found is None:
        return first_source(feature)
    account: Answer = feature["properties"]["accounts"][int(found["number"])]
    return str(account["source"])


def with_written(feature: Feature, field: str, written: str, source: Source) -> Answer:
    """Set a field of an event, or of what one source tells of it, to what a coder writes.

    Parameters
    ----------
    feature
        The event.
    field
        Such as ``date`` or ``accounts[1].date``; ``accounts[1]`` takes out what that source tells,
        with its words.
    written
        What is written; an empty one takes the field out.
    source
        That of `source_of`.

    Raises
    ------
    DeskError
        Where the field follows from what several sources tell, or no source would be left.
    """
    found = _ACCOUNT.fullmatch(field)
    if found is None:
        return with_field(of_one_source(feature, field), field, written, source)
    number, name = int(found["number"]), found["name"]
    accounts = accounts_of(feature)
    if name is None:
        return _of_accounts(feature, [*accounts[:number], *accounts[number + 1 :]])
    told = with_field(_as_feature(feature, accounts[number]), name, written, source)
    return _with_account(feature, number, told)


def with_placed(feature: Feature, field: str, place: GazetteerEntry) -> Answer:
    """Put an event, or what one source tells of it, where a place of the gazetteer is.

    Parameters
    ----------
    feature, place
        The event and the place.
    field
        ``place`` or such as ``accounts[1].place``.

    Raises
    ------
    DeskError
        As of `with_written`.
    """
    found = _ACCOUNT.fullmatch(field)
    if found is None:
        return with_place(of_one_source(feature, field), place)
    number = int(found["number"])
    told = with_place(_as_feature(feature, accounts_of(feature)[number]), place)
    return _with_account(feature, number, told)


def of_one_source(feature: Feature, field: str = "place") -> Feature:
    """Give an event whose field may be set.

    Raises
    ------
    DeskError
        Where the field follows from what several sources tell.
    """
    if field in _DECIDED and feature["properties"].get("accounts"):
        raise DeskError(say("code_account.decided"))
    return feature


def _as_feature(feature: Feature, account: Answer) -> Answer:
    """Give what one source tells of an event as an event."""
    told = {name: one for name, one in account.items() if name != "geometry"}
    quotes = [one for one in draft_quotes(feature) if one["source"] == account["source"]]
    return {"geometry": account.get("geometry"), "properties": {**told, "quotes": quotes}}


def _with_account(feature: Feature, number: int, told: Answer) -> Answer:
    accounts = accounts_of(feature)
    made = {name: one for name, one in told["properties"].items() if name != "quotes"}
    own = {name: accounts[number][name] for name in ("quotes",) if name in accounts[number]}
    drawn = {"geometry": told["geometry"]} if told["geometry"] else {}
    accounts[number] = {**made, **own, **drawn}
    return _of_accounts(feature, accounts)


def _of_accounts(feature: Feature, accounts: list[Answer]) -> Answer:
    try:
        return with_accounts(feature, accounts)
    except MergeError as error:
        raise DeskError(str(error)) from error
