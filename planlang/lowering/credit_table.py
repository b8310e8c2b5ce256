"""A credit that has been lowered, and what can be read from its rows."""

from __future__ import annotations

from planlang.core.graph import CreditInfo, Operand
from planlang.diagnostics.model import Label, Repair
from planlang.diagnostics.place import Span
from planlang.diagnostics.suggest import closest
from planlang.lowering.context import Lowering, Typed
from planlang.lowering.scope import Scope
from planlang.questions.quota_credit import what_counts
from planlang.semantics import types
from planlang.semantics.model import head
from planlang.slotted import define, evolve, field
from planlang.syntax import tree


@define(eq=False, repr=False)
class CreditTable:
    """A credit that has been lowered.

    ``scope`` is the credit's own row; ``source`` the row it is made from (``None`` for a gathered ledger, which has
    ``gathered``). ``fields`` are its columns: participant, date, amount, quota_credit, id.
    """

    name: str
    low: Lowering
    scope: Scope
    source: Scope | None
    gathered: list[CreditTable]
    fields: dict[str, Typed]
    info: CreditInfo
    decl: tree.Credit | tree.Gathers
    ordered: tuple[str, ...] = field(default=())

    def field(self, scope: Scope, name: str, place: Span) -> Typed:
        """A column of the credit itself."""
        found = self.fields.get(name)
        if found is not None:
            return evolve(found, span=place)
        if name == "quota_credit":
            raise self.low.fail(
                "no-quota-credit",
                f"{self.name} has no quota credit",
                place,
                also=(Label(head(self.decl, self.low.report), "has an `amount` only"),),
                consequence="What retires quota and what is paid on can differ; taking one for the other would be a guess.",
                repairs=what_counts(self.low, self.decl),
            )
        near = closest(name, self.fields)
        raise self.low.fail(
            "unknown-column",
            f"a credit has no column `{name}`",
            place,
            repairs=(Repair(f"Did you mean `credit.{near}`?"),)
            if near
            else self._elsewhere(name) or (Repair(f"It has: {', '.join(self.fields)}."),),
        )

    def _elsewhere(self, name: str) -> tuple[Repair, ...]:
        """Where such a column is: in a row that the credit leads to, of which a measure can be totalled."""
        rows = [
            word for word, record in self.low.model.rows.items() if any(c.name == name for c in record.spec.columns)
        ]
        if len(rows) != 1:
            return ()
        column = f"{rows[0]}.{name}"
        return (
            Repair("In a rule for each credit it is read from the row that the credit leads to:", column),
            Repair(
                "What is totalled of another row is a measure for each credit first:",
                f"measure … for each credit of {self.name} = {column}",
            ),
        )

    def read(self, scope: Scope, parts: tuple[str, ...], place: Span) -> Typed:
        """A column of the rows that the credit is made from."""
        if self.source is not None:
            source = evolve(self.source, known=self.source.known | scope.known)
            return scope.carry(source.table, source.read(parts, place))
        values = []
        for credit in self.gathered:
            values.append(credit.scope.knowing(scope.known).read(parts, place))
        if any(types.alike(v.type, values[0].type) != values[0].type.required() for v in values):
            raise self.low.fail(
                "kind-mismatch",
                f"`{'.'.join(parts)}` is not the same kind of value in all that {self.name} gathers",
                place,
                repairs=(Repair("Read it in the credits themselves."),),
            )
        return scope.stacked(values, ".".join(parts))

    def bring(self, scope: Scope, home: Scope, found: Typed, name: str, place: Span) -> Operand | None:
        """A value of the source row (or of what it in turn comes from), for the credit's row."""
        if self.source is None:
            brought = [c.bring(c.scope, home, found, name, place) for c in self.gathered]
            if any(b is None for b in brought):
                return None
            values = [evolve(found, operand=b) for b in brought if b is not None]
            return scope.stacked(values, name, "measure").operand
        source = self.source
        if source.table is home.table:
            operand: Operand | None = found.operand
        else:
            from planlang.lowering.context import Poison
            from planlang.lowering.references import bring

            seen = len(self.low.report.found)
            try:
                operand = bring(source, home, found, name, place, place)
            except Poison:
                self.low.report.back_to(seen)
                return None
        if operand is None:
            return None
        return scope.carry(source.table, evolve(found, operand=operand), name, "measure").operand
