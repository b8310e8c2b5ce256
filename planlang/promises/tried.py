"""Trying a promise: what breaks it, or how often it held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from planlang.core.graph import Graph
from planlang.engines.interpreter import Refusal
from planlang.lowering.promises import PromiseInfo
from planlang.promises.aimed import RUNS, Aimed
from planlang.promises.proven import proven
from planlang.promises.rising import Fall, Rising
from planlang.promises.standard import Differing, Every
from planlang.promises.worlds import Payable, Worlds
from planlang.readings.world import Case
from planlang.slotted import define, frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

CASES = 200


class NoHypothesis(Exception):
    """Promises are tried with Hypothesis, and it is not installed."""


@frozen
class Verdict:
    """What became of a promise.

    ``proven``: it holds whatever the data are, and ``why`` says why. ``never``: the plan's own numbers decide that it doesn't.
    ``tested``: it held in ``cases`` cases. ``broken``: by ``case``, in the rows of ``rows``, by ``fall`` or by what is ``differing``.
    ``untested``: no made-up data was payable.
    """

    kind: Literal["proven", "never", "tested", "broken", "untested"]
    cases: int = 0
    case: Case | None = None
    rows: tuple[str, ...] = ()
    fall: Fall | None = None
    differing: Differing | None = None
    why: str = ""

    @property
    def kept(self) -> bool:
        """Whether nothing speaks against the promise."""
        return self.kind in ("proven", "tested", "untested")


@define
class _Holding:
    """A promise that holds in every row of a table. ``paid`` counts the cases that could be paid."""

    payable: Payable
    promise: PromiseInfo
    paid: int = 0

    def false_rows(self, case: Case) -> tuple[str, ...]:
        """The rows in which it does not hold."""
        data = self.payable.data(case)
        table, column = self.promise.table, self.promise.column
        if data is None or table is None or column is None:
            return ()
        try:
            reader = self.payable.reader(data)
            if reader is None:
                return ()
            holds = reader.column(table, column).items
        except Refusal:
            return ()
        self.paid += 1
        return tuple(reader.row_id(table, row) for row, yes in enumerate(holds) if not yes)


def tried(graph: Graph, promise: PromiseInfo, worlds: Worlds, file: str, cases: int = CASES) -> Verdict:
    """Proves a promise, or tries it on so many cases. ``graph`` has the promise's column. Raises ``NoHypothesis``."""
    why = proven(graph, promise)
    if why is not None:
        return Verdict("proven", why=why)
    if promise.always is False:
        return Verdict("never")
    return broken(graph, promise, worlds, file, cases)


def broken(graph: Graph, promise: PromiseInfo, worlds: Worlds, file: str, cases: int) -> Verdict:
    """Tries a promise without looking for a proof."""
    payable = Payable(graph, worlds, file)
    if promise.rises is not None:
        rising = Rising(payable, promise, worlds)
        found = rising.search(-(-cases // 2))  # each with many amounts
        if found is not None:
            return Verdict("broken", rising.paid, found[0], fall=found[1])
        return Verdict("tested" if rising.paid else "untested", rising.paid)
    if promise.about is not None:
        return _every(Every(payable, promise.about), worlds, cases)
    run = _Holding(payable, promise)
    for example in worlds.world.examples:
        if rows := run.false_rows(example):
            return Verdict("broken", run.paid, example, rows)
    case = Aimed(payable, promise, run.false_rows, RUNS * cases).search()
    if case is None:
        case = _found(worlds.cases, lambda one: bool(run.false_rows(one)), cases)
    if case is not None:
        return Verdict("broken", run.paid, case, run.false_rows(case))
    return Verdict("tested" if run.paid else "untested", run.paid)


def _every(every: Every, worlds: Worlds, cases: int) -> Verdict:
    """Tries what all plans promise."""
    case = next((one for one in worlds.world.examples if every.broken(one) is not None), None)
    if case is None:
        people = 2 if every.about == "names" else 1
        case = _found(lambda: worlds.cases(people), lambda one: every.broken(one) is not None, cases)
    if case is None:
        return Verdict("tested" if every.paid else "untested", every.paid)
    return Verdict("broken", every.paid, case, differing=every.broken(case))


def _found(cases: Callable[[], SearchStrategy[Case]], broken: Callable[[Case], bool], most: int) -> Case | None:
    """The smallest case that breaks something, the same one every time."""
    try:
        from hypothesis import HealthCheck, Phase, Verbosity, find, settings
        from hypothesis.errors import NoSuchExample
    except ImportError:
        raise NoHypothesis from None
    quiet = settings(
        max_examples=most, derandomize=True, database=None, deadline=None, verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
    )  # fmt: skip
    try:
        return find(cases(), broken, settings=quiet)
    except NoSuchExample:
        return None
