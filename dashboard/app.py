"""The dashboard's entry: the Streamlit page, and beside it the routes the map asks."""

import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # `streamlit run` puts dashboard/ there, not the root
    sys.path.insert(0, str(ROOT))

from dashboard import pools  # noqa: E402

pools.share()

from dashboard import map_view, routes, shelf  # noqa: E402, F401  # loaded now, as it stays

shelf.begin()


@asynccontextmanager
async def until_the_end(_app: st.App) -> AsyncIterator[None]:
    """Let Python clean up after the server, such as the readers' files.

    Uvicorn would raise the signal anew that it has ended for, and the process would end at once.
    """
    yield
    if hasattr(signal, "pthread_sigmask"):  # not on Windows
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


app = st.App(
    ROOT / "dashboard" / "page.py",
    lifespan=until_the_end,
    routes=routes.ROUTES,
    middleware=routes.MIDDLEWARE,
)
