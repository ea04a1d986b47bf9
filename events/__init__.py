"""What is said: event files, what is wrong with them, and what is selected from them.

`read` and `write` are for notebooks. They import GeoPandas when they are called: whoever imports
a module of this package is not to wait for it.
"""

import os
from pathlib import Path
from typing import Any


def read(path: str | os.PathLike[str]) -> Any:
    """Read an event file as a GeoDataFrame.

    Parameters
    ----------
    path : str or path
        An event file, GeoJSON or GeoParquet.

    Returns
    -------
    geopandas.GeoDataFrame
        A row an event, in EPSG:4326. Its columns are ``id`` and the properties of the event file
        as they are, None where the event does not give one; lists, such as ``quotes``, hold
        dictionaries. ``earliest`` and ``latest`` are the first and the last day that ``date``
        leaves open (days of the proleptic Gregorian calendar; NaT for an open end). ``extra``
        and ``members`` hold what the format does not define. The collection's ``title``,
        ``sources`` and ``extra`` are in the frame's ``attrs``.

    Raises
    ------
    EventFileError
        Where the file cannot be used at all.

    Warns
    -----
    UserWarning
        Of each problem of an event that is left out, and of heights that a frame cannot hold.

    Examples
    --------
    >>> frame = read("events/data/antiwar-2021-07-08.geojson")
    >>> int(frame.place_precision.value_counts()["settlement"])
    2
    """
    from events.frame import frame_of

    return frame_of(Path(path))


def write(frame: Any, path: str | os.PathLike[str]) -> Any:
    """Write a GeoDataFrame as an event file, or as another format.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        As `read` gives it; ``earliest`` and ``latest`` are not written, as ``date`` has them. A
        column of your own becomes a property. Another coordinate system is turned to EPSG:4326.
    path : str or path
        The file; its ending names the format, such as .geojson, .parquet, .gpkg or .csv. It is
        replaced whole or not at all.

    Returns
    -------
    events.export.export.ExportReceipt
        How many events were written, and what the format could not hold.

    Raises
    ------
    EventFileError
        Where a row is no good event; nothing is written.
    """
    from events.frame import write_frame

    return write_frame(frame, Path(path))
