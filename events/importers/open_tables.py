"""From a file to its tables, each kind by its ending, and to the sheets that hold events."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from events.export import geopackage
from events.importers.inputs import delimited, workbooks
from events.importers.inputs.raw_table import RawTable
from events.importers.layers import gdal, json_tables, kml
from events.importers.layers.parquet import open_parquet
from events.importers.layout_registry import LAYOUTS, VOCABULARY, Layout, recognise
from events.importers.rows.imported import Job
from events.importers.rows.options import ALL_SHEETS
from events.importers.tables.plain_table import TABLE, PlainTable
from events.model.limits import FILE_BYTES, size_in_words
from events.model.problems import EventFileError, Words, refusal

ENDINGS = (
    *delimited.ENDINGS,
    *workbooks.MARKS,
    *json_tables.ENDINGS,
    ".parquet",
    *kml.ENDINGS,
    *gdal.MARKS,
)
"""The endings of the files that can be imported."""

TABLE_ENDINGS = tuple(ending for ending in ENDINGS if ending not in (".zip", ".shp"))
"""Those of the files that a zip file may hold alone."""

_LOCATED = ({"longitude", "latitude"}, {"wkt"}, {"lat_lon"}, {"lon_lat"}, {"mgrs"})
_DATED = ({"date"}, {"year"})
_CORE = frozenset().union(*_LOCATED, *_DATED)


@dataclass(frozen=True)
class ChosenTables:
    """The tables of a file that are read together, and how.

    Parameters
    ----------
    layout : Layout
        Their layout.
    tables : tuple of RawTable
        The tables, in the order of the file.
    others : tuple of str
        The names of the sheets or layers that are not read.
    """

    layout: Layout
    tables: tuple[RawTable, ...]
    others: tuple[str, ...]


def check_file(path: Path) -> None:
    """Refuse what is no file, may not be read, is empty or too large.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Raises
    ------
    EventFileError
        With what is wrong.
    """
    expected = "a file to import"
    try:
        if path.is_dir():
            raise refusal(path.name, "", Words("a folder"), expected)
        if path.exists() and not path.is_file():
            raise refusal(path.name, "", Words("no regular file"), expected)
        with path.open("rb"):
            size = path.stat().st_size
    except FileNotFoundError as error:
        raise refusal(path.name, "", Words("no such file"), expected) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise refusal(path.name, "", Words(f"an error: {reason}"), expected) from error
    if size > FILE_BYTES:
        found, limit = Words(size_in_words(size)), size_in_words(FILE_BYTES)
        raise refusal(path.name, "", found, f"at most {limit}", "Cut it, for instance by year.")
    if size == 0:
        raise refusal(path.name, "", Words("an empty file"), "a table with a header")


def open_tables(job: Job) -> list[RawTable]:
    """Open the tables of a file, of which it is not yet known what they hold.

    Parameters
    ----------
    job : Job
        The file, and what the reader says of it.

    Returns
    -------
    list of RawTable
        At least one.

    Raises
    ------
    EventFileError
        Where the file cannot be used at all.
    """
    path = job.path
    check_file(path)
    ending = path.suffix.lower()
    if ending in delimited.ENDINGS:
        return [delimited.open_delimited(path, job.options, VOCABULARY)]
    if ending in workbooks.MARKS:
        return workbooks.open_workbook(path, job.options, VOCABULARY)
    if ending in json_tables.ENDINGS:
        return json_tables.open_json(path)
    if ending == ".parquet":
        return [open_parquet(path)]
    if ending in kml.ENDINGS:
        return [kml.open_kml(path)]
    if ending in gdal.MARKS:
        return gdal.open_layers(path, geopackage.LAYER)
    found = Words(f"the ending {ending}" if ending else "no ending")
    raise refusal(path.name, "", found, f"one of {', '.join(ENDINGS)}")


def choose_tables(tables: Sequence[RawTable], layout: str, job: Job) -> ChosenTables:
    """Choose the sheets or layers that hold events: those of the layout that says most.

    Parameters
    ----------
    tables : sequence of RawTable
        All that the file has.
    layout : str
        The layout that the reader named; of ``table`` the columns tell whether it is another,
        unless he named columns.
    job : Job
        What is read.

    Returns
    -------
    ChosenTables

    Raises
    ------
    EventFileError
        Where no table can be read, or there is no sheet of a name.
    """
    named = _named_sheets(tables, job)
    scored = [(table, *_score(table, layout, job)) for table in named]
    failed = [(table, error) for table, _, _, error in scored if isinstance(error, EventFileError)]
    usable = [one for one in scored if not isinstance(one[3], EventFileError)]
    if not usable:
        raise max(failed, key=lambda one: len(one[0].columns))[1]
    _, best, _, core = max(usable, key=lambda one: one[2])
    all_named = bool(job.options.sheets)
    chosen = [
        table
        for table, found, _, its_core in usable
        if found is best and (all_named or table.always or its_core == core)
    ]
    read = {table.name for table in chosen}
    others = tuple(table.name for table in tables if table.name not in read)
    return ChosenTables(best, tuple(chosen), others)


def _named_sheets(tables: Sequence[RawTable], job: Job) -> Sequence[RawTable]:
    sheets = job.options.sheets
    names = [table.name for table in tables]
    for sheet in sheets:
        if sheet not in (ALL_SHEETS, *names):
            expected = f"one of {', '.join(filter(None, names)) or 'no sheets'}"
            raise refusal(job.path.name, "--sheet", sheet, expected)
    chosen = [table for table in tables if table.name in sheets]
    return chosen if sheets and ALL_SHEETS not in sheets else tables


def _score(
    table: RawTable, layout: str, job: Job
) -> tuple[Layout, int, EventFileError | frozenset[tuple[str, str]]]:
    """Tell a table's layout, how much it says, and by which columns it tells place and time."""
    found = LAYOUTS[layout]
    if found is TABLE and not job.options.columns:
        found = recognise(table.columns)
    if not isinstance(found, PlainTable):
        if not found.recognise(table.columns):
            missing = f"other columns: {', '.join(table.columns[:10])}"
            expected, hint = f"the columns of {found.title}", "Import it as a table."
            error = refusal(job.path.name, "", Words(missing), expected, hint)
            return found, 0, error
        return found, 1_000, frozenset()
    try:
        roles = found.roles_of(table, job)
    except EventFileError as error:
        return found, 0, error
    located = table.shaped or any(some <= roles.keys() for some in _LOCATED)
    dated = any(some <= roles.keys() for some in _DATED)
    core = frozenset(pair for pair in roles.items() if pair[0] in _CORE)
    return found, len(roles) + 10 * located + 5 * dated, core
