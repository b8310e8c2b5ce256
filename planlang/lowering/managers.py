"""Who manages whom on a date."""

from __future__ import annotations

from planlang.core.graph import IsKnown, Lookup, Operand, Unit
from planlang.diagnostics.model import Label, Repair
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.scope import Scope
from planlang.lowering.values import a_date
from planlang.questions.days import on_which_day
from planlang.semantics import types
from planlang.semantics.model import Record, head
from planlang.semantics.types import Type
from planlang.syntax import tree


def manager_of(low: Lowering, person: Typed, to: tree.To, source: Scope, rule: str) -> tuple[Typed, Operand | None]:
    """The manager of a person on a date, and whether there is one (``None`` where there always is).

    Read from the column ``manager`` of the participants, or of the one other table that has columns
    ``participant`` and ``manager`` and says from when through when its rows are valid.
    """
    ask_day(low, person, to, source)
    assert to.on is not None
    day = a_date(to.on, source)
    record, who = hierarchy(low, to)
    manager, spec = low.cell(record, "manager")
    says = f"the manager of {person.says} on {day.says}"
    on = None
    if record.spec.valid is not None and record is not low.model.people:
        first, last = (low.cell(record, column)[0].column for column in record.spec.valid)
        on = (day.operand, first, last)
    missing = "none" if on is not None or spec.optional else "error"
    found = source.table.once(
        f"{rule}: {says}",
        Lookup(record.spec.name, ((who, person.operand),), manager.column, on, missing),  # type: ignore[arg-type]
        Unit("row"),
        says,
        "key",
        rule,
        to.span,
    )
    typed = Typed(found, Type("row", row="participant"), types.WHOLE, to.span, says)
    if missing == "error":
        return typed, None
    known = source.table.once(
        f"{rule}: {says} is known",
        IsKnown(found),
        Unit("yes/no"),
        f"{person.says} has a manager on {day.says}",
        "condition",
        rule,
        to.span,
    )
    return typed, known


def ask_day(low: Lowering, person: Typed, to: tree.To, source: Scope) -> None:
    """Asks on which day who manages whom is read, where the plan does not say."""
    if to.on is None:
        assert to.value is not None
        phrase = f"to  {'every manager above' if to.kind == 'managers' else 'the manager of'} {low.words(to.value)}"
        days = on_which_day(low, source, to.value.span, phrase)
        raise low.fail(
            "manager-date-open",
            f"on which day is it asked who the manager of {low.words(to.value)} is?",
            to.span,
            consequence="Where somebody changed managers, the credit would go to one or the other by chance.",
            repairs=(
                *days,
                *((Repair("Or name another day after `on`."),) if len(days) < 2 else ()),
            ),
        )


def hierarchy(low: Lowering, to: tree.To) -> tuple[Record, str]:
    """The table that says who manages whom, and its column of those who are managed."""
    people = low.people(to.span)
    found: list[tuple[Record, str]] = []
    for record in low.model.records.values():
        spec = record.spec.by_name.get("manager")
        if spec is None or spec.kind != "row" or spec.row != people.spec.name:
            continue
        if record is people:
            found.append((record, low.row_id(record).column))
        elif "participant" in record.spec.by_name and record.spec.by_name["participant"].row == people.spec.name:
            found.append((record, low.cell(record, "participant")[0].column))
    if len(found) == 1:
        record, says = found[0][0], found[0][0].spec
        if record is not people and says.valid is None and says.identity != ("participant",):
            raise low.fail(
                "no-validity",
                f"somebody may have several rows in {says.name}, and nothing says from when through when each holds",
                to.span,
                "of which of them?",
                also=(Label(head(record.decl, low.report), "can have several rows for one person"),),
                repairs=(
                    Repair("Declare it:", f"data {says.name}, each row a {says.row}, valid from start through end {{"),
                    Repair("Or let there be one row for each:", f"data {says.name}, each row a {says.row}, one for each participant {{"),
                ),
            )  # fmt: skip
        return found[0]
    if not found:
        raise low.fail(
            "no-manager-column",
            "no table says who manages whom",
            to.span,
            repairs=(
                Repair("Add a column to the participants:", "manager:  participant, optional"),
                Repair(
                    "Or a table with dates:",
                    "data assignments, each row an assignment, valid from start through end {\n"
                    "    participant:  participant\n    manager:  participant, optional\n"
                    "    start:  date\n    end:  date, optional\n}",
                ),
            ),
        )
    raise low.fail(
        "two-ways",
        f"managers could be read from {' or '.join(r.spec.name for r, _ in found)}",
        to.span,
        consequence="The two may name different managers.",
        repairs=(Repair("Keep the column `manager` in one table."),),
    )
