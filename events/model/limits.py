"""Every bound of event files and of queries, once; two pages are held to it.

They are docs/event-format.md and SECURITY.md.

Those of a server and of what readers give it are in `dashboard.session.server_limits`.
"""

FILE_BYTES = 5_000_000_000
"""The largest file of events: UCDP GED whole has 0.3 GB, ACLED whole 1.8 GB."""

FILE_EVENTS = 10_000_000
"""The most features in one file."""

SOURCE_BYTES = 200_000_000
"""The largest text of a source that quotes are checked against, which is read at once."""

TEXT_CHARACTERS = 1_000_000
"""The longest text of an event: reports are pasted into notes, some of several 100 kB."""

ID_CHARACTERS = 200
"""The longest id, which has to fit into an address."""

REMARK_CHARACTERS = 1_000
"""The longest remark of a review, and the longest answer to one."""

GEOMETRY_POSITIONS = 100_000
"""The most positions in one geometry: far more than a province drawn for a screen needs."""

FEATURE_LEVELS = 32
"""How deep lists and objects may lie in each other inside a feature: its geometry needs 6."""

COMMAND_BYTES = 8_000_000_000
"""How much memory a command may ask for: a small file may unfold to more than a machine has."""

TABLE_COLUMNS = 1_000
"""The most columns of a table."""

PARAMETER_CHARACTERS = 2_000
"""The longest parameter of a query: no name or search is longer."""

PARAMETER_VALUES = 100
"""The most values of one parameter, and the most words of a search: each costs a pass."""

PARAMETER_NUMBER = 999_999_999
"""The largest number in a query: more than anything that is counted of one event."""


def size_in_words(size: int) -> str:
    """Write a number of bytes for people.

    Examples
    --------
    >>> size_in_words(FILE_BYTES), size_in_words(SOURCE_BYTES), size_in_words(2_300_000_000)
    ('5 GB', '200 MB', '2.3 GB')
    """
    if size < 1_000_000_000:
        return f"{size // 1_000_000:,} MB"
    return f"{size / 1_000_000_000:,.1f}".removesuffix(".0") + " GB"
