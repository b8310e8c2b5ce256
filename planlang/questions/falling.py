"""Whether a rule that pays a total so far less what it already paid may take something back: not where what it comes to never falls.

Proven from the text, by forms that are certain: a total of amounts that are at least 0, over a window that begins no later than what is taken
off, times rates that are at least 0 and rise with such a total, or slice by slice; sums of such; rounded. Of any other rule it is asked. Where
only the bounds of some columns are wanting for the proof, these are named.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from planlang.core.records import NUMERIC
from planlang.questions.known import column_of
from planlang.questions.raised import only_raised, read_by
from planlang.questions.suspicious.fixed import fixed, fixed_rows, measured_by
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.core.records import ColumnSpec
    from planlang.lowering.context import Lowering

LENGTHS = ("month", "quarter", "half", "year", "plan")
"""Windows that lie in one another, the shortest first."""


def never_takes_back(low: Lowering, rule: tree.Rule, wanting: dict[str, str] | None = None) -> bool:
    """Whether each result of a rule with `minus what this rule already paid` is certainly at least 0.

    With ``wanting`` columns without bounds are taken to be at least 0, and are written into it, with how a plan says so.
    """
    steps = list(rule.steps)
    while steps and _caps(steps[-1]):  # what is due stays at least 0: less was paid than would be without the cap
        steps.pop()
    if rule.grain is None or len(steps) < 2 or not _alike_on_all_days(low, rule):
        return False
    first, *between, last = steps
    if not isinstance(first, tree.Start) or first.word != "pay" or not isinstance(last, tree.MinusPaid):
        return False
    if last.whose not in (None, "participant"):
        return False
    window = last.window
    since = "plan" if window is not None and window.kind == "plan" else window.unit if window is not None else None
    if since not in LENGTHS:
        return False
    grown = _Grown(low, rule.grain, since, wanting)
    if not grown.rises(first.value):
        return False
    plain = True  # whether the amount so far is still the first one, times what stays
    for step in between:
        if not grown.keeps(step) and not (plain and grown.slices(step, first.value)):
            return False
        plain = plain and grown.only_scales(step)
    return True


def _caps(step: tree.Step) -> bool:
    """Whether a step leaves what is at least 0 as it is, or makes it less, but not below 0."""
    limit = fixed(step.value) if isinstance(step, tree.Limit) and step.word == "at most" else None
    return limit is not None and limit >= 0


def _alike_on_all_days(low: Lowering, rule: tree.Rule) -> bool:
    """Whether no amendment touches what a rule reads, and versions of it that go on with one sum only have higher rates."""
    changes = low.model.changes
    if not changes.keys().isdisjoint(read_by(low, rule) - {rule.name}):
        return False
    own, before = changes.get(rule.name, []), low.model.names.get(rule.name)
    versions = [before, *(change.decl for change in own)]
    rules = [one for one in versions if isinstance(one, tree.Rule)]
    goes_on = all(change.amend.running != "start again" for change in own)
    return not own or (goes_on and len(rules) == len(versions) and only_raised(rules))


class _Grown:
    """What is at least 0, and never falls from one result of a person to the next within the time ``since``."""

    def __init__(self, low: Lowering, grain: tree.Grain, since: str, wanting: dict[str, str] | None) -> None:
        self.low, self.grain, self.since, self.wanting = low, grain, since, wanting

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
                bound is None or self._same(bound) for bound in (item.above, item.up_to)
            )
        if isinstance(item, tree.LowerHigher):
            return all(self.rises(one, above) or self._stays(one) for one in item.values)
        if isinstance(item, (tree.Tiers, tree.Curve)):
            return self.factor(item)
        if isinstance(item, tree.Binary):
            return self._calculated(item, above)
        return False

    def _calculated(self, item: tree.Binary, above: tuple[str, ...]) -> bool:
        if item.op == "/":
            return self.rises(item.left, above) and self._stays(item.right, positive=True)
        if item.op == "+":
            return self.rises(item.left, above) and self.rises(item.right, above)
        if item.op == "*":
            pairs = ((item.left, item.right), (item.right, item.left))
            return any(
                self.rises(one, above) and (self.factor(other) or self.rises(other, above)) for one, other in pairs
            )
        return False

    def keeps(self, step: tree.Step) -> bool:
        """Whether a step makes of what rises something that rises."""
        if isinstance(step, tree.Rounded):
            return step.remainder is None and (step.each != "slice" or self.grain.kind != "credit")
        if not isinstance(step, tree.Change) or step.when is not None:
            return False
        if step.word == "plus":
            return self.rises(step.value) or self._stays(step.value)
        return step.word == "times" and (self.factor(step.value) or self.rises(step.value))

    def only_scales(self, step: tree.Step) -> bool:
        """Whether a step makes the amount so many times what it was, for all of a person's results alike."""
        return isinstance(step, tree.Change) and step.word == "times" and step.when is None and self._stays(step.value)

    def slices(self, step: tree.Step, amount: tree.Node) -> bool:
        """Whether a step divides an amount that rises over tiers that go by this very amount, or a share of it, at rates that are at least 0.

        In a rule for each credit tiers go by what moves with the credit, from where it stood before; that is not looked at.
        """
        if not isinstance(step, tree.Change) or step.when is not None or self.grain.kind == "credit":
            return False
        table = step.value
        if step.word != "times" or not isinstance(table, tree.Tiers) or table.application != "slice":
            return False
        rows = fixed_rows(self.low, table)
        return bool(rows) and all(row.value >= 0 for row in rows) and self._measured(table.by) is self._measured(amount)

    def _measured(self, item: tree.Node) -> tree.Node:
        """What a value is a share or a multiple of, which stays the same: the sales of 5% of sales, of sales over quota, of target times that."""
        item = measured_by(self.low, item)
        while True:
            if isinstance(item, tree.Of) and self._stays(item.share):
                inner: tree.Node = item.whole
            elif isinstance(item, tree.Binary) and item.op == "/" and self._stays(item.right, positive=True):
                inner = item.left
            elif isinstance(item, tree.Binary) and item.op == "*" and self._stays(item.left):
                inner = item.right
            elif isinstance(item, tree.Binary) and item.op == "*" and self._stays(item.right):
                inner = item.left
            else:
                return item
            item = measured_by(self.low, inner)

    def factor(self, item: tree.Node) -> bool:
        """Whether a rate is at least 0, and stays or rises with what rises."""
        if not isinstance(item, (tree.Tiers, tree.Curve)):
            return self._stays(item)
        if isinstance(item, tree.Tiers) and item.application != "reached":
            return False
        if (
            isinstance(item, tree.Curve)
            and item.beyond == "go on"
            and not any(isinstance(row.key, tree.Bounds) and row.key.low is None for row in item.rows)
        ):
            return False  # the first line goes on to below 0
        rows = sorted(fixed_rows(self.low, item), key=lambda one: (one.low is not None, one.low or 0, not one.point))
        return (
            bool(rows)
            and rows[0].value >= 0
            and all(a.value <= b.value for a, b in itertools.pairwise(rows))
            # else one of them is a single value, with another above it
            and len({(row.low, row.point) for row in rows}) == len(rows)
            and self.rises(item.by)
        )

    def _same(self, item: tree.Node) -> bool:
        """Whether a value is the same for all of a person's results: written in the plan, the person's own, or made of such."""
        if isinstance(item, tree.Binary):
            return self._same(item.left) and self._same(item.right)
        if isinstance(item, tree.Of):
            return self._same(item.share) and self._same(item.whole)
        return fixed(item) is not None or self._own(item) is not None

    def _own(self, item: tree.Node) -> ColumnSpec | None:
        """The column of a person that a value is, where it is the same on all days."""
        people = self.low.model.people
        if (
            not isinstance(item, tree.Column)
            or len(item.parts) != 2
            or item.parts[0] != "participant"
            or people is None
        ):
            return None
        several = people.spec.valid is not None and not any(column.key for column in people.spec.columns)
        return None if several else people.spec.by_name.get(item.parts[1])

    def _stays(self, item: tree.Node, positive: bool = False) -> bool:
        """Whether a value is written in the plan, or a person's own, and at least or above 0."""
        value = fixed(item)
        if value is not None:
            return value > 0 if positive else value >= 0
        if isinstance(item, tree.Binary) and item.op in "*/+":
            return self._stays(item.left) and self._stays(item.right, positive=item.op == "/")
        if isinstance(item, tree.Of):
            return self._stays(item.share) and self._stays(item.whole)
        if isinstance(item, tree.TableBy):  # by what a person has, such as a level
            values = [fixed(row.value) for row in item.rows if not isinstance(row.value, tree.Refused)]
            least = all(value is not None and (value > 0 or (value == 0 and not positive)) for value in values)
            return bool(values) and least and item.using is None and self._own(item.by) is not None
        return self._at_least_zero(self._own(item), "participant", positive)

    def _total(self, item: tree.Aggregate) -> bool:
        window = item.window
        if item.owner != "participant" or item.paid or item.where is not None or window is None:
            return False
        if item.running:
            fits = self.grain.kind == "credit" and self.grain.name == item.source and window.kind in ("in", "plan")
        else:
            # the whole of a period, later months and all, is the same in each of its months
            fits = self.grain.kind == "participant" and (
                (window.kind == "through" and window.inner == self.grain.each)
                or (window.kind == "in" and window.row is None)
            )
        length = window.unit or "plan"
        if not fits or length not in LENGTHS or LENGTHS.index(self.since) > LENGTHS.index(length):
            return False
        if item.function == "count":
            return True
        record = self.low.model.records.get(item.source)
        if record is not None:
            column = record.spec.by_name.get(item.field or "")
            return item.function == "total" and self._at_least_zero(column, record.spec.row)
        decl = self.low.model.names.get(item.source)
        if isinstance(decl, tree.Rule):
            own = decl.grain is not None and (decl.grain.kind, decl.grain.each) == ("participant", self.grain.each)
            return own and item.function == "total" and item.field is None and self._never_below(decl)
        word = (item.field or "amount").replace("_", " ")
        return item.function == "total" and isinstance(decl, (tree.Credit, tree.Gathers)) and self._credits(decl, word)

    def _never_below(self, decl: tree.Rule) -> bool:
        """Whether a measure is at least 0 in each period, whether or not it rises: a part of something, a period's total, a share of these."""
        return decl.kind == "measure" and decl.value is not None and self._part(decl.value)

    def _part(self, item: tree.Node) -> bool:
        item = measured_by(self.low, item)
        if isinstance(item, tree.PartOf):
            return True
        if isinstance(item, tree.Aggregate) and item.function == "total":
            credit = self.low.model.names.get(item.source)
            word = (item.field or "amount").replace("_", " ")
            return isinstance(credit, (tree.Credit, tree.Gathers)) and self._credits(credit, word)
        if isinstance(item, tree.Of):
            return self._stays(item.share) and self._part(item.whole)
        if isinstance(item, tree.Binary) and item.op in "*/":
            sides = ((item.left, item.right),) if item.op == "/" else ((item.left, item.right), (item.right, item.left))
            return any(self._part(one) and self._stays(other, positive=item.op == "/") for one, other in sides)
        return False

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
        found = column_of(self.low, item)
        return found is not None and self._at_least_zero(found[1], found[0].row)

    def _at_least_zero(self, column: ColumnSpec | None, row: str, positive: bool = False) -> bool:
        """Whether the plan refuses data in which a column is below 0, or at most 0."""
        if column is None:
            return False
        limits = column.limits
        if limits is None and self.wanting is not None and not positive and column.kind in NUMERIC:
            zero = f"0 {column.currency}" if column.kind == "money" else "0%" if column.kind == "percent" else "0"
            self.wanting[f"{row}.{column.name}"] = f"{column.name}: …, from {zero}"
            return True
        if limits is None or limits.low is None or limits.low < 0:
            return False
        return not positive or limits.low > 0 or not limits.low_included
