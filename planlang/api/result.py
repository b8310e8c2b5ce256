"""What a run gives: tables, totals, files and explanations."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING

from planlang.api import html
from planlang.api.errors import PlanlangError, WriteError
from planlang.api.explanation import Explanation, explained
from planlang.api.running import ByEngine, Made, Task
from planlang.api.tables import EngineRows, OutputRows, Table
from planlang.core.decimals import decimal_text
from planlang.data.outputs import Format
from planlang.run.money import amount_text
from planlang.run.result import Count

if TYPE_CHECKING:
    from fractions import Fraction

    from planlang.explain.model import Reader
    from planlang.run.explained.write import ExplainAll


class Result:
    """A run that is done: everybody is paid, and every row is either credited or listed with the reason why not.

    Tables are fetched when they are read. A result of DuckDB keeps its session until ``close``, or the end of a ``with`` block, or
    until nobody refers to it any more. Where a file that it was made from has changed since, reading raises ``StaleError``.
    """

    def __init__(self, task: Task, made: Made) -> None:
        self._task, self._made = task, made
        self._reader: tuple[Reader, str] | None = None
        self._closed = False

    # --- what it comes to ---

    @property
    def engine(self) -> str:
        """What paid: ``duckdb`` or ``interpreter``. The two never differ in a cell."""
        return "duckdb" if isinstance(self._made, ByEngine) else "interpreter"

    @property
    def plan(self) -> str:
        """The plan's name."""
        return self._made.summary.plan

    @property
    def currency(self) -> str:
        """The currency of all amounts, such as ``USD``."""
        return self._made.summary.currency

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods that were paid, such as ``2025-Q1``."""
        return self._made.summary.periods

    @property
    def participants(self) -> int:
        """How many participants there are, paid something or not."""
        return self._made.summary.people

    @property
    def total(self) -> Decimal:
        """What is paid altogether, in units of ``currency``."""
        return self._decimal(self._made.summary.total)

    @property
    def totals(self) -> Mapping[str, Decimal]:
        """The total of each paying rule and change of the payout, in the order of the plan."""
        return MappingProxyType({name: self._decimal(amount) for name, amount in self._made.summary.totals})

    @property
    def counts(self) -> Mapping[str, Count]:
        """For each record that credits are made from, whatever the periods: its ``rows``, and how many are ``credited`` and ``uncredited``."""
        return MappingProxyType({one.data: one for one in self._made.summary.counts})

    # --- tables ---

    @property
    def payouts(self) -> Table:
        """What each participant gets in each period by each rule: ``participant``, ``period``, ``component``, ``amount``."""
        return self._table("payouts")

    @property
    def lines(self) -> Table:
        """What the payouts are made of, by row of the data.

        Columns: ``component``, ``line`` (``amount``, ``limit``, ``rounding`` …), ``key``, ``participant``, ``period``, ``date``, ``amount``.
        """
        return self._table("lines")

    @property
    def credits(self) -> Table:
        """Who was credited what: ``credit``, ``key``, ``participant``, ``date``, ``amount``, ``quota_credit``."""
        return self._table("credits")

    @property
    def uncredited(self) -> Table:
        """The rows that no credit counts, whatever the periods: ``data``, ``key``, ``reason``."""
        return self._table("uncredited")

    @property
    def due(self) -> Table:
        """What is earned and not paid, whatever the periods: ``component``, ``key``, ``participant``, ``part``, ``due``, ``amount``, ``reason``.

        Only where a rule of the plan is paid in parts; else there is no such table, and this raises ``PlanlangError``.
        """
        if not any(component.earned is not None for component in self._task.graph.components):
            raise PlanlangError("no rule of this plan says when it is paid (`paid …`), so nothing is due later")
        return self._table("due")

    @property
    def balances(self) -> Table:
        """What is carried from payout to payout: ``participant``, ``period``, ``balance``, ``brought_forward``, ``came_in``, ``taken_out``,
        ``let_go``, ``left``.

        Only where the plan has a balance; else there is no such table, and this raises ``PlanlangError``.
        """
        payout = self._task.graph.payout
        if payout is None or not payout.balances:
            raise PlanlangError("this plan has no balance, so nothing is carried on")
        return self._table("balances")

    @property
    def paid(self) -> Table:
        """What people are paid in their own currencies: ``participant``, ``period``, ``amount``, ``currency``, ``paid``.

        Only where the payout says in which (``converted to …``); else there is no such table, and this raises ``PlanlangError``.
        """
        payout = self._task.graph.payout
        if payout is None or payout.paid_in is None:
            raise PlanlangError("this plan pays everybody in its own currency")
        return self._table("paid")

    # --- files and explanations ---

    def write(self, directory: str | os.PathLike[str], format: Format = "csv", *, explain_all: bool = False) -> None:
        """Writes all tables and ``run.json`` into a directory, as ``planlang run --out`` does: all of them or nothing.

        ``format`` is ``csv`` or ``parquet``; ``explain_all`` adds all explanations, for ``planlang explain --from``. Replaces an earlier
        result there. Raises ``WriteError``, and for DuckDB's results ``StaleError``.
        """
        if format not in ("csv", "parquet"):
            raise ValueError(f"the format is csv or parquet, not {format!r}")
        self._open()
        from planlang.data.write import NotWritten

        target = Path(directory)
        try:
            with contextlib.ExitStack() as stack:
                beside = stack.enter_context(self._explanations(target)) if explain_all else None
                if isinstance(self._made, ByEngine):
                    failed = self._made.session.write(self._made.run, target, self._task.whole, format, beside)
                else:
                    from planlang.run.write import write_run

                    failed = write_run(
                        target, self._made.result, self._task.whole, self._made.digest, format, beside=beside
                    )
        except NotWritten as error:
            failed = (error.diagnostic,)
        if failed:
            raise WriteError(failed, {})

    @contextlib.contextmanager
    def _explanations(self, out: Path) -> Iterator[ExplainAll]:
        """All explanations, to be written beside the results: from slices of large files, else from all data."""
        from planlang.data.large import is_large
        from planlang.engines.interpreter import Evaluator
        from planlang.run.explained.batches import Batches, Sliced, Whole
        from planlang.run.explained.write import explain_all

        task = self._task
        batches: Batches
        if is_large(task.graph.records, task.inputs):
            batches = Sliced(task.graph, task.inputs)
        else:
            reader, digest = self._interpreter()
            # Its own values: what is written is what payouts depend on, and not what else has been asked for.
            batches = Whole(Evaluator(task.graph, reader.data), digest)
        payouts = self._made.run.table("payouts") if isinstance(self._made, ByEngine) else self._made.result.payouts
        with explain_all(task.graph, (task.name, task.text), batches, out) as beside:
            beside.fill(task.chosen, payouts, lambda done, of: None)
            yield beside

    def explain(
        self, participant: str, period: str | None = None, *, component: str | None = None, row: str | None = None
    ) -> Explanation:
        """Why ``participant`` gets what they get: in one period, or in all that pay something.

        ``component`` narrows it to one paying rule, ``row`` to what comes from one row of the data, such as a deal's id. It comes from the
        interpreter, which reads all data when the first explanation is asked for. Raises ``NotFoundError`` for an unknown name.
        """
        reader, digest = self._interpreter()
        return explained(reader, (self._task.name, self._task.text), digest, participant, period, component, row)

    def _interpreter(self) -> tuple[Reader, str]:
        """The interpreter with all data, and their digest."""
        if self._reader is None:
            if isinstance(self._made, ByEngine):
                self._open()
                self._made.session.fresh()
                self._reader = self._task.read()
            else:
                self._reader = self._made.reader, self._made.digest
        return self._reader

    def close(self) -> None:
        """Ends the DuckDB session, if there is one; tables can't be read afterwards. Closing twice does no harm."""
        if not self._closed and isinstance(self._made, ByEngine):
            self._closed = True
            self._made.session.close()

    def __enter__(self) -> Result:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- shown ---

    def __repr__(self) -> str:
        return f"<planlang result of {self._headline()}>"

    def _repr_html_(self) -> str:
        summary = self._made.summary
        rows = [[name, amount_text(amount, summary.digits)] for name, amount in summary.totals]
        rows.append(["total", amount_text(summary.total, summary.digits)])
        counts = "; ".join(
            f"{one.rows:,} {one.data}, {one.credited:,} credited and {one.uncredited:,} not" for one in summary.counts
        )
        shown = html.heading(self._headline()) + html.table(["component", summary.currency], rows, [False, True])
        return shown + (html.note(counts) if counts else "")

    def _headline(self) -> str:
        summary = self._made.summary
        periods = summary.periods
        when = " to ".join(dict.fromkeys((periods[0], periods[-1]))) if periods else "no period"
        total = amount_text(summary.total, summary.digits)
        people = f"{summary.people:,} participant{'s' if summary.people != 1 else ''}"
        return f"{summary.plan}, {when}: {total} {summary.currency} to {people}"

    # --- pieces ---

    def _open(self) -> None:
        if self._closed:
            raise PlanlangError("the result is closed")

    def _decimal(self, amount: Fraction) -> Decimal:
        from planlang.core.decimals import places

        return Decimal(decimal_text(amount, max(self._made.summary.digits, places(amount) or 0)))

    def _table(self, name: str) -> Table:
        self._open()
        if isinstance(self._made, ByEngine):
            run = self._made.run
            query = next(query for query in run.queries if query.name == name)
            return Table(name, EngineRows(self._made.session, query, self._made.rows[name]))
        output = next(output for output in self._made.result.outputs if output.name == name)
        return Table(name, OutputRows(output))
