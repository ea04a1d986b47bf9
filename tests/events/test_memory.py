"""A file that unfolds to more than the memory that a command may ask for is refused in words."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.makers.generator import write_events

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BOUNDED = (
    "import sys; from events.__main__ import main; "
    "from events.files.file_access import bound_memory; "
    "import events.importers.run, geopandas; "
    "bound_memory(1_500_000_000); sys.exit(main(sys.argv[1:]))"
)


def bounded(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BOUNDED, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def bomb(tmp_path: Path) -> Path:
    """A Parquet file of some hundred kB, one text of which all rows have."""
    rows = 10_000
    text = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["x" * 900_000])
    places = pa.array([f"Weir {number}" for number in range(rows)])
    schema = pa.schema({"place": pa.string(), "note": pa.dictionary(pa.int32(), pa.string())})
    pq.write_table(
        pa.table([places, text], schema=schema), tmp_path / "bomb.parquet", store_schema=False
    )
    assert (tmp_path / "bomb.parquet").stat().st_size < 1_000_000
    return tmp_path / "bomb.parquet"


def test_an_import_that_needs_too_much_memory_is_a_refusal(bomb: Path, tmp_path: Path):
    done = bounded("import", "table", str(bomb), str(tmp_path / "b.parquet"), "--json")
    assert done.returncode == 2, done.stderr
    answer = json.loads(done.stdout)
    assert answer["read"] == 0
    assert "needs more than 8 GB of memory" in answer["problems"][0]["found"]
    assert not (tmp_path / "b.parquet").exists()


def test_what_needs_little_is_read_within_the_bound(tmp_path: Path):
    write_events(2_000, tmp_path / "events.parquet")
    assert bounded("validate", str(tmp_path / "events.parquet")).returncode == 0
