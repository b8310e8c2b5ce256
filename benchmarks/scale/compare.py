"""Are two results equal to the cent? Every row of every table, as multisets: the order of rows is free.

    python -m benchmarks.scale.compare DIR DIR

Columns have the same names in the same order and the same types, but for the width of a decimal: DECIMAL(18,2) and
DECIMAL(38,2) hold the same cents. Binary fractions are never equal to anything.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import duckdb

TABLES = ("credits", "lines", "payouts", "uncredited")
SHOWN = 5
_DECIMAL = re.compile(r"DECIMAL\([0-9]+,\s*([0-9]+)\)")


def differences(first: Path, second: Path) -> tuple[list[str], int]:
    """What differs, in sentences, and how many cells were compared."""
    found: list[str] = []
    cells = 0
    with duckdb.connect(config={"threads": 2}) as database:
        for table in TABLES:
            sources = [
                f"read_parquet('{str(one / table).replace(chr(39), chr(39) * 2)}.parquet')" for one in (first, second)
            ]
            columns = [_columns(database, source) for source in sources]
            floats = [name for one in columns for name, type_ in one if type_ in ("FLOAT", "DOUBLE")]
            if floats:
                found.append(f"{table}: {floats[0]} holds binary fractions")
                continue
            if columns[0] != columns[1]:
                found.append(f"{table}: columns are {columns[0]} and {columns[1]}")
                continue
            cells += len(columns[0]) * _count(database, f"SELECT count(*) FROM {sources[0]}")
            wide = ", ".join(f"CAST({_name(name)} AS {type_})" for name, type_ in columns[0])
            for (a, b), whose in zip((sources, sources[::-1]), (first, second), strict=True):
                query = f"(SELECT {wide} FROM {a}) EXCEPT ALL (SELECT {wide} FROM {b})"
                count = _count(database, f"SELECT count(*) FROM ({query})")
                if count:
                    rows = database.execute(f"SELECT * FROM ({query}) ORDER BY ALL LIMIT {SHOWN}").fetchall()
                    found.append(f"{table}: {count:,} rows only in {whose}, such as")
                    found.extend("    " + ", ".join(map(str, row)) for row in rows)
    return found, cells


def _columns(database: duckdb.DuckDBPyConnection, source: str) -> list[tuple[str, str]]:
    rows = database.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    return [(row[0], _DECIMAL.sub(r"DECIMAL(38,\1)", row[1])) for row in rows]


def _count(database: duckdb.DuckDBPyConnection, query: str) -> int:
    row = database.execute(query).fetchone()
    return int(row[0]) if row else 0


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def main() -> int:
    """The command line: two directories."""
    if len(sys.argv) != 3:
        print("usage: python -m benchmarks.scale.compare DIR DIR", file=sys.stderr)
        return 2
    found, cells = differences(Path(sys.argv[1]), Path(sys.argv[2]))
    print("\n".join(found) or f"{cells:,} cells compared, all equal")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
