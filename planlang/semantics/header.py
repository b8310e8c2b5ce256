"""The header: currency, what the plan covers, rounding and corrections."""

from __future__ import annotations

from typing import TypeVar

from planlang.core.calendar import FiscalCalendar
from planlang.diagnostics.model import Completed, Label, Repair, line_below, put_after
from planlang.diagnostics.place import Span
from planlang.semantics.currencies import digits_of
from planlang.semantics.model import Header, head
from planlang.semantics.report import Report
from planlang.syntax import tree

L = TypeVar("L", bound=tree.Statement)

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Of the days that a plan covers. Its deals, people and periods before and after have room enough in the calendar."""

NEEDED: dict[type[tree.Statement], tuple[str, str, str]] = {
    tree.CurrencyLine: ("currency", "currency  USD", "No amount would say what money it is."),
    tree.CalendarLine: (
        "calendar",
        "calendar  years start in January",
        "A quarter could start in any month, and quotas, caps and payouts with it.",
    ),
    tree.CoversLine: (
        "covers",
        "covers  credits dated from 2025-01-01 through 2025-12-31",
        "A late or an early deal could be paid under this plan or under the one before or after it.",
    ),
    tree.RoundingLine: (
        "rounding",
        "rounding  nearest 0.01 USD, halves to even",
        "Half a cent could go up or down on every deal.",
    ),
    tree.CorrectionsLine: (
        "corrections",
        "corrections  paid in the open quarter, by the rules of the closed quarter",
        "A deal that changes after its period was paid could be paid by the old rules, the new ones, or not at all.",
    ),
}


def read_header(plan: tree.Plan, report: Report, amends: tuple[tree.Amend, ...] = ()) -> Header | None:
    """The header's answers, or ``None`` where one that everything else needs is missing (reported)."""
    found: dict[type[tree.Statement], tree.Statement] = {}
    for item in plan.items:
        kind = type(item)
        if kind in NEEDED or kind in (tree.FollowsLine, tree.JurisdictionLine):
            if kind in found:
                report.add(
                    "duplicate-header",
                    "this line of the header stands twice",
                    item.span,
                    also=(Label(found[kind].span, "the first"),),
                    repairs=(Repair("Keep the one that is meant."),),
                )
            else:
                found[kind] = item
    for kind, (word, example, consequence) in NEEDED.items():
        if kind not in found:
            report.add(
                "missing-header",
                f"the header has no `{word}` line",
                head(plan, report),
                consequence=consequence,
                repairs=_lines(kind, example, found),
            )
    currency = _one(found, tree.CurrencyLine)
    calendar = _one(found, tree.CalendarLine)
    covers = _one(found, tree.CoversLine)
    rounding = _one(found, tree.RoundingLine)
    follows = _one(found, tree.FollowsLine)
    fiscal = _calendar(calendar, report) if calendar is not None else None
    if covers is not None and covers.end.value < covers.start.value:
        report.add(
            "dates-reversed",
            "what the plan covers ends before it starts",
            covers.span,
            repairs=(Repair("Write the earlier date after `from` and the later after `through`."),),
        )
    days = [covers.start, covers.end] if covers is not None else []
    if not _years(days + ([follows.end] if follows is not None else []), report):
        covers = None
    if rounding is not None and currency is not None:
        check_rounding(rounding.rounding, currency.code, report)
    if calendar is not None and fiscal is not None and covers is not None and _speaks_of_weeks(report):
        from planlang.semantics.calendars import with_weeks

        fiscal = with_weeks(fiscal, calendar, covers.start.value.toordinal(), (*plan.items, *amends), report)
    if currency is None or fiscal is None or covers is None or rounding is None:
        return None
    digits = digits_of(currency.code)
    if digits is None:
        report.add(
            "unknown-currency",
            f"{currency.code} is not a currency of ISO 4217",
            currency.span,
            repairs=(Repair("Write the three-letter code, such as USD, EUR or JPY."),),
        )
    return Header(
        currency.code,
        fiscal,
        covers.start.value.toordinal(),
        covers.end.value.toordinal(),
        follows.end.value.toordinal() if follows is not None else None,
        rounding.rounding,
        2 if digits is None else digits,
    )


def _speaks_of_weeks(report: Report) -> bool:
    return any(word in text for text in (report.source, *report.modules.values()) for word in ("week", "fortnight"))


def _years(days: list[tree.DateLit], report: Report) -> bool:
    """Whether days lie in years that a plan can be about."""
    wrong = [day for day in days if not FIRST_YEAR <= day.value.year <= LAST_YEAR]
    for day in wrong:
        report.add(
            "year-slip",
            f"no plan is about {day.value.isoformat()}: years go from {FIRST_YEAR} through {LAST_YEAR}",
            day.span,
            consequence="A slip in the year moves what is covered by centuries, and all deals with it.",
            repairs=(
                Repair("Write the year that is meant:", "covers  credits dated from 2025-01-01 through 2025-12-31"),
            ),
        )
    return not wrong


def _lines(
    kind: type[tree.Statement], example: str, found: dict[type[tree.Statement], tree.Statement]
) -> tuple[Repair, ...]:
    """The line that is missing, in the answers it can have."""
    currency = _one(found, tree.CurrencyLine)
    above = next((line.span for one in NEEDED if (line := found.get(one)) is not None), None)
    if kind is tree.RoundingLine and currency is not None:
        digits = digits_of(currency.code)
        unit = "1" if digits == 0 else "0." + "1".zfill(digits or 2)
        example = f"rounding  nearest {unit} {currency.code}, halves to even"
        ways = ("to even", "away from zero", "up", "down")
        texts = [f"{'Or add' if number else 'Add'} it, with halves {way}:" for number, way in enumerate(ways)]
        return (
            *(_line(text, above, example.replace("to even", way)) for text, way in zip(texts, ways)),
            Repair("Or to another unit:", f"rounding  nearest … {currency.code}, halves to even"),
        )
    if kind is tree.CalendarLine:
        other = example.replace("January", "February")
        read = Completed(f"`{other.replace('  ', ' ')}`", _line("", above, other).edits)
        blank = example.replace("January", "…")
        return (
            _line("Add it to the header, such as:", above, example),
            Repair("Or with another month:", blank, (), read),
        )
    if kind is tree.CorrectionsLine:
        return (
            Repair("Add it. If the rules of that time go on to hold:", example),
            Repair("If today's rules hold:", example.replace("of the closed", "of the open")),
        )
    return (Repair("Add it to the header, such as:", example),)


def _line(text: str, above: Span | None, line: str) -> Repair:
    """A line of the header, below another one."""
    return line_below(text, above, line) if above is not None else Repair(text, line)


def _one(found: dict[type[tree.Statement], tree.Statement], kind: type[L]) -> L | None:
    line = found.get(kind)
    return line if isinstance(line, kind) else None


def check_rounding(rounding: tree.Rounding, currency: str, report: Report) -> None:
    """Asks which way halves go, and refuses a unit of another currency or of nothing."""
    if rounding.mode is None:
        words = report.words(rounding.span)
        report.add(
            "halves-open",
            "the rounding does not say which way an exact half goes",
            rounding.span,
            consequence="0.125 could become 0.12 or 0.13; over a year of deals the cents add up, and the payroll check will not agree.",
            repairs=tuple(
                put_after(text, rounding.span, f", halves {word}", f"{words}, halves {word}")
                for text, word in (
                    ("To the even cent (0.125 → 0.12, 0.135 → 0.14):", "to even"),
                    ("Away from zero (0.125 → 0.13, -0.125 → -0.13):", "away from zero"),
                    ("Toward zero (0.125 → 0.12, -0.125 → -0.12):", "toward zero"),
                    ("Up (0.125 → 0.13, -0.125 → -0.12):", "up"),
                    ("Down (0.125 → 0.12, -0.125 → -0.13):", "down"),
                )
            ),
        )
    if rounding.currency is not None and rounding.currency != currency:
        report.add(
            "currency-mismatch",
            f"the rounding is in {rounding.currency}, the plan in {currency}",
            rounding.span,
            repairs=(Repair(f"Round to a unit of {currency}."),),
        )
    if rounding.unit <= 0:
        report.add(
            "rounding-unit",
            "an amount can't be rounded to a multiple of nothing",
            rounding.span,
            repairs=(Repair("Write a unit above 0, such as 0.01."),),
        )


def _calendar(line: tree.CalendarLine, report: Report) -> FiscalCalendar:
    """A calendar of months that leaves nothing open; what else a line may say is read only where it does."""
    plain = FiscalCalendar(line.start_month, line.named or "start")
    more = (line.edge, line.weeks, line.extra, line.week_start, line.fortnight)
    if more == (None,) * 5 and (line.named is not None or not plain.spans):
        return plain
    from planlang.semantics.calendars import read_calendar

    return read_calendar(line, report)
