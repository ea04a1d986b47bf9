"""A copy of the house with one more filter, put in as docs/changing.md says and in no other way."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULE = '''"""The filter by how closely the place is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pyarrow as pa

from events.query.filters.declaration import Column, Filter, Given, Parameter, Term, Widget

_NEAR = Parameter("near", several=True, widget=Widget("boxes", "filters.near"))


@dataclass(frozen=True)
class NearChosen:
    near: frozenset[str] = frozenset()


def _condition(chosen: NearChosen) -> nw.Expr | None:
    return nw.col("near").is_in(sorted(chosen.near)) if chosen.near else None


def _read(given: Given) -> dict[str, Any]:
    return {"near": _NEAR.all(given)}


def _written(chosen: NearChosen) -> Iterator[tuple[str, str]]:
    yield from (("near", near) for near in sorted(chosen.near))


def _terms(chosen: NearChosen) -> Iterator[Term]:
    for near in sorted(chosen.near):
        yield Term("filter.near", {"near": near}, {"near": near})


NEAR = Filter(
    "near", NearChosen, _condition, (_NEAR,), _read, _written, _terms,
    columns=(Column("near", pa.string(), "place_precision"),),
)
'''
LINES = {
    "events/query/filters/near.py": {"": MODULE},
    "events/query/selection.py": {
        "from events.query.filters.kinds import": (
            "from events.query.filters.near import NEAR, NearChosen\n"
            "from events.query.filters.kinds import"
        ),
        "    DATES,\n": "    DATES,\n    NEAR,\n",
        "    DaysChosen,\n": "    DaysChosen,\n    NearChosen,\n",
    },
    "dashboard/words/en.toml": {
        "[filter]\n": '[filter]\nnear = "known to the {near}"\n',
        "[filters]\n": '[filters]\nnear = "The place is known to the"\n',
    },
}
"""What is written where: by the file, what stands in the place of what."""


def copy_with_new_filter(folder: Path) -> Path:
    """Copy what the dashboard needs, and add the filter `near`.

    Parameters
    ----------
    folder : pathlib.Path
        An empty one.

    Returns
    -------
    pathlib.Path
        Where `streamlit run dashboard/app.py` shows the copy.
    """
    for name in ("events", "dashboard", ".streamlit"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "geodata").symlink_to(ROOT / "geodata")
    for name, lines in LINES.items():
        path = folder / name
        text = path.read_text("utf-8") if path.exists() else ""
        for old, new in lines.items():
            assert old in text, f"{name} has no line {old!r} any more"
            text = text.replace(old, new, 1)
        path.write_text(text, "utf-8")
    return folder
