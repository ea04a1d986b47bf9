"""The filters beside the days: the pills of the kinds, and the further ones.

The page's address holds what they choose; the scripts write it there, and this server reads it.
"""

from dashboard.present.filters.filter_form import filter_form
from dashboard.present.overview import overview, terms
from dashboard.present.query_string import address, selection_in, write_query
from dashboard.present.timeline_chart import axis_days
from dashboard.session.session_file import SessionFile
from dashboard.ui import panels
from dashboard.words.catalogue import say
from events.model.vocabulary import FAMILIES
from events.query.selection import Selection

_pills, _filters = map(panels.component, ("kind_pills", "filters"))


def selection_of_page(file: SessionFile) -> Selection:
    """Return the selection that the page's address holds.

    Parameters
    ----------
    file
        The open event file.
    """
    return selection_in(panels.address_of_page(), axis_days(file))


def show_pills(file: SessionFile, selection: Selection) -> None:
    """Show a pill for each family of kinds: the legend, and a filter.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.
    """
    data = {
        "families": list(FAMILIES),
        "label": say("filters.kinds"),
        "theme": panels.theme(),
        "query": write_query(selection),
        "kinds": overview(file, selection)["kinds"],
    }
    _pills(key="kinds", data=data)


def show_filters(file: SessionFile, selection: Selection) -> None:
    """Show the further filters, each by the widget that it declares.

    Parameters
    ----------
    file
        The open event file.
    selection
        The filters in force.
    """
    data = {
        "fields": filter_form(file, selection),
        "query": write_query(selection),
        "form": address(file.collection, "filters"),
        "values": address(file.collection, "values"),
        "terms": terms(file),
    }
    _filters(key="filters", data=data)
