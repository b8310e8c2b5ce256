"""An explanation as a page for the person who is paid: what counted, how far it went, what each rule paid, what did not pay and why.

One operation a line, in reading order; every figure can be made again with a pocket calculator from others on the page
or from the plan, of which each part gives the line. Tiers that paid nothing are left out, and many credits at one rate become one line; ``full``
shows them one by one and then every step.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planlang.core import graph as g
from planlang.explain.counted import counted, summed
from planlang.explain.facts import in_own_currency
from planlang.explain.lines import Limit, Line
from planlang.explain.model import Explanation, Step
from planlang.explain.numbers import grouped, plain, shown
from planlang.explain.reached import reached
from planlang.explain.reasons import Reason, reason
from planlang.explain.relevant import of_period
from planlang.explain.sheet import MANY, Sheet, as_number, many
from planlang.explain.words import formula, sentence
from planlang.explain.working import working

FEW_NOTES = 6
"""So many notes on figures are worth their lines."""


def render_text(explanation: Explanation, *, full: bool = False, width: int = 100, colour: bool = False) -> str:
    """The page, with a line end after each line."""
    page = Page(explanation, full, max(60, min(width, 100)), colour)
    return "\n".join(line.rstrip() for line in page.all()) + "\n"


class Page(Sheet):
    """One explanation being written."""

    def __init__(self, explanation: Explanation, full: bool, width: int, colour: bool) -> None:
        super().__init__(explanation, full, width, colour)
        self.components = [c for c in self.graph.components if c.name in self.facts.rows]

    def all(self) -> Iterator[str]:
        yield from self._head()
        yield from counted(self)
        yield from summed(self)
        yield from reached(self)
        yield from self._paid()
        yield from self._unpaid()
        yield from self._total()
        yield from self._defaults()
        if self.full:
            yield from self._steps()

    def _head(self) -> Iterator[str]:
        e = self.explanation
        name = e.title or e.plan
        yield name
        about = "".join([f", {e.component}" if e.component else "", f", deal {e.row}" if e.row else ""])
        yield f"{e.participant}, {e.period}{about}" if e.period else f"{e.participant}{about}"
        own = in_own_currency(e)
        yield f"paid: {own[0] if own else shown(self.facts.total, self.unit, e.calendar)}"

    def _paid(self) -> Iterator[str]:
        """Each rule that paid something, row by row."""
        first = True
        for component in self.components:
            if component.earned is not None:
                parts_of = self._parts(component)
                if parts_of and first:
                    yield from self.title("How it was paid")
                    first = False
                yield from parts_of
                continue
            steps = [(row, self._result(component, row)) for row in self.facts.rows[component.name]]
            parts = [(row, *self.reading.lines(step)) for row, step in steps if step is not None]
            if not any(lines for _, lines, _ in parts):
                continue
            if first:
                yield from self.title("How it was paid")
                first = False
            yield self.ends(
                f"  {component.name}" + (f" ({component.title})" if component.title else ""),
                self.where(component.place),
            )
            yield from self._notes([line for _, lines, _ in parts for line in lines])
            yield from self._lines(
                [(self.row(component.table, row), line) for row, lines, _ in parts for line in lines]
            )
            yield from self._limits(
                [(self.row(component.table, row), limit) for row, _, limits in parts for limit in limits]
            )
            yield self.ends(f"    {component.name} in all", self.money(as_number(self.facts.paid[component.name])))

    def _parts(self, component: g.Component) -> list[str]:
        """A rule that is paid in parts: what each row earned, and which part of it is paid now."""
        found: list[str] = []
        earned: set[str] = set()
        for row in self.facts.rows[component.name]:
            of = self.facts.paid_of.get((component.name, row))
            paid = self._paid_step(component, row)
            if of is None or paid is None or not paid.result:
                continue
            name = self.short(of.row)
            if of.step is not None and of.step not in earned:
                earned.add(of.step)
                step = self.explanation.by_id[of.step]
                lines, _ = self.reading.lines(step)
                how = ""
                if len(lines) == 1 and lines[0].result == step.result:
                    how = f" = {lines[0].text}" + (", rounded" if lines[0].exact != lines[0].result else "")
                version = f"{lines[0].label}: " if len(lines) == 1 and lines[0].label else ""
                found += self.wrapped(f"{name}  {version}earned {self.money(as_number(step.result))}{how}", 4)
                if not how:
                    found += [
                        text
                        for line in lines
                        for text in self._line("      " + (f"{line.label}: " if line.label else ""), line)
                    ]
                found += list(self._notes(lines, 6))
            found += list(self._sum(f"    {name}  {of.part}", as_number(paid.result)))
        if not found:
            return []
        title = f"  {component.name}" + (f" ({component.title})" if component.title else "")
        total = self.ends(f"    {component.name} in all", self.money(as_number(self.facts.paid[component.name])))
        return [self.ends(title, self.where(component.place)), *found, total]

    def _paid_step(self, component: g.Component, row: int) -> Step | None:
        """The step of a payment; of stacked payments it is one of the stacked tables'."""
        name = self.facts.ids[component.table, row]
        id_, _, table = name.rpartition(" / ")
        rows, column = self.graph.tables[component.table].rows, component.result
        if not isinstance(rows, g.Stack):
            return self._result(component, row)
        op = self.graph.tables[component.table].columns[column].op
        assert isinstance(op, g.Stacked)
        return self.explanation.by_id.get(f"{table}.{op.columns[rows.sources.index(table)]}@{id_}")

    def _notes(self, lines: list[Line], indent: int = 4) -> Iterator[str]:
        """Where figures come from, if few of them serve all lines."""
        notes = dict.fromkeys(note for line in lines for note in line.notes)
        if len(notes) <= FEW_NOTES or self.full:
            for note in notes:
                yield from self.wrapped(note, indent)

    def _result(self, component: g.Component, row: int) -> Step | None:
        name = self.facts.ids[component.table, row]
        return self.explanation.by_id.get(f"{component.table}.{component.result}@{name}")

    def _lines(self, lines: list[tuple[str, Line]]) -> Iterator[str]:
        if len(lines) > MANY and not self.full:
            yield from self._by_rate(lines)
            return
        wide = max((len(name) for name, _ in lines), default=0)
        for name, line in lines:
            label = f"{line.label}: " if line.label else ""
            yield from self._line(f"    {name:<{wide}}  {label}" if wide else f"    {label}", line)

    def _line(self, left: str, line: Line) -> Iterator[str]:
        text = left + line.text
        if line.exact != line.result:
            text += f" = {grouped(line.exact, self.graph.digits)}, rounded"
        right = self.money(line.result)
        if len(text) + len(right) + 2 <= self.width:
            yield self.ends(text, right)
            return
        *most, last = self.wrapped(text.lstrip(), len(text) - len(text.lstrip()))
        yield from most
        yield self.ends(last, right)

    def _by_rate(self, lines: list[tuple[str, Line]]) -> Iterator[str]:
        """Many lines, those of one tier and rate together."""
        groups: dict[tuple[str, tuple[str, ...]], list[Line]] = {}
        for _, line in lines:
            amount = next((index for index, value in enumerate(line.amounts) if value is not None), None)
            rate = tuple(text for index, text in enumerate(line.factors) if index != amount)
            groups.setdefault((line.label, rate if amount is not None else (line.text,)), []).append(line)
        ordered = sorted(groups.items(), key=lambda item: -sum(abs(line.result) for line in item[1]))
        largest = {key for key, _ in ordered[:MANY]}
        for (label, rate), same in (item for item in groups.items() if item[0] in largest):  # in the order of the tiers
            result = sum((line.result for line in same), Fraction(0))
            amounts = sum((next((v for v in line.amounts if v is not None), line.exact) for line in same), Fraction(0))
            multiplied = any(value is not None for value in same[0].amounts)
            text = " x ".join([self.money(amounts), *rate]) if multiplied else same[0].text
            each = ", each rounded" if any(line.exact != line.result for line in same) else ""
            label = f"{label}: " if label else ""
            yield from self._sum(f"    {many(len(same), 'line')}  {label}{text}{each}", result)
        rest = [line for _, same in ordered[MANY:] for line in same]
        if rest:
            result = sum((line.result for line in rest), Fraction(0))
            yield from self._sum(
                f"    {many(len(rest), 'line')} at {many(len(ordered) - MANY, 'other rate')} (--full shows each)",
                result,
            )

    def _sum(self, left: str, value: Fraction) -> Iterator[str]:
        *most, last = self.wrapped(left.lstrip(), 4)
        yield from most
        yield self.ends(last, self.money(value))

    def _limits(self, limits: list[tuple[str, Limit]]) -> Iterator[str]:
        by_limit: dict[str, list[tuple[str, Limit]]] = {}
        for name, limit in limits:
            by_limit.setdefault(limit.says, []).append((name, limit))
        for says, found in by_limit.items():
            says = says.partition(", in credit order")[0]
            bound = self.money(found[-1][1].bound)
            moved = [(name, limit) for name, limit in found if limit.kind in ("cut", "raised")]
            for kind in ("cut", "raised"):
                of = [(name, limit) for name, limit in moved if limit.kind == kind]
                if of:
                    total = sum((limit.by * limit.sign for _, limit in of), Fraction(0)) * (-1 if kind == "cut" else 1)
                    names = [name for name, _ in of if name]
                    on = (
                        f", on {', '.join(names)}"
                        if names and len(names) <= 4
                        else f", on {len(of)} rows"
                        if names
                        else ""
                    )
                    yield from self._sum(f"    {says}: {bound} reached{on}", total)
            if not moved:
                left = found[-1][1]
                if not left.by and left.kind == "left":
                    yield from self.wrapped(f"{says}: {bound} reached exactly", 4)
                    continue
                word = "above it" if left.kind == "above" else "left"
                yield from self.wrapped(f"{says}: {bound} not reached, {self.money(left.by)} {word}", 4)

    def _unpaid(self) -> Iterator[str]:
        """What did not pay, and why: rows that failed alike together."""
        groups: dict[tuple[str, str], list[tuple[str, Reason]]] = {}
        for note in self.explanation.unpaid:
            why = reason(self.explanation, note)
            groups.setdefault((note.rule, why.failed), []).append((self.short(note.row), why))
        if groups:
            yield from self.title("What did not pay")
        for (rule, failed), found in groups.items():
            alike: dict[str, list[str]] = {}
            for name, why in found:
                alike.setdefault(why.text, []).append(name)
            if len(alike) > FEW_NOTES and not self.full:
                short = [(why.short, name, why.detail) for name, why in found if why.short is not None]
                nearest = f"; the nearest is {min(short)[1]}: {min(short)[2]}" if short else ""
                alike = {failed + nearest: [name for name, _ in found]}
            for text, names in alike.items():
                yield from self._not_paid(rule, [name for name in names if name], text)

    def _not_paid(self, rule: str, names: list[str], why: str) -> Iterator[str]:
        some = names if len(names) <= 4 or self.full else [*names[:3], f"{len(names) - 3} more"]
        yield from self.wrapped(f"{rule}{' on ' + ', '.join(some) if some else ''}: {why}", 2)

    def _total(self) -> Iterator[str]:
        payout = self.graph.payout
        yield from self.title("Total", payout.place if payout and self.explanation.row is None else None)
        for name, value in self.facts.paid.items():
            yield self.ends(f"  {name}", self.money(as_number(value)))
        for says, value in self.facts.adjusted:
            yield from self._sum(f"  {says}", as_number(value))
            if value:
                yield from self._adjusted(says)
        total, own = shown(self.facts.total, self.unit, self.explanation.calendar), in_own_currency(self.explanation)
        yield self.ends("  paid" if own is None else "  in all", total)
        if own is not None:
            yield self.ends(f"  paid: {total} x {own[1]}", own[0])

    def _adjusted(self, says: str) -> Iterator[str]:
        """What an amount came from that a line of the payout adds or takes off."""
        payout = self.graph.payout
        for step in self.explanation.steps:
            if payout is None or (step.at.table, step.says) != (payout.table, says):
                continue
            if step.op not in ("add", "extreme", "within") or not of_period(self.explanation, step.id):
                continue
            behind = [step] if step.op != "add" else [self.reading.step(part) for part in step.inputs[1:]]
            for found in behind:
                how = None if found is None or not found.result else working(self.reading, found)
                if how is not None and found is not None:
                    value = plain(found.result, found.unit, self.explanation.calendar)
                    for note in [f"{value} is {how.text}" if how.text else "", *how.notes]:
                        yield from self.wrapped(note, 6) if note else ()

    def _defaults(self) -> Iterator[str]:
        """What the plan itself does not say: it holds by the company's defaults."""
        for number, one in enumerate(self.graph.defaults):
            if not number:
                yield from self.title("From the company's defaults")
            yield self.ends(f"  {one.says}", self.where(one.place))

    def _steps(self) -> Iterator[str]:
        yield from self.title(f"Every step ({len(self.explanation.steps)})")
        for number, step in enumerate(self.explanation.steps, 1):
            place = self.where(step.place) if step.text is not None else ""
            yield from self.wrapped(f"{number}. {step.id}" + (f"  ({place})" if place else ""), 2)
            yield from self.wrapped(sentence(step, self.explanation.calendar), 6)
            yield from self.wrapped(formula(step, self.explanation.calendar), 6)
