"""``planlang run --audit N``: some payouts of an engine, recomputed by the interpreter before anything is written."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from planlang.cli.options import say
from planlang.cli.stop import wrong_usage
from planlang.run.result import RunFault
from planlang.slotted import frozen

if TYPE_CHECKING:
    from planlang.cli.running import Run, Session
    from planlang.explain.model import Reader
    from planlang.run.audit import Difference, Payout
    from planlang.run.engine.pay import EngineRun

WHOLE_ROWS = 500_000
"""With no more rows than this the interpreter gets all of them; of more only those that the payouts depend on."""

_MOST_SHOWN = 20


@frozen
class Audit:
    """How many payouts, and with which seed they are drawn."""

    count: int
    seed: int

    @classmethod
    def of(cls, count: int, seed: int | None) -> Audit:
        """With a seed of its own where none is given."""
        return cls(count, secrets.randbelow(2**32) if seed is None else seed)

    def prepare(self, run: Run, session: Session) -> None:
        """Whether there is anything to audit."""
        if run.ready.graph.payout is None:
            raise wrong_usage("`--audit`: the plan has no payout")

    def compare(self, run: Run, session: Session, paid: EngineRun) -> None:
        """Compares; any difference ends the run."""
        from planlang.engines.interpreter import Refusal
        from planlang.run.audit import differences, drawn, in_engine, in_interpreter

        graph = run.ready.graph
        some = drawn(paid, self.count, self.seed)
        engine = in_engine(paid, some.payouts, graph.digits)
        try:
            interpreter = in_interpreter(_reader(run, session, some.payouts), some.payouts)
        except Refusal as refusal:
            raise RunFault(f"audit (seed {self.seed}): the interpreter refuses what was paid: {refusal}") from None
        found = differences(graph, engine, interpreter)
        if found:
            self._differ(found, graph.digits)
        which = f"{len(some.payouts):,} of {some.of:,} payouts"
        say(f"audit: {which} recomputed by the interpreter, all cells equal (seed {self.seed})")

    def _differ(self, found: list[Difference], digits: int) -> None:
        from planlang.run.money import amount_text

        for one in found[:_MOST_SHOWN]:
            mine, theirs = ("none" if x is None else amount_text(x, digits) for x in (one.engine, one.interpreter))
            where = f"{one.participant}, {one.period}, {one.component}"
            say(f"audit: {where}: {mine} in the engine, {theirs} by the interpreter")
        if len(found) > _MOST_SHOWN:
            say(f"audit: and {len(found) - _MOST_SHOWN:,} more")
        first = found[0]
        cells = f"{len(found):,} cell{'s' if len(found) > 1 else ''}"
        raise RunFault(
            f"audit (seed {self.seed}): engine and interpreter differ in {cells}, "
            f"the first {first.participant}, {first.period}, {first.component}; nothing was written"
        )


def _reader(run: Run, session: Session, payouts: tuple[Payout, ...]) -> Reader:
    """The interpreter with the data, or with as much of it as the payouts depend on."""
    from planlang.engines.interpreter import Evaluator

    graph, data = run.ready.graph, getattr(session, "data", None)
    if data is not None:
        return Evaluator(graph, data)
    if sum(table.rows for table in session.tables.values()) <= WHOLE_ROWS:
        from planlang.data.load import load

        loaded = load(graph.records, run.data.directories, graph.calendar, run.data.given)
        if loaded.data is None:
            raise RunFault("audit: the loaders differ: one of them refuses this data, the other doesn't")
        return Evaluator(graph, loaded.data)
    from planlang.slices import SliceRefused, payouts_of, slice_for

    demands = [payouts_of(graph, [person], [number]) for person, number in payouts]
    try:
        return slice_for(graph, run.data, demands, check=False).evaluator
    except SliceRefused as refused:
        raise RunFault(f"audit: {refused}") from None
