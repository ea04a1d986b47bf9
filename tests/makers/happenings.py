"""When made-up events happen, and around which town: in bursts, as real ones do."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Numbers = npt.NDArray[np.int64]

FIRST = np.datetime64("1994-01-01")
DAYS = 365 * 30 + 8
"""Thirty years, until the end of 2023."""

FORMS = {
    "day": 74,
    "interval": 11,
    "long": 2,
    "month": 4,
    "year": 1,
    "approximate": 3,
    "open": 2,
    "undated": 3,
}
"""The share of each form of a date, per cent; a long one goes over months or years."""

_WIDE = 120.0  # days of a long interval, in the middle
_BURSTS = 160
_IN_BURSTS = 0.75
_LENGTH = 40.0  # days, on average
_TAIL = 1.1  # of the Pareto distribution of how much a burst holds


@dataclass(frozen=True)
class Bursts:
    """Times of much that happened around one town.

    Parameters
    ----------
    towns, starts : numpy.ndarray
        The town's number, and the day counted from `FIRST`.
    lengths : numpy.ndarray
        Days over which it fades.
    shares : numpy.ndarray
        Of all that happens in bursts; a few hold most of it.
    """

    towns: Numbers
    starts: Numbers
    lengths: npt.NDArray[np.float64]
    shares: npt.NDArray[np.float64]


def plan_bursts(weights: npt.NDArray[np.float64], random: np.random.Generator) -> Bursts:
    """Plan the bursts of the thirty years."""
    sizes = random.pareto(_TAIL, _BURSTS) + 0.05
    return Bursts(
        towns=random.choice(len(weights), size=_BURSTS, p=weights),
        starts=random.integers(0, DAYS - 200, size=_BURSTS),
        lengths=random.exponential(_LENGTH, size=_BURSTS) + 1,
        shares=sizes / sizes.sum(),
    )


def draw(
    size: int,
    bursts: Bursts,
    weights: npt.NDArray[np.float64],
    random: np.random.Generator,
) -> tuple[Numbers, Numbers]:
    """Draw a town and a day for each event.

    Returns
    -------
    towns, days : numpy.ndarray
        The day is counted from `FIRST`.
    """
    burst = random.choice(_BURSTS, size=size, p=bursts.shares)
    within = random.random(size) < _IN_BURSTS
    later = random.exponential(1.0, size=size) * bursts.lengths[burst]
    days = np.where(within, bursts.starts[burst] + later, random.integers(DAYS, size=size))
    elsewhere = random.choice(len(weights), size=size, p=weights)
    towns = np.where(within, bursts.towns[burst], elsewhere)
    return towns, np.minimum(days, DAYS - 1).astype(np.int64)


def write_dates(days: Numbers, random: np.random.Generator) -> pa.Array:
    """Write each day as EDTF, in the shares of `FORMS`; "" for an event without a date."""
    shares = np.array(list(FORMS.values())) / sum(FORMS.values())
    forms = random.choice(len(FORMS), size=len(days), p=shares)
    day = _written(days)
    last = _written(np.minimum(days + random.integers(1, 10, size=len(days)), DAYS))
    wide = np.rint(random.lognormal(np.log(_WIDE), 1.2, size=len(days))).astype(np.int64)
    later = _written(np.minimum(days + 10 + wide, DAYS))
    written = {
        "day": day,
        "interval": pc.binary_join_element_wise(day, last, "/"),
        "long": pc.binary_join_element_wise(day, later, "/"),
        "month": pc.utf8_slice_codeunits(day, 0, 7),
        "year": pc.utf8_slice_codeunits(day, 0, 4),
        "approximate": pc.binary_join_element_wise(day, "~", ""),
        "open": pc.binary_join_element_wise("..", day, "/"),
        "undated": pa.repeat("", len(days)),
    }
    return pc.choose(pa.array(forms), *(written[form] for form in FORMS))


def _written(days: Numbers) -> pa.Array:
    return pa.array(np.datetime_as_string(FIRST + days).astype(object), pa.string())
