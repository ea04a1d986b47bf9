"""What changed between two of the files that a session has open.

Few events are compared in the thread that asks, many in a process (`dashboard.session.worker`),
which is ``python -m dashboard.session.review.changed_files FOLDER``. This module shouldn't import
Streamlit.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from dashboard.session.server_limits import COMPARED_AT_ONCE
from dashboard.session.session_file import SessionFile
from dashboard.session.worker import disk_problem, run_job, run_worker
from events.changes.cited_events import cited_events
from events.changes.comparison import ChangeCounts, Comparison, Merged
from events.changes.event_change import EventChange
from events.changes.version_rows import Version, write_rows, write_stored_rows
from events.files.arrow_schema import batch_of
from events.files.feature_rows import feature_of, row_of
from events.lake.lake_table import LakeTable
from events.model.event import Source
from events.model.problems import EventFileError, Words, refusal
from events.store.disk import EventStore
from events.store.engine import EngineError

MOST_KEPT = 500
"""The most events of each list that are kept; the counts are of all."""

_ROWS_A_BATCH = 2_000
_TOLD, _NAME = "told.json", "The comparison"

Named = tuple[tuple[str, str], ...]
"""Ids and titles of events."""


@dataclass(frozen=True)
class Changed:
    """What became of a comparison: the counts of all, and the first of each list.

    Parameters
    ----------
    old, new
        The names of the files.
    rejected
        How many events of each were rejected, and are not compared.
    counts
        The counts; ``None`` where it failed.
    changed, merged, added, withdrawn
        The first events of each.
    failed
        Why there is nothing, or ``""``.
    """

    old: str
    new: str
    rejected: tuple[int, int] = (0, 0)
    counts: ChangeCounts | None = None
    changed: tuple[EventChange, ...] = ()
    merged: tuple[Merged, ...] = ()
    added: Named = ()
    withdrawn: Named = ()
    failed: str = ""


def compare_versions(
    old: SessionFile, new: SessionFile, link: str = "", at_once: int = COMPARED_AT_ONCE
) -> Changed:
    """Compare two open files.

    Parameters
    ----------
    old, new
        The earlier version and the later one.
    link
        A citation's link: then only what it means is compared.
    at_once
        How many events the server compares itself at most.
    """
    names = old.loaded.path_name, new.loaded.path_name
    begun = Changed(*names, rejected=(old.loaded.rejected, new.loaded.rejected))
    folder = Path(tempfile.mkdtemp(prefix="panj-changes-"))
    try:
        versions = [_version(file, folder / part) for file, part in ((old, "old"), (new, "new"))]
        if max(len(old.loaded.events), len(new.loaded.events)) <= at_once:
            return replace(begun, **_found(versions, folder, link))
        request = {"versions": [_packed(version) for version in versions], "link": link}
        run_worker(__name__, _NAME, folder, request=request)
        told = json.loads((folder / _TOLD).read_text(encoding="utf-8"))
        return replace(begun, **_unpacked(told))
    except EventFileError as error:
        return replace(begun, failed="; ".join(map(str, error.problems)))
    except (OSError, EngineError) as error:
        return replace(begun, failed=str(disk_problem(_NAME, error)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _version(file: SessionFile, folder: Path) -> Version:
    folder.mkdir()
    events = file.loaded.events
    if isinstance(events, LakeTable):
        found, hint = Words("a lake"), "Compare the event files that it was built from."
        raise refusal(file.loaded.path_name, "", found, "an event file", hint)
    if isinstance(events, EventStore):
        write_stored_rows(events.folder, folder)
    else:
        write_rows(_batches(file), folder)
    told = file.loaded
    rejected = tuple({problem.id for problem in told.problems if problem.id})
    return Version(
        told.path_name, told.title, told.sources, told.read, told.rejected, (), rejected, folder
    )


def _batches(file: SessionFile) -> Iterator[pa.RecordBatch]:
    events = iter(file.loaded.events)
    while some := list(islice(events, _ROWS_A_BATCH)):
        yield batch_of(row_of(feature_of(event)) for event in some)[0]


def _found(versions: Sequence[Version], folder: Path, link: str) -> dict[str, Any]:
    only = cited_events(versions, [link]) if link else None
    comparison = Comparison(versions[0], versions[1], folder, only)
    return {
        "counts": comparison.counts,
        "changed": tuple(islice(comparison.changed(), MOST_KEPT)),
        "merged": comparison.merged[:MOST_KEPT],
        "added": tuple(islice(comparison.added(), MOST_KEPT)),
        "withdrawn": tuple(islice(comparison.withdrawn(), MOST_KEPT)),
    }


def _packed(version: Version) -> dict[str, Any]:
    sources = [one.model_dump(mode="json", exclude_unset=True) for one in version.sources]
    return {**vars(version), "sources": sources, "folder": str(version.folder)}


def _unpacked(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "counts": ChangeCounts(**told["counts"]),
        "changed": tuple(map(EventChange.from_json, told["changed"])),
        "merged": tuple(Merged(**one) for one in told["merged"]),
        "added": tuple(map(tuple, told["added"])),
        "withdrawn": tuple(map(tuple, told["withdrawn"])),
    }


def main() -> int:
    """Compare the versions that standard input names, and write what is found to ``FOLDER``."""
    folder = Path(sys.argv[1])

    def job(request: Any) -> None:
        versions = [
            Version(
                **{
                    **one,
                    "sources": tuple(Source(**source) for source in one["sources"]),
                    "folder": Path(one["folder"]),
                }
            )
            for one in request["versions"]
        ]
        found = _found(versions, folder, request["link"])
        told = {
            **found,
            "counts": asdict(found["counts"]),
            "changed": [change.as_json() for change in found["changed"]],
            "merged": [asdict(one) for one in found["merged"]],
        }
        (folder / _TOLD).write_text(json.dumps(told), encoding="utf-8")

    return run_job(job)


if __name__ == "__main__":
    sys.exit(main())
