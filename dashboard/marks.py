"""An event's mark as plain JSON: what the map draws and says of it.

The page asks for it over HTTP; the dossier carries it. This module shouldn't import Streamlit.
"""

from typing import Any

from dashboard import wording
from dashboard.opened import Opened
from events.geometry import Geometry
from events.schema import Event
from events.vocabulary import family_of


def mark(file: Opened, event: Event, geometry: Geometry) -> dict[str, Any]:
    """Return a located event's mark; a line or an area is named by its shape's key."""
    return {
        "id": event.id,
        "title": event.title,
        "family": family_of(event.kind),
        "kind": event.kind,
        "status": event.status,
        "precision": event.place_precision,
        "place": event.place,
        "sub": wording.label_note(event),
        "aria": wording.aria(event),
        "points": geometry.points,
        "radius_km": event.radius_km,
        "shape": file.shape_of.get(event.id),
        "bbox": geometry.bbox,
        "order": file.date_order[event.id],
    }
