"""What every plan promises, whether it says so or not: proven where it can be, else tried."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction

from planlang.core.graph import Graph
from planlang.core.records import RecordSpec
from planlang.engines.interpreter import Refusal
from planlang.lowering.promises import PromiseInfo
from planlang.promises.proofs.conserved import adds_up
from planlang.promises.proofs.names import never_by_name
from planlang.promises.proofs.orders import always_the_same
from planlang.promises.worlds import Payable
from planlang.readings.world import Case
from planlang.run.pay import pay
from planlang.run.result import Rejected, RunFault
from planlang.slotted import define, frozen

TITLES = {
    "order": "the order of the data doesn't matter",
    "names": "same data, same pay",
    "sums": "payouts add up to what rules pay",
}
PROOFS: dict[str, Callable[[Graph], str | None]] = {
    "order": always_the_same,
    "names": never_by_name,
    "sums": adds_up,
}
WAIVED_AS = {"names": "paid-by-name"}
"""The finding that a comment accepts, where a plan may do otherwise. Of the others nothing that could be meant is otherwise."""

Paid = dict[tuple[str, int], Fraction]


def standard_promises(graph: Graph, said: list[PromiseInfo]) -> list[PromiseInfo]:
    """Those that the plan doesn't state itself; none for a plan that pays nobody."""
    if graph.payout is None:
        return []
    written = {one.about for one in said}
    place = graph.payout.place
    return [
        PromiseInfo(title, title, place, about=about, standard=True)
        for about, title in TITLES.items()
        if about not in written
    ]


@frozen
class Differing:
    """Somebody who is paid otherwise, and when: ``now`` and ``then`` are the amounts."""

    person: str
    period: str
    now: Fraction
    then: Fraction
    when: str


@define
class Every:
    """Tries one of them on cases; ``paid`` counts those that could be paid."""

    payable: Payable
    about: str
    paid: int = 0

    def broken(self, case: Case) -> Differing | None:
        """How a case breaks it."""
        data = self.payable.data(case)
        if data is None:
            return None
        if self.about == "sums":
            return self._miscounted(case)
        before: Paid | None = None
        for other, called, when in self._changed(case):
            before = before or self._paid(case)
            after = None if before is None else self._paid(other)
            if before is None or after is None:
                continue
            self.paid += 1
            found = self._differing(before, after, called, when)
            if found is not None:
                return found
        return None

    def _differing(self, before: Paid, after: Paid, called: dict[str, str], when: str) -> Differing | None:
        """Who is paid otherwise."""
        info, calendar = self.payable.graph.payout, self.payable.graph.calendar
        assert info is not None
        for (person, number), amount in sorted(before.items()):
            then = after.get((called.get(person, person), number), Fraction(0))
            if then != amount:
                return Differing(person, calendar.label(info.unit, number), amount, then, when)
        return None

    def _miscounted(self, case: Case) -> Differing | None:
        data = self.payable.data(case)
        assert data is not None
        try:
            pay(self.payable.graph, data)
        except Rejected:
            return None
        except RunFault as fault:
            return Differing("", "", Fraction(0), Fraction(0), str(fault))
        self.paid += 1
        return None

    def _paid(self, case: Case) -> Paid | None:
        data = self.payable.data(case)
        info = self.payable.graph.payout
        if data is None or info is None:
            return None
        try:
            reader = self.payable.reader(data)
            if reader is None:
                return None
            people = reader.column(info.table, info.participant).items
            numbers = reader.column(info.table, info.period).items
            amounts = reader.column(info.table, info.result)
        except Refusal:
            return None
        return {
            (who, n): Fraction(amounts.at(row) or 0) for row, (who, n) in enumerate(zip(people, numbers, strict=True))
        }

    def _changed(self, case: Case) -> Iterator[tuple[Case, dict[str, str], str]]:
        """The case with what must not matter changed, what people are called there, and in words what was done."""
        if self.about == "order":
            mixed = random.Random(3)
            other = {word: mixed.sample(rows, len(rows)) for word, rows in case.items()}
            if other != case:
                yield other, {}, "when the rows of the data are in another order"
            return
        people = self.payable.worlds.world.roles.people
        if people is None or people.key is None or people.key.kind != "text":
            return
        names = [str(row[people.key.name]) for row in case.get(people.row, [])]
        if len(names) > 1:
            first, second = names[:2]
            when = f"when {first} is called {second}, and {second} {first}"
            yield self._renamed(case, people, {first: second, second: first}, when)
        for name in self.payable.worlds.names:
            if names and name not in names:
                yield self._renamed(case, people, {names[0]: name}, f"when {names[0]} is called {name}")

    def _renamed(
        self, case: Case, people: RecordSpec, called: dict[str, str], when: str
    ) -> tuple[Case, dict[str, str], str]:
        """Some people have other names, and so all that is theirs."""
        made = {word: [dict(row) for row in rows] for word, rows in case.items()}
        records = self.payable.worlds.world.records
        by_person = {spec.name for spec in records if spec.key is not None and spec.key.row == people.name} | {
            people.name
        }
        for spec in records:
            for column in spec.columns:
                if (spec is people and column.key) or (column.kind == "row" and column.row in by_person):
                    for row in made.get(spec.row, []):
                        name = row.get(column.name)
                        row[column.name] = called.get(name, name) if name is not None else None
        return made, called, when
