"""`python -m tests.bench.ten_million`: what ten million events cost, beside a million.

Both are opened by ``EVENTS=``. It prints a table, and keeps it in `ten_million.md`, which
`make bench` puts into docs/performance.md.
"""

from pathlib import Path

from tests.bench.beside import measure_beside, table, telling_load
from tests.bench.steps import steps_for
from tests.bench.stock import made_file
from tests.bench.views import find_pair

KEPT = Path(__file__).with_name("ten_million.md")
"""What the last run printed."""

_SIZES = 1_000_000, 10_000_000
_STEPS = ("date change → marks", "kind pill → marks", "pan → marks", "zoom → marks")
_RUNS, _STARTS = 7, 1


def measure() -> str:
    """Measure both files; return the table."""
    files = {f"{size:,}": made_file(size) for size in _SIZES}
    listed = steps_for(find_pair(made_file(_SIZES[0])))
    steps = [step for step in listed if step.name in _STEPS]
    return table(measure_beside(files, steps, _RUNS, _STARTS))


def main() -> None:
    """Print the table and keep it."""
    with telling_load() as load:
        found = measure()
    told = f"{found}\n\nMedians of {_RUNS} runs. {load[0]}\n"
    print(told)
    KEPT.write_text(told)


if __name__ == "__main__":
    main()
