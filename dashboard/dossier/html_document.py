"""A page that needs no server: data, modules, layers and style in one HTML document.

Text travels as JSON and enters the page as text; the document's policy allows its own two
scripts and no connection at all.
"""

import gzip
import html
import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Any

import xstatic.pkg.leaflet

from dashboard.assets.js_bundler import bundle
from dashboard.assets.palette import style_variables
from dashboard.assets.scripts import STATIC
from dashboard.assets.tables import tables_script
from dashboard.words.catalogue import CATALOGUE, say
from geodata.basemap import BaseMap

_LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)
LAYERS = (
    "countries",
    "neighbours",
    "border",
    "outlines",
    "province-lines",
    "district-lines",
    "rivers",
    "lakes",
    "places",
    "crossings",
    "labels",
    "world",
    "hillshade",
)
"""The base layers that the map draws; the others only help to build and import."""

_COLOURS = (
    f":root {{ {style_variables('light')} }}\n"
    f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {style_variables('dark')} }} }}"
)


def document(data: dict[str, Any], base: BaseMap) -> str:
    """Return the document that shows a dossier's data.

    Parameters
    ----------
    data
        Plain JSON, as ``static/entry/dossier.js`` reads it.
    base
        The base layers.
    """
    leaflet = (_LEAFLET / "leaflet.js").read_text(encoding="utf-8").partition("//# sourceMap")[0]
    modules = "\n" + tables_script() + bundle(STATIC / "entry/dossier.js")
    panels = [
        STATIC / "shared/panels.css",
        STATIC / "panels/timeline/timeline.css",
        STATIC / "panels/reading/reading.css",
        STATIC / "panels/dossier/event_table.css",
        STATIC / "panels/dossier/contents.css",
    ]
    styles = [_LEAFLET / "leaflet.css", STATIC / "map/map.css", STATIC / "entry/dossier.css"]
    return Template((STATIC / "entry/dossier.html").read_text(encoding="utf-8")).substitute(
        language=CATALOGUE.language,
        **{name: html.escape(say(f"dossier.{name}")) for name in ("skip", "reading", "no_script")},
        policy=script_policy(leaflet, modules),
        title=html.escape(data["title"]),
        style="\n".join([_COLOURS, *(path.read_text(encoding="utf-8") for path in styles)]),
        foot=html.escape(data["foot"]),
        data=as_script_text(data),
        styles=as_script_text("\n".join(path.read_text(encoding="utf-8") for path in panels)),
        layers=as_script_text(_packed(base)),
        leaflet=leaflet,
        modules=modules,
    )


def script_policy(*scripts: str) -> str:
    """Return the Content-Security-Policy under which these inline scripts alone run.

    Examples
    --------
    >>> script_policy("1").split("; ")[:2]
    ["default-src 'none'", "script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"]
    """
    digests = (b64encode(sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {allowed}",
            "style-src 'unsafe-inline'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def as_script_text(value: object) -> str:
    r"""Return JSON that no HTML parser can find an end of its script element in.

    Examples
    --------
    >>> as_script_text("</script><!--")
    '"\\u003c/script\\u003e\\u003c!--"'
    """
    text = json.dumps(value, separators=(",", ":"))  # in ASCII, so that nothing else is left
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _packed(base: BaseMap) -> dict[str, dict[str, str]]:
    paths = [(base.layers[name].path, base.layers[name].media_type) for name in LAYERS]
    index = paths[0][0].with_name("layers.json")
    return {
        path.name: {"type": media_type, "base64": _base64(path)}
        for path, media_type in [*paths, (index, "application/json")]
    }


def _base64(path: Path) -> str:
    content = path.read_bytes()
    if path.suffix in (".geojson", ".json"):
        content = gzip.compress(content, mtime=0)
    return b64encode(content).decode()
