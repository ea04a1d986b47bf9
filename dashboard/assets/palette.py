"""Every colour of the page, the map and the dossier but the families', for both themes.

The families' own stand with their kinds (``events/model/vocabulary.py``). The scripts get both
(``tables.py``), the dossier's style too; Streamlit's stand in ``.streamlit/config.toml``, which a
test holds against this table.
"""

from collections.abc import Mapping

COLOURS: Mapping[str, tuple[str, str]] = {
    # the ground
    "land": ("#F8F7F3", "#262A30"),
    "neighbour": ("#E7E5DF", "#1C2025"),
    "sea": ("#DCE6EB", "#161B21"),
    "lake": ("#A9C6D8", "#35586E"),
    "river": ("#8FB4CA", "#41708C"),
    "border": ("#33373D", "#E3E1DC"),
    "casing": ("#FFFFFF", "#101316"),
    "outline": ("#8B867C", "#6F7680"),
    "neighbourLine": ("#C9C5BC", "#3A4048"),
    "provinceLine": ("#BEB8AD", "#454B54"),
    "shadow": ("#000000", "#000000"),
    # names on it
    "city": ("#2B2A27", "#E9E7E2"),
    "town": ("#4A4843", "#C3C1BB"),
    "province": ("#6E6A61", "#A19E97"),
    "country": ("#57534B", "#B8B5AE"),
    "neighbourText": ("#66635B", "#8F959D"),
    "riverText": ("#2F6587", "#8FBCD8"),
    # the page
    "page": ("#FFFFFF", "#15181C"),
    "panel": ("#F4F3EF", "#1F2328"),
    "text": ("#14181D", "#F0EEE9"),
    "muted": ("#555A61", "#A7ADB5"),
    "rule": ("#D9D6CE", "#3A4048"),
    "accent": ("#0F5C8C", "#6CB6E8"),
    "focus": ("#0B57D0", "#8AB4F8"),
    # marks
    "onFamily": ("#FFFFFF", "#14171A"),
    "cell": ("#30363D", "#30363D"),
    "cellText": ("#FFFFFF", "#FFFFFF"),
    "several": ("#4F5B93", "#AEB8EA"),
    # areas by how many events they hold, from few to many
    "tint1": ("#CDD3EA", "#3D466B"),
    "tint2": ("#A9B3DA", "#566292"),
    "tint3": ("#8490C4", "#7582B6"),
    "tint4": ("#5F6BA6", "#99A6D8"),
    "tint5": ("#3F4A80", "#C6D0F4"),
}
"""By name: the colour in the light theme and in the dark one, #RRGGBB."""

THEMES = ("light", "dark")
"""The themes in the order of the colours."""


def palette(theme: str) -> dict[str, str]:
    """Return the colours of a theme, by name.

    Parameters
    ----------
    theme
        ``light`` or ``dark``.
    """
    return {name: pair[THEMES.index(theme)] for name, pair in COLOURS.items()}


def style_variables(theme: str) -> str:
    """Return a theme's colours as Streamlit hands them to a panel's style, for a page without it.

    Parameters
    ----------
    theme
        ``light`` or ``dark``.

    Returns
    -------
    str
        CSS declarations.
    """
    colours = palette(theme)
    return "".join(f"--st-{name}: {colours[source]};" for name, source in _STREAMLIT.items())


_STREAMLIT = {
    "text-color": "text",
    "background-color": "page",
    "secondary-background-color": "panel",
    "border-color": "rule",
    "primary-color": "accent",
    "link-color": "accent",
}
