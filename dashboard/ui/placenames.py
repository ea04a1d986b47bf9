"""The place names that the map can show: English, local ones below them, or local ones alone."""

from dashboard.words.catalogue import say

LANGUAGES = {
    say("place_names.none"): None,
    **{say(f"place_names.{code}"): code for code in ("tg", "fa", "ru")},
    **{say(f"place_names.{code}_only"): f"{code}-only" for code in ("tg", "fa", "ru")},
}
"""The codes of the choices by their names, as ``map/labels/local_names.js`` takes them."""
