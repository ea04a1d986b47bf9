"""A page that holds no script and asks nobody for anything: text, in the colours of the page.

This module shouldn't import Streamlit.
"""

import html
from string import Template
from xml.etree.ElementTree import Element, SubElement, tostring

from dashboard.assets.palette import palette, style_variables
from dashboard.assets.scripts import STATIC
from dashboard.words.catalogue import CATALOGUE

_GROUND = ("sea", "land", "outline", "country", "casing", "border")


def plain_page(title: str, main: Element, foot: str = "") -> str:
    """Return a document.

    Parameters
    ----------
    title
        Its title.
    main
        What it holds; each text in it is text, and can't become markup.
    foot
        What stands below.
    """
    return Template((STATIC / "entry/changes.html").read_text(encoding="utf-8")).substitute(
        language=CATALOGUE.language,
        title=html.escape(title),
        style="\n".join([_colours(), (STATIC / "entry/changes.css").read_text(encoding="utf-8")]),
        main=tostring(main, encoding="unicode", method="html"),
        foot=html.escape(foot),
    )


def add_text(parent: Element, tag: str, text: str, name: str = "") -> Element:
    """Add an element with a text, and with a class where one is named."""
    added = SubElement(parent, tag, {"class": name} if name else {})
    added.text = text
    return added


def _colours() -> str:
    rules = []
    for theme in ("light", "dark"):
        colours = palette(theme)
        ground = "".join(f"--map-{name}: {colours[name]};" for name in _GROUND)
        rules.append(f":root {{ {style_variables(theme)}{ground} }}")
    return f"{rules[0]}\n@media screen and (prefers-color-scheme: dark) {{ {rules[1]} }}"
