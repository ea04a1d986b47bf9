"""Folders of files as publishers give them: GDELT's by the day, ACLED's exports."""

from pathlib import Path

from events.importers.layouts import acled

_GDELT_COLUMNS = 58


def write_gdelt_day(folder: Path, day: str, first: int, rows: int) -> Path:
    """Write a file of GDELT 1.0 of one day, such as ``20210705.export.CSV``.

    Parameters
    ----------
    folder : pathlib.Path
        Where.
    day : str
        As ``20210705``.
    first, rows : int
        The number of its first event, and how many it has.
    """
    lines = []
    for number in range(first, first + rows):
        cells = [""] * _GDELT_COLUMNS
        cells[:5] = [str(number), day, day[:6], day[:4], f"{day[:4]}.5"]
        cells[5:8], cells[15:18] = ["AFG", "AFGHANISTAN", "AFG"], ["TJK", "TAJIKISTAN", "TJK"]
        cells[25:35] = ["1", "190", "190", "19", "4", "-10.0", "4", "1", "4", "-5.1"]
        place = ["4", "Panj, Khatlon, Tajikistan", "TI", "TI02", "37.235", "69.098", "123"]
        cells[35:56] = place * 3
        cells[56:] = [day, "https://example.org/a"]
        lines.append("\t".join(cells))
    path = folder / f"{day}.export.CSV"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_acled_export(folder: Path, month: str, first: int, rows: int) -> Path:
    """Write an export of ACLED of one month, such as ``acled-2021-07.csv``.

    Parameters
    ----------
    folder : pathlib.Path
        Where.
    month : str
        As ``2021-07``.
    first, rows : int
        The number of its first event, and how many it has.
    """
    same = {
        "year": month[:4], "time_precision": "1", "disorder_type": "Political violence",
        "event_type": "Battles", "sub_event_type": "Armed clash", "actor1": "Made group",
        "inter1": "Rebel group", "iso": "762", "region": "Caucasus and Central Asia",
        "country": "Tajikistan", "admin1": "Khatlon", "location": "Panj", "latitude": "37.235",
        "longitude": "69.098", "geo_precision": "1", "source": "Made Press",
        "source_scale": "National", "notes": "Made up.", "fatalities": "0",
        "timestamp": "1700000000",
    }  # fmt: skip
    lines = [",".join(acled.COLUMNS)]
    for number in range(first, first + rows):
        own = {"event_id_cnty": f"TJK{number}", "event_date": f"{month}-{number % 28 + 1:02}"}
        lines.append(",".join({**same, **own}.get(name, "") for name in acled.COLUMNS))
    path = folder / f"acled-{month}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
