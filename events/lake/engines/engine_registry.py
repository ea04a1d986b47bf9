"""The engines by the name that ``--engine`` has for them."""

from collections.abc import Mapping

from events.lake.engines.duckdb import open_duckdb
from events.lake.engines.port import Opening
from events.lake.engines.spark import open_spark

ENGINES: Mapping[str, Opening] = {"duckdb": open_duckdb, "spark": open_spark}
"""What can be chosen; the first is taken where nothing is said."""
