"""What is asked of ``planlang explain``, and the explanations from a reader of values, wherever these come from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from planlang.cli.stop import unknown, wrong_usage
from planlang.slotted import frozen

if TYPE_CHECKING:
    from planlang.cli.compiled import Compiled
    from planlang.explain.model import Explanation, Reader


@frozen
class Asked:
    """What is to be explained, and from what."""

    data: tuple[str, ...]
    example: str | None
    participant: str
    period: str | None
    component: str | None
    deal: str | None
    form: str
    check_all: bool


@frozen
class Origin:
    """What an explanation was made from, as its document says it; ``note`` is for whoever asked."""

    data: str | dict[str, Any]
    note: str = ""

    @property
    def digests(self) -> str | dict[str, str]:
        """The digest of the data, or those of its files."""
        return self.data if isinstance(self.data, str) else {name: one["digest"] for name, one in self.data.items()}


class NeedsAll(Exception):
    """A question that only all data can answer."""


def chosen_periods(ready: Compiled, asked: Asked) -> Sequence[int]:
    """The numbers of the payout periods that are meant."""
    from planlang.cli.paying import no_period
    from planlang.run.periods import NoSuchPeriod, selected

    try:
        return selected(ready.graph, asked.period)
    except NoSuchPeriod as wrong:
        raise no_period(wrong) from None


def periods_of(reader: Reader, asked: Asked, chosen: Collection[int]) -> Sequence[int]:
    """Of the payout periods that are meant, those to explain; the participant is known in each."""
    graph, participant = reader.graph, asked.participant
    if graph.payout is None:
        raise wrong_usage("the plan has no payout, so there is nothing to explain")
    info = graph.payout
    rows = list(range(reader.count(info.table)))
    people = reader.column(info.table, info.participant, rows).items
    if participant not in people:
        raise unknown("participant", participant, people, "in the data")
    rows = [row for row, name in zip(rows, people, strict=True) if name == participant]
    periods = reader.column(info.table, info.period, rows).items
    rows = [row for row, period in zip(rows, periods, strict=True) if period in set(chosen)]
    if not rows:
        raise wrong_usage(f"`{participant}` has no payout in {asked.period}")
    amounts = reader.column(info.table, info.result, rows).items
    paying = [row for row, amount in zip(rows, amounts, strict=True) if amount] or rows
    found = list(reader.column(info.table, info.period, paying if asked.period is None else rows).items)
    if asked.form == "json" and len(found) > 1:
        labels = ", ".join(graph.calendar.label(info.unit, period) for period in found)
        raise wrong_usage("a JSON explanation is about one period", f"give one: --period {labels.replace(', ', ' | ')}")
    return found


def check_known(reader: Reader, component: str | None, deal: str | None, sliced: bool) -> None:
    """Unknown names end the command with what may have been meant; those of deals of others, all data must tell."""
    graph = reader.graph
    assert graph.payout is not None
    components = [name for name, _ in graph.payout.components]
    if component is not None and component not in components:
        raise unknown("paying rule", component, components, "in the payout of this plan")
    if deal is not None:
        from planlang.run.credited import credited_tables, ids_of

        ids = ids_of(reader, credited_tables(graph))
        if deal in ids:
            return
        if sliced:
            raise NeedsAll
        raise unknown("deal or other row", deal, ids, "in the data")


def explained(
    ready: Compiled, reader: Reader, asked: Asked, chosen: Collection[int], *, sliced: bool
) -> list[Explanation]:
    """The explanations of what is asked, within some payout periods; at least one."""
    from planlang.engines.interpreter import Refusal
    from planlang.explain.steps import explain
    from planlang.run.result import Rejected

    periods = periods_of(reader, asked, chosen)
    component, deal = asked.component, asked.deal
    check_known(reader, component, deal, sliced)
    try:
        each = (explain(reader, asked.participant, period, component, deal, ready.sources) for period in periods)
        found = [one for one in each if one is not None]
    except Refusal as refusal:
        raise Rejected(refusal.diagnostics) from None
    if not found and sliced:
        raise NeedsAll
    if not found:
        from planlang.run.credited import reasons_of

        about = f" on `{deal}`" if deal is not None else ""
        rule = f" by {component}" if component is not None else ""
        hints = [] if deal is None else reasons_of(reader, deal)
        raise wrong_usage(f"nothing is paid to `{asked.participant}`{rule}{about} in that time", *hints)
    return found
