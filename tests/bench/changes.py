"""What it takes to compare two versions: `python -m tests.bench.changes`.

A million made-up events against a million, of which one in a hundred changed, or all; and two
releases of UCDP GED as csv, which are imported first. Each comparison is one run of
``python -m events changes`` in a process of its own, whose seconds and peak of memory are printed;
so is how much memory the same process takes for two files of a hundred events.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from events.export.geojson import collection_members
from events.files.arrow_schema import GeoParquetWriter
from tests.bench import wording
from tests.browser.conftest import ROOT
from tests.makers.generator import make_batches
from tests.makers.published_files import WHOLE, make_rows

_LAUNCHER = """
import resource, subprocess, sys, time
begun = time.perf_counter()
command = [sys.executable, "-m", "events", *sys.argv[1:]]
with subprocess.Popen(command, stdout=subprocess.PIPE) as run:
    sys.stdout.buffer.write(run.stdout.readline())
    for _ in run.stdout:
        pass
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
"""
"""A small process between: a child's peak is never told to be less than its parent's memory."""

_EACH = 100  # of so many events one is changed, unless all are


def write_version(size: int, path: Path, each: int = 0) -> None:
    """Write made-up events; of the later version one in `each` is dated and told otherwise.

    Parameters
    ----------
    size
        How many events.
    path
        The GeoParquet file.
    each
        Which of them changed; 0 for none.
    """
    members = collection_members("Made-up events", [wording.write_report().source], {})
    first = 0
    with GeoParquetWriter(path, members) as writer:
        for batch, shapes in make_batches(size):
            later = _later(batch, "note", first, each) if each else batch
            writer.write(later, shapes)
            first += len(batch)


def write_release(rows: int, path: Path, each: int = 0) -> None:
    """Write made-up rows of UCDP GED as csv; of the later release one in `each` has more dead."""
    first = 0
    with path.open("wb") as file:
        writer = None
        for batch in make_rows("ucdp", rows):
            later = _later(batch, "source_headline", first, each) if each else batch
            writer = writer or pa.csv.CSVWriter(file, batch.schema)
            writer.write(later)
            first += len(batch)


def _later(batch: pa.RecordBatch, name: str, first: int, each: int) -> pa.RecordBatch:
    chosen = pa.array(np.arange(first, first + len(batch)) % each == 0)
    texts = pc.fill_null(batch[name], "")
    words = pc.if_else(chosen, pc.binary_join_element_wise(texts, "and more", " "), texts)
    at = batch.schema.get_field_index(name)
    return batch.set_column(at, batch.schema.field(at), words)


def compare(old: Path, new: Path) -> tuple[float, float, float, str]:
    """Compare two files once; give seconds, the processor's, the peak in MB, and the counts."""
    command = [sys.executable, "-c", _LAUNCHER, "changes", str(old), str(new)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    took, worked, peak = map(float, done.stderr.split()[-3:])
    return took, worked, peak / 1_000, done.stdout.strip()


def rows_of_table(size: int, releases: int, folder: Path) -> Iterator[str]:
    """Write the files, compare them, and give a line for each pair."""
    made = {name: folder / f"{name}.parquet" for name in ("few", "old", "some", "all")}
    for name, count, each in (("few", 100, 0), ("old", size, 0), ("some", size, _EACH)):
        write_version(count, made[name], each)
    write_version(size, made["all"], 1)
    pairs = [
        ("a hundred events", made["few"], made["few"]),
        (f"{size:,} events, none changed", made["old"], made["old"]),
        (f"{size:,} events, one in {_EACH} changed", made["old"], made["some"]),
        (f"{size:,} events, all changed", made["old"], made["all"]),
    ]
    if releases:
        csv = folder / "ged-1.csv", folder / "ged-2.csv"
        write_release(releases, csv[0])
        write_release(releases, csv[1], _EACH)
        pairs.append((f"UCDP GED, {releases:,} rows of csv, one in {_EACH} changed", *csv))
    for name, one, other in pairs:
        took, worked, peak, counts = compare(one, other)
        yield f"| {name} | {took:.1f} | {worked:.1f} | {peak:.0f} | {counts} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.changes", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=WHOLE["ucdp"], help="of UCDP GED; 0 for none")
    chosen = parser.parse_args()
    print("| compared | s | processor, s | peak, MB | told |\n|" + " --- |" * 5)
    with tempfile.TemporaryDirectory() as folder:
        for line in rows_of_table(chosen.events, chosen.rows, Path(folder)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
