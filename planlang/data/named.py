"""What ``--data`` and the Python API name as data: directories and databases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from planlang.data.given import Given
from planlang.slotted import field, frozen

if TYPE_CHECKING:
    from planlang.data.databases.base import Database

FILES = (".sqlite", ".sqlite3", ".db", ".duckdb", ".ddb")
"""Endings of files that are databases."""
scheme = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://").match
kind_and_file = re.compile(r"(sqlite|duckdb):(?!//)(.+)", re.DOTALL).fullmatch


@frozen
class Sources:
    """Where data is: directories, and what is ``given`` for single records, by their names."""

    directories: tuple[Path, ...]
    given: Mapping[str, Given] = field(factory=dict)
    databases: tuple[Database, ...] = ()

    def close(self) -> None:
        """Ends the sessions with databases; one that is asked again begins another."""
        for database in self.databases:
            database.close()


def is_database(text: str) -> bool:
    """Whether what was given as data is a database, and no directory."""
    if scheme(text) or kind_and_file(text):
        return True
    return PurePosixPath(text).suffix.lower() in FILES and not Path(text).is_dir()
