"""What a data check and the table that it looks at want of the same groups is worked out once.

A check of groups (``grouped``) leaves out rows that are right by themselves and alone in their groups; a join may leave out rows, too,
that add nothing to what it wants, and groups of such rows alone (``Join.idle``). What neither leaves out is grouped once, and kept: whether
the check holds of a group, and what the join wants of it.

Of a group of which the check leaves out a row, some of what is kept is the join's alone: it lacks a row that adds nothing to it. That there is such a
group shows in the number of groups, and then the check is made again, of all rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlang.engines.sql.dialects.base import Dialect
from planlang.engines.sql.numbers import Name, Sql
from planlang.engines.sql.passes.grouped import Grouped
from planlang.engines.sql.passes.narrow import Small
from planlang.engines.sql.queries import grouped_rows, of_others, text_of, where_not
from planlang.engines.sql.tables import Body, Join
from planlang.slotted import frozen

if TYPE_CHECKING:
    from planlang.engines.sql.layout import Layout

_MEETS = "met"
"""The column that says whether the join's own condition on groups holds."""


@frozen
class Together:
    """A check and a join that want something of the same groups; ``kept``: the name of the table of these."""

    check: Grouped
    join: Join
    kept: str

    @property
    def _alone(self) -> Sql:
        """Whether neither looks at a row; absent, where that can't be said, and then both do."""
        return ("(", *self.check.alone, ") AND NOT (", *(self.join.where or ()), ")")

    def groups(self, dialect: Dialect, outputs: dict[str, Sql], there: str, small: Small) -> str:
        """The groups: what rows they are of, what the check finds, and what the join wants."""
        ((_, key),) = self.join.keys
        more = {name: text for name, text in outputs.items() if name != key} | {_MEETS: self.join.having}
        return grouped_rows(dialect, self.check, there, small, where_not(dialect, self._alone, small), more)

    def joined(self, dialect: Dialect, outputs: dict[str, Sql]) -> str:
        """What the join reads of them."""
        quoted = dialect.quoted
        ((_, key),) = self.join.keys
        lines = [f"{quoted('one')} AS {quoted(key)}", *(quoted(name) for name in outputs if name != key)]
        return f"SELECT {', '.join(lines)}\nFROM {quoted(self.kept)}\nWHERE {quoted(_MEETS)}"

    def found(self, dialect: Dialect, there: str, small: Small) -> str:
        """A query of what the check has found, and whether it is sure."""
        return of_others(dialect, self.check, self._alone, there, small, self.kept)


def together(layout: Layout, body: Body, join: Join) -> Grouped | None:
    """The check that wants something of the same groups as a join; ``None`` where there is none, or not most rows are alone in them."""
    dialect = layout.compiler.dialect
    if "together" not in layout.compiler.passes or not join.idle or join.table != body.name:
        return None
    if join.where is None or not join.having or join.grouped is None or len(join.grouped) != 1 or len(join.keys) != 1:
        return None
    key = join.outputs[join.grouped[0]]
    for check in layout.checks:
        alike = check.other == body.name and check.key == key and len(key) == 1 and isinstance(key[0], Name)
        if not alike or not check.alone or check.last < 0 or dialect.different(text_of(dialect, key), 0) is None:
            continue
        if layout.there(body.name, join) == layout.grouped_at(check):
            return check
    return None
