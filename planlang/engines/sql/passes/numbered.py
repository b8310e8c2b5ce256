"""The number of a row instead of the text that names it, where rows are put together.

Where a table has looked up the row of a record that a reference names, and the loader numbers that record's rows, equal references are equal
numbers: keys are texts and unique, so that rows of one number are those of one key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.core import graph as g
from planlang.engines.sql.frame import Frame
from planlang.engines.sql.numbers import Name, Sql
from planlang.engines.sql.tables import Body, Join

if TYPE_CHECKING:
    from planlang.engines.sql.compiler import Compiler


def number_for(compiler: Compiler, body: Body, key: Sql) -> Name | None:
    """The number of the row that a reference names; ``None`` where it is not at hand."""
    from planlang.engines.sql.ops_lookup import output
    from planlang.engines.sql.ops_tables import row_number

    if "numbered" not in compiler.passes or len(key) != 1 or not isinstance(key[0], Name):
        return None
    record = compiler.columns[key[0].text].refers
    join = next((one for one in body.joins if _looks_up(compiler, one, key, record)), None)
    if join is None or join.table is None:
        return None
    there = Frame(compiler, compiler.body(join.table))
    number = row_number(there)
    if number is None:
        return None
    column = compiler.columns[number.text]
    join.counted = True
    return output(
        Frame(compiler, body), join, f"{record} number", (number,), "narrow", column.low, column.high, absent=True
    )  # fmt: skip


def _looks_up(compiler: Compiler, join: Join, key: Sql, record: str | None) -> bool:
    """Whether a join finds the row of a record that has a key."""
    if (
        join.table is None
        or join.grouped is not None
        or join.among is not None
        or join.ranges
        or join.where is not None
    ):
        return False
    rows = compiler.graph.tables[join.table].rows
    if not isinstance(rows, g.Input) or rows.record != record or len(join.keys) != 1 or join.keys[0][0] != key:
        return False
    facts = compiler.inputs[rows.record]
    own = facts.record.key
    there = join.outputs[join.keys[0][1]]
    return (
        own is not None
        and facts.record.identity == (own.name,)
        and len(there) == 1
        and isinstance(there[0], Name)
        and compiler.columns[there[0].text].source == facts.columns[own.name].sql
    )
