"""Whether data are so large that explanations read only what they depend on."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path

from planlang.core.records import RecordSpec
from planlang.data.files import expected_name, find_files
from planlang.data.named import Sources
from planlang.data.parquetfile import reading
from planlang.data.report import Findings

LARGE = 20_000
"""Data of more rows than this together are large."""
ROW_BYTES = 50
"""About how long a row of a text file is."""


def is_large(records: Sequence[RecordSpec], sources: Sources) -> bool:
    """Whether the data of some records are large, by how many rows they have."""
    from planlang.data.databases.base import Counts, DatabaseError

    given = [sources.given[spec.name] for spec in records if spec.name in sources.given]
    found = [spec for spec in records if spec.name not in sources.given]
    places = [find_files(spec, sources.directories, Findings(expected_name(spec))) for spec in found]
    files = (file.path for place in places if place is not None for file in place.files)
    paths = sorted(files, key=lambda path: -path.stat().st_size)
    try:
        rows = sum(one.rows() for one in given if isinstance(one, Counts))
    except DatabaseError:
        return False  # whoever reads it says why it can't be read
    if rows > LARGE:
        return True
    for path in paths:
        rows += _rows_of(path)
        if rows > LARGE:
            return True
    return False


def _rows_of(path: Path) -> int:
    """How many rows a Parquet file has, and about how many any other."""
    size = path.stat().st_size
    if path.suffix.lower() != ".parquet" or size > LARGE * ROW_BYTES:
        return size // ROW_BYTES + 1
    from planlang.duck import duckdb

    try:
        with reading() as database:
            counted = database.execute("SELECT count(*) FROM read_parquet(?)", [glob.escape(str(path))]).fetchone()
    except (duckdb.Error, UnicodeError):
        return 0
    return int(counted[0]) if counted else 0
