"""UCDP GED as a source: its versions, and how each asks to be cited."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from events.model.event import Source

ID = "ucdp"
"""The source's id, and what the ids of its events begin with."""

CITATION = (
    "Sundberg, Ralph, and Erik Melander (2013). Introducing the UCDP Georeferenced Event "
    "Dataset. Journal of Peace Research 50(4), 523-532."
)
"""What UCDP asks to be cited for any version, together with the article of the version."""

ARTICLES = {
    "23": "Davies, Shawn, Therese Pettersson and Magnus Öberg (2023). Organized violence "
    "1989-2022 and the return of conflicts between states?. Journal of Peace Research 60(4).",
    "24": "Davies, Shawn, Garoun Engström, Therese Pettersson and Magnus Öberg (2024). Organized "
    "violence 1989-2023, and the prevalence of organized crime groups. Journal of Peace Research "
    "61(4).",
    "25": "Davies, Shawn, Therese Pettersson, Margareta Sollenberg and Magnus Öberg (2025). "
    "Organized violence 1989-2024, and the challenges of identifying civilian victims. Journal of "
    "Peace Research 62(4).",
    "26": "Davies, Shawn, Therese Pettersson and Magnus Öberg (2026). Organized violence "
    "1989-2025, and violent political protests. Journal of Peace Research 63(4).",
}
"""The yearly article of a version, as UCDP's page of downloads names it for the newest one."""

OTHER_ARTICLE = "And the article that https://ucdp.uu.se/downloads/ names for the version."
"""What stands in the place of an article that is not known here."""

CANDIDATES = (
    "Hegre, Håvard, Mihai Croicu, Kristine Eck and Stina Högbladh (2020). Introducing the UCDP "
    "Candidate Events Dataset. Research & Politics 7(3)."
)
"""What UCDP asks to be cited for a candidate file."""

TERMS = "CC BY 4.0: cite UCDP when you pass the rows on."
"""What UCDP asks of whoever passes its rows on."""

_VERSION = re.compile(
    r"(?<!\d)v?(1[7-9]|2\d|(?<=ged)[1-5])[._-]?(0|1)(?:[._-](\d{1,2}))?(?!\d)", re.IGNORECASE
)


def source_of(path: Path, accessed: date) -> Source:
    """Describe the source, with the citation that its terms ask for.

    Parameters
    ----------
    path : pathlib.Path
        The file: its name often tells the version, as in GEDEvent_v23_1.csv.
    accessed : datetime.date
        When it was fetched.

    Returns
    -------
    Source

    Examples
    --------
    >>> source_of(Path("GEDEvent_v23_1.csv"), date(2025, 1, 1)).title
    'UCDP Georeferenced Event Dataset (GED), version 23.1'
    >>> source_of(Path("ged171.csv"), date(2025, 1, 1)).title
    'UCDP Georeferenced Event Dataset (GED), version 17.1'
    >>> source_of(Path("ged50.csv"), date(2025, 1, 1)).title
    'UCDP Georeferenced Event Dataset (GED), version 5.0'
    """
    found = _VERSION.search(path.stem)
    kind, version, parts = "Georeferenced Event Dataset (GED)", "", [CITATION]
    if found:
        month = f".{found[3]}" if found[3] else ""
        version = f", version {found[1]}.{found[2]}{month}"
        if found[2] == "0" and len(found[1]) > 1:
            kind, parts = "Candidate Events Dataset", [CANDIDATES]
    if kind.startswith("Geo"):
        parts.append(ARTICLES.get(found[1] if found else "", OTHER_ARTICLE))
    members: dict[str, Any] = {
        "citation": " ".join(parts),
        "terms": TERMS,
        "accessed": accessed.isoformat(),
    }
    return Source(
        id=ID,
        title=f"UCDP {kind}{version}",
        publisher="Uppsala Conflict Data Program, Uppsala University",
        url="https://ucdp.uu.se/downloads/",
        **members,
    )
