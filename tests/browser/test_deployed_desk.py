"""A team's desk as docs/deploying.md sets it up: two replicas behind nginx, with a login."""

import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.browser.conftest import free_ports
from tests.browser.deployed import FILES, Deployment, deployed
from tests.makers.oidc import Provider, provider

LONG = "Soldiers fled into Tajikistan on Monday. " * 20_000
"""A text of some 800 kB."""

DETAILS = {"title": "A long wire", "language": "en", "published": "2021-07-08"}


def team_file(folder: Path, url: str, login: Provider) -> Path:
    """Fill in the documented file."""
    text = (FILES / "team.toml").read_text()
    filled = {
        "https://maps.example.org/panj/oauth2callback": f"{url}/oauth2callback",
        'cookie_secret = ""': f'cookie_secret = "{"0123456789abcdef" * 4}"',
        'client_id = ""': 'client_id = "panj"',
        'client_secret = ""': 'client_secret = "of-the-client"',
        "https://login.example.org": login.url,
    }
    for documented, own in filled.items():
        assert documented in text, documented
        text = text.replace(documented, own)
    path = folder / "team.toml"
    path.write_text(text)
    return path


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Deployment, Provider]]:
    folder: Path = tmp_path_factory.mktemp("deployed-desk")
    [port] = free_ports(1)
    with provider(port) as login:

        def settings(url: str) -> Mapping[str, str]:
            desk = {"DESK": str(folder / "desk.sqlite")}
            return {**desk, "TEAM": str(team_file(folder, url, login))}

        with deployed(folder, settings) as running:
            yield running, login


@contextmanager
def entered(team: tuple[Deployment, Provider], who: str) -> Iterator[httpx.Client]:
    """Log in through nginx, as a browser does, and come back to the page."""
    deployment, login = team
    login.who = who
    trust = ssl.create_default_context(cafile=str(deployment.certificate))
    with httpx.Client(verify=trust, follow_redirects=True, timeout=60) as client:
        assert client.get(f"{deployment.url}/").status_code == 401
        assert client.get(f"{deployment.url}/auth/begin").status_code in (200, 403)
        yield client


def test_a_coder_logs_in_and_a_stranger_is_told_who_he_is(
    team: tuple[Deployment, Provider],
) -> None:
    url = team[0].url
    with entered(team, "ann@desk.example") as ann:
        assert ann.get(f"{url}/").status_code == 200
        assert ann.get(f"{url}/code/").status_code == 200
    with entered(team, "eve@else.example") as eve:
        answer = eve.get(f"{url}/")
        assert (answer.status_code, "eve@else.example" in answer.text) == (403, True)


def test_a_long_text_is_taken_and_is_on_the_other_replica_too(
    team: tuple[Deployment, Provider],
) -> None:
    deployment = team[0]
    with entered(team, "ann@desk.example") as ann:
        sent = ann.post(
            f"{deployment.url}/code/text",
            json={"text": LONG, "details": DETAILS},
            headers={"Origin": deployment.origin},
        )
        assert sent.status_code == 200, sent.text[:200]
        session = {name: value for name, value in ann.cookies.items() if name != "panj_replica"}
    before = deployment.access_log
    for replica in ("one", "two"):
        kept = "; ".join(f"{name}={value}" for name, value in session.items())
        status, _, body = deployment.ask(
            "/panj/code/state", headers={"Cookie": f"{kept}; panj_replica={replica}"}
        )
        assert status == 200
        assert [source["title"] for source in json.loads(body)["sources"]] == ["A long wire"]
    asked = deployment.access_log.removeprefix(before)
    assert all(f":{replica.port} 200" in asked for replica in deployment.replicas)
