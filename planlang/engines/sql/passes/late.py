"""An identity of several columns of texts is put together where it is written: it is longer than they are.

It tells rows apart exactly as they do where the loader has found that they do.
"""

from __future__ import annotations

from planlang.engines.sql.frame import Frame
from planlang.engines.sql.inputs import TableFacts
from planlang.engines.sql.numbers import Sql
from planlang.engines.sql.ops_tables import base, concatenated


def late_identity(frame: Frame, facts: TableFacts) -> Sql | None:
    """The identity as a text over its columns; ``None`` where the pass does not apply."""
    spec = facts.record
    if "late" not in frame.compiler.passes or not getattr(facts, "identified", False) or len(spec.identity) < 2:
        return None
    columns = [facts.columns[name] for name in spec.identity]
    if any(column.kind not in ("text", "row", "one-of") or column.absent for column in columns):
        return None
    texts: list[Sql] = []
    for name, column in zip(spec.identity, columns):
        refers = spec.by_name[name].row
        if texts:
            texts.append((frame.dialect.text(" / "),))
        texts.append((base(frame, f"{spec.row} {name}", "text", column.sql, 0, 0, False, refers),))
    return concatenated(frame, *texts)
