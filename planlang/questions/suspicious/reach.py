"""Rows of a table that no value can reach: the column's bounds, a cap in the measure, or the plan's dates end before."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Label, Repair
from planlang.questions.known import Side, held
from planlang.questions.suspicious.fixed import fixed, measured_by, rows_of
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def report_out_of_reach(low: Lowering, rule: tree.Rule, table: tree.Tiers | tree.Curve) -> None:
    """Warns of rows that give something where the measure never is."""
    least, most = _range(low, table.by, _days(low, rule))
    if least is None and most is None:
        if not isinstance(table, tree.Tiers) or table.application == "reached":
            _report_kept_out(low, rule, table)
        return
    for row in rows_of(low, table):
        over, under = _outside(row, least, most)
        if over or under:
            key, by = row.key, low.words(table.by)
            low.report.add(
                "band-unreachable",
                f"{by} is never {low.words(key)}",
                row.span,
                "nobody gets this",
                consequence="People would read it in their letter, and nobody could earn it.",
                repairs=(
                    Repair(f"Correct this row, or what keeps {by} {'below' if over else 'above'} it."),
                    Repair("If the data must not have it, say so:", f"{low.words(key)}: refused"),
                ),
            )


def _report_kept_out(low: Lowering, rule: tree.Rule, table: tree.Tiers | tree.Curve) -> None:
    """Warns of rows that a condition or gate of the rule keeps everybody from."""
    for step in rule.steps:
        if not isinstance(step, (tree.When, tree.OnlyIf)):
            continue
        least, most = held(step.condition, table.by)
        for row in rows_of(low, table):
            if not any(_outside(row, least, most)):
                continue
            low.report.add(
                "band-unreachable",
                f"where this row would be, `{low.words(step.condition)}` does not hold",
                row.span,
                "nobody gets this",
                also=(Label(step.span, "keeps everybody out"),),
                consequence="People would read it in their letter, and nobody could earn it.",
                repairs=(
                    Repair("Correct this row, or the condition."),
                    Repair("If it is only there to complete the table, let it give 0%."),
                ),
            )
            return


def _outside(row: tree.Row, least: Side | None, most: Side | None) -> tuple[bool, bool]:
    """Whether a row that gives something lies wholly above or below what can be."""
    key = row.key
    if not isinstance(key, tree.Bounds) or isinstance(row.value, tree.Refused) or fixed(row.value) == 0:
        return False, False
    start, end = fixed(key.low), fixed(key.high)
    return (
        most is not None and start is not None and _past(most, start, key.low_word == "from"),
        least is not None and end is not None and _short(least, end, key.high_word == "through"),
    )


def _past(most: Side, start: Fraction, owned: bool) -> bool:
    return start > most[0] or (start == most[0] and not (owned and most[1]))


def _short(least: Side, end: Fraction, owned: bool) -> bool:
    return end < least[0] or (end == least[0] and not (owned and least[1]))


def _days(low: Lowering, rule: tree.Rule) -> list[tree.Value]:
    """What dates the credits that a rule is about: those of its ledger, or of each that is gathered in it."""
    decl = low.model.names.get(rule.grain.name or "") if rule.grain is not None else None
    if isinstance(decl, tree.Gathers):
        found = [low.model.names.get(source.name) for source in decl.sources]
    else:
        found = [decl]
    return [
        line.value
        for one in found
        if isinstance(one, tree.Credit)
        for line in one.lines
        if isinstance(line, tree.Dated)
    ]


def _range(low: Lowering, by: tree.Node, dated: list[tree.Value]) -> tuple[Side | None, Side | None]:
    """The least and most that a value can be, where the text says so; ``dated`` is what dates the credits at hand."""
    item = measured_by(low, by)
    if isinstance(item, tree.LowerHigher):
        sides = [_range(low, value, dated) for value in item.values]
        known = [(value, True) for value in map(fixed, item.values) if value is not None]
        if item.which == "lower":
            caps = [side[1] for side in sides if side[1] is not None] + known
            return None, min(caps, key=lambda side: (side[0], side[1])) if caps else None
        floors = [side[0] for side in sides if side[0] is not None] + known
        return max(floors, key=lambda side: (side[0], not side[1])) if floors else None, None
    of_credits = isinstance(item, tree.Column) and (
        item.parts == ("credit", "date") or (dated and all(tree.same_text(item, day) for day in dated))
    )
    if (isinstance(item, tree.PeriodEdge) and item.of is None) or of_credits:
        header = low.model.header
        return _covered(header.start, header.end, item)
    if isinstance(item, tree.Aggregate) and item.function == "count":
        return (Fraction(0), True), None
    return _bounds(low, item) if isinstance(item, tree.Column) and len(item.parts) == 2 else (None, None)


def _covered(start: int, end: int, item: tree.Node) -> tuple[Side | None, Side | None]:
    """Days of credits lie in what the plan covers; the edge of a period may lie up to a year beside it."""
    slack = 366 if isinstance(item, tree.PeriodEdge) else 0
    return (Fraction(start - slack), True), (Fraction(end + slack), True)


def _bounds(low: Lowering, item: tree.Column) -> tuple[Side | None, Side | None]:
    record = low.model.rows.get(item.parts[0])
    column = record.columns.get(item.parts[1]) if record is not None else None
    if column is None:
        return None, None
    least: Side | None = (Fraction(0), True) if column.type.kind == "count" else None
    bounds = column.bounds
    if bounds is None:
        return least, None
    start, end = fixed(bounds.low), fixed(bounds.high)
    return (
        (start, bounds.low_word == "from") if start is not None else least,
        (end, bounds.high_word == "through") if end is not None else None,
    )
