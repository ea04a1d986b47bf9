"""What readers gave is kept for them while they are away: for a time, for so many, and no other."""

import gc

import pytest

from dashboard.session.own_files.kept_files import KeptFiles, OwnFiles
from dashboard.session.own_files.uploads import ServerFullError, Uploads


class Clock:
    """A time that a test sets."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(clock: Clock) -> KeptFiles:
    return KeptFiles(readers=2, seconds=100, clock=clock)


def with_a_file(size: int = 0, **bounds: int) -> OwnFiles:
    """Return the files of a reader who gave one."""
    own = OwnFiles(uploads=Uploads(**bounds))
    upload = own.uploads.begin("a.csv", size)
    upload.write(0, b"x" * size)
    return own


def left(kept: KeptFiles, own: OwnFiles) -> str:
    """Let a reader come and leave, and return the key."""
    kept.enter(own)
    gc.collect()
    return own.key


def test_a_key_finds_what_its_reader_left(kept: KeptFiles) -> None:
    own = with_a_file()
    folder, key = own.uploads.folder, left(kept, own)
    del own
    gc.collect()
    found = kept.find(key)
    assert found is not None
    assert [upload.name for upload in found.uploads.whole().values()] == ["a.csv"]
    assert found.uploads.folder == folder
    assert folder.exists()


def test_no_other_key_does(kept: KeptFiles) -> None:
    visit = kept.enter(with_a_file())
    key = visit.own.key
    for guess in ("", key[:-1], key + "a", key.swapcase(), "ключ", "half\ud800"):
        assert kept.find(guess) is None


def test_it_is_gone_after_a_time(kept: KeptFiles, clock: Clock) -> None:
    own = with_a_file()
    folder, key = own.uploads.folder, left(kept, own)
    del own
    clock.seconds = 99
    kept.forget()
    assert kept.find(key) is not None
    clock.seconds = 100
    kept.forget()
    gc.collect()
    assert not folder.exists()
    assert kept.find(key) is None


def test_the_time_begins_when_the_last_session_ends(kept: KeptFiles, clock: Clock) -> None:
    own = with_a_file()
    visit, other = kept.enter(own), kept.enter(own)
    clock.seconds = 500
    del visit
    gc.collect()
    clock.seconds = 1_000
    kept.forget()
    assert kept.find(own.key) is own
    del other
    gc.collect()
    clock.seconds = 1_099
    assert kept.find(own.key) is own
    clock.seconds = 1_100
    assert kept.find(own.key) is None


def test_of_too_many_the_first_who_left_is_forgotten(kept: KeptFiles) -> None:
    first, second, third = (left(kept, with_a_file()) for _ in range(3))
    assert kept.find(first) is None
    assert kept.find(second)
    assert kept.find(third)


def test_a_reader_who_is_here_is_not_counted(kept: KeptFiles) -> None:
    own = with_a_file()
    visit = kept.enter(own)
    for _ in range(3):
        left(kept, with_a_file())
    assert kept.find(own.key) is visit.own


def test_nothing_is_kept_of_who_gave_nothing(kept: KeptFiles) -> None:
    assert kept.find(left(kept, OwnFiles())) is None


def test_who_is_away_gives_way_to_who_needs_the_room(kept: KeptFiles) -> None:
    away = [left(kept, with_a_file(40, server_bytes=100)) for _ in range(2)]
    here = Uploads(server_bytes=100)
    assert kept.begin(here, "b.csv", 60).name == "b.csv"
    assert [kept.find(key) is None for key in away] == [True, False]
    with pytest.raises(ServerFullError):
        kept.begin(here, "c.csv", 90)


def test_a_file_that_was_on_its_way_makes_room() -> None:
    uploads = Uploads(session_files=1)
    uploads.begin("a.csv", 10)
    uploads.drop_parts()
    assert uploads.begin("b.csv", 10).name == "b.csv"
