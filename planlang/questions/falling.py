"""Whether a rule that pays a total so far less what it already paid may take something back: not where what it comes to never falls.

Proven from the text, by forms that are certain: a total of amounts that are at least 0, over a window that begins no later than what is taken
off, times rates that are at least 0 and rise with such a total, rounded. Of any other rule it is asked.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from planlang.questions.suspicious.fixed import fixed, fixed_rows
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.core.records import ColumnSpec
    from planlang.lowering.context import Lowering

LENGTHS = ("month", "quarter", "half", "year", "plan")
"""Windows that lie in one another, the shortest first."""


def never_takes_back(low: Lowering, rule: tree.Rule) -> bool:
    """Whether each result of a rule with `minus what this rule already paid` is certainly at least 0."""
    if rule.grain is None or low.model.changes or len(rule.steps) < 2:
        return False
    first, *between, last = rule.steps
    if not isinstance(first, tree.Start) or first.word != "pay" or not isinstance(last, tree.MinusPaid):
        return False
    window = last.window
    since = "plan" if window is not None and window.kind == "plan" else window.unit if window is not None else None
    if since not in LENGTHS:
        return False
    grown = _Grown(low, rule.grain, since)
    return grown.rises(first.value) and all(grown.keeps(step) for step in between)


class _Grown:
    """What is at least 0, and never falls from one result of a person to the next within the time ``since``."""

    def __init__(self, low: Lowering, grain: tree.Grain, since: str) -> None:
        self.low, self.grain, self.since = low, grain, since

    def rises(self, item: tree.Node, above: tuple[str, ...] = ()) -> bool:
        """Whether a value never falls, and is never below 0."""
        if isinstance(item, tree.Aggregate):
            return self._total(item)
        if isinstance(item, tree.Name):
            decl = self.low.model.names.get(item.name)
            if not isinstance(decl, tree.Rule) or decl.kind != "measure" or decl.value is None or item.name in above:
                return False
            same = decl.grain is not None and (decl.grain.kind, decl.grain.name, decl.grain.each) == (
                self.grain.kind, self.grain.name, self.grain.each
            )  # fmt: skip
            return same and self.rises(decl.value, (*above, item.name))
        if isinstance(item, tree.Of):
            return self.factor(item.share) and self.rises(item.whole, above)
        if isinstance(item, tree.PartOf):
            return self.rises(item.value, above) and all(
                bound is None or fixed(bound) is not None for bound in (item.above, item.up_to)
            )
        if isinstance(item, tree.Binary) and item.op == "/":
            return self.rises(item.left, above) and self._stays(item.right, positive=True)
        if isinstance(item, tree.Binary) and item.op == "+":
            return self.rises(item.left, above) and self.rises(item.right, above)
        return False

    def keeps(self, step: tree.Step) -> bool:
        """Whether a step makes of what rises something that rises."""
        if isinstance(step, tree.Rounded):
            return step.remainder is None and step.each != "slice"
        plain = isinstance(step, tree.Change) and step.word == "times" and step.when is None
        return plain and isinstance(step, tree.Change) and self.factor(step.value)

    def factor(self, item: tree.Node) -> bool:
        """Whether a rate is at least 0, and stays or rises with what rises."""
        if not isinstance(item, tree.Tiers):
            return self._stays(item)
        rows = fixed_rows(self.low, item)
        return (
            item.application == "reached"
            and bool(rows)
            and rows[0].value >= 0
            and all(a.value <= b.value for a, b in itertools.pairwise(rows))
            and len({row.low for row in rows}) == len(rows)  # else one of them is a single value, with another above it
            and self.rises(item.by)
        )

    def _stays(self, item: tree.Node, positive: bool = False) -> bool:
        """Whether a value is written in the plan, or a person's own, and at least or above 0."""
        value = fixed(item)
        if value is not None:
            return value > 0 if positive else value >= 0
        people = self.low.model.people
        if (
            not isinstance(item, tree.Column)
            or len(item.parts) != 2
            or item.parts[0] != "participant"
            or people is None
        ):
            return False
        return people.spec.valid is None and _at_least_zero(people.spec.by_name.get(item.parts[1]), positive)

    def _total(self, item: tree.Aggregate) -> bool:
        window = item.window
        if item.owner != "participant" or item.paid or item.where is not None or window is None:
            return False
        if item.running:
            fits = self.grain.kind == "credit" and self.grain.name == item.source and window.kind in ("in", "plan")
        else:
            fits = self.grain.kind == "participant" and window.kind == "through" and window.inner == self.grain.each
        length = window.unit or "plan"
        if not fits or length not in LENGTHS or LENGTHS.index(self.since) > LENGTHS.index(length):
            return False
        if item.function == "count":
            return True
        decl = self.low.model.names.get(item.source)
        word = (item.field or "amount").replace("_", " ")
        return item.function == "total" and isinstance(decl, (tree.Credit, tree.Gathers)) and self._credits(decl, word)

    def _credits(self, decl: tree.Credit | tree.Gathers, word: str) -> bool:
        """Whether each credit's amount is at least 0."""
        if isinstance(decl, tree.Gathers):
            sources = [self.low.model.names.get(source.name) for source in decl.sources]
            return all(isinstance(one, (tree.Credit, tree.Gathers)) and self._credits(one, word) for one in sources)
        line = next((one for one in decl.lines if isinstance(one, tree.AmountLine) and one.word == word), None)
        # The one who gets the odd cents gets what the others leave, which may be less than nothing.
        return line is not None and line.remainder is None and self._amount(line.value, decl)

    def _amount(self, item: tree.Node, decl: tree.Credit) -> bool:
        if isinstance(item, tree.Of):
            return self._amount(item.share, decl) and self._amount(item.whole, decl)
        value = fixed(item)
        if value is not None or not isinstance(item, tree.Column):
            return value is not None and value >= 0
        if item.parts[0] == "credit":
            base = self.low.model.names.get(decl.grain.name or "") if decl.grain.kind == "credit" else None
            return (
                isinstance(base, (tree.Credit, tree.Gathers))
                and len(item.parts) == 2
                and self._credits(base, item.parts[1].replace("_", " "))
            )
        record = self.low.model.rows.get(item.parts[0])
        for part in item.parts[1:-1]:
            column = record.spec.by_name.get(part) if record is not None else None
            record = self.low.model.records.get(column.row or "") if column is not None else None
        return record is not None and _at_least_zero(record.spec.by_name.get(item.parts[-1]))


def _at_least_zero(column: ColumnSpec | None, positive: bool = False) -> bool:
    """Whether the plan refuses data in which a column is below 0, or at most 0."""
    limits = column.limits if column is not None else None
    if limits is None or limits.low is None or limits.low < 0:
        return False
    return not positive or limits.low > 0 or not limits.low_included
