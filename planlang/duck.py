"""DuckDB itself, without the package of Python modules around it.

The package ``duckdb`` first imports what builds queries out of Python calls, and that takes longer than loading the database and asking it
the first questions. planlang says everything in SQL, so that the database's own module is enough. Whoever needs more, to hand over
Arrow tables or to get them, imports ``duckdb``, which adds it to the same module: connections and errors are of the same classes.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb as duckdb

NEEDED = (
    "ConversionException", "DuckDBPyConnection", "Error", "IOException", "OutOfMemoryException", "OutOfRangeException", "connect",
)  # fmt: skip


def _module() -> Any:
    """The database's own module, or where there is none that has what planlang needs, the package."""
    with contextlib.suppress(ImportError):
        import _duckdb

        if all(hasattr(_duckdb, name) for name in NEEDED):
            return _duckdb
    import duckdb

    return duckdb


if not TYPE_CHECKING:
    duckdb = _module()
