"""What reads nothing but columns of one look-up is worked out where it looks: once for each row there, and carried in their place.

``deal.product is New`` for each split of a deal reads the deal's product; it is looked up itself, and the product, if nobody else
needs it, is not. Only where the data checks make sure that there is a row to find, so that nothing is said of absent rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.engines.sql.numbers import Name, Sql, reads
from planlang.engines.sql.tables import FromTable, Join
from planlang.engines.sql.values import Column

if TYPE_CHECKING:
    from planlang.engines.sql.compiler import Compiler

WIDTHS = {"narrow": 8, "wide": 16, "text": 16, "yes/no": 1}
"""Bytes that a cell takes on its way, about."""


def hoist(compiler: Compiler, wanted: set[tuple[str, str]]) -> None:
    """Makes such columns columns of the look-up, where they are narrower than what they alone read."""
    uses = _uses(compiler, wanted)
    for column in list(compiler.columns.values()):
        join = _look_up(compiler, column) if column.sql is not None and uses.get(column.name, 0) else None
        if join is None or column.sql is None:
            continue
        names = reads(column.sql)
        alone = sum(WIDTHS[compiler.columns[name].kind] for name in names if uses[name] == 1)
        if WIDTHS[column.kind] >= alone:
            continue
        owner = compiler.columns[names[0]].table
        made = _brought(compiler, owner, join, column)
        column.sql = (Name(made.name),)
        column.given = (made.name,)
        for name in names:
            uses[name] -= 1


def _uses(compiler: Compiler, wanted: set[tuple[str, str]]) -> dict[str, int]:
    """How many columns, joins and others read each column; what is wanted itself counts twice."""
    from planlang.engines.sql.layout_reads import join_reads, join_reads_there, source_reads

    uses: dict[str, int] = {}

    def read(names: object, times: int = 1) -> None:
        for name in names:  # type: ignore[attr-defined]
            uses[name] = uses.get(name, 0) + times

    read((name for _, name in wanted), 2)
    for column in compiler.columns.values():
        read(reads(column.sql or ()))
    for body in compiler.bodies.values():
        for join in body.joins:
            read([*join_reads(join), *join_reads_there(join, compiler.columns)], 2)
        read(source_reads(body, compiler.columns), 2)
    return uses


def _look_up(compiler: Compiler, column: Column) -> Join | None:
    """The look-up that all columns behind a text come from, if it is one and finds a row for sure."""
    if column.window or column.kind == "text":
        return None
    found: set[tuple[str, int]] = set()
    for name in reads(column.sql or ()):
        other = compiler.columns[name]
        if other.join is None or other.absent or not _passed_on(compiler, column.table, other.table):
            return None
        found.add((other.table, other.join))
    if len(found) != 1:
        return None
    ((table, number),) = found
    join = compiler.bodies[table].joins[number]
    plain = join.grouped is None and join.among is None and not join.ranges and join.where is None
    return join if plain and join.table is not None else None


def _passed_on(compiler: Compiler, table: str, source: str) -> bool:
    """Whether a table has the columns of another one: it is that, or derives from it."""
    while table != source:
        rows = compiler.bodies[table].source
        if not isinstance(rows, FromTable):
            return False
        table = rows.table
    return True


def _brought(compiler: Compiler, table: str, join: Join, column: Column) -> Column:
    """The column as one that the look-up brings."""
    assert column.sql is not None
    text: list[str | Name] = []
    for part in column.sql:
        if isinstance(part, Name):
            there: Sql = join.outputs[compiler.columns[part.text].source]
            text += ["(", *there, ")"] if len(there) > 1 else there
        else:
            text.append(part)
    source = compiler.names.new(f"{column.name} there")
    join.outputs[source] = tuple(text)
    name = compiler.names.new(column.name)
    given = tuple(dict.fromkeys(n for key, _ in join.keys for n in reads(key)))
    made = Column(
        name, table, column.kind, None, column.low, column.high, False, None, given=given, join=join.number,
        source=source, says=column.says, place=column.place,
    )  # fmt: skip
    compiler.bodies[table].columns[name] = compiler.columns[name] = made
    return made
