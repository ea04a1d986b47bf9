"""How long an import takes, beside `pandas.read_csv` on the same file.

``python -m tests.bench.imports`` prints one table. The rows are made up, always the same ones;
each file holds as many as 200 MB allow. Every figure is the median of runs that took turns,
each in a process of its own; only the call itself is timed.
"""

import argparse
import csv
import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from events.importers import acled, ucdp

ROWS = {"table": 1_000_000, "ucdp": 400_000, "acled": 400_000}
"""The most rows of each file: a table of 11 columns, UCDP GED's 49 and ACLED's 31."""

MOST_BYTES = 199_000_000
"""Just below what an import accepts."""

_TABLE = "id date place latitude longitude country province kind actor killed notes"

_KINDS = {
    "Battles": ("Armed clash", "Government regains territory"),
    "Explosions/Remote violence": ("Shelling/artillery/missile attack", "Air/drone strike"),
    "Violence against civilians": ("Attack", "Abduction/forced disappearance"),
    "Protests": ("Peaceful protest", "Protest with intervention"),
    "Riots": ("Mob violence", "Violent demonstration"),
    "Strategic developments": ("Arrests", "Looting/property destruction"),
}
_WORDS = (
    "men fighters soldiers attacked near bridge road village market two several clash reported "
    "border post police wounded area fire night convoy, house said local sources exchange base"
)

_HEADS = (
    "| layout | rows | MB | read_csv s | import s | ratio | read_csv CPU s | import CPU s | ratio "
    "| read_csv peak MB | import peak MB |"
)


def made_rows(layout: str) -> Iterator[dict[str, object]]:
    """Make rows of a layout without end, a member for each column that is not empty."""
    chance = random.Random(20210708)
    write = {"table": _table_row, "ucdp": _ucdp_row, "acled": _acled_row}[layout]
    places = [_place(chance, number) for number in range(20_000)]
    actors = [f"Made group {number}" for number in range(500)]
    number = 0
    while True:
        number += 1
        place = places[int(len(places) * chance.random() ** 3)]
        day = date(1995, 1, 1) + timedelta(days=int(11_000 * chance.random() ** 0.5))
        sides = (actors[int(500 * chance.random() ** 4)], actors[int(500 * chance.random() ** 4)])
        yield write(chance, number, place, day, sides)


def _place(chance: random.Random, number: int) -> dict[str, object]:
    province = int(340 * chance.random())
    return {
        "location": f"Made town {number}",
        "admin1": f"Province {province}",
        "admin2": f"District {province}-{number % 9}",
        "country": f"Madeland {province % 40}",
        "longitude": round(60 + 15 * chance.random(), 4),
        "latitude": round(30 + 10 * chance.random(), 4),
    }


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS.split(), k=words))


def _deaths(chance: random.Random) -> int:
    return int(math.expm1(4 * chance.random() ** 3))


def _table_row(
    chance: random.Random, number: int, place: dict[str, Any], day: date, sides: tuple[str, str]
) -> dict[str, object]:
    return {
        "id": f"MT{number:07}",
        "date": day.isoformat(),
        "place": place["location"],
        "latitude": round(place["latitude"] + chance.gauss(0, 0.05), 5),
        "longitude": round(place["longitude"] + chance.gauss(0, 0.05), 5),
        "country": place["country"],
        "province": place["admin1"],
        "kind": chance.choice(("battle", "Shelling", "protest", "arrests", "talks", "other")),
        "actor": sides[0],
        "killed": _deaths(chance) or "",
        "notes": _sentence(chance, 9),
    }


def _ucdp_row(
    chance: random.Random, number: int, place: dict[str, Any], day: date, sides: tuple[str, str]
) -> dict[str, object]:
    best, precision = _deaths(chance), chance.choice("1111122234")
    end = day + timedelta(days=0 if precision == "1" else chance.randrange(1, 7))
    return {
        "id": 100_000 + number,
        "relid": f"MAD-{day.year}-1-{number % 977}-{number % 89}",
        "year": day.year,
        "active_year": "True",
        "code_status": "Clear",
        "type_of_violence": chance.choice("1123"),
        "conflict_dset_id": number % 300,
        "conflict_new_id": number % 300,
        "conflict_name": f"{place['country']}: Government",
        "dyad_dset_id": number % 700,
        "dyad_new_id": number % 700,
        "dyad_name": f"{sides[0]} - {sides[1]}",
        "side_a_dset_id": number % 90,
        "side_a_new_id": number % 90,
        "side_a": sides[0],
        "side_b_dset_id": number % 80,
        "side_b_new_id": number % 80,
        "side_b": sides[1],
        "number_of_sources": 1 + number % 3,
        "source_article": f'"Made Press,{day},{_sentence(chance, 8)}"',
        "source_office": f"Made Press {number % 50}",
        "source_date": (day + timedelta(days=1)).isoformat(),
        "source_headline": _sentence(chance, 8),
        "source_original": chance.choice(("police", "local sources", "the army", "")),
        "where_prec": chance.choice("1112234567"),
        "where_coordinates": place["location"],
        "where_description": _sentence(chance, 5),
        "adm_1": place["admin1"],
        "adm_2": place["admin2"],
        "latitude": place["latitude"],
        "longitude": place["longitude"],
        "geom_wkt": f"POINT ({place['longitude']} {place['latitude']})",
        "priogrid_gid": 180_000 + number % 5_000,
        "country": place["country"],
        "country_id": number % 40 + 600,
        "region": "Asia",
        "event_clarity": chance.choice("1112"),
        "date_prec": precision,
        "date_start": f"{day} 00:00:00.000",
        "date_end": f"{end} 00:00:00.000",
        "deaths_a": best // 3,
        "deaths_b": best // 3,
        "deaths_civilians": 0,
        "deaths_unknown": best - 2 * (best // 3),
        "best": best,
        "high": best + number % 3,
        "low": best,
        "gwnoa": number % 40 + 600,
    }


def _acled_row(
    chance: random.Random, number: int, place: dict[str, Any], day: date, sides: tuple[str, str]
) -> dict[str, object]:
    kind = chance.choice(list(_KINDS))
    roles = (chance.choice(list(acled.INTERS.values())), chance.choice(list(acled.INTERS.values())))
    told = f"On {day.day} {day:%B %Y}, {_sentence(chance, 24)} ({place['location']})."
    return {
        **place,
        "event_id_cnty": f"MAD{number}",
        "event_date": f"{day.day} {day:%B %Y}" if number % 2 else day.isoformat(),
        "year": day.year,
        "time_precision": chance.choice("111123"),
        "disorder_type": "Political violence",
        "event_type": kind,
        "sub_event_type": chance.choice(_KINDS[kind]),
        "actor1": sides[0],
        "assoc_actor_1": chance.choice(("", "", f"Made unit {number % 97}")),
        "inter1": roles[0],
        "actor2": sides[1] if kind != "Protests" else "",
        "assoc_actor_2": chance.choice(("", "", "", "Civilians (Madeland)")),
        "inter2": roles[1] if kind != "Protests" else "",
        "interaction": "-".join(roles),
        "civilian_targeting": chance.choice(("", "", "", "Civilian targeting")),
        "iso": number % 900,
        "region": "Caucasus and Central Asia",
        "admin3": "",
        "geo_precision": chance.choice("1111223"),
        "source": f"Made Press {number % 50}; Made Radio",
        "source_scale": "National",
        "fatalities": _deaths(chance),
        "notes": told,
        "tags": chance.choice(("", "", "crowd size=no report")),
        "timestamp": 1_700_000_000 + number,
    }


def write_rows(layout: str, path: Path, most: int) -> int:
    """Write a csv of made-up rows, of at most 199 MB.

    Parameters
    ----------
    layout : str
        table, ucdp or acled.
    path : pathlib.Path
        The csv to write.
    most : int
        The most rows.

    Returns
    -------
    int
        The rows written.
    """
    columns = {"table": _TABLE.split(), "ucdp": ucdp.COLUMNS, "acled": acled.COLUMNS}[layout]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        for number, row in enumerate(made_rows(layout)):
            if number == most or (number % 1_000 == 0 and file.tell() > MOST_BYTES):
                return number
            writer.writerow(row)
    return most


def measure(what: str, path: Path) -> dict[str, float]:
    """Do a thing once in this process; give its seconds, its processor's, and the peak in MB."""
    call = _import_call(what, path) if what != "read_csv" else _pandas_call(path)
    began, worked = time.perf_counter(), time.process_time()
    call()
    took, used = time.perf_counter() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
    return {"took": took, "used": used, "peak": peak}


def _pandas_call(path: Path) -> Callable[[], object]:
    import pandas as pd

    return lambda: pd.read_csv(path)


def _import_call(layout: str, path: Path) -> Callable[[], object]:
    from events.importing import import_events

    return lambda: import_events(layout, path, path.with_suffix(f".{layout}.parquet"))


def compare(layout: str, path: Path, rows: int, runs: int) -> str:
    """Measure an import and pandas in turn; give a row of the table."""
    found: dict[str, list[dict[str, float]]] = {"read_csv": [], layout: []}
    for _ in range(runs):
        for what, measured in found.items():
            command = [sys.executable, "-m", "tests.bench.imports", "--one", what, str(path)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
            measured.append(json.loads(done.stdout))
    pandas, ours = (
        {name: median(run[name] for run in part) for name in part[0]} for part in found.values()
    )
    megabytes = path.stat().st_size / 1e6
    return (
        f"| {layout} | {rows:,} | {megabytes:.0f} "
        f"| {pandas['took']:.2f} | {ours['took']:.2f} | {ours['took'] / pandas['took']:.1f} "
        f"| {pandas['used']:.2f} | {ours['used']:.2f} | {ours['used'] / pandas['used']:.1f} "
        f"| {pandas['peak']:.0f} | {ours['peak']:.0f} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.imports", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="of each; the median is told")
    parser.add_argument("--rows", type=int, default=max(ROWS.values()), help="at most")
    parser.add_argument("--layouts", nargs="*", default=list(ROWS), choices=list(ROWS))
    parser.add_argument("--one", nargs=2, metavar=("WHAT", "FILE"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(measure(chosen.one[0], Path(chosen.one[1]))))
        return
    print(_HEADS)
    print(f"|{'---|' * _HEADS.count(' | ')}---|")
    with tempfile.TemporaryDirectory() as folder:
        for layout in chosen.layouts:
            path = Path(folder) / f"{layout}.csv"
            rows = write_rows(layout, path, min(chosen.rows, ROWS[layout]))
            print(compare(layout, path, rows, chosen.runs), flush=True)


if __name__ == "__main__":
    main()
