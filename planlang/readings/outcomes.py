"""What each reading pays for some data, by the interpreter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from fractions import Fraction

from planlang.core.dataset import Dataset
from planlang.core.graph import Graph
from planlang.core.reads import Node
from planlang.diagnostics.order import has_errors
from planlang.engines.interpreter import Evaluator, Refusal, check_data
from planlang.readings.canonical import meanings_of
from planlang.readings.meaning import cone, paying_columns
from planlang.run.pay import pay_with
from planlang.run.periods import payout_periods
from planlang.run.result import Rejected, RunResult
from planlang.slotted import evolve, field, frozen

Key = tuple[str, str, str, str]
"""Component, participant, period, and the row of data, which is empty for a payout."""


@frozen
class Outcome:
    """What a reading gives: the payouts (a total under ``payout``, too), what each row gets, or why the run stops.

    ``balances`` is what each of the plan's balances, ``carried``, has left after a payout. What is paid in another currency than the plan's
    stands under ``payout EUR``, too. ``work`` is what that took, as
    ``Evaluator.work`` counts it.
    """

    payouts: dict[Key, Fraction] = field(factory=dict)
    rows: dict[Key, Fraction] = field(factory=dict)
    credits: dict[Key, Fraction] = field(factory=dict)
    balances: dict[Key, Fraction] = field(factory=dict)
    carried: frozenset[str] = frozenset()
    periods: tuple[str, ...] = ()
    refused: str | None = None
    work: int = 0

    def table(self, kind: str) -> dict[Key, Fraction]:
        """The amounts that tell readings apart in a case of a kind (see ``Split``)."""
        if kind == "balances":
            return {**self.payouts, **self.balances}
        return self.rows if kind == "rows" else self.credits if kind == "credits" else self.payouts

    def without(self, rules: Set[str]) -> Outcome:
        """The same without what some rules come to."""
        if not rules:
            return self
        kept = [
            {key: amount for key, amount in one.items() if key[0] not in rules} for one in (self.payouts, self.rows)
        ]
        return evolve(self, payouts=kept[0], rows=kept[1])

    @property
    def total(self) -> Fraction:
        """What is paid altogether."""
        return sum((amount for key, amount in self.payouts.items() if key[0] == PAYOUT), Fraction(0))


PAYOUT = "payout"


def outcome(graph: Graph, data: Dataset, called: Callable[[str], str] = str) -> Outcome:
    """Pays some data; ``called`` gives a row the name that it has in the case."""
    return outcome_of(Evaluator(graph, data), called)


def outcome_of(reader: Evaluator, called: Callable[[str], str] = str, trial: bool = False) -> Outcome:
    """As ``outcome``, by an evaluator that may have computed some of it; in a ``trial`` nothing is added up twice."""
    graph = reader.graph
    try:
        found = check_data(reader)
        if has_errors(found):
            raise Rejected(found)
        result = pay_with(reader, payout_periods(graph), trial)
    except Rejected as rejected:
        return Outcome(refused=rejected.diagnostics[0].message, work=reader.work)
    return _amounts(graph, result, called, reader.work)


def _amounts(graph: Graph, result: RunResult, called: Callable[[str], str], work: int) -> Outcome:
    payouts: dict[Key, Fraction] = defaultdict(Fraction)
    for person, period, component, amount in result.payouts.rows():
        payouts[PAYOUT, person, period, ""] += amount
        if not component.startswith(PAYOUT):
            payouts[component, person, period, ""] += amount
    rows: dict[Key, Fraction] = defaultdict(Fraction)
    for component, _, key, person, period, _, amount in result.lines.rows():
        if not component.startswith(PAYOUT):
            rows[component, person, period, called(key)] += amount
    credits: dict[Key, Fraction] = defaultdict(Fraction)
    made = result.credits
    names = (made[name].items for name in ("credit", "participant", "key"))
    for index, (name, person, key) in enumerate(zip(*names, strict=True)):
        credits[name, person, "", called(key)] += Fraction(made["amount"].at(index) or 0)
    left: dict[Key, Fraction] = {}
    for person, period, name, *_, amount in result.balances.rows() if result.balances is not None else ():
        left[name, person, period, ""] = amount
    info = graph.payout
    carried = frozenset(one.name for one in info.balances) if info is not None else frozenset[str]()
    if result.paid is not None:
        for person, period, _, code, paid in result.paid.rows():
            if code != graph.currency:
                payouts[f"{PAYOUT} {code}", person, period, ""] = paid
    return Outcome(_some(payouts), _some(rows), _some(credits), _some(left), carried, result.periods, work=work)


def _some(amounts: dict[Key, Fraction]) -> dict[Key, Fraction]:
    return {key: amount for key, amount in amounts.items() if amount}


@frozen
class Split:
    """How the readings of a question fall apart on a case.

    ``kind``: ``paid`` where the payouts differ, ``balances`` where only what is carried on does, ``rows`` where only what each row
    gets differs, ``credits`` where only what is credited does, ``refused`` where some reading stops the run and another pays.
    ``groups`` is how many different outcomes there are.
    """

    kind: str
    groups: int

    @property
    def rank(self) -> tuple[int, int]:
        """What shows the question better is higher."""
        return (("credits", "rows", "balances", "refused", "paid").index(self.kind), self.groups)


def split(outcomes: Sequence[Outcome]) -> Split | None:
    """How outcomes differ; ``None`` if they don't, or if nothing is paid in any reading."""
    stopped = [one for one in outcomes if one.refused is not None]
    if len(stopped) == len(outcomes):
        return None
    paid = {_said(one.payouts) for one in outcomes if one.refused is None}
    if len(paid) > 1 and not stopped:
        return Split("paid", len(paid))
    if stopped:
        return Split("refused", len(paid) + 1) if any(paid) else None
    for kind in ("balances", "rows", "credits"):
        said = {_said(one.table(kind)) for one in outcomes}
        if len(said) > 1 and (kind != "rows" or _of_the_same_rows(outcomes)):
            return Split(kind, len(said))
    return None


def _of_the_same_rows(outcomes: Sequence[Outcome]) -> bool:
    """Whether no rule is worked out for each person in one reading and for each deal in another, whose rows can't be compared."""
    of_people: dict[str, set[bool]] = defaultdict(set)
    for one in outcomes:
        for component, person, _, row in one.rows:
            of_people[component].add(person == row)
    return all(len(kinds) == 1 for kinds in of_people.values())


def between(outcomes: Sequence[Outcome]) -> Fraction:
    """The money between readings: for each person the most less the least that they pay altogether, added up."""
    totals = []
    for one in outcomes:
        of: dict[str, Fraction] = defaultdict(Fraction)
        for (component, person, _, _), amount in one.payouts.items():
            if component == PAYOUT:
                of[person] += amount
        totals.append(of)
    people = {person for total in totals for person in total}
    zero = Fraction(0)
    spans = (
        max(total.get(person, zero) for total in totals) - min(total.get(person, zero) for total in totals)
        for person in people
    )
    return sum(spans, zero)


def signature(reader: Evaluator, affected: Sequence[str]) -> object:
    """What the parts of a plan that are in question come to, in less time than a whole run takes.

    Two readings with the same signature pay the same for this data; a refusal is a signature of its own.
    """
    graph = reader.graph
    try:
        checks = tuple(tuple(reader.column(check.table, check.column).items) for check in graph.checks)
        return (checks, *(tuple(_values(reader, node)) for node in _nodes(graph, affected)))
    except Refusal:
        return object()


def named_signature(reader: Evaluator, called: Callable[[str], str]) -> object:
    """The same of all that a plan pays, by what rows are called: of two orders of one plan, whose rows stand in other places."""
    graph = reader.graph
    nodes = [*dict.fromkeys(_nodes(graph, list(paying_columns(graph))))]
    try:
        checks = tuple(sorted(map(str, reader.column(check.table, check.column).items)) for check in graph.checks)
        return (checks, [_by_name(reader, node, called) for node in nodes])
    except Refusal:
        return object()


def alike_by_name(readers: Sequence[Evaluator], called: Sequence[Callable[[str], str]]) -> bool:
    """Whether each row comes to the same in all of them, each of which has names of its own."""
    first, *others = (named_signature(reader, name) for reader, name in zip(readers, called))
    return all(one == first for one in others)


def _by_name(reader: Evaluator, node: Node, called: Callable[[str], str]) -> dict[str, object]:
    return {called(reader.row_id(node[0], row)): value for row, value in enumerate(_values(reader, node))}


def some_pays(reader: Evaluator, affected: Sequence[str]) -> bool:
    """Whether one of some components pays anything; any component where none of them is one."""
    graph = reader.graph
    mine = [one for one in graph.components if one.name in affected] or graph.components
    results = [(one.table, one.result) for one in mine]
    try:
        return any(value for node in results for value in _values(reader, node))
    except Refusal:
        return False


def paid_by(reader: Evaluator, affected: Sequence[str]) -> Fraction | None:
    """What some components pay together; all of them where none of them is one. ``None`` where that is refused."""
    graph = reader.graph
    mine = [one for one in graph.components if one.name in affected] or graph.components
    try:
        values = [value for one in mine for value in _values(reader, (one.table, one.result))]
    except Refusal:
        return None
    return sum((Fraction(value) for value in values if isinstance(value, (int, Fraction))), Fraction(0))


def in_common(graphs: Sequence[Graph], affected: Sequence[str]) -> list[list[Node]]:
    """For each graph the columns that mean in it what they mean in the first, of all that decide a signature."""
    first, *others = graphs
    meanings = meanings_of(graphs)
    nodes = _nodes(first, affected) + [(check.table, check.column) for check in first.checks]
    of = [node for node in cone(first, nodes) if node[1]]
    found: list[list[Node]] = [[]]
    for graph in others:
        tables = {
            name
            for name in first.tables
            if name in graph.tables and meanings.rows(first, name) == meanings.rows(graph, name)
        }
        found.append(
            [
                (table, column)
                for table, column in of
                if table in tables
                and column in graph.tables[table].columns
                and meanings.of(first, table, column) == meanings.of(graph, table, column)
            ]
        )
    return found


def _nodes(graph: Graph, affected: Sequence[str]) -> list[Node]:
    columns = paying_columns(graph)
    found = [node for name in affected for node in columns.get(name, ())]
    return found + [(c.table, c.amount) for c in graph.credits]


def _values(reader: Evaluator, node: Node) -> list[object]:
    values = reader.column(*node)
    return [values.at(row) for row in range(len(values.items))]


def _said(amounts: dict[Key, Fraction]) -> tuple[tuple[Key, Fraction], ...]:
    return tuple(sorted(amounts.items()))


def differing(outcomes: Sequence[Outcome], kind: str) -> list[Key]:
    """The amounts that are not the same in every reading that pays: components before the payout, in the order of their keys."""
    paying = [one for one in outcomes if one.refused is None]
    tables = [one.table(kind) for one in paying]
    keys = sorted({key for table in tables for key in table}, key=lambda key: (key[0] == PAYOUT, key))
    if kind == "refused" and len(paying) < 2:
        return keys
    return [key for key in keys if len({table.get(key, Fraction(0)) for table in tables}) > 1] or keys


def not_paid_by_all(graphs: Sequence[Graph]) -> frozenset[str]:
    """Rules that some readings pay and others don't: what they come to alone can't be expected of all, and so shows nothing."""
    if not graphs:
        return frozenset()
    paying = [set(paying_columns(graph)) for graph in graphs]
    rules = {one.name for graph in graphs for one in graph.components}
    return frozenset((paying[0].union(*paying) - paying[0].intersection(*paying)) & rules)
