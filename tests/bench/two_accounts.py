"""`python -m tests.bench.two_accounts`: what accounts cost a million events.

The page with a million events that two sources each tell of, beside the page with the same events
without accounts. It prints a table; one of a million is kept in `two_accounts.md`, which
`make bench` puts into docs/performance.md.
"""

import argparse
from pathlib import Path

from tests.bench.beside import measure_beside, table, telling_load
from tests.bench.browser import Reader
from tests.bench.serving import OURS
from tests.bench.steps import Step, steps_for
from tests.bench.stock import made_file, told_file
from tests.bench.views import find_pair

SIZE = 1_000_000
RUNS = 7

KEPT = Path(__file__).with_name("two_accounts.md")
"""What the last run with a million printed."""

WITHOUT, TWO = "without accounts", "two accounts each"

_PLAIN_STEPS = (
    "date change → marks", "kind pill → marks", "pan → marks", "zoom → marks", "click → quote",
)  # fmt: skip
_BY_SOURCE = {WITHOUT: "told_by-made-up-report", TWO: "told_by-wire"}
"""The box of a source that tells of three tenths of the events."""

_STARTS = 3


def measure(size: int, runs: int) -> str:
    """Measure both files; return the table."""
    files = {WITHOUT: made_file(size), TWO: told_file(size)}
    listed = steps_for(find_pair(files[WITHOUT]))
    steps = [step for step in listed if step.name in _PLAIN_STEPS]
    return table(measure_beside(files, [*steps, *_steps_of_sources()], runs, _STARTS))


def _steps_of_sources() -> list[Step]:
    return [
        Step("filter by source → marks", _press_source, (WITHOUT, TWO)),
        Step("filter by agreement → marks", _press_agreement, (TWO,)),
        Step("one source alone → marks", _choose_source, (TWO,)),
    ]


def _press_source(reader: Reader, name: str, turn: int) -> float:
    return _press_box(reader, _BY_SOURCE[name], turn)


def _press_agreement(reader: Reader, name: str, turn: int) -> float:
    return _press_box(reader, "agreement-differ", turn)


def _press_box(reader: Reader, key: str, turn: int) -> float:
    """Tick a box of the filters, and the next time clear it again."""
    _open_filters(reader, turn)
    box = reader.page.locator(f"[data-key={key}]")
    return reader.timed(OURS, lambda page: box.click())


def _choose_source(reader: Reader, name: str, turn: int) -> float:
    """Choose the last source of the menu by its key, and the next time all sources again.

    The first source tells what the events show, so that its marks are those of all.
    """
    _open_filters(reader, turn)
    reader.page.locator("select[data-key=source]").focus()
    key = "Home" if turn % 2 else "End"
    return reader.timed(OURS, lambda page: page.keyboard.press(key))


def _open_filters(reader: Reader, turn: int) -> None:
    if turn == 0:
        reader.page.get_by_role("button", name="Filter", exact=True).click()


def main() -> None:
    """Print the table, and keep one of a million."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.two_accounts", description=__doc__)
    parser.add_argument("--events", type=int, default=SIZE)
    parser.add_argument("--runs", type=int, default=RUNS)
    chosen = parser.parse_args()
    with telling_load() as load:
        found = measure(chosen.events, chosen.runs)
    told = f"{found}\n\nMedians of {chosen.runs} runs. {load[0]}\n"
    print(told)
    if (chosen.events, chosen.runs) == (SIZE, RUNS):
        KEPT.write_text(told)


if __name__ == "__main__":
    main()
