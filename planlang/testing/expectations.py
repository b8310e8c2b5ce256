"""Whether what an example expects is so.

``expect X for ana on d1 in 2025-Q1 is …`` picks the rows of X that are ana's, come from the data row ``d1`` and lie in the
period. What a rule or the payout pays is added up over them, over the whole plan where no period is said; a
measure or quota is never added up: exactly one row must be left.
"""

from __future__ import annotations

import shlex
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from planlang.core.calendar import DAYS, MONTHS
from planlang.core.graph import Graph, Spine, Unit
from planlang.run.money import amount_text
from planlang.run.reasons import shown
from planlang.syntax import tree
from planlang.syntax.formatting.literals import period as written
from planlang.testing.outcome import Difference
from planlang.testing.subjects import Subject, names, subject

if TYPE_CHECKING:
    from planlang.core.calendar import FiscalCalendar
    from planlang.core.calendar import Unit as PeriodUnit
    from planlang.explain.model import Reader


class _Fault(Exception):
    """The expectation can't be compared, and why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def compare(reader: Reader, expect: tree.Expect, see: str) -> Difference | None:
    """``None`` if it is as expected. ``see`` is the start of the command that explains this example."""
    wanted = literal(expect.value)
    if wanted is None:
        return Difference(words(expect), "a value", "", note="the expected value must be a literal")
    value, unit = wanted
    half = half_of_last_digit(expect.value)
    if expect.rounded and half is None:
        return Difference(words(expect), "a value", "", note="only an amount or a number can be rounded")
    expected = shown(value, unit, reader.graph) + (", rounded" if expect.rounded else "")
    try:
        place = _subject(reader.graph, expect, unit.currency)
        actual = _actual(reader, place, expect)
    except _Fault as fault:
        return Difference(words(expect), expected, "", note=fault.why)
    wrong_unit = _unit_fault(unit, place.unit, actual)
    if wrong_unit:
        return Difference(words(expect), expected, shown(actual, place.unit, reader.graph), note=wrong_unit)
    near = half is not None and isinstance(actual, (int, Fraction)) and abs(Fraction(actual) - value) <= half
    if actual == value or (expect.rounded and near):
        return None
    text = shown(actual, place.unit, reader.graph)
    note = ""
    if near:
        note = "to the decimals that are written it is so: `, rounded` behind the value compares so"
    if expect.on is not None and not actual:
        from planlang.testing.without import why_not

        note = why_not(reader, expect.on)
    return Difference(
        words(expect),
        expected,
        text,
        _gap(actual, value, place.unit, reader.graph),
        note,
        _why(expect, see, reader.graph),
    )


def words(expect: tree.Expect) -> str:
    """What an expectation is about: ``Base for ana on d1 in 2025-Q1``."""
    said = ["paid " if expect.paid else "", expect.subject.name if expect.subject else "payout"]
    if expect.participant is not None:
        said.append(f" for {expect.participant}")
    if expect.on is not None:
        said.append(f" on {expect.on}")
    if expect.period is not None:
        said.append(f" in {_when(expect.period)}")
    return "".join(said)


def _when(time: tree.PeriodLit | tree.DateLit) -> str:
    return time.value.isoformat() if isinstance(time, tree.DateLit) else written(time)


def literal(value: tree.Value) -> tuple[Any, Unit] | None:
    """The exact value of a literal, and what it is a value of."""
    if isinstance(value, tree.Negate):
        inner = literal(value.value)
        return (-inner[0], inner[1]) if inner and isinstance(inner[0], Fraction) else None
    if isinstance(value, tree.MoneyLit):
        return Fraction(value.value), Unit("money", value.currency)
    if isinstance(value, tree.NumberLit):
        number = Fraction(value.value)
        return (number / 100 if value.unit == "percent" else number), Unit(value.unit)
    if isinstance(value, tree.DurationLit) and value.unit in ("day", "week"):
        return Fraction(value.count * (7 if value.unit == "week" else 1)), Unit("days")
    if isinstance(value, tree.DateLit):
        return value.value.toordinal(), Unit("date")
    if isinstance(value, tree.YesNoLit):
        return value.value, Unit("yes/no")
    if isinstance(value, tree.TextLit):
        return value.value, Unit("text")
    if isinstance(value, tree.Name):
        return value.name, Unit("member")
    return None


def half_of_last_digit(value: tree.Value) -> Fraction | None:
    """Half a unit of the last decimal that is written of an amount or a number: as far as what rounds to it lies from it."""
    if isinstance(value, tree.Negate):
        return half_of_last_digit(value.value)
    if not isinstance(value, (tree.MoneyLit, tree.NumberLit)):
        return None
    exponent = value.value.as_tuple().exponent
    assert isinstance(exponent, int)
    percent = isinstance(value, tree.NumberLit) and value.unit == "percent"
    return Fraction(1, 2 * 10 ** max(-exponent, 0)) / (100 if percent else 1)


def _subject(graph: Graph, expect: tree.Expect, currency: str | None) -> Subject:
    found = subject(graph, expect.subject.name if expect.subject else None, expect.paid, currency)
    if found is None:
        from planlang.diagnostics.suggest import did_you_mean

        name = expect.subject.name if expect.subject else "payout"
        hint = did_you_mean(name, names(graph))
        raise _Fault(f"no rule or measure is called `{name}`" + (f"; {hint}" if hint else ""))
    return found


def _actual(reader: Reader, place: Subject, expect: tree.Expect) -> Any:
    rows = _rows(reader, place, expect)
    values = reader.column(place.table, place.column, rows)
    if place.adds:
        return sum((Fraction(values.at(i) or 0) for i in range(len(rows))), Fraction(0))
    if len(rows) == 1:
        return values.at(0)
    if not rows:
        raise _Fault(f"{place.name} has no such row")
    many = ", ".join(reader.row_id(place.table, row) for row in rows[:4])
    raise _Fault(f"{place.name} has {len(rows)} such rows ({many}{', …' if len(rows) > 4 else ''}): say which one")


def _rows(reader: Reader, place: Subject, expect: tree.Expect) -> list[int]:
    rows = list(range(reader.count(place.table)))
    for column in place.counts:
        holds = reader.column(place.table, column, rows).items
        rows = [row for row, yes in zip(rows, holds, strict=True) if yes]
    if place.of is not None:
        column, text = place.of
        rows = [row for row in rows if reader.value(place.table, column, row) == text]
    if expect.participant is not None:
        rows = _of_person(reader, place, expect.participant, rows)
    if expect.period is not None:
        rows = _in_period(reader, place, expect.period, rows)
    if expect.on is not None:
        from planlang.explain.selection import is_about

        rows = [row for row in rows if is_about(reader, place.table, row, expect.on)]
        if not rows:
            _nothing_of(reader, place, expect.on)
    return rows


def _nothing_of(reader: Reader, place: Subject, on: str) -> None:
    """Where nothing came of a row of the data, nothing is paid on it; a measure has no value that could be compared."""
    from planlang.testing.without import fault, why_not

    wrong = fault(reader, place.name, place.table, on)
    if wrong is None and not place.adds:
        wrong = "; ".join(part for part in (f"no row of {place.name} comes from `{on}`", why_not(reader, on)) if part)
    if wrong is not None:
        raise _Fault(wrong)


def _of_person(reader: Reader, place: Subject, person: str, rows: list[int]) -> list[int]:
    if place.participant is None:
        found = [row for row in rows if reader.row_id(place.table, row) == person]
        if not found:
            raise _Fault(f"{place.name} has no row for `{person}`")
        return found
    info = reader.graph.payout
    if info is not None:
        everybody = range(reader.count(info.table))
        known = set(reader.column(info.table, info.participant, list(everybody)).items)
        if person not in known:
            from planlang.diagnostics.suggest import did_you_mean

            hint = did_you_mean(person, known)
            raise _Fault(f"`{person}` is no participant of this example" + (f"; {hint}" if hint else ""))
    people = reader.column(place.table, place.participant, rows).items
    return [row for row, name in zip(rows, people, strict=True) if name == person]


def _in_period(reader: Reader, place: Subject, period: tree.PeriodLit | tree.DateLit, rows: list[int]) -> list[int]:
    calendar = reader.graph.calendar
    within, number = _period(calendar, period)
    unit = place.period[1] if place.period is not None else within
    if unit in DAYS and within != unit and not calendar.nests(unit, within):
        within, number = _called_after(calendar, unit, period)
    first, last = calendar.first_day(within, number), calendar.last_day(within, number)
    start, end = reader.graph.covers
    end = max(end, _last_paid(reader.graph))
    if place.adds and (last < start or first > end):
        raise _Fault(f"{_when(period)} lies outside what the plan covers")
    if place.period is not None:
        column, unit = place.period
        if MONTHS.get(unit, 0) > MONTHS.get(within, 0):
            raise _Fault(f"{place.name} has a row each {unit}, so a {within} does not pick one")
        periods = reader.column(place.table, column, rows).items
        return [r for r, p in zip(rows, periods, strict=True) if calendar.within(unit, p, within) == number]
    if place.date is not None:
        days = reader.column(place.table, place.date, rows).items
        return [row for row, day in zip(rows, days, strict=True) if day is not None and first <= day <= last]
    raise _Fault(f"the rows of {place.name} have no date or period")


def _called_after(
    calendar: FiscalCalendar, unit: PeriodUnit, period: tree.PeriodLit | tree.DateLit
) -> tuple[PeriodUnit, int]:
    """The week, or the fortnight, that starts on a day."""
    if not isinstance(period, tree.DateLit):
        raise _Fault(f"a {unit} may lie in two periods such as {written(period)}; it is called after its first day")
    number = calendar.period(unit, period.value.toordinal())
    if calendar.label(unit, number) != period.value.isoformat():
        raise _Fault(
            f"no {unit} starts on {period.value.isoformat()}, which is in that of {calendar.label(unit, number)}"
        )
    return unit, number


def _period(calendar: FiscalCalendar, period: tree.PeriodLit | tree.DateLit) -> tuple[PeriodUnit, int]:
    """The unit of a period, which may be a day, and its number."""
    if isinstance(period, tree.DateLit):
        return "day", period.value.toordinal()
    number = calendar.numbered(period.unit, period.year, period.index)
    if period.unit == "month" and period.of_weeks != calendar.months_of_weeks:
        shape = calendar.label("month", number)
        raise _Fault(f"{written(period)} is no month of the plan's calendar, whose months are written like {shape}")
    return period.unit, number


def _last_paid(graph: Graph) -> int:
    """The last day of the payout's last period, which may lie after what the plan covers."""
    rows = graph.tables[graph.payout.table].rows if graph.payout is not None else None
    if not isinstance(rows, Spine) or rows.unit is None:
        return graph.covers[1]
    return graph.calendar.last_day(rows.unit, rows.last)


def _unit_fault(expected: Unit, actual: Unit, value: Any) -> str:
    """Why an expected value can't be one of this subject: amounts need their currency, and only they have one."""
    if value is None:
        return ""
    if (expected.kind == "money") != (actual.kind == "money"):
        return f"this is {actual.kind}, and the expected value is {expected.kind}"
    if expected.kind == "money" and actual.currency not in (None, expected.currency):
        return f"this is in {actual.currency}, and the expected value in {expected.currency}"
    return ""


def _gap(actual: Any, expected: Any, unit: Unit, graph: Graph) -> str:
    if not isinstance(actual, (int, Fraction)) or isinstance(actual, bool) or not isinstance(expected, Fraction):
        return ""
    gap = Fraction(actual) - expected
    if unit.kind == "money":
        return f"{'+' if gap > 0 else ''}{amount_text(gap, graph.digits)}"
    return ("+" if gap > 0 else "") + shown(gap, unit, graph)


def _why(expect: tree.Expect, see: str, graph: Graph) -> str:
    said = [see]
    if expect.participant is not None:
        said.append(f"--participant {shlex.quote(expect.participant)}")
    if isinstance(expect.period, tree.DateLit) and graph.payout is not None:
        day, unit = expect.period.value.toordinal(), graph.payout.unit
        said.append(f"--period {graph.calendar.label(unit, graph.calendar.period(unit, day))}")
    elif isinstance(expect.period, tree.PeriodLit):
        said.append(f"--period {written(expect.period)}")
    if expect.subject is not None and any(one.name == expect.subject.name for one in graph.components):
        said.append(f"--component {expect.subject.name}")
    if expect.on is not None:
        said.append(f"--deal {shlex.quote(expect.on)}")
    return " ".join(said)
