"""The settings file of a team: what is wrong with it is told, and no secret with it."""

from pathlib import Path

import pytest

from dashboard.access.team import read_team

WHOLE = """
[auth]
redirect_uri = "https://maps.example/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "panj"
client_secret = "of-the-client"
server_metadata_url = "https://login.example/.well-known/openid-configuration"

[may]
read = ["*@desk.example"]
code = ["Ann@desk.example"]
publish = ["ann@desk.example"]
"""


def test_who_is_named_may_and_nobody_else(tmp_path: Path) -> None:
    file = tmp_path / "team.toml"
    file.write_text(WHOLE)
    team = read_team(file)
    assert team.rights_of("ann@DESK.example") == {"read", "code", "publish"}
    assert team.rights_of("bo@desk.example") == {"read"}
    for stranger in ("ann@else.example", "ann@desk.example@else.example", "*@desk.example.x", ""):
        assert team.rights_of(stranger) == frozenset()
    assert team.rights_of(None) == frozenset()


def test_anyone_may_read_where_it_says_so_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "team.toml"
    file.write_text(WHOLE.replace('"*@desk.example"', '"anyone"'))
    team = read_team(file)
    assert team.rights_of(None) == {"read"}
    assert team.rights_of("bo@else.example") == {"read"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[auth]", "[auth", "team.toml: "),
        ('client_id = "panj"', "", "[auth] client_id: found no text"),
        ('client_id = "panj"', "client_id = 7", "[auth] client_id: found no text"),
        ("abcdef0123456789abcdef", "", "[auth] cookie_secret: found 10 characters, expected 32"),
        ("/oauth2callback", "/", "[auth] redirect_uri: found 'https://maps.example/'"),
        ("read =", "raed =", "[may]: expected none but read, code, review, publish"),
        ('["Ann@desk.example"]', '"ann@desk.example"', "[may] code: expected a list"),
        ('"Ann@desk.example"', '"anyone"', "[may] code: expected a list"),
        ('"Ann@desk.example"', '"*"', "[may] code: expected a list"),
        ('"Ann@desk.example"', '"*@*.example"', "[may] code: expected a list"),
        ('"Ann@desk.example"', '"a*@desk.example"', "[may] code: expected a list"),
    ],
)
def test_what_is_wrong_is_told_and_no_secret(tmp_path: Path, old: str, new: str, told: str) -> None:
    file = tmp_path / "team.toml"
    assert old in WHOLE
    file.write_text(WHOLE.replace(old, new))
    with pytest.raises(ValueError, match=r"^TEAM: ") as error:
        read_team(file)
    assert told in str(error.value)
    assert "of-the-client" not in str(error.value)
    assert "0123456789" not in str(error.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="No such file"):
        read_team(tmp_path / "none.toml")
