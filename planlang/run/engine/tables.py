"""The tables of a run as queries: the same rows, columns and order as ``planlang.run.pay`` makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planlang.core import graph as g
from planlang.run.balances import AMOUNTS as BALANCE_AMOUNTS
from planlang.run.balances import columns_of
from planlang.run.due import LATER, UNKNOWN
from planlang.run.engine.credited import queries
from planlang.run.engine.select import Cellar, NotInEngine, Query, ResultColumn
from planlang.run.engine.wanted import paid
from planlang.run.ledger import AMOUNT, adjustment_names
from planlang.run.paid import digits_of

_MOST_PERIODS = 200


class RunQueries:
    """The queries of one run; ``chosen`` are the periods that it is about, ``days`` from when to when the data is."""

    def __init__(self, graph: g.Graph, cellar: Cellar, chosen: Sequence[int], days: tuple[int, int]) -> None:
        self.graph, self.cellar, self.chosen, self.days = graph, cellar, tuple(chosen), days
        self.digits = graph.digits
        self.ordered = cellar.dialect.ordered
        self._paid_in_parts = any(component.earned is not None for component in graph.components)

    # --- what the run writes ------------------------------------------------------------------

    def credits(self) -> Query:
        """All credits dated in the chosen periods."""
        parts = queries(self.cellar, self.graph, self._in_chosen)
        columns = (
            _text("credit", (credit.name for credit in self.graph.credits)), _text("key"), _text("participant"),
            ResultColumn("date", "date"),
            self._money("amount"), self._money("quota_credit"),
        )  # fmt: skip
        order = ("part", "date", self.ordered("key", True, False))
        return Query("credits", columns, _union(parts) or self._nothing(columns, ("part",)), order, tuple(parts))

    def lines(self, every_period: bool = False) -> Query:
        """What each component paid for what, and the payout's own adjustments."""
        info = self.graph.payout
        parts = []
        if info is not None:
            for number, component in enumerate(paid(self.graph, info)):
                for place, line in enumerate(component.lines):
                    parts.append(self._line(info, component, number, line, place, every_period))
            for place, (name, line) in enumerate(zip(adjustment_names(info), info.adjustments, strict=True)):
                parts.append(self._adjustment(info, len(info.components) + place, name, line, every_period))
        columns = (
            _text("component", self.names()), _text("line", self._kinds()), _text("key"), _text("participant"),
            _text("period", self._labels()), ResultColumn("date", "date"), self._money("amount"),
        )  # fmt: skip
        text = [self.ordered(name, True, False) for name in ("participant", "key")]
        order = ("part", text[0], "date", text[1], *self._payments("place"))
        return Query("lines", columns, _union(parts) or self._nothing(columns, ("part", "place")), order, tuple(parts))

    def _payments(self, last: str) -> tuple[str, ...]:
        """What lines of one person, day and key are ordered by. A row may be paid twice on one day: then by the name of the payment, too."""
        return (self.ordered("payment", True, False), last) if self._paid_in_parts else (last,)

    def _line(
        self, info: g.PayoutInfo, component: g.Component, number: int, line: g.Line, place: int, every: bool
    ) -> str:
        cellar, table = self.cellar, component.table
        date = cellar.text((table, component.date))
        amount = cellar.money((table, line.column), self.digits)
        where = [cellar.holds((table, name)) for name in (component.covered, component.applies) if name is not None]
        if line.kind != AMOUNT:
            where.append(f"{amount} <> 0")
        payment = ""
        if self._paid_in_parts:
            name = cellar.id(table) if component.earned is not None else cellar.literal("")
            payment = f"{name} AS payment, "
        period = self._label_of_day(info, date)
        read = [component.covered, component.applies, component.date, line.column, component.key, component.participant]
        return (
            f"SELECT {number} AS part, {place} AS place, {payment}{cellar.literal(component.name)} AS component, "
            f"{cellar.literal(line.kind)} AS line, {cellar.text((table, component.key))} AS key, "
            f"{cellar.text((table, component.participant))} AS participant, {period} AS period, "
            f"{date} AS date, {amount} AS amount\nFROM {cellar.relation(table, read, bool(component.earned))}\n"
            f"WHERE {' AND '.join(where) or 'TRUE'}{'' if every else self._in_chosen(date)}"
        )

    def _adjustment(self, info: g.PayoutInfo, number: int, name: str, line: g.Line, every: bool) -> str:
        cellar, table = self.cellar, info.table
        payment = f"{cellar.literal('')} AS payment, " if self._paid_in_parts else ""
        period = cellar.text((table, info.period))
        amount = cellar.money((table, line.column), self.digits)
        return (
            f"SELECT {number} AS part, 0 AS place, {payment}{cellar.literal(name)} AS component, "
            f"{cellar.literal(line.kind)} AS line, {cellar.id(table)} AS key, "
            f"{cellar.text((table, info.participant))} AS participant, {self._label(info, period)} AS period, "
            f"{self._last_day(info, period)} AS date, {amount} AS amount\nFROM {cellar.relation(table)}\n"
            f"WHERE {amount} <> 0{'' if every else f' AND {period} IN ({self._numbers()})'}"
        )

    def payouts(self) -> Query:
        """A row for each participant, period and component; adjustments where there are any."""
        info = self.graph.payout
        parts = []
        if info is not None:
            adjustments = zip(adjustment_names(info), (line.column for line in info.adjustments), strict=True)
            named = [(name, column, True) for name, column in info.components]
            named += [(name, column, False) for name, column in adjustments]
            period = self.cellar.text((info.table, info.period))
            person = self.cellar.text((info.table, info.participant))
            for number, (name, column, always) in enumerate(named):
                amount = self.cellar.money((info.table, column), self.digits)
                parts.append(
                    f"SELECT {number} AS part, {period} AS number, {person} AS participant, "
                    f"{self._label(info, period)} AS period, {self.cellar.literal(name)} AS component, "
                    f"{amount} AS amount\nFROM {self.cellar.relation(info.table)}\n"
                    f"WHERE {period} IN ({self._numbers()}){'' if always else f' AND {amount} <> 0'}"
                )
        columns = (
            _text("participant"), _text("period", self._labels()), _text("component", self.names()), self._money("amount"),
        )  # fmt: skip
        order = (self.ordered("participant", True, False), "number", "part")
        return Query("payouts", columns, _union(parts) or self._nothing(columns, ("part", "number")), order)

    def due(self) -> Query | None:
        """What is earned and not paid, if some rule is paid in parts; whatever the periods."""
        info = self.graph.payout
        components = [] if info is None else paid(self.graph, info)
        if not any(component.earned is not None for component in components):
            return None
        parts = []
        for number, component in enumerate(components):
            if component.earned is not None:
                parts.append(self._due(number, component, component.earned))
        columns = (
            _text("component"), _text("key"), _text("participant"), _text("part"), ResultColumn("due", "date"),
            self._money("amount"), _text("reason"),
        )  # fmt: skip
        text = [self.ordered(name, True, False) for name in ("participant", "row")]
        return Query("due", columns, _union(parts), ("part_of_payout", text[0], "number", text[1]))

    def _due(self, number: int, component: g.Component, earned: g.Earned) -> str:
        cellar, table = self.cellar, component.table
        known, date = cellar.holds((table, earned.known)), cellar.text((table, component.date))
        amount = cellar.money((table, earned.amount), self.digits)
        where = [f"{amount} <> 0", f"NOT {cellar.holds((table, component.applies or earned.known))}"]
        if component.covered is not None:
            where.append(cellar.holds((table, component.covered)))
        absent = cellar.dialect.absent("narrow")
        return (
            f"SELECT {number} AS part_of_payout, {cellar.literal(component.name)} AS component, "
            f"{cellar.text((table, component.key))} AS key, {cellar.text((table, component.participant))} AS participant, "
            f"{cellar.text((table, earned.part))} AS part, CASE WHEN {known} THEN {date} ELSE {absent} END AS due, "
            f"{amount} AS amount, CASE WHEN {known} THEN {cellar.literal(LATER)} ELSE {cellar.literal(UNKNOWN)} END AS reason, "
            f"{date} AS number, {cellar.id(table)} AS {cellar.quoted('row')}\n"
            f"FROM {cellar.relation(table)}\nWHERE {' AND '.join(where)}"
        )

    def balances(self) -> Query | None:
        """What is carried from payout to payout, if the plan has a balance."""
        info = self.graph.payout
        if info is None or not info.balances:
            return None
        cellar = self.cellar
        period, person = cellar.text((info.table, info.period)), cellar.text((info.table, info.participant))
        parts = []
        for number, balance in enumerate(info.balances):
            amounts = [cellar.money((info.table, column), self.digits) for column in columns_of(balance)]
            named = ", ".join(f"{amount} AS {name}" for name, amount in zip(BALANCE_AMOUNTS, amounts, strict=True))
            some = " OR ".join(f"{amount} <> 0" for amount in amounts)
            parts.append(
                f"SELECT {number} AS part, {period} AS number, {person} AS participant, {self._label(info, period)} AS period, "
                f"{cellar.literal(balance.name)} AS balance, {named}\nFROM {cellar.relation(info.table)}\n"
                f"WHERE {period} IN ({self._numbers()}) AND ({some})"
            )
        columns = (_text("participant"), _text("period"), _text("balance"), *map(self._money, BALANCE_AMOUNTS))
        return Query("balances", columns, _union(parts), ("part", self.ordered("participant", True, False), "number"))

    def paid_in(self) -> Query | None:
        """What is paid in each person's currency, if the plan says in which."""
        info = self.graph.payout
        if info is None or info.paid_in is None:
            return None
        cellar, digits = self.cellar, digits_of(info.paid_in)
        period, due = cellar.text((info.table, info.period)), cellar.money((info.table, info.result), self.digits)
        sql = (
            f"SELECT {period} AS number, {cellar.text((info.table, info.participant))} AS participant, "
            f"{self._label(info, period)} AS period, {due} AS amount, "
            f"{cellar.text((info.table, info.paid_in.currency))} AS currency, "
            f"{cellar.money((info.table, info.paid_in.amount), digits)} AS paid\nFROM {cellar.relation(info.table)}\n"
            f"WHERE {period} IN ({self._numbers()}) AND {due} <> 0"
        )
        columns = (
            _text("participant"), _text("period", self._labels()), self._money("amount"),
            _text("currency", info.paid_in.currencies), ResultColumn("paid", "money", digits, currency="currency"),
        )  # fmt: skip
        return Query("paid", columns, sql, (self.ordered("participant", True, False), "number"))

    def names(self) -> list[str]:
        """The components and adjustments of the payout, in its order."""
        info = self.graph.payout
        return [] if info is None else [*(name for name, _ in info.components), *adjustment_names(info)]

    def _kinds(self) -> list[str]:
        info = self.graph.payout
        lines = [] if info is None else [line for one in paid(self.graph, info) for line in one.lines]
        return [line.kind for line in (*lines, *(() if info is None else info.adjustments))]

    # --- periods ------------------------------------------------------------------------------

    def _numbers(self) -> str:
        return ", ".join(map(str, self.chosen)) or "NULL"

    def _in_chosen(self, day: str) -> str:
        info = self.graph.payout
        if info is None:
            return ""
        calendar = self.graph.calendar
        low, high = (calendar.period(info.unit, one) for one in self.days)
        if set(range(low, high + 1)) <= set(self.chosen):
            return ""
        spans: list[tuple[int, int]] = []
        for number in self.chosen:
            first, last = calendar.first_day(info.unit, number), calendar.last_day(info.unit, number)
            if spans and spans[-1][1] + 1 == first:
                spans[-1] = (spans[-1][0], last)
            else:
                spans.append((first, last))
        return f" AND ({' OR '.join(f'{day} BETWEEN {a} AND {b}' for a, b in spans) or 'FALSE'})"

    def _label(self, info: g.PayoutInfo, period: str) -> str:
        labels = [(number, self.graph.calendar.label(info.unit, number)) for number in self.chosen]
        return self._case(period, [(str(number), self.cellar.literal(label)) for number, label in labels])

    def _labels(self) -> list[str]:
        """The names of all periods that a row may be in."""
        info, calendar = self.graph.payout, self.graph.calendar
        if info is None:
            return []
        low, high = (calendar.period(info.unit, one) for one in self.days)
        return [calendar.label(info.unit, number) for number in sorted({*range(low, high + 1), *self.chosen})]

    def _last_day(self, info: g.PayoutInfo, period: str) -> str:
        last = self.graph.calendar.last_day
        return self._case(period, [(str(number), str(last(info.unit, number))) for number in self.chosen])

    def _case(self, of: str, cases: list[tuple[str, str]]) -> str:
        if len(cases) > _MOST_PERIODS:
            raise NotInEngine(f"the plan pays in more than {_MOST_PERIODS} periods")
        if len(cases) == 1:
            return cases[0][1]
        return f"(CASE {of} {' '.join(f'WHEN {a} THEN {b}' for a, b in cases)} END)" if cases else "NULL"

    def _label_of_day(self, info: g.PayoutInfo, day: str) -> str:
        calendar = self.graph.calendar
        numbers = range(calendar.period(info.unit, self.days[0]), calendar.period(info.unit, self.days[1]) + 1)
        if len(numbers) > _MOST_PERIODS:
            raise NotInEngine(f"the data spans more than {_MOST_PERIODS} periods")
        label = [self.cellar.literal(calendar.label(info.unit, number)) for number in numbers]
        if len(label) == 1:
            return label[0]
        parts = [f"WHEN {day} <= {calendar.last_day(info.unit, n)} THEN {text}" for n, text in zip(numbers, label)]
        return f"(CASE {' '.join(parts)} END)"

    # --- pieces -------------------------------------------------------------------------------

    def _money(self, name: str) -> ResultColumn:
        return ResultColumn(name, "money", self.digits)

    def _nothing(self, columns: Sequence[ResultColumn], more: Sequence[str]) -> str:
        kinds = {"text": "text", "date": "narrow", "money": "narrow"}
        names = [f"{self.cellar.dialect.absent(kinds[c.kind])} AS {c.name}" for c in columns]  # type: ignore[arg-type]
        names += [f"{self.cellar.dialect.integer(0)} AS {name}" for name in more]
        return f"SELECT {', '.join(names)} WHERE FALSE"


def _text(name: str, words: Iterable[str] = ()) -> ResultColumn:
    return ResultColumn(name, "text", words=tuple(dict.fromkeys(words)))


def _union(parts: list[str]) -> str:
    return "\nUNION ALL\n".join(parts)
