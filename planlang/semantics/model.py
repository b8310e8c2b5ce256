"""What a plan declares, by name: the symbol table."""

from __future__ import annotations

from typing import Union

from planlang.core.calendar import FiscalCalendar
from planlang.core.records import RecordSpec
from planlang.diagnostics.model import Edit, Label, Repair
from planlang.diagnostics.place import Span
from planlang.semantics.report import Report
from planlang.slotted import define, field, frozen
from planlang.syntax import tree


@frozen(eq=False, repr=False)
class Header:
    """The answers of a plan's header."""

    currency: str
    calendar: FiscalCalendar
    start: int
    end: int
    follows: int | None
    rounding: tree.Rounding
    digits: int


@define(eq=False, repr=False)
class Record:
    """A ``data`` declaration and its checked form."""

    decl: tree.Data
    spec: RecordSpec
    columns: dict[str, tree.ColumnDecl]


Declared = Union[tree.Credit, tree.Gathers, tree.Rule, tree.TableDecl, tree.Balance]

WHAT = {tree.Credit: "credit", tree.Gathers: "credit", tree.TableDecl: "table", tree.Balance: "balance"}


def what(decl: Declared) -> str:
    """The word for a declaration: ``credit``, ``measure``, ``commission`` …"""
    return decl.kind if isinstance(decl, tree.Rule) else WHAT[type(decl)]


@frozen(eq=False, repr=False)
class Change:
    """What an amendment makes of a declaration from its day on: another one, or none (``remove``)."""

    amend: tree.Amend
    decl: tree.Rule | tree.Credit | tree.Gathers | tree.TableDecl | tree.Balance | tree.Payout | None
    place: Span

    @property
    def start(self) -> int:
        """The first day, as a number."""
        return self.amend.start.value.toordinal()


@define(eq=False, repr=False)
class Model:
    """All that a plan declares. ``records`` go by the name of their table, ``rows`` by the word for one row.

    ``changes`` are what amendments make of a declaration, by its name and in the order of their days.

    ``unreadable`` are columns of a kind that was not understood; whoever reads them gives up quietly.
    """

    plan: tree.Plan
    header: Header
    records: dict[str, Record] = field(factory=dict)
    rows: dict[str, Record] = field(factory=dict)
    names: dict[str, Declared] = field(factory=dict)
    members: dict[str, tree.Name] = field(factory=dict)
    unreadable: set[tuple[str, str]] = field(factory=set)
    payout: tree.Payout | None = None
    changes: dict[str, list[Change]] = field(factory=dict)
    examples: list[tree.Example] = field(factory=list)
    promises: list[tree.Promise] = field(factory=list)

    @property
    def statements(self) -> list[tree.Statement]:
        """All that stands in the plan and its amendments."""
        amended = [one.decl for changes in self.changes.values() for one in changes if one.decl is not None]
        return [*self.plan.items, *amended]

    @property
    def people(self) -> Record | None:
        """The record of participants."""
        return self.rows.get("participant")


def name_span(decl: tree.Statement) -> Span:
    """The place to point at for a declaration: its first line, not its whole block."""
    span = decl.span
    if isinstance(decl, tree.Rule):
        return decl.name_span
    return span


def collect(model: Model, report: Report, amends: tuple[tree.Amend, ...] = ()) -> None:
    """Enters every declaration under its name; two of one name, or a value named like a set member, are errors.

    A credit or a table is no value, so that its name can't stand where a member can. In ``amends`` a renamed one is renamed, too.
    """
    for item in model.plan.items:
        if isinstance(item, (tree.Credit, tree.Gathers, tree.Rule, tree.TableDecl, tree.Balance)):
            before = model.names.get(item.name)
            if before is not None:
                report.add(
                    "duplicate-name",
                    f"{item.name} is declared twice",
                    _head(item, report),
                    f"the {what(item)} {item.name}",
                    also=(Label(_head(before, report), f"the {what(before)} {item.name}"),),
                    consequence=f"Whoever reads {item.name} elsewhere in the plan could mean either.",
                    repairs=(
                        Repair("Give one of them another name."),
                        Repair("Or keep the first alone.", None, (Edit(item.span, ""),)),
                        Repair("Or keep the second alone.", None, (Edit(before.span, ""),)),
                    ),
                )
            else:
                model.names[item.name] = item
            member = model.members.get(item.name)
            if member is not None and isinstance(item, (tree.Rule, tree.Balance)):
                from planlang.semantics.shadowing import report_shadowing

                report_shadowing(model, report, item, member, [one for amend in amends for one in amend.items])
        elif isinstance(item, tree.Payout):
            if model.payout is not None:
                report.add(
                    "duplicate-name",
                    "a plan has one payout, and this is the second",
                    _head(item, report),
                    also=(Label(_head(model.payout, report), "the first"),),
                    repairs=(Repair("Add all rules in one payout: what is paid when, in which order."),),
                )
            else:
                model.payout = item
        elif isinstance(item, tree.Example):
            model.examples.append(item)
        elif isinstance(item, tree.Promise):
            model.promises.append(item)


def _head(item: tree.Statement, report: Report) -> Span:
    """The first line of a declaration's text."""
    span = item.span
    source = report.text_of(span)
    end = source.find("\n", span.start)
    if end < 0 or end >= span.end:
        return span
    width = len(source[span.start : end].split("{")[0].rstrip())
    return Span(span.file, span.start, span.start + width, span.line, span.column, span.line, span.column + width)


head = _head
