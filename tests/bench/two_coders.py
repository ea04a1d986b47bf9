"""Two coders for ten minutes, 500 edits, at a desk in PostgreSQL (`python -m`)."""

import json

from tests.browser.conftest import serving
from tests.makers.coders import code_together
from tests.makers.postgres import postgres

EDITS = 500
PAUSE_S = 2.3
"""Two at once, so 250 of these and of the edits between them."""

if __name__ == "__main__":
    with postgres() as server, serving(desk=server.new_database()) as url:
        print(json.dumps(code_together(url, EDITS, PAUSE_S)))
