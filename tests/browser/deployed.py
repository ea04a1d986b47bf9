"""Panj as docs/deploying.md deploys it: nginx by its own file, replicas by their own unit.

Only what belongs to the machine differs: ports, folders, and the certificate's name.
"""

import getpass
import os
import re
import shutil
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPSConnection
from pathlib import Path

from tests.browser.conftest import PATIENCE, ROOT, free_ports

FILES = ROOT / "docs/deploying"
CONF = (FILES / "nginx.conf").read_text()
UNIT = (FILES / "panj@.service").read_text()
BASE = "/panj"
PORTS = ("8501", "8502")
"""The replicas' ports in nginx.conf."""


@dataclass(frozen=True)
class Replica:
    """One server behind the proxy."""

    port: int
    folder: Path
    settings: Mapping[str, str] = field(compare=False)

    @property
    def log(self) -> Path:
        return self.folder / f"replica-{self.port}.log"

    def start(self) -> subprocess.Popen[bytes]:
        """Start the unit's command with the unit's environment and nothing else."""
        environment = {
            **dict(re.findall(r"^Environment=(\w+)=(.*)$", UNIT, re.M)),
            "PATH": os.environ["PATH"],
            "STREAMLIT_SERVER_COOKIE_SECRET": "shared by the replicas of a test",
            **self.settings,
        }
        program, *rest = re.findall(r"^ExecStart=(.*)$", UNIT, re.M)[0].split()
        assert program == "/opt/panj/current/.venv/bin/streamlit"
        settings = {
            name: value.replace("%i", str(self.port)).replace("/var/cache/panj", str(self.folder))
            for name, value in environment.items()
        }
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "streamlit", *rest]
            process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
        self.wait(process)
        return process

    def wait(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until it answers what the unit's ExecStartPost asks."""
        asked = re.findall(r"^ExecStartPost=.* (http://\S+)$", UNIT, re.M)[0]
        _until(lambda: _is_answered(asked.replace("%i", str(self.port))), process, self.log)


@dataclass(frozen=True)
class Deployment:
    """The proxy and its replicas, running."""

    origin: str
    folder: Path
    plain_port: int
    replicas: tuple[Replica, ...]
    running: dict[int, subprocess.Popen[bytes]]

    @property
    def url(self) -> str:
        """The page's address, as a reader would type it."""
        return f"{self.origin}{BASE}"

    @property
    def certificate(self) -> Path:
        return self.folder / "fullchain.pem"

    @property
    def access_log(self) -> str:
        return (self.folder / "access.log").read_text()

    def logs(self) -> str:
        """Return all that the proxy and the replicas wrote."""
        return "".join(file.read_text() for file in sorted(self.folder.glob("*.log")))

    def ask(
        self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """Return status, headers and body of an answer."""
        with closing(self.connect()) as connection:
            connection.request(method, path, headers=dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()

    def connect(self) -> HTTPSConnection:
        """Return a connection to the proxy that trusts its certificate."""
        trust = ssl.create_default_context(cafile=str(self.certificate))
        return HTTPSConnection(self.origin.removeprefix("https://"), context=trust)

    def home(self) -> Replica:
        """Return the replica that answered the last page."""
        pages = re.findall(r" page \d+ .*:(\d+) \d+$", self.access_log, re.M)
        return next(one for one in self.replicas if one.port == int(pages[-1]))

    def kill(self, replica: Replica) -> None:
        """End a replica at once, as a crash does."""
        process = self.running.pop(replica.port)
        process.kill()
        process.wait()

    def start(self, replica: Replica) -> None:
        """Start a replica and wait until it answers."""
        self.running[replica.port] = replica.start()


@contextmanager
def deployed(
    folder: Path, settings: Callable[[str], Mapping[str, str]] = lambda url: {}
) -> Iterator[Deployment]:
    """Run two replicas behind nginx until the block ends.

    Parameters
    ----------
    folder
        Where all of it lies.
    settings
        What ``panj.env`` holds besides the secret, for a page at an address.
    """
    https, plain, *ports = free_ports(2 + len(PORTS))
    origin = f"https://127.0.0.1:{https}"
    own = settings(f"{origin}{BASE}")
    replicas = tuple(Replica(port, folder, own) for port in ports)
    running: dict[int, subprocess.Popen[bytes]] = {}
    deployment = Deployment(origin, folder, plain, replicas, running)
    _certify(folder)
    with ExitStack() as ended:
        ended.callback(_stop, running)
        for replica in replicas:
            deployment.start(replica)
        nginx = subprocess.Popen(
            [_nginx(), "-p", folder, "-c", _configure(deployment), "-e", folder / "nginx.log"]
        )
        ended.callback(_stop, {https: nginx})
        _until(lambda: _listens(deployment), nginx, folder / "nginx.log")
        yield deployment


def _configure(deployment: Deployment) -> Path:
    """Write nginx.conf for a deployment: the documented file inside a main file of its own."""
    folder, text = deployment.folder, CONF
    https = deployment.origin.rsplit(":", 1)[1]
    changes = {
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80;": f"listen 127.0.0.1:{deployment.plain_port};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{https} ssl http2;",
        "/etc/ssl/panj/": f"{folder}/",
        "/var/log/nginx/panj.log": f"{folder}/access.log",
        **{
            f":{documented}": f":{replica.port}"
            for documented, replica in zip(PORTS, deployment.replicas, strict=True)
        },
    }
    for documented, own in changes.items():
        assert documented in text, documented
        text = text.replace(documented, own)
    (folder / "panj.conf").write_text(text)
    main = folder / "nginx.conf"
    kept = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    main.write_text(
        (f"user {getpass.getuser()};\n" if os.geteuid() == 0 else "")
        + f"daemon off;\nworker_processes 2;\npid {folder}/nginx.pid;\nevents {{}}\n"
        + "http {\n    include /etc/nginx/mime.types;\n"
        + "".join(f"    {name}_temp_path {folder}/{name};\n" for name in kept)
        + "    include panj.conf;\n}\n"
    )
    return main


def _certify(folder: Path) -> None:
    """Make a certificate that signs itself."""
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subprocess.run([*made, *subject, *files], check=True, capture_output=True)


def _nginx() -> str:
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert found, "nginx is missing; make setup installs it"
    return found


def _listens(deployment: Deployment) -> bool:
    try:
        return deployment.ask(f"{BASE}/_stcore/health")[0] == 200
    except ConnectionError:
        return False


def _is_answered(url: str) -> bool:
    """Tell whether curl has an answer: what is asked for, or that a login is needed."""
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError as error:
        return error.code == 401
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for something, as long as the process lives."""
    pause, deadline = threading.Event(), time.monotonic() + PATIENCE
    while not ready():
        pause.wait(0.1)
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()


def _stop(running: Mapping[int, subprocess.Popen[bytes]]) -> None:
    for process in running.values():
        process.terminate()
    for process in running.values():
        process.wait()
