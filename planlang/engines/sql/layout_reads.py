"""Which columns a join, and the rows of a table, read."""

from __future__ import annotations

from collections.abc import Iterable

from planlang.engines.sql.numbers import reads
from planlang.engines.sql.tables import Body, FromSpine, FromStack, FromTable, Join
from planlang.engines.sql.values import Column


def join_reads(join: Join) -> list[str]:
    """The columns of its own table that a join reads."""
    texts = [text for text, _ in join.keys] + [text for text, _, _ in join.ranges] + [text for _, text in join.asked]
    return list(dict.fromkeys(name for text in texts for name in reads(text)))


def join_reads_there(join: Join, columns: dict[str, Column]) -> list[str]:
    """The columns of the other table that a join reads."""
    if join.table is None:
        return []
    texts = [*join.outputs.values(), join.where or (), join.having, join.asked_on]
    if join.among is not None:
        texts += [*join.among[0], join.among[1], *join.inside.values()]
    asked = {name for name, _ in join.asked}
    return list(dict.fromkeys(name for text in texts for name in reads(text) if name not in asked and name in columns))


def source_reads(body: Body, columns: dict[str, Column]) -> Iterable[str]:
    """The columns of other tables that the rows of a table, and what they carry, are made of."""
    source = body.source
    if isinstance(source, FromTable):
        yield from reads(source.keep or ())
    elif isinstance(source, FromStack):
        for texts in source.columns.values():
            yield from (name for text in texts for name in reads(text))
    elif isinstance(source, FromSpine):
        for text in (*source.carried.values(), source.where):
            yield from (name for name in reads(text) if name in columns)
