"""The steps behind a payout, a component of it or what one deal paid, from the graph and its values, on demand.

Nothing is recorded while a plan runs. An explanation walks back from the cell to be explained through the inputs
of each operation to the cells of the data files, and asks the reader for values as it goes: with the demand-driven
interpreter as the reader only what this one result depends on is ever evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from planlang.core import graph as g
from planlang.core.values import Scalar
from planlang.diagnostics.place import Span
from planlang.explain.facts import facts
from planlang.explain.margins import margins
from planlang.explain.model import (
    At,
    Explanation,
    FromData,
    FromForm,
    FromPlan,
    FromRow,
    FromStep,
    Input,
    Reader,
    Rounding,
    Step,
)
from planlang.explain.numbers import shown
from planlang.explain.operations import TEXT, Made, Need, made, settle
from planlang.explain.selection import Selection, select
from planlang.explain.unpaid import unpaid


def explain(
    reader: Reader,
    participant: str,
    period: int | None,
    component: str | None = None,
    deal: str | None = None,
    plan_text: Mapping[str, str] | None = None,
) -> Explanation | None:
    """Explains what a participant is paid in a period, by all components or one, for all deals or one.

    ``period`` is the number of the payout's period. ``deal`` is the id of a deal, or of a credit of it. ``plan_text`` has the
    text of each plan file by the name that the graph's places use, to quote from. ``None``: there is nothing such to explain.
    """
    selection = select(reader, participant, period, component, deal)
    if selection is None:
        return None
    walk = Walk(reader, plan_text or {})
    notes = unpaid(reader, selection, walk.visit)
    walk.finish(selection)
    return Explanation(
        plan=reader.graph.name,
        title=reader.graph.title,
        participant=participant,
        period=selection.period,
        component=component,
        row=deal,
        calendar=reader.graph.calendar,
        steps=tuple(walk.steps.values()),
        unpaid=tuple(notes),
        graph=reader.graph,
        facts=facts(reader, selection, walk.done),
    )


class Walk:
    """Visits cells and makes their steps, each once and after those it uses."""

    def __init__(self, reader: Reader, plan_text: Mapping[str, str]) -> None:
        self.reader = reader
        self.plan_text = plan_text
        self.steps: dict[str, Step] = {}
        self.done: dict[At, str] = {}
        self.quotes: dict[Span, str] = {}

    def visit(self, at: At) -> str:
        """Makes the step of a cell, and before it all it uses; answers its id."""
        start = settle(self.reader, at)
        if isinstance(start, g.Const):
            return self._absent(at)
        open_: list[tuple[At, Made | None]] = [(start, None)]
        while open_:
            cell, how = open_.pop()
            if cell in self.done:
                continue
            if how is None:
                how = made(self.reader, cell)
                open_.append((cell, how))
                waiting = [need.target for need in how.needs if isinstance(need.target, At)]
                open_.extend((target, None) for target in reversed(waiting) if target not in self.done)
            else:
                self._add(self._step(cell, how))
        return self.done[start]

    def finish(self, selection: Selection) -> None:
        """Makes the last step: the cell to be explained, or the total of several."""
        if selection.total is None:
            last = self.visit(selection.cells[0])
        else:
            needs = [Need("part", settle(self.reader, cell)) for cell in selection.cells]
            for cell in selection.cells:
                self.visit(cell)
            name, says = selection.total
            inputs = [self._input(need, g.Unit("money")) for need in needs]
            result = sum((Fraction(i.value) for i in inputs if isinstance(i.value, (int, Fraction))), Fraction(0))
            unit = g.Unit("money", self.reader.graph.currency, self.reader.graph.digits)
            how: dict[str, object] = {"function": "total", "table": "rows"}
            step = Step(
                id=name, at=At("", "", 0), rule=None, role="total", says=says, place=None, text=None, op="total", how=how,
                inputs=tuple(inputs), rounding=None, margins=(), carried=None, result=result, unit=unit,
            )  # fmt: skip
            self._add(step)
            last = name
        self.steps[last] = self.steps.pop(last)

    def _add(self, step: Step) -> None:
        self.steps[step.id] = step
        self.done[step.at] = step.id

    def _absent(self, at: At) -> str:
        column = self.reader.graph.tables[at.table].columns[at.column]
        step = self._build(at, column, Made("same", [Need("value", g.Const(None, column.unit))]), None)
        self._add(step)
        return step.id

    def _step(self, at: At, how: Made) -> Step:
        column = self.reader.graph.tables[at.table].columns[at.column]
        return self._build(at, column, how, self.reader.value(at.table, at.column, at.row))

    def _build(self, at: At, column: g.Column, how: Made, result: Scalar) -> Step:
        inputs = [self._input(need, column.unit, result) for need in how.needs]
        by_part = {found.part: found.value for found in inputs}
        rounding = None
        if how.op in ("round", "allocate"):
            mode = how.how.pop("mode")
            rounding = Rounding(by_part["unit"], mode, by_part["value" if how.op == "round" else "this"])  # type: ignore[arg-type]
        carried: Scalar = None
        if how.op == "within":
            carried = Fraction(by_part.get("before") or 0) + Fraction(by_part["this"] or 0)
        return Step(
            id=f"{at.table}.{at.column}@{self.reader.row_id(at.table, at.row)}",
            at=at,
            rule=column.rule,
            role=column.role,
            says=column.says,
            place=column.place,
            text=self._quote(column.place),
            op=how.op,
            how=how.how,
            inputs=tuple(inputs),
            rounding=rounding,
            margins=margins(how.op, how.how, inputs, result, column.says),
            carried=carried,
            result=result,
            unit=column.unit,
        )

    def _input(self, need: Need, unit: g.Unit, value: Scalar = None) -> Input:
        target = need.target
        if isinstance(target, At):
            step = self.steps[self.done[target]]
            if need.carried:
                return Input(need.part, f"{step.says} so far", step.carried, step.unit, FromStep(step.id, True))
            return Input(need.part, step.says, step.result, step.unit, FromStep(step.id))
        if isinstance(target, g.Const):
            text = self._quote(target.place)
            if target.place is None or text is None:
                name = shown(target.value, target.unit, self.reader.graph.calendar)
                return Input(need.part, name, target.value, target.unit, FromForm())
            return Input(need.part, text, target.value, target.unit, FromPlan(target.place, text))
        if isinstance(target, FromData):
            return Input(need.part, target.column, value, unit, target)
        return Input(need.part, "row", target.row, TEXT, FromRow(target.row))

    def _quote(self, place: Span | None) -> str | None:
        """The plan's text at a place; of several lines the first."""
        if place is None or place.file not in self.plan_text:
            return None
        quoted = self.quotes.get(place)
        if quoted is None:
            first, *more = self.plan_text[place.file][place.start : place.end].split("\n")
            quoted = self.quotes[place] = first.rstrip() + (" …" if more else "")
        return quoted
