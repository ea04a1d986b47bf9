"""Positions whose latitude and longitude stand in each other's place, as their country tells."""

import numpy as np
import shapely

from events.importers.places.places import Gazetteer, Sites
from events.model.distinct_dates import Mask

_MOST_NORTH = 90.0  # degrees
_BESIDE = 1.0  # degrees that a position may lie outside the box around its country


def find_exchanged(sites: Sites, gazetteer: Gazetteer) -> Mask:
    """Find positions that lie in the row's country only with their ends exchanged.

    Parameters
    ----------
    sites : Sites
        The places.
    gazetteer : Gazetteer
        Knows the outlines of countries.

    Returns
    -------
    numpy.ndarray of bool
        Where the position lies outside the box around the country, and the other in it.
    """
    found = np.zeros(len(sites.level), bool)
    given = ~np.isnan(sites.longitude) & (np.abs(sites.longitude) <= _MOST_NORTH)
    if not given.any():
        return found
    coded = sites.country.dictionary_encode()
    numbers = coded.indices.to_numpy()
    for number, name in enumerate(coded.dictionary.to_pylist()):
        country = gazetteer.country(name)
        if country is None:
            continue
        rows = given & (numbers == number)
        east, north = sites.longitude[rows], sites.latitude[rows]
        west, south, most, top = shapely.bounds(country)
        outside = (east < west - _BESIDE) | (east > most + _BESIDE)
        outside |= (north < south - _BESIDE) | (north > top + _BESIDE)
        beyond = np.flatnonzero(rows)[outside]
        if len(beyond):
            turned = sites.latitude[beyond], sites.longitude[beyond]
            found[beyond] = shapely.contains_xy(country, *turned)
    return found
