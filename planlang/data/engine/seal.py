"""What the engine may read once a load has begun: the files of the records, and nothing else."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path

from planlang.data.engine.sqltext import literal
from planlang.duck import duckdb


def seal(database: duckdb.DuckDBPyConnection, files: Sequence[Path], writable: Sequence[Path] = ()) -> None:
    """Lets queries read these files and use these directories, loads no extension any more, and locks the settings.

    A database that is locked already stays as it is. Raises ``UnicodeEncodeError`` for a name that isn't UTF-8.
    """
    for path in (*files, *writable):
        str(path).encode()
    locked = database.execute("SELECT current_setting('lock_configuration')").fetchone()
    if locked and locked[0]:
        return
    names = [name for path in files for name in (str(path), glob.escape(str(path)))]  # it asks for the pattern, too
    database.execute(f"SET allowed_paths = [{', '.join(map(literal, names))}]")
    database.execute(f"SET allowed_directories = [{', '.join(literal(str(path)) for path in writable)}]")
    database.execute("SET autoinstall_known_extensions = false")
    database.execute("SET autoload_known_extensions = false")
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
