"""Which column of a table holds what, by its name or by the reader's word."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from events.decoding import refusal
from events.faults import did_you_mean, nearest
from events.importers.kinds import fold
from events.problems import Words

SPELLINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        role: tuple(names.split())
        for role, names in {
            "id": "id eventid eventidcnty recordid globalid uuid identifier code nr",
            "title": "title headline event titel titre titulo name название",
            "kind": "kind eventtype type category subeventtype typ art tipo categorie тип",
            "status": "status",
            "date": "date eventdate datestart startdate start day when datum fecha data begin "
            "timestamp дата jour",
            "date_end": "dateend enddate end until datumende fechafin datefin",
            "place": "place location placename locationname city town settlement village site "
            "wherecoordinates ort lieu lugar luogo место",
            "country": "country land pays pais paese страна countryname adm0 admin0",
            "province": "province admin1 adm1 state oblast provinz provincia область",
            "district": "district admin2 adm2 county rayon bezirk distrito район",
            "longitude": "longitude lon long lng x xcoord longitud lange laengengrad langengrad "
            "долгота",
            "latitude": "latitude lat y ycoord latitud breite breitengrad широта",
            "wkt": "wkt geomwkt geometry geom thegeom",
            "precision": "placeprecision precision locationprecision accuracy genauigkeit",
            "radius_km": "radiuskm",
            "actor": "actor actor1 sidea perpetrator attacker akteur acteur",
            "other_actor": "actor2 sideb target victim",
            "killed": "killed fatalities deaths dead best tote morts muertos",
            "killed_low": "killedlow low deathslow fatalitieslow",
            "killed_high": "killedhigh high deathshigh fatalitieshigh",
            "wounded": "wounded injured injuries verletzte blesses heridos",
            "note": "note notes description comment comments remarks details beschreibung "
            "bemerkung descripcion commentaire описание",
            "source": "source sources reference quelle fuente источник",
            "url": "url link web website sourceurl",
        }.items()
    }
)
"""What tables call a column, as `events.importers.kinds.fold` writes it, for each role."""


def assign(
    names: Sequence[str], named: Mapping[str, str], file: str, *, shaped: bool = False
) -> dict[str, str]:
    """Find the column for each role.

    Parameters
    ----------
    names : sequence of str
        The columns of the table.
    named : mapping
        Roles for which the reader named a column, or ``""`` for none.
    file : str
        The table's name, for messages.
    shaped : bool, optional
        Whether the rows have geometries of their own.

    Returns
    -------
    dict
        The column for each role that has one.

    Raises
    ------
    EventFileError
        For a role or a column that there is not, and where nothing tells the place.

    Examples
    --------
    >>> assign(["Ort", "Datum", "Opfer"], {"killed": "Opfer"}, "a.csv")
    {'killed': 'Opfer', 'date': 'Datum', 'place': 'Ort'}
    >>> assign(["Ort", "Datum"], {"date": ""}, "a.csv")
    {'place': 'Ort'}
    """
    _check(names, named, file)
    roles = {role: column for role, column in named.items() if column}
    folded = {name: fold(name) for name in names}
    for role, spellings in SPELLINGS.items():
        if role not in named:
            free = [name for name in names if name not in roles.values()]
            found = next((n for s in spellings for n in free if folded[n] == s), None)
            if found is not None:
                roles[role] = found
    located = {"longitude", "latitude"} <= set(roles) or shaped
    if not located and not roles.keys() & {"place", "wkt", "province", "district", "country"}:
        found = Words(f"the columns {_listed(names)}")
        hint = "Name it: --column place=Ort, or Columns in the page."
        raise refusal(file, "", found, "a column with the place", hint)
    return roles


def _check(names: Sequence[str], named: Mapping[str, str], file: str) -> None:
    for role, column in named.items():
        if role not in SPELLINGS:
            hint = did_you_mean(nearest(role, SPELLINGS))
            raise refusal(file, "--column", role, f"one of {', '.join(SPELLINGS)}", hint)
        if column and column not in names:
            hint = did_you_mean(nearest(column, names))
            raise refusal(file, "--column", column, f"one of {_listed(names)}", hint)


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:20]) + (f" and {len(listed) - 20} more" if len(listed) > 20 else "")
