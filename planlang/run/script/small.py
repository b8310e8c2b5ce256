"""Prepared tables (calendars, periods) as statements that need no data: what goes on evenly is written as one run."""

from __future__ import annotations

from collections.abc import Sequence

from planlang.engines.sql.dialects.base import Dialect
from planlang.engines.sql.tables import Prepared

_DIGITS = 3
_LONGEST = 10**_DIGITS
_FEW = 40

Run = tuple[int, int, int, int]
"""From where, how many, the first result, and by how much each next one is more."""


def statement(prepared: Prepared, dialect: Dialect) -> str:
    """The statement that makes a prepared table."""
    if prepared.query:
        return dialect.create_table(prepared.name, prepared.query)
    names = [name for name, _ in prepared.columns]
    if names == ["at", "result"] and len(prepared.cells[0]) > _FEW:
        first, results = prepared.cells[0][0], prepared.cells[1]
        assert isinstance(first, int)
        return dialect.create_table(prepared.name, _spread(runs(first, results), dialect))  # type: ignore[arg-type]
    rows = []
    for number, row in enumerate(zip(*prepared.cells)):
        cells = [dialect.text(cell) if isinstance(cell, str) else _whole(cell, dialect) for cell in row]
        if not number:
            cells = [f"{cell} AS {dialect.quoted(name)}" for cell, name in zip(cells, names)]
        rows.append(f"SELECT {', '.join(cells)}")
    return dialect.create_table(prepared.name, " UNION ALL\n".join(rows))


def _whole(cell: int, dialect: Dialect) -> str:
    return dialect.cast(dialect.plain(cell), False)


def runs(first: int, results: Sequence[int]) -> list[Run]:
    """The results as runs that are constant or go up by one."""
    found: list[Run] = []
    start = 0
    while start < len(results):
        step = results[start + 1] - results[start] if start + 1 < len(results) else 0
        step = step if step in (0, 1) else 0
        end = start + 1
        while end < len(results) and end - start < _LONGEST and results[end] - results[end - 1] == step:
            end += 1
        found.append((first + start, end - start, results[start], step))
        start = end
    return found


def _spread(some: Sequence[Run], dialect: Dialect) -> str:
    """A row for each place of each run."""
    digits = " UNION ALL ".join(f"SELECT {n}{' AS d' if not n else ''}" for n in range(10))
    lines = []
    for number, run in enumerate(some):
        names = ("first_at", "places", "first_result", "step") if not number else ("",) * 4
        cells = (f"{cell}{' AS ' + name if name else ''}" for cell, name in zip(run, names))
        lines.append(f"    SELECT {', '.join(cells)}")
    runs_text = " UNION ALL\n".join(lines)
    numbers = "SELECT a.d + 10 * b.d + 100 * c.d AS n FROM digits AS a CROSS JOIN digits AS b CROSS JOIN digits AS c"
    at, result = (dialect.cast(text, False) for text in ("(first_at + n)", "(first_result + n * step)"))
    return (
        f"WITH digits AS ({digits}),\nnumbers AS ({numbers}),\nruns AS (\n{runs_text}\n)\n"
        f"SELECT {at} AS {dialect.quoted('at')}, {result} AS {dialect.quoted('result')}\n"
        f"FROM runs JOIN numbers ON n < places"
    )
