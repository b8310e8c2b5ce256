"""Reading a measure, quota or rule by its name, from another row than its own."""

from __future__ import annotations

from planlang.core.graph import Const, Lookup, Operand, Ref
from planlang.diagnostics.model import Label, Repair, put_after
from planlang.diagnostics.place import Span
from planlang.lowering.context import Typed
from planlang.lowering.scope import Scope
from planlang.lowering.too_fine import too_fine
from planlang.semantics import types
from planlang.semantics.model import head, what
from planlang.semantics.types import Type
from planlang.slotted import evolve
from planlang.syntax import tree

CROSSING = (
    ("The total with this credit in it:", "counting this credit"),
    ("The total before this credit:", "not counting this credit"),
)


def named_value(item: tree.Name, scope: Scope) -> Typed:
    """The value of a measure, quota or rule, or a member of a closed set standing alone."""
    low = scope.low
    if item.name in low.model.members and not isinstance(low.model.names.get(item.name), (tree.Rule, tree.Balance)):
        kind = Type("member", members=(item.name,))
        return Typed(Const(item.name, kind.unit(), item.span), kind, types.WHOLE, item.span, item.name)
    decl = low.declared(item.name, item.span, "a measure or a rule")
    if isinstance(decl, tree.Balance) and scope.rule == "payout" and item.name in low.books:
        return evolve(low.books[item.name].now, span=item.span, says=item.name)
    if not isinstance(decl, tree.Rule):
        raise low.fail(
            "not-a-value",
            f"{item.name} is a {what(decl)}, not an amount",
            item.span,
            also=(Label(head(decl, low.report), "declared here"),),
            repairs=(
                Repair(
                    "Sum it, saying which rows:",
                    f"total amount of the participant's {item.name} in the {scope.unit or 'quarter'}",
                ),
            )
            if isinstance(decl, (tree.Credit, tree.Gathers))
            else (Repair("Name a measure or a rule."),),
        )
    rule = low.rule(item.name, item.span)
    counting = item.counting or scope.counting
    if rule.before is not None:
        if counting is None:
            bring(
                scope, rule.scope, rule.value, item.name, item.span, head(decl, low.report)
            )  # a period has no credit at hand
            raise crossing_open(scope, item.name, item.span)
        found = rule.value if counting == "counting" else rule.before
    else:
        if item.counting is not None:
            raise low.fail(
                "does-not-move",
                f"{item.name} does not move credit by credit, so it can't be taken before or after one",
                item.span,
                also=(Label(head(decl, low.report), "not made of a `running` total"),),
                repairs=(Repair("Drop `counting this credit`, or make the measure of a `running total`."),),
            )
        found = rule.value
    operand = bring(scope, rule.scope, found, item.name, item.span, head(decl, low.report))
    return evolve(found, operand=operand, span=item.span, says=low.words(item))


def crossing_open(scope: Scope, name: str, place: Span) -> Exception:
    """Asks whether a running total is meant with or without the credit at hand."""
    return scope.low.fail(
        "crossing-open",
        f"{name} moves with each credit, and nothing says whether this credit is counted in it",
        place,
        "before or after this credit?",
        consequence="A deal that crosses into the next tier would be paid wholly at the lower rate or wholly at the higher one.",
        repairs=tuple(put_after(text, place, f" {words}", f"{name} {words}") for text, words in CROSSING),
    )


def bring(scope: Scope, home: Scope, found: Typed, name: str, place: Span, declared: Span) -> Operand:
    """A column of another table, for this row: the same row, or the coarser one that this row belongs to."""
    if isinstance(found.operand, Const) or home.table is scope.table:
        return found.operand
    if home.kind == "credit" or home.kind == "row":
        carried = _from_source(scope, home, found, name, place)
        if carried is not None:
            return carried
    elif home.kind == "participant" and scope.person is not None:
        match: list[tuple[str, Operand]] = [("participant", scope.person)]
        if home.unit is not None:
            if scope.unit is not None and scope.day is None and _finer(home.unit, scope.unit):
                raise too_fine(scope, home, name, place, declared)
            match.append((home.unit, scope.period_of(home.unit, place)))
        return _look_up(scope, home, tuple(match), found, name, place)
    elif home.kind == "each" and home.record is not None:
        from planlang.lowering.owners import belongs

        own, period = home.record.spec.row, home.unit
        assert period is not None
        if scope.unit is not None and scope.day is None and _finer(period, scope.unit):
            raise too_fine(scope, home, name, place, declared)
        of = [(own, belongs(scope, own, place)), (period, scope.period_of(period, place))]
        return _look_up(scope, home, tuple(of), found, name, place)
    elif home.kind == "plan":
        keys: list[tuple[str, Operand]] = []
        if home.unit is not None:
            keys.append((home.unit, scope.period_of(home.unit, place)))
        return _look_up(scope, home, tuple(keys), found, name, place)
    raise too_fine(scope, home, name, place, declared)


def _finer(a: str, b: str) -> bool:
    from planlang.lowering.periods import finer

    return finer(a, b)


def _look_up(
    scope: Scope, home: Scope, match: tuple[tuple[str, Operand], ...], found: Typed, name: str, place: Span
) -> Operand:
    assert isinstance(found.operand, Ref)
    column = home.table.column(found.operand)
    return scope.table.once(
        name, Lookup(home.table.name, match, found.operand.column), column.unit, column.says, "measure", name, place
    )


def _from_source(scope: Scope, home: Scope, found: Typed, name: str, place: Span) -> Operand | None:
    """From a credit, its source rows' values; from a row, those of the rows it refers to."""
    low = scope.low
    if scope.kind == "credit":
        assert scope.credit is not None
        credit = low.credit(scope.credit, place)
        if home.kind == "row" and home.record is not None:
            from planlang.lowering.owners import told_apart

            told_apart(scope, home.record, place)
        return credit.bring(scope, home, found, name, place)
    if scope.kind in ("row", "each") and home.kind == "row" and home.record is not None and scope.record is not None:
        from planlang.lowering.context import Poison

        seen = len(low.report.found)
        try:
            key, _ = scope.row(home.record.spec.row, place)
        except Poison:
            low.report.back_to(seen)
            return None
        return _look_up(scope, home, ((low.row_id(home.record).column, key),), found, name, place)
    if scope.kind == "participant" and home.kind == "row" and home.record is not None:
        way = scope.way_from_person(home.record, place)
        if way is not None:
            return _look_up(scope, home, ((low.row_id(home.record).column, way),), found, name, place)
    return None
