"""What counted: the credits that rules are about, one by one, and those that totals are of."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planlang.core import graph as g
from planlang.explain.model import Step
from planlang.explain.numbers import plain, shown
from planlang.explain.sheet import MANY, Sheet, as_number, many
from planlang.explain.words import formula


def counted(sheet: Sheet) -> Iterator[str]:
    """The credits behind the rules for each credit, by credit, with the days they are dated."""
    for credit in sheet.graph.credits:
        rows = [row for table, row in sheet.facts.credited if table == credit.table]
        if not rows:
            continue
        known = [(row, sheet.explanation.by_id[sheet.facts.credited[credit.table, row]]) for row in rows]
        yield from sheet.title(f"What counted as {credit.name}", credit.place)
        shown_rows = known if sheet.full or len(known) <= MANY else []
        width = max(len(sheet.row(credit.table, row)) for row, _ in known)
        for row, step in shown_rows:
            date = _date(sheet, sheet.facts.dates[credit.table, row])
            left = f"  {sheet.row(credit.table, row):<{width}}  {date}  {_made(sheet, step)}"
            yield sheet.ends(left, sheet.money(as_number(step.result)))
        total = sum((as_number(step.result) for _, step in known), Fraction(0))
        first, last = (f(sheet.facts.dates[credit.table, row] for row in rows) for f in (min, max))
        span = "" if shown_rows else f", {_date(sheet, first)} to {_date(sheet, last)}"
        yield sheet.ends(f"  {many(len(known), 'credit')}{span}", sheet.money(total))


def summed(sheet: Sheet) -> Iterator[str]:
    """The credits behind totals in this period, unless a rule is about each of them; totals of the same ones stand together."""
    credits = {credit.table: credit for credit in sheet.graph.credits}
    for (table, parts), steps in sheet.reading.totals.items():
        unit = steps[0].unit
        yield from sheet.title(f"What counted as {credits[table].name}", credits[table].place)
        for says in dict.fromkeys(step.says for step in steps):
            yield from sheet.wrapped(says, 2)
        if sheet.full or len(parts) <= MANY:
            for name, value in parts:
                yield sheet.ends(f"  {sheet.short(name)}", plain(value, unit, sheet.explanation.calendar))
        total = plain(steps[0].result, unit, sheet.explanation.calendar)
        yield sheet.ends(f"  {many(len(parts), 'credit')}", total)


def _date(sheet: Sheet, day: int) -> str:
    return shown(day, g.Unit("date"), sheet.explanation.calendar)


def _made(sheet: Sheet, step: Step) -> str:
    """How a credit's amount came about."""
    rounded = step
    if step.op in ("round", "allocate"):
        value = next(found for found in step.inputs if found.part in ("value", "this"))
        inner = sheet.reading.step(value)
        if inner is not None:
            step = inner
    text = formula(step, sheet.explanation.calendar)
    if step.op == "multiply":
        if step.result == rounded.result:
            return text.rpartition(" = ")[0]
        return text + (", with the odd cents" if rounded.how.get("owner") else ", rounded")
    return ""
