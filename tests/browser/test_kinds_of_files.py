"""The kinds of files that people have, each dropped into the page: what its row in Open says."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from playwright.sync_api import Locator, Page, expect

from events.importers.layouts import acled, gdelt, ucdp
from tests.browser.reader import Visit, map_of
from tests.makers.workbooks import write_workbook

HEAD = ["Date", "Place", "Latitude", "Longitude"]
ROWS = [[date(2021, 7, 5), "Weir", 37.5, 69.25], [date(2021, 7, 6), "Ford", 37.6, 69.3]]
POINT = {"type": "Point", "coordinates": [69, 37]}
MARK = "<Placemark><name>{}</name><Point><coordinates>69,37</coordinates></Point></Placemark>"
KML = '<kml xmlns="http://www.opengis.net/kml/2.2">{}</kml>'
LINK = "<NetworkLink><Link><href>https://example.org/m.kml</href></Link></NetworkLink>"


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def published(columns: tuple[str, ...], **cells: str) -> list[list[str]]:
    """Return the header of a published table and one row."""
    return [list(columns), [cells.get(name, "") for name in columns]]


def lines(rows: list[list[str]], mark: str = ",") -> str:
    return "".join(f"{mark.join(row)}\n" for row in rows)


ACLED = published(
    acled.COLUMNS,
    event_id_cnty="XYZ1",
    event_date="2025-05-16",
    year="2025",
    time_precision="1",
    geo_precision="1",
    event_type="Battles",
    country="Madeland",
    location="Weir",
    latitude="37.9",
    longitude="69.1",
)
UCDP = published(
    ucdp.COLUMNS,
    id="7",
    year="2021",
    type_of_violence="1",
    date_start="2021-07-01",
    date_prec="1",
    where_prec="1",
    latitude="37.5",
    longitude="69.2",
)
GDELT = published(
    gdelt.COLUMNS_2, globaleventid="41", sqldate="20210705", eventcode="190", eventrootcode="19"
)
TEXTS = {
    "tags.csv": ("Wo,Wann\n#loc +name,#date +occurred\nWeir,2021-07-05\n", "1 row of HXL tags"),
    "acled.json": (json.dumps({"data": [dict(zip(*ACLED, strict=True))]}), "ACLED"),
    "weeks.csv": (
        "WEEK,REGION,COUNTRY,ADMIN1,EVENT_TYPE,SUB_EVENT_TYPE,EVENTS,FATALITIES,ID\n"
        "2021-07-03,R,Madeland,West,Battles,Armed clash,4,7,9\n",
        "ACLED",
    ),
    "parts.csv": (
        "Nr,Year,Month,Day,City,Lat,Lon\n1,2021,7,,A,37,69\n",
        "Year: Year",
    ),
    "decimals.csv": ("Дата;Место;Широта;Долгота\n05.07.2021;Пяндж;37,25;69,5\n", "utf-8"),
    "one_cell.csv": ('date,coordinates\n2021-07-05,"37.5, 69.25"\n', "coordinates"),
    "grid.csv": ("date,mgrs\n2021-07-05,42SVF5225150527\n", "mgrs"),
    "drawn.csv": ("date,WKT\n2021-07-05,SRID=4326;POINT(69.25 37.5)\n", "WKT"),
    "blank.csv": ("date,place\n2021-07-05,Weir\n,\n,\n", "2 blank rows"),
    "folders.kml": (KML.format(f"<Folder><name>May</name>{MARK.format('A')}</Folder>"), "undated"),
    "bare.kml": (KML.format(MARK.format("A")), "undated"),
    "layers.umap": (
        json.dumps(
            {
                "type": "umap",
                "layers": [
                    {"_umap_options": {"name": "Posts"}, "features": [feature(POINT, n="B")]}
                ],
            }
        ),
        "Posts",
    ),
    "atlos.csv": (
        "slug,latitude,longitude,status,description,date\n"
        "A-1,49.9,36.2,In Progress,Shelling,2022-03-01\n",
        "status that Panj does not know",
    ),
    "one.geojson": (json.dumps(feature(POINT, name="A", date="2021-07-05")), "date"),
    "lines.geojson": (json.dumps(feature(POINT, name="A", date="2021-07-05")) + "\n", "date"),
    "20210705.export.CSV": (lines(GDELT[1:], "\t"), "coded by machine"),
    "qualified.csv": (
        "recording_date,location_latitude,location_longitude\n2016-09-18,36.2,37.1\n",
        "'recording_date' may hold a date",
    ),
    "words.csv": ("place,date,killed\nWeir,unknown,about 20\n", "Numbers in words"),
    "posts.csv": (
        '"Post ID","Post Status","Post Date (UTC)",Title,Location.lat,Location.lon\n'
        '1,published,"2021-07-05 20:15:00",Shots,37.23,69.08\n',
        "UTC",
    ),
}
"""Texts of one event each: what is written, and words of the receipt that only this kind has."""


def zipped(name: str, text: str) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(name, text)
    return packed.getvalue()


BYTES = {
    "zipped.zip": (zipped("in/list.csv", "Date;Place\n2021-07-05;Weir\n"), "utf-8"),
    "russian.csv": ("Дата;Место\n05.07.2021;Пяндж\n".encode("cp1251"), "cp1251"),
    "wide.txt": ("Date\tPlace\n2021-07-05\tПяндж\n".encode("utf-16"), "utf-16"),
}
WORKBOOKS: dict[str, tuple[dict[str, Any], list[str], str]] = {
    "twice.xlsx": ({"s": [[*HEAD, "Killed", "Killed"], *[[*r, 1, 2] for r in ROWS]]}, [], "Killed"),
    "acled.xlsx": ({"s": [[c.upper() for c in ACLED[0]], ACLED[1]]}, [], "ACLED"),
    "ucdp.xlsx": ({"s": UCDP}, [], "UCDP"),
    "titles.xlsx": ({"s": [["Our list"], [], HEAD, *ROWS]}, [], "header"),
    "notes.xlsx": ({"Read me": [["What this is"]], "Data": [HEAD, *ROWS]}, [], "'Read me'"),
    "years.xlsx": ({"2021": [HEAD, ROWS[0]], "2020": [HEAD, ROWS[1]]}, [], "2020"),
    "merged.xlsx": ({"s": [HEAD, ROWS[0], [None, *ROWS[1][1:]]]}, ["A2:A3"], "0 undated"),
}
ASKED = {
    "calendar.csv": ("date,place\n1400/04/14,A\n", "Years are"),
    "order.csv": ("date,place\n05/07/2021,A\n06/07/2021,B\n", "05/07/2021 is"),
    "linked.kml": (KML.format(LINK), "only links to another"),
    "contradicted.csv": (
        lines([ACLED[0], *[[c.replace("2025-05-16", "0025-05-16") for c in ACLED[1]]], ACLED[1]]),
        "0025-05-16 beside the year 2025",
    ),
    "beyond.csv": ("date,Latitude,Longitude\n2021-07-05,169,37\n2021-07-05,37,69\n", "169"),
}
"""What is asked or told of a file that is not read as it stands."""


AT_ONCE = 8


def row_of(page: Page, name: str) -> Locator:
    files = page.get_by_role("list", name="Files")
    return files.get_by_role("listitem").filter(has=page.get_by_text(name, exact=True))


def dropped(page: Page, folder: Path, names: list[str]) -> None:
    """Drop files into Open, and wait until each has its row."""
    page.get_by_label("Open event files").set_input_files([folder / name for name in names])
    for name in names:
        expect(row_of(page, name)).to_be_visible(timeout=60_000)


def test_each_kind_of_file_is_read_or_says_what_it_needs(
    server: str, visit: Visit, tmp_path: Path
) -> None:
    told = {}
    for name, (text, words) in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        told[name] = ("1 read = 1 event + 0 rejected", words)
    for name, (data, words) in BYTES.items():
        (tmp_path / name).write_bytes(data)
        told[name] = ("1 read = 1 event + 0 rejected", words)
    for name, (sheets, merged, words) in WORKBOOKS.items():
        write_workbook(tmp_path / name, sheets, merged)
        counts = "1 read = 1 event" if name in ("acled.xlsx", "ucdp.xlsx") else "2 read = 2 events"
        told[name] = (f"{counts} + 0 rejected", words)
    for name, (text, words) in ASKED.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        told[name] = ("rejected", words)
    page = visit(server)
    map_of(page)
    page.get_by_role("button", name="Open", exact=True).click()
    for at in range(0, len(told), AT_ONCE):
        names = list(told)[at : at + AT_ONCE]
        dropped(page, tmp_path, names)
        for name in names:
            counts, words = told[name]
            expect(row_of(page, name)).to_contain_text(counts)
            expect(row_of(page, name)).to_contain_text(words)
        for name in names:
            page.get_by_role("button", name=f"Remove {name}", exact=True).click()
            expect(row_of(page, name)).to_have_count(0)
