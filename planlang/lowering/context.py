"""What one lowering of a plan shares: the model, the findings, the tables so far, and what is being worked on."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeVar

from planlang.core.graph import (
    Cell,
    Const,
    DataCheck,
    Input,
    Operand,
    OrderCheck,
    Ref,
    RowId,
    Spine,
    SpineKey,
    Unit,
)
from planlang.core.records import ColumnSpec
from planlang.diagnostics.model import Label, Repair
from planlang.diagnostics.place import Span
from planlang.diagnostics.suggest import closest
from planlang.lowering.tables import TableBuilder, period_unit
from planlang.semantics import types
from planlang.semantics.currencies import digits_of
from planlang.semantics.model import Declared, Model, Record
from planlang.semantics.payees import no_participants
from planlang.semantics.records import no_key
from planlang.semantics.report import Report
from planlang.semantics.types import Scale, Type
from planlang.slotted import define, field, frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.balances import Book, Inflow
    from planlang.lowering.credit_table import CreditTable
    from planlang.lowering.rules import RuleTable
    from planlang.semantics.modules import Assembly


@frozen(eq=False, repr=False)
class Typed:
    """A value that has been lowered: where it stands in the scope's table, and what it is."""

    operand: Operand
    type: Type
    scale: Scale
    span: Span
    says: str


T = TypeVar("T")


class Poison(Exception):
    """A part of the plan could not be understood and has been reported; whoever needs it gives up quietly."""


@define(eq=False, repr=False)
class Lowering:
    """The state of lowering one plan.

    Declarations are lowered when first needed, so their order in the plan does not matter; ``stack`` holds those being
    worked on, so that a circle is found. ``between`` are tables between a credit to several people and what it is made of.
    ``used`` are the names that something refers to, ``unsound`` the tables (by
    their first row) whose rows overlap or leave something open. Of balances: ``paid`` are the rules that the payout adds,
    ``inflows`` what rules put into each, ``unread`` those that leave something open, ``books`` how they stand while the payout
    is lowered, ``directions`` whether each is owed or kept. ``restated`` are tables as the amendment at hand has them. ``fractions`` are
    the rules of which it was asked in one step where they are rounded, so that it isn't asked again of what comes of it. ``earlier`` are the results
    that are read in the period after, where that goes round in a circle, and ``tried`` what measures are that read their own.
    """

    model: Model
    report: Report
    assembly: Assembly | None = None
    tables: dict[str, TableBuilder] = field(factory=dict)
    credits: dict[str, CreditTable | None] = field(factory=dict)
    between: dict[str, CreditTable] = field(factory=dict)
    rules: dict[str, RuleTable | None] = field(factory=dict)
    stack: list[str] = field(factory=list)
    used: set[str] = field(factory=set)
    used_columns: set[tuple[str, str]] = field(factory=set)
    checks: list[DataCheck] = field(factory=list)
    orders: list[OrderCheck] = field(factory=list)
    unsound: set[Span] = field(factory=set)
    paid: set[str] = field(factory=set)
    unread: set[str] = field(factory=set)
    inflows: dict[str, list[Inflow]] = field(factory=dict)
    books: dict[str, Book] = field(factory=dict)
    directions: dict[str, Literal["owed", "kept"]] = field(factory=dict)
    restated: dict[str, tree.TableDecl] = field(factory=dict)
    fractions: set[str] = field(factory=set)
    earlier: dict[str, list[tree.Aggregate]] = field(factory=dict)
    tried: dict[str, tuple[Type, Scale]] = field(factory=dict)
    lower_credit: Callable[[str], CreditTable] | None = None
    lower_rule: Callable[[str], RuleTable] | None = None

    # --- reporting ---------------------------------------------------------------------------

    def fail(
        self,
        rule: str,
        message: str,
        place: Span,
        text: str = "",
        *,
        also: tuple[Label, ...] = (),
        consequence: str | None = None,
        repairs: tuple[Repair, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> Poison:
        """Reports an error; raise what it returns where nothing sensible can follow."""
        self.report.add(rule, message, place, text, also=also, consequence=consequence, repairs=repairs, notes=notes)
        return Poison(rule)

    def not_built(self, what: str, place: Span, *repairs: Repair) -> Poison:
        """Says clearly that a part of the language is not built yet."""
        return self.fail(
            "not-built-yet",
            f"{what} not built yet",
            place,
            consequence="The plan is not run, so that nobody is paid by half of it.",
            repairs=repairs,
        )

    def words(self, item: tree.Node) -> str:
        """The plan's own words for a phrase."""
        return self.report.words(item.span)

    def around(self, place: Span) -> tree.Statement | None:
        """The declaration that a place is in."""
        inside = (
            one
            for one in self.model.statements
            if one.span.file == place.file and one.span.start <= place.start and place.end <= one.span.end
        )
        return next(inside, None)

    def digits(self, kind: Type) -> int | None:
        """With how many decimals values of a type are shown: for amounts what their currency has."""
        if kind.kind != "money" or kind.by_row:
            return None
        if kind.currency in (None, self.model.header.currency):
            return self.model.header.digits
        return digits_of(kind.currency or "")

    # --- tables -------------------------------------------------------------------------------

    def record_table(self, record: Record) -> TableBuilder:
        """The input table of a record."""
        name = record.spec.name
        if name not in self.tables:
            builder = TableBuilder(name, Input(name), record.spec.row)
            self.tables[name] = builder
            builder.once(f"{record.spec.row} row", RowId(), Unit("text"), f"the {record.spec.row}", "key")
        return self.tables[name]

    def cell(self, record: Record, column: str) -> tuple[Ref, ColumnSpec]:
        """The column of an input table."""
        spec = record.spec.by_name[column]
        if (record.spec.name, column) in self.model.unreadable:
            raise Poison(column)
        self.used_columns.add((record.spec.name, column))
        builder = self.record_table(record)
        kind = type_of_column(spec, self.model)
        says = f"{record.spec.row}.{column}"
        digits = spec.digits if spec.kind == "money" else None
        role = "key" if spec.key else "date" if spec.kind == "date" else "cell"
        return builder.once(says, Cell(column), kind.unit(digits), says, role, None, spec.place), spec

    def free_table(self, name: str) -> str:
        """A table's name that no table has yet."""
        unique, number = name, 1
        while unique in self.tables or unique in self.model.names:
            number += 1
            unique = f"{name} ({number})"
        return unique

    def row_id(self, record: Record) -> Ref:
        """The identity text of an input row: its key column where there is one that holds texts."""
        if record.spec.key is not None and record.spec.key.kind in ("text", "one-of", "row"):
            return self.cell(record, record.spec.key.name)[0]
        builder = self.record_table(record)
        return builder.once(f"{record.spec.row} row", RowId(), Unit("text"), f"the {record.spec.row}", "key")

    def spine(self, record: Record | None, unit: str | None) -> TableBuilder:
        """The table with one row for each row of a record (people, teams …; ``None``: the plan) and each period."""
        from planlang.lowering.periods import spine_range

        row = "plan" if record is None else record.spec.row
        name = row if unit is None else f"{row} x {unit}"
        if name in self.tables:
            return self.tables[name]
        first, last = spine_range(self.model.header, unit)
        valid: tuple[str | None, str | None] | None = None
        if record is not None:
            if record.spec.valid is not None:
                valid = (
                    self.cell(record, record.spec.valid[0])[0].column,
                    self.cell(record, record.spec.valid[1])[0].column,
                )
            self.record_table(record)  # first: where this fails, no half-made table is left behind
            self.row_id(record)
        rows = Spine(record.spec.name if record else None, unit, first, last, valid)  # type: ignore[arg-type]
        grain = name.replace(" x ", " and ")
        builder = TableBuilder(name, rows, grain)
        self.tables[name] = builder
        if record is not None:
            builder.once(row, SpineKey("person"), Unit("row"), f"the {row}", "key")
        if unit is not None:
            builder.once(unit, SpineKey("period"), period_unit(unit), f"the {unit}", "key")
        builder.once(f"{name} row", RowId(), Unit("text"), grain, "key")
        return builder

    def people(self, place: Span) -> Record:
        """The record of participants, which every plan that pays people needs."""
        people = self.model.people
        if people is None:
            no_participants(self.model.plan, self.report)
            raise Poison("participant")
        if people.spec.key is None:
            no_key(people.decl, self.report)
            raise Poison("participant")
        return people

    # --- names --------------------------------------------------------------------------------

    def declared(self, name: str, place: Span, wanted: str) -> Declared:
        """The declaration of a name; an unknown one is reported with what it might be."""
        found = self.model.names.get(name)
        if found is None:
            near = closest(name, [*self.model.names, *self.model.members])
            raise self.fail(
                "unknown-name",
                f"nothing in this plan is called {name}",
                place,
                f"{wanted} was expected here",
                repairs=(Repair(f"Did you mean {near}?"),)
                if near
                else (Repair("A currency stands right behind its number:", f"10,000 {name}"),)
                if digits_of(name) is not None
                else (Repair(f"Declare {name}, or write the name of something declared."),),
            )
        self.used.add(name)
        return found

    def credit(self, name: str, place: Span) -> CreditTable:
        """A credit's table, lowered when first asked for."""
        if name in self.between:
            return self.between[name]
        return self._once(name, place, self.credits, self.lower_credit)

    def rule(self, name: str, place: Span) -> RuleTable:
        """A measure's or rule's table, lowered when first asked for."""
        return self._once(name, place, self.rules, self.lower_rule)

    def _once(self, name: str, place: Span, done: dict[str, T | None], lower: Callable[[str], T] | None) -> T:
        self.used.add(name)
        made = done.get(name)
        if made is not None:  # a gathered ledger is made before its order is read from it
            return made
        if name in self.stack:
            circle = [*self.stack[self.stack.index(name) :], name]
            raise self.fail(
                "cycle",
                f"{name} depends on itself",
                place,
                " needs ".join(circle),
                consequence="No order exists in which these could be worked out.",
                repairs=(
                    Repair("Break the circle: measure by something that does not depend on the result."),
                    Repair(
                        "In a rule for each month, say, its result of the month before is known:",
                        f"total of the participant's {name} in the previous month",
                    ),
                    Repair(
                        "What goes on from period to period is a total so far, `minus what this rule already paid`, or a balance:",
                        "total of the participant's Above in the year through this quarter",
                    ),
                ),
            )
        if name not in done:
            self.stack.append(name)
            done[name] = None
            try:
                assert lower is not None
                done[name] = lower(name)
            except Poison:
                pass
            finally:
                self.stack.pop()
        found = done[name]
        if found is None:
            raise Poison(name)
        return found


def type_of_column(spec: ColumnSpec, model: Model) -> Type:
    """The type of an input column's values."""
    if spec.kind == "money":
        kind = types.money(spec.currency or model.header.currency, spec.per)
    elif spec.kind == "fraction":
        kind = types.PERCENT
    elif spec.kind == "one-of":
        kind = Type("member", members=spec.members)
    elif spec.kind == "row":
        row = next((word for word, record in model.rows.items() if record.spec.name == spec.row), "row")
        kind = Type("row", row=row)
    else:
        kind = Type(spec.kind)
    if spec.optional:
        from planlang.slotted import evolve

        kind = evolve(kind, optional=True)
    return kind


def scale_of_column(spec: ColumnSpec) -> Scale:
    """How exact an input column's values are known to be."""
    if spec.kind == "money":
        return types.exact_scale(Fraction(1, 10**spec.digits))
    if spec.kind in ("number", "percent", "fraction", "multiplier"):
        return types.DECIMAL
    return types.WHOLE


def exact(const: Const) -> Fraction:
    """The number that a constant of a numeric type is."""
    assert isinstance(const.value, (int, Fraction))
    return Fraction(const.value)


def constant(value: Typed) -> Const | None:
    """The constant that a lowered value is, if it is one."""
    return value.operand if isinstance(value.operand, Const) else None
