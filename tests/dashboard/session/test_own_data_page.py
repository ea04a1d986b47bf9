"""docs/own-data.md is held to the limits of files and of the page."""

from pathlib import Path

from dashboard.session.server_limits import SESSION_BYTES, SESSION_FILES, UPLOAD_BYTES
from events.model.limits import FILE_BYTES, FILE_EVENTS, size_in_words

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "own-data.md").read_text()


def test_the_page_on_own_data_states_the_limits() -> None:
    file = f"may have {size_in_words(FILE_BYTES)} and give {FILE_EVENTS:,} events"
    assert PAGE.count(file) == 2
    large = PAGE.split("## Large files")[1].split("\n## ")[0]
    assert (
        f"in the page it may have {size_in_words(UPLOAD_BYTES)}, and a session holds "
        f"{SESSION_FILES} files of {size_in_words(SESSION_BYTES)} together"
    ) in large
