"""A ground of the operator's own: an extract of vector tiles, or online tiles; told by BASEMAP.

Nothing is asked of the network here; the map draws either beneath the events.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ARCHIVE = "own.pmtiles"
"""By which name an archive is asked for, whatever it is called on the disk."""

HEADER_BYTES = 127
VECTOR_TILES = 1
"""Length of a PMTiles archive's header, and its number for vector tiles (PMTiles, version 3)."""

EXPECTED = (
    "expected a file of vector tiles such as /srv/panj/region.pmtiles, or the address of online "
    'tiles and their credit such as "https://tile.example/{z}/{x}/{y}.png © Example"'
)

_TILES = re.compile(
    r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?/[\w./{}@?=&%-]+", re.ASCII
)


@dataclass(frozen=True)
class OwnGround:
    """What the operator has the map draw in place of Panj's own ground.

    Attributes
    ----------
    archive
        A PMTiles archive of vector tiles, or ``None``.
    tiles
        The address of online tiles, with ``{z}``, ``{x}`` and ``{y}``; ``""`` for none.
    credit
        Whom the online tiles are to be credited to; an archive holds its own.
    """

    archive: Path | None = None
    tiles: str = ""
    credit: str = ""

    @property
    def site(self) -> str:
        """The site of the online tiles, as a content policy names it; ``""`` for none.

        Examples
        --------
        >>> read_own_ground("https://tile.example/{z}/{x}/{y}.png © Example").site
        'https://tile.example'
        """
        return f"https://{urlsplit(self.tiles).netloc}" if self.tiles else ""

    @property
    def described(self) -> dict[str, str]:
        """What the map is told of it: plain JSON, without the archive's path.

        Examples
        --------
        >>> OwnGround().described
        {'file': '', 'tiles': '', 'credit': '', 'site': ''}
        """
        file = ARCHIVE if self.archive else ""
        return {"file": file, "tiles": self.tiles, "credit": self.credit, "site": self.site}


def read_own_ground(text: str) -> OwnGround:
    """Read what ground the operator brings.

    Parameters
    ----------
    text
        A file's path; or an address and, after a space, its credit; ``""`` for none.

    Raises
    ------
    ValueError
        Where it is neither, the file cannot be read, or it holds no vector tiles.

    Examples
    --------
    >>> read_own_ground("https://tile.example/{z}/{x}/{y}.png © Example").credit
    '© Example'
    """
    text = text.strip()
    if not text:
        return OwnGround()
    if "://" in text:
        address, _, credit = text.partition(" ")
        parts = [part for part in ("{z}", "{x}", "{y}") if address.count(part) != 1]
        if parts or not _TILES.fullmatch(address) or not credit.strip():
            raise ValueError(f"BASEMAP: found {text!r}, {EXPECTED}.")
        return OwnGround(tiles=address, credit=credit.strip())
    archive = Path(text).resolve()
    _check_archive(archive)
    return OwnGround(archive=archive)


def _check_archive(path: Path) -> None:
    try:
        with path.open("rb") as file:
            header = file.read(HEADER_BYTES)
    except OSError as error:
        raise ValueError(f"BASEMAP: {path}: found {error.strerror}, {EXPECTED}.") from None
    if len(header) < HEADER_BYTES or header[:8] != b"PMTiles\x03":
        raise ValueError(f"BASEMAP: {path}: found no PMTiles archive of version 3, {EXPECTED}.")
    if header[99] != VECTOR_TILES:
        raise ValueError(f"BASEMAP: {path}: found an archive without vector tiles, {EXPECTED}.")
