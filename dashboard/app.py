"""The dashboard's entry: the Streamlit page, and beside it the routes the map asks."""

import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "dashboard"
# `streamlit run` puts dashboard/ first, whose folders would hide packages of their names; where
# it is not there at all, Streamlit puts it there anew for each run of the page.
sys.path[:] = [str(ROOT), *(path for path in sys.path if Path(path).resolve() != HERE), str(HERE)]

from dashboard.access.doors import Doors  # noqa: E402
from dashboard.access.team import Team, team_of_server  # noqa: E402
from dashboard.assets.scripts import draws_tiles  # noqa: E402
from dashboard.coding.code_desk import CodeDesk  # noqa: E402
from dashboard.coding.code_routes import LOOPBACK  # noqa: E402
from dashboard.published.publisher import Publisher  # noqa: E402
from dashboard.published.version_shelf import VersionShelf  # noqa: E402
from dashboard.server.security_headers import embedding_sites  # noqa: E402
from events.desk.database import DeskError  # noqa: E402
from geodata.own_ground import read_own_ground  # noqa: E402

desk: CodeDesk | None = None
publisher: Publisher | None = None
team: Team | None = None
try:
    team = team_of_server()
    if team:
        config.set_option(
            "secrets.files", [os.environ["TEAM"]]
        )  # where Streamlit's login looks for its own
    embedding_sites(os.environ.get("EMBED_FOR", ""))
    if read_own_ground(os.environ.get("BASEMAP", "")).archive and not draws_tiles():
        raise ValueError(
            "BASEMAP: what draws a file of vector tiles is not here. Type: make basemap"
        )
    if setting := os.environ.get("DESK", ""):
        if os.environ.get("EVENTS"):
            raise ValueError("DESK: found EVENTS as well, expected one of the two.")
        if team is None and st.get_option("server.address") not in LOOPBACK:
            raise ValueError(
                "DESK: Code mode asks for --server.address 127.0.0.1, as it has no login (TEAM)."
            )
        desk = CodeDesk(setting)
        publisher = Publisher(VersionShelf(setting))
        os.environ["EVENTS"] = str(desk.file)
except (ValueError, DeskError) as error:  # before anything else is read, and in one line
    print(error, file=sys.stderr)
    sys.exit(2)

from dashboard.server import routes  # noqa: E402
from dashboard.session.own_files.kept_files import KEPT  # noqa: E402
from dashboard.session.public import collector, desk_versions  # noqa: E402
from dashboard.ui import folium_map  # noqa: E402, F401  # loaded now, as it stays

if publisher:
    desk_versions.serve_versions(publisher.shelf)
collector.start(KEPT.forget)


@asynccontextmanager
async def until_the_end(_app: st.App) -> AsyncIterator[None]:
    """Let Python clean up after the server, such as the readers' files.

    Uvicorn would raise the signal anew that it has ended for, and the process would end at once.
    """
    yield
    if hasattr(signal, "pthread_sigmask"):  # not on Windows
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


app = st.App(
    HERE / "page.py",
    lifespan=until_the_end,
    routes=[*routes.ROUTES, *(routes.of_desk(desk, publisher) if desk and publisher else [])],
    middleware=[*routes.MIDDLEWARE, Middleware(Doors, team=team, base=routes.BASE)],
)
