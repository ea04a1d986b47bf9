"""Which column of a table holds what, by its name or by the reader's word."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from events.importers.dates.date_formats import read_date
from events.importers.inputs.raw_table import RawTable
from events.importers.places.coordinates import read_grid, read_pair
from events.importers.tables.kind_codes import fold
from events.importers.tables.qualified_names import qualified_position
from events.model.problems import Words, refusal
from events.model.validation_errors import did_you_mean, nearest

SPELLINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        role: tuple(map(fold, names.split()))
        for role, names in {
            "id": "id eventid eventidcnty incidentid recordid postid globalid uuid identifier slug "
            "caseid dataid objectid code nr شناسه",
            "title": "title headline event titel titre titulo incident name label название "
            "заголовок عنوان ایونت itemlabel eventlabel battlelabel",
            "kind": "kind eventtype type category categories incidenttype subeventtype "
            "crisistype typ art tipo categorie тип категория نوع typeincident typedincident "
            "typeofincident tipodehecho typeofevent نوعالحادث типподії",
            "status": "status статус وضعیت",
            "date": "date eventdate postdateutc postdate dateofincident incidentdate "
            "attackdate datefrom dateoccurred verifieddate datestart startdate start datum "
            "fecha data begin timestamp дата jour when datetime occurred تاریخ نېټه day "
            "dateutc fechadelevento dateevenement tarih datedelincident التاريخ "
            "pointintime dateofevent time",
            "date_end": "dateend dateto dateuntil enddate end until datumende fechafin datefin "
            "датаокончания",
            "year": "year iyear jahr annee ano año год سال السنة рік yıl",
            "month": "month imonth monat mois mes месяц ماه الشهر",
            "day": "day iday tag jour dia día день روز اليوم",
            "place": "place location placename locationname city town settlement village site "
            "wherecoordinates ort lieu lugar luogo место город населенныйпункт محل مکان شهر "
            "ځای localite localidad населенийпункт місто المدينة الموقع القرية",
            "country": "country land pays pais paese страна countryname adm0 admin0 کشور هیواد "
            "ülke країна الدولة البلد countrylabel",
            "province": "province admin1 adm1 state oblast provinz provincia область регион "
            "governorate ولایت استان departamento département il محافظة المحافظة",
            "district": "district admin2 adm2 county rayon bezirk distrito район ولسوالی "
            "شهرستان municipio cercle ilçe lga localgovernmentarea القضاء",
            "longitude": "longitude lon long lng x xcoord longitud lange laengengrad langengrad "
            "долгота довгота locationlon geolon longitudex boylam طولجغرافیایی طولالبلد خطالطول",
            "latitude": "latitude lat y ycoord latitud breite breitengrad широта locationlat "
            "geolat latitudey enlem عرضجغرافیایی عرضالبلد خطالعرض",
            "lat_lon": "latlon latlong latlng latitudelongitude coordinates coords coordinate gps "
            "gpscoordinates geolocation geopoint koordinaten coordenadas координаты مختصات",
            "lon_lat": "lonlat longlat lnglat longitudelatitude",
            "mgrs": "mgrs grid gridref gridreference mgrsgrid",
            "wkt": "wkt geomwkt geometry geom thegeom coord",
            "precision": "placeprecision precision locationprecision accuracy genauigkeit "
            "geoprecision",
            "radius_km": "radiuskm",
            "actor": "actor actor1 sidea perpetrator attacker akteur acteur actorname gname "
            "presuntoresponsable auteurpresume الفاعل",
            "other_actor": "actor2 sideb target victim",
            "killed": "killed fatalities deaths dead totalkilled totaldeaths best tote morts "
            "muertos víctimasfatales погибшие погибло убито загинуло کشته "
            "کشتهشدگان قتلى عددالقتلى ölü",
            "killed_low": "killedlow low deathslow fatalitieslow killedmin deathsmin fatalitiesmin",
            "killed_high": "killedhigh high deathshigh fatalitieshigh killedmax deathsmax "
            "fatalitiesmax",
            "wounded": "wounded injured injuries totalwounded injuredvictims verletzte blesses "
            "heridos раненые ранено поранено زخمی زخمیها جرحى عددالجرحى yaralı",
            "note": "note notes description details comment comments remarks summary beschreibung "
            "bemerkung descripcion commentaire описание комментарий опис açıklama توضیحات "
            "شرح ملاحظات",
            "source": "source sources reference quelle fuente источник منبع",
            "url": "url link web website sourceurl source1 ссылка",
            "folder": "folder layer ordner",
        }.items()
    }
)
"""What tables call a column, as `events.importers.tables.kind_codes.fold` writes it, for each
role."""

TAGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        role: tuple(tags.split())
        for role, tags in {
            "id": "event+id event+code meta+id",
            "title": "event+name event+title",
            "kind": "event+type event+category event",
            "date": "date+start date+occurred date+occurrence date+event date",
            "date_end": "date+end",
            "place": "loc+name loc",
            "country": "country+name country",
            "province": "adm1+name adm1",
            "district": "adm2+name adm2",
            "longitude": "geo+lon",
            "latitude": "geo+lat",
            "actor": "group+perp actor+perp group+name actor+name group actor",
            "other_actor": "group+target actor+target",
            "killed": "affected+killed affected+deaths",
            "wounded": "affected+injured affected+wounded",
            "note": "description meta+notes",
            "source": "meta+source source+name",
            "url": "meta+url source+url",
        }.items()
    }
)
"""The HXL tags of a role, as the standard (https://hxlstandard.org/standard/1-1final/) names
them: a tag and the attributes that it has at least."""

NEED_PLACE = "Name it: --column place=Ort, or Columns in the page."
"""What to do where no column is known for the place."""

_TIMES = {"time", "tiempo", "heure"}  # of the day, or the day itself: the cells tell
_PLACES = {"place", "wkt", "province", "district", "country", "lat_lon", "lon_lat", "mgrs"}
_ENOUGH = 0.8  # of the sample: so many cells of one kind tell what a column holds
_SHAPE = re.compile(r"(?i)(?:SRID=\d+;\s*)?(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*Z?\s*\(")
_CODE = re.compile(r"[A-Z]{0,5}[-_/]?\d[\d\W]*")


def is_column(name: str) -> bool:
    """Tell whether a name is one that columns of tables have.

    Examples
    --------
    >>> is_column("Дата"), is_column("A title")
    (True, False)
    """
    return bool(_roles_of(name))


def assign(table: RawTable, named: Mapping[str, str], file: str) -> dict[str, str]:
    """Find the column for each role.

    Parameters
    ----------
    table : RawTable
        Its columns, first rows and tags are looked at.
    named : mapping
        Roles for which the reader named a column, or ``""`` for none.
    file : str
        The table's name, for messages.

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
    >>> columns = RawTable(("Ort", "Datum", "Opfer"), lambda ledger, used: iter(()))
    >>> assign(columns, {"killed": "Opfer"}, "a.csv")
    {'killed': 'Opfer', 'date': 'Datum', 'place': 'Ort'}
    >>> assign(columns, {"date": ""}, "a.csv")
    {'place': 'Ort'}
    """
    names = table.columns
    _check(names, named, file)
    roles = {role: column for role, column in named.items() if column}
    _by_tags(table, named, roles)
    for role in SPELLINGS:
        if role not in named and role not in roles:
            free = [name for name in names if name not in roles.values()]
            if column := _named(table, role, free):
                roles[role] = column
    if not named.keys() & {"latitude", "longitude", "lat_lon"}:
        roles |= qualified_position(table, roles)
    _settle(table, named, roles)
    located = {"longitude", "latitude"} <= set(roles) or table.shaped
    if not located and not roles.keys() & _PLACES:
        found_names = Words(f"the columns {_listed(names)}")
        raise refusal(file, "", found_names, "a column with the place", NEED_PLACE)
    return roles


def _named(table: RawTable, role: str, free: Sequence[str]) -> str:
    """Find the column whose name stands first among a role's, ``""`` for none."""
    found = [name for name in free if role in _roles_of(name) and _fits(table, role, name)]
    return min(found, key=lambda name: _rank(name, SPELLINGS[role]), default="")


def _by_tags(table: RawTable, named: Mapping[str, str], roles: dict[str, str]) -> None:
    tagged = {column: _parts(tag) for column, tag in table.tags.items()}
    for role, tags in TAGS.items():
        for tag in tags:
            free = (name for name in tagged if name not in roles.values())
            found = next((name for name in free if _parts(tag) <= tagged[name]), None)
            if found and role not in named and role not in roles:
                roles[role] = found


def _parts(tag: str) -> frozenset[str]:
    """Part a tag and its attributes; the tag is marked, so that no attribute passes for it."""
    first, *others = re.split(r"\s*\+\s*", tag.casefold().lstrip("#").strip())
    return frozenset([f"#{first.strip()}", *map(str.strip, others)])


def _roles_of(name: str) -> tuple[str, ...]:
    folded, lossy = fold(name), "?" in name
    return tuple(
        role
        for role, spellings in SPELLINGS.items()
        if folded in spellings or (lossy and folded in map(_without_yeh, spellings))
    )


def _rank(name: str, spellings: Sequence[str]) -> int:
    folded = fold(name)
    return spellings.index(folded) if folded in spellings else len(spellings)


def _without_yeh(spelling: str) -> str:
    """Leave out the letters of Persian that Windows' Arabic code page lacks, and writes as "?"."""
    return spelling.replace("ی", "")


def _fits(table: RawTable, role: str, column: str) -> bool:
    """Tell by the first rows whether a column can hold what its name says."""
    if role == "title":
        return not _share(table, column, lambda text: bool(_CODE.fullmatch(text)))
    if role == "date" and fold(column) in _TIMES:
        return _share(table, column, lambda text: bool(read_date(text)))
    return True


def _settle(table: RawTable, named: Mapping[str, str], roles: dict[str, str]) -> None:
    """Part what names alone leave open: days and dates, names and positions of places."""
    if {"year", "month"} <= set(roles) and "date" not in named:
        if roles.get("date") and fold(roles["date"]) in SPELLINGS["day"]:
            roles["day"] = roles.pop("date")
    elif not {"year", "month"} <= set(roles) and "day" not in named and "month" not in named:
        roles.pop("month", None)
        roles.pop("day", None)
    for role in ("place", "lat_lon"):
        column = roles.get(role)
        if column is None or role in named:
            continue
        if _share(table, column, lambda text: bool(_SHAPE.match(text))):
            roles.pop(role)
            roles.setdefault("wkt", column)
        elif _share(table, column, lambda text: read_grid(text) is not None):
            roles.pop(role)
            roles.setdefault("mgrs", column)
        elif role == "place" and _share(table, column, lambda text: read_pair(text) is not None):
            roles.pop(role)
            roles.setdefault("lat_lon", column)


def _share(table: RawTable, column: str, is_such: Callable[[str], bool]) -> bool:
    """Tell whether nearly all cells of a column's first rows are of a kind."""
    index = table.columns.index(column)
    cells = [row[index].strip() for row in table.sample if index < len(row) and row[index].strip()]
    return bool(cells) and sum(map(is_such, cells)) >= _ENOUGH * len(cells)


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
