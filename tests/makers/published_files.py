"""Makes up whole data sets as their makers publish them: `python -m tests.makers.published_files`.

UCDP GED's 49 columns, ACLED's 31 and a plain table's 11, with texts as long as the field's
(`tests.bench.passages`), at places of the whole world of which few have most events. The same
number of rows always gives the same file. All but the names of countries and provinces is made up.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import shapely

from events.importers.layouts import acled, ucdp
from geodata.boundaries import load_boundaries
from tests.bench import passages

Numbers = npt.NDArray[np.int64]
Columns = Mapping[str, Any]

WHOLE = {"ucdp": 386_000, "acled": 2_700_000, "table": 10_000_000}
"""The rows of the whole data sets, and of a table of the most events that a file may have."""

KINDS = {
    "Battles": ("Armed clash", "Government regains territory"),
    "Explosions/Remote violence": ("Shelling/artillery/missile attack", "Air/drone strike"),
    "Violence against civilians": ("Attack", "Abduction/forced disappearance"),
    "Protests": ("Peaceful protest", "Protest with intervention"),
    "Riots": ("Mob violence", "Violent demonstration"),
    "Strategic developments": ("Arrests", "Looting/property destruction"),
}
_KINDS = tuple((kind, sub) for kind, subs in KINDS.items() for sub in subs)
_TABLE = "id date place latitude longitude country province kind actor killed notes"
_SEED = 20210708
_ROWS_A_BATCH = 50_000
_PLACES = 40_000
_FIRST = np.datetime64("1989-01-01")
_DAYS = 13_000
_GED_PRECISIONS = (38, 20, 17, 15, 5, 4, 1)  # per cent, of where_prec 1 to 7
_ACLED_PRECISIONS = (74, 21, 5)


@dataclass(frozen=True)
class Places:
    """Made-up towns in provinces of the world, a row each; the first ones have most events."""

    names: pa.StringArray
    districts: pa.StringArray
    provinces: pa.StringArray
    countries: pa.StringArray
    positions: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Drawn:
    """What a batch of rows is made from."""

    random: np.random.Generator
    numbers: Numbers
    places: Numbers
    days: npt.NDArray[np.datetime64]
    sides: tuple[Numbers, Numbers]

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.numbers)

    def words(self, sentences: float, spread: float = 0.75) -> pa.Array:
        """Write a passage for each row, of so many sentences in the middle."""
        languages = passages.choose_languages(len(self), self.random)
        return passages.write_passages(languages, sentences, spread, self.random)

    def chosen(self, values: list[str], shares: tuple[int, ...] = ()) -> pa.Array:
        """Choose a value for each row, in shares of a hundred or evenly."""
        weights = np.array(shares) / sum(shares) if shares else None
        return pa.array(values).take(
            pa.array(self.random.choice(len(values), len(self), p=weights))
        )

    def counted(self) -> Numbers:
        """Draw numbers of deaths: mostly none or few, seldom hundreds."""
        return np.floor(np.expm1(6 * self.random.random(len(self)) ** 5)).astype(np.int64)


@cache
def make_places() -> Places:
    """Make the towns up; the same at every call."""
    random = np.random.default_rng(_SEED)
    areas = load_boundaries()
    countries = dict(areas[areas.level == "country"][["id", "name"]].itertuples(index=False))
    provinces = areas[(areas.level == "province") & areas.country.isin(countries.keys())]
    order = random.permutation(len(provinces))
    shares = 1.0 / np.arange(1, len(order) + 1)
    chosen = provinces.iloc[order[random.choice(len(order), _PLACES, p=shares / shares.sum())]]
    middles = shapely.get_coordinates(shapely.point_on_surface(chosen.geometry.to_numpy()))
    weights = 1.0 / np.arange(1, _PLACES + 1)
    return Places(
        names=pa.array([f"Made town {number}" for number in range(_PLACES)]),
        districts=pa.array([f"Made district {number % 9_000}" for number in range(_PLACES)]),
        provinces=pa.array(chosen["name"].tolist()),
        countries=pa.array([countries[one] for one in chosen.country]),
        positions=np.round(middles + random.normal(0, 0.1, middles.shape), 4),
        weights=weights / weights.sum(),
    )


def write_published(layout: str, path: Path, rows: int, most_bytes: float = float("inf")) -> int:
    """Write a csv of made-up rows.

    Parameters
    ----------
    layout : str
        One of `WHOLE`.
    path : pathlib.Path
        The csv to write.
    rows : int
        The most rows.
    most_bytes : float, optional
        Bytes after which no further batch is written.

    Returns
    -------
    int
        The rows written.
    """
    written, writer = 0, None
    with path.open("wb") as file:
        for batch in make_rows(layout, rows):
            writer = writer or pa.csv.CSVWriter(file, batch.schema)
            writer.write(batch)
            written += len(batch)
            if file.tell() >= most_bytes:
                break
    return written


def make_rows(layout: str, rows: int) -> Iterator[pa.RecordBatch]:
    """Make up the rows of a layout, in batches."""
    random = np.random.default_rng(_SEED)
    write, columns = _LAYOUTS[layout]
    for first in range(0, rows, _ROWS_A_BATCH):
        drawn = _draw(first, min(_ROWS_A_BATCH, rows - first), random)
        written = {**dict.fromkeys(columns, pa.nulls(len(drawn), pa.string())), **write(drawn)}
        yield pa.RecordBatch.from_pydict({name: written[name] for name in columns})


def _draw(first: int, size: int, random: np.random.Generator) -> Drawn:
    return Drawn(
        random,
        np.arange(first + 1, first + size + 1),
        random.choice(_PLACES, size, p=make_places().weights),
        _FIRST + (_DAYS * random.random(size) ** 0.5).astype(np.int64),
        (
            (500 * random.random(size) ** 4).astype(np.int64),
            (random.random(size) * 500).astype(int),
        ),
    )


def _place(drawn: Drawn) -> dict[str, Any]:
    places, taken = make_places(), pa.array(drawn.places)
    longitude, latitude = places.positions[drawn.places].T
    return {
        "location": places.names.take(taken),
        "admin2": places.districts.take(taken),
        "admin1": places.provinces.take(taken),
        "country": places.countries.take(taken),
        "longitude": longitude,
        "latitude": latitude,
    }


def _text(days: npt.NDArray[np.datetime64]) -> pa.Array:
    return pa.array(days.astype("datetime64[D]")).cast(pa.string())


def _labelled(label: str, numbers: Numbers) -> pa.Array:
    return pc.binary_join_element_wise(label, pa.array(numbers).cast(pa.string()), "")


def _table_rows(drawn: Drawn) -> Columns:
    place, killed = _place(drawn), drawn.counted()
    return {
        "id": _labelled("MT", drawn.numbers),
        "date": _text(drawn.days),
        "place": place["location"],
        "latitude": place["latitude"],
        "longitude": place["longitude"],
        "country": place["country"],
        "province": place["admin1"],
        "kind": drawn.chosen(["battle", "Shelling", "protest", "arrests", "talks", "other"]),
        "actor": _labelled("Made group ", drawn.sides[0]),
        "killed": pa.array(killed, mask=killed == 0),
        "notes": drawn.words(2.0),
    }


def _ucdp_rows(drawn: Drawn) -> Columns:
    place, best, day = _place(drawn), drawn.counted(), _text(drawn.days)
    precision = drawn.random.choice(5, len(drawn), p=(0.7, 0.14, 0.08, 0.07, 0.01)) + 1
    end = drawn.days + np.where(precision == 1, 0, drawn.random.integers(0, 7, len(drawn)))
    first, second = (_labelled("Made group ", side) for side in drawn.sides)
    headline = drawn.words(1.0, 0.4)
    older = drawn.random.random(len(drawn)) < 1 / 3
    article = pc.binary_join_element_wise("Made Press", day, headline, drawn.words(0.9), ",")
    ends = [pa.array(place[end]).cast(pa.string()) for end in ("longitude", "latitude")]
    return {
        "id": drawn.numbers + 100_000,
        "relid": _labelled("MAD-2021-1-", drawn.numbers),
        "year": pc.utf8_slice_codeunits(day, 0, 4),
        "active_year": pa.repeat("True", len(drawn)),
        "code_status": pa.repeat("Clear", len(drawn)),
        "type_of_violence": drawn.chosen(["1", "2", "3"], (66, 16, 18)),
        "conflict_new_id": drawn.sides[0],
        "conflict_name": pc.binary_join_element_wise(place["country"], "Government", ": "),
        "dyad_new_id": drawn.sides[1],
        "dyad_name": pc.binary_join_element_wise(first, second, " - "),
        "side_a": first,
        "side_b": second,
        "number_of_sources": drawn.random.integers(1, 4, len(drawn)),
        "source_article": article,
        "source_office": pc.if_else(pa.array(older), "", "Made Press"),
        "source_date": pc.if_else(pa.array(older), "", day),
        "source_headline": pc.if_else(pa.array(older), "", headline),
        "source_original": drawn.chosen(["police", "local sources", "the army", ""]),
        "where_prec": drawn.chosen(list("1234567"), _GED_PRECISIONS),
        "where_coordinates": place["location"],
        "where_description": drawn.words(0.5, 0.3),
        "adm_1": place["admin1"],
        "adm_2": place["admin2"],
        "latitude": place["latitude"],
        "longitude": place["longitude"],
        "geom_wkt": pc.binary_join_element_wise("POINT (", ends[0], " ", ends[1], ")", ""),
        "priogrid_gid": drawn.places + 100_000,
        "country": place["country"],
        "country_id": drawn.places % 200,
        "region": pa.repeat("Asia", len(drawn)),
        "event_clarity": drawn.chosen(["1", "2"], (75, 25)),
        "date_prec": precision,
        "date_start": pc.binary_join_element_wise(day, "00:00:00.000", " "),
        "date_end": pc.binary_join_element_wise(_text(end), "00:00:00.000", " "),
        "deaths_a": best // 3,
        "deaths_b": best // 3,
        "deaths_civilians": np.zeros(len(drawn), np.int64),
        "deaths_unknown": best - 2 * (best // 3),
        "best": best,
        "high": best + drawn.random.integers(0, 3, len(drawn)),
        "low": best,
        "gwnoa": drawn.places % 200,
    }


def _acled_rows(drawn: Drawn) -> Columns:
    kinds = pa.array(drawn.random.integers(len(_KINDS), size=len(drawn)))
    kind, sub = (pa.array([pair[part] for pair in _KINDS]).take(kinds) for part in (0, 1))
    first, second = (_labelled("Made group ", side) for side in drawn.sides)
    roles = [drawn.chosen(list(acled.INTERS.values())) for _ in range(2)]
    day = _text(drawn.days)
    alone = pc.equal(kind, "Protests")
    return {
        **_place(drawn),
        "event_id_cnty": _labelled("MAD", drawn.numbers),
        "event_date": day,
        "year": pc.utf8_slice_codeunits(day, 0, 4),
        "time_precision": drawn.chosen(["1", "2", "3"], (85, 12, 3)),
        "disorder_type": pa.repeat("Political violence", len(drawn)),
        "event_type": kind,
        "sub_event_type": sub,
        "actor1": first,
        "assoc_actor_1": drawn.chosen(["", "", "Made unit"]),
        "inter1": roles[0],
        "actor2": pc.if_else(alone, "", second),
        "inter2": pc.if_else(alone, "", roles[1]),
        "interaction": pc.binary_join_element_wise(*roles, "-"),
        "civilian_targeting": drawn.chosen(["", "", "", "Civilian targeting"]),
        "iso": drawn.places % 900,
        "region": pa.repeat("Caucasus and Central Asia", len(drawn)),
        "geo_precision": drawn.chosen(["1", "2", "3"], _ACLED_PRECISIONS),
        "source": drawn.chosen(["Made Press; Made Radio", "Made Press"]),
        "source_scale": pa.repeat("National", len(drawn)),
        "fatalities": drawn.counted(),
        "notes": pc.binary_join_element_wise("On ", day, ", ", drawn.words(3.0), ""),
        "tags": drawn.chosen(["", "", "crowd size=no report"]),
        "timestamp": drawn.numbers + 1_700_000_000,
    }


_LAYOUTS: dict[str, tuple[Callable[[Drawn], Columns], tuple[str, ...]]] = {
    "ucdp": (_ucdp_rows, ucdp.COLUMNS),
    "acled": (_acled_rows, acled.COLUMNS),
    "table": (_table_rows, tuple(_TABLE.split())),
}


def main() -> None:
    """Write the file that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.makers.published_files")
    parser.add_argument("layout", choices=list(WHOLE))
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, help="all of the data set's by default")
    chosen = parser.parse_args()
    print(write_published(chosen.layout, chosen.out, chosen.rows or WHOLE[chosen.layout]))


if __name__ == "__main__":
    main()
