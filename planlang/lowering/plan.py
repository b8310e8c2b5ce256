"""Lowering of a whole plan: every declaration, in whatever order they stand, to one graph."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from planlang.core.graph import DataCheck, Default, Graph, MeasureInfo, PayoutInfo, Ref
from planlang.diagnostics.model import Repair
from planlang.lowering.conditions import condition
from planlang.lowering.context import Lowering, Poison
from planlang.lowering.credits import lower_credit
from planlang.lowering.earlier import carry
from planlang.lowering.grains import row_scope
from planlang.lowering.payout import lower_payout
from planlang.lowering.promises import PromiseInfo, keep_promise, type_promise
from planlang.lowering.rules import lower_rule
from planlang.questions.balances import ask_balance
from planlang.questions.contradictory import ask_contradictory
from planlang.questions.shares import ask_shares
from planlang.questions.suspicious import report_suspicious
from planlang.semantics.examples import check_example
from planlang.semantics.header import read_header
from planlang.semantics.model import Model, collect, head
from planlang.semantics.records import read_records
from planlang.semantics.report import Report
from planlang.semantics.unused import report_unused
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.semantics.modules import Assembly, Taken


def lower_plan(
    plan: tree.Plan,
    report: Report,
    made: Assembly | None = None,
    promises: list[PromiseInfo] | None = None,
    warned: bool = True,
) -> Graph | None:
    """The core graph of a plan; ``None`` where an error was found, which the report has.

    ``made`` has its modules, defaults and amendments, where there are such. With a list for ``promises`` the graph also has
    columns for the plan's ``test`` lines, which go into the list; nothing that is paid depends on them. ``warned``: what is
    suspicious in a plan without errors is looked for, too.
    """
    header = read_header(plan, report, tuple(made.amends) if made is not None else ())
    if header is None:
        return None
    model = Model(plan, header)
    read_records(model, report)
    collect(model, report, tuple(made.amends) if made is not None else ())
    if made is not None and made.amends:
        from planlang.semantics.amendments import read_amendments

        read_amendments(model, tuple(made.amends), report)
    low = Lowering(model, report, made)
    low.lower_credit = partial(lower_credit, low)
    low.lower_rule = partial(lower_rule, low)
    _checks(low)
    payout = _everything(low)
    carry(low)
    ask_shares(low)
    for example in model.examples:
        check_example(model, example, report)
    for promise in model.promises:
        if promises is None:
            type_promise(low, promise, payout)
        elif (kept := keep_promise(low, promise, payout)) is not None:
            promises.append(kept)
    report_unused(model, report, low.used)
    if made is not None:
        from planlang.semantics.modules import report_defaults

        report_defaults(made, plan, report)
    from planlang.diagnostics.order import has_errors

    if has_errors(report.found):
        return None
    ask_contradictory(low)
    if warned and not has_errors(report.found):
        report_suspicious(low)
    return _graph(low, payout)


def _everything(low: Lowering) -> PayoutInfo | None:
    """Lowers all credits, measures and rules, then the payout; what one of them lacks does not keep the others from being checked."""
    mentioned = set(low.used)
    for item in low.model.plan.items:
        if low.model.names.get(getattr(item, "name", "")) is not item:
            if isinstance(item, tree.Use):
                low.not_built("`use` is", item.span)
            continue
        try:
            if isinstance(item, (tree.Credit, tree.Gathers)):
                low.credit(item.name, head(item, low.report))
            elif isinstance(item, tree.Rule):
                low.rule(item.name, head(item, low.report))
            elif isinstance(item, tree.Balance):
                ask_balance(low, item)
        except Poison:
            pass
    low.used = _references(low) | mentioned
    if low.model.payout is None:
        return None
    try:
        return lower_payout(low, low.model.payout)
    except Poison:
        return None


def _references(low: Lowering) -> set[str]:
    """The names that declarations mention, whatever looked them up."""
    found: set[str] = set()

    def walk(item: tree.Node) -> None:
        if isinstance(item, tree.Name):
            found.add(item.name)
        elif isinstance(item, tree.Aggregate):
            found.add(item.source)
        elif isinstance(item, (tree.Grain, tree.Using)):
            found.add(item.name or "")
        elif isinstance(item, tree.Expect) and item.subject is not None:
            found.add(item.subject.name)
        for part in tree.children(item):
            walk(part)

    for item in low.model.statements:
        walk(item)
    return found


def _checks(low: Lowering) -> None:
    """The plan's own checks of its data."""
    for record in low.model.records.values():
        if any(column.currency_column is not None for column in record.spec.columns):
            from planlang.lowering.exchange import check_currencies

            check_currencies(low, record)
        for line in record.decl.lines:
            if not isinstance(line, tree.RejectUnless):
                continue
            word = line.each or record.spec.row
            if word not in low.model.rows:
                low.fail(
                    "unknown-row-name",
                    f"no table of this plan has rows called `{word}`",
                    line.span,
                    repairs=(Repair(f"Rows are called: {', '.join(low.model.rows)}."),),
                )
                continue
            try:
                scope = row_scope(low, word, None)
                operand, _ = condition(line.condition, scope)
            except Poison:
                continue
            if isinstance(operand, Ref):
                low.checks.append(DataCheck(scope.table.name, operand.column, low.words(line.condition), line.span))


def _graph(low: Lowering, payout: PayoutInfo | None) -> Graph:
    model = low.model
    header = model.header
    for record in model.records.values():
        low.record_table(record)
    credits = tuple(c.info for c in low.credits.values() if c is not None)
    rules = [r for r in low.rules.values() if r is not None]
    return Graph(
        model.plan.name,
        model.plan.title or model.plan.name,
        header.currency,
        header.digits,
        header.calendar,
        (header.start, header.end),
        tuple(record.spec for record in model.records.values()),
        {name: builder.table for name, builder in low.tables.items()},
        credits,
        (*(r.measure for r in rules if r.measure is not None), *_balances(payout)),
        tuple(r.component for r in rules if r.component is not None),
        payout,
        tuple(low.checks),
        tuple(low.orders),
        *_from_elsewhere(low),
    )


def _from_elsewhere(low: Lowering) -> tuple[tuple[Default, ...], tuple[tuple[str, str], ...]]:
    """What the plan takes from the company's defaults, and the texts of the modules that it uses."""
    made = low.assembly
    if made is None:
        return (), ()
    return tuple(_default(low, one) for one in made.taken), tuple(sorted(made.modules.items()))


def _default(low: Lowering, taken: Taken) -> Default:
    place = taken.line.span
    first, *more = low.report.text_of(place)[place.start : place.end].split("\n")
    return Default(taken.says, place, first.rstrip() + (" …" if more else ""))


def _balances(payout: PayoutInfo | None) -> list[MeasureInfo]:
    """The balances as results, where there are any."""
    if payout is None or not payout.balances:
        return []
    from planlang.lowering.books import measured

    return measured(payout)
