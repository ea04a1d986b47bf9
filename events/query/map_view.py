"""What a view of the map shows: events one by one while they are few, counts while they are many.

Points that lie in one cell of the screen are counted together, and so are the events that share
an area or a line. A cell is never cut by the edge of the view, so that its count stays the same
while the map is moved.
"""

from dataclasses import dataclass

from events.query.clusters import Area, Cell, count_groups
from events.query.columns.spatial_index import window_of
from events.query.event_table import Table
from events.query.selection import Selection

FEW = 2
"""An area with so few events shows them one by one."""


@dataclass(frozen=True)
class Bounds:
    """How much a view may show.

    Parameters
    ----------
    marks : int
        The most events that are shown one by one.
    areas : int
        The most areas that are told apart; the events of the others are counted in cells. There
        are marks enough should each of them have only `FEW` events.
    groups : int
        The most numbers by cell or area and family that one answer is made of; where there are
        more, areas are not told apart.
    """

    marks: int = 300
    areas: int = 150
    groups: int = 20_000


BOUNDS = Bounds()
"""Those of the map."""


@dataclass(frozen=True)
class View:
    """What a view shows.

    Parameters
    ----------
    matched : int
        The selected events with a place, in view or not.
    in_view : int
        Those of them that meet the view, widened to whole cells: while they are few by the box of
        all their points or their area; else what is no larger than a cell by its own cell.
    full : bool
        Whether `rows` holds all that matched.
    rows : tuple of int
        The events that are shown one by one.
    cells : tuple of Cell
        Of two and more events, or of one where too many would be shown one by one.
    areas : tuple of Area
        Those that more than `FEW` events share.
    """

    matched: int
    in_view: int
    full: bool
    rows: tuple[int, ...] = ()
    cells: tuple[Cell, ...] = ()
    areas: tuple[Area, ...] = ()


def view(
    table: Table,
    selection: Selection,
    matched: int,
    bbox: tuple[float, float, float, float],
    zoom: float,
    bounds: Bounds = BOUNDS,
) -> View:
    """Work out what a view of the map shows.

    Parameters
    ----------
    table : Table
        The events.
    selection : Selection
        The filters.
    matched : int
        How many of the selected events have a place (`events.query.event_table.Counts.on_map`).
    bbox, zoom
        As of `events.query.columns.spatial_index.window_of`.
    bounds : Bounds, optional
        How much it may show.

    Returns
    -------
    View
    """
    index, window = table.columns, window_of(bbox, zoom)
    chosen = index.mask(selection)
    if matched <= bounds.marks:
        return View(matched, matched, full=True, rows=index.on_map(chosen, None, bounds.marks))
    areas, cells = count_groups(index, chosen, window, bounds.areas, bounds.groups)
    in_view = sum(group.count for group in (*areas, *cells))
    if in_view <= bounds.marks:
        rows = index.on_map(chosen, window, bounds.marks)
        if len(rows) <= bounds.marks:
            return View(matched, len(rows), full=False, rows=rows)
    few = [row for area in areas if area.count <= FEW for row in area.rows]
    alone = [cell for cell in cells if cell.count == 1][: bounds.marks - len(few)]
    shown = {cell.key for cell in alone}
    return View(
        matched,
        in_view,
        full=False,
        rows=(*few, *(cell.rows[0] for cell in alone)),
        cells=tuple(cell for cell in cells if cell.key not in shown),
        areas=tuple(area for area in areas if area.count > FEW),
    )
