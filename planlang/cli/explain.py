"""``planlang explain``: one person's pay, step by step."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click
from attr import frozen

from planlang.cli.options import Words, color_option, coloured, data_option, findings_option, out, say, width_of
from planlang.cli.options import command as _command
from planlang.cli.stop import unknown, wrong_usage

if TYPE_CHECKING:
    from planlang.cli.compiled import Compiled
    from planlang.cli.progress import Progress
    from planlang.explain.model import Explanation, Reader


@_command(
    "explain",
    "planlang explain plan.plan --data data --participant Ana\n"
    "planlang explain plan.plan --data data --participant Ana --period 2025-Q1 --component Base --deal D-103\n"
    "planlang explain plan.plan --data data --participant Ana --period 2025-Q1 --format json > ana.json\n"
    'planlang explain plan.plan --example "a deal that straddles 100%" --participant ana',
)
@click.argument("plan", metavar="PLAN")
@data_option(required=False)
@click.option("--example", metavar="TITLE", help="Explain an example of the plan instead of data.")
@click.option("--participant", required=True, metavar="NAME", help="Whose pay.")
@click.option("--period", metavar="PERIOD", help="Which period, such as 2025-Q1; otherwise all that pay something.")
@click.option("--component", metavar="NAME", help="Only this rule of the plan.")
@click.option("--deal", metavar="ID", help="Only what comes from this deal (or other row of the data).")
@click.option("--format", "form", type=Words(["text", "json"]), default="text", help="A page to read, or everything.")
@click.option("--full", is_flag=True, help="In the text, also show steps that changed nothing.")
@click.option("--whole", is_flag=True, help="Read and check all data, however large.")
@click.option(
    "--check-all", is_flag=True, help="Of large data, check all rows of the files too, before any is explained."
)
@click.option("--paid", metavar="DIR", help="Also compare with the payouts that `planlang run` wrote there.")
@findings_option
@color_option
def command(
    plan: str, data: tuple[str, ...], example: str | None, participant: str, period: str | None,
    component: str | None, deal: str | None, form: str, full: bool, whole: bool, check_all: bool, paid: str | None,
    findings: str, color: str,
) -> None:  # fmt: skip
    """Show how one person's pay came about: what counted, what did not and why, and every step to the cent.

    Of large data only the rows that this payout depends on are read and checked.
    """
    from planlang.cli.compiled import compiled
    from planlang.cli.paying import reject
    from planlang.cli.progress import Progress
    from planlang.cli.slicing import NeedsAll, no_collecting
    from planlang.run.result import Rejected

    if bool(data) == (example is not None):
        raise wrong_usage("say what to explain: either --data DIR or --example TITLE")
    if paid is not None and (example is not None or deal is not None):
        raise wrong_usage("`--paid` compares what was paid from data in a period: leave out --example and --deal")
    asked = Asked(data, example, participant, period, component, deal, form, check_all)
    with Progress("reading the data") as progress, no_collecting():
        ready = compiled(plan, color, findings)
        try:
            try:
                found, origin = _found(ready, asked, progress, whole, color, findings)
            except NeedsAll:
                progress.step("reading all data")
                found, origin = _found(ready, asked, progress, True, color, findings)
        except Rejected as rejected:
            reject(rejected, ready.sources, color, findings)
        from planlang.explain.document import text_digest

        if form == "json":
            from planlang.explain.document import render, to_document

            text = render(to_document(found[0], ready.name, text_digest(ready.whole), origin.data))
        else:
            from planlang.explain.text import render_text

            colour, width = coloured(color, sys.stdout), width_of(sys.stdout)
            text = "\n".join(render_text(one, full=full, width=width, colour=colour) for one in found)
        notes = [origin.note] if origin.note else []
        if paid is not None:
            from planlang.cli.paid import compare

            notes.append(compare(found, paid, text_digest(ready.whole), origin.digests))
    out(text)
    for note in notes:
        say(note)


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


def _found(
    ready: Compiled, asked: Asked, progress: Progress, whole: bool, color: str, findings: str
) -> tuple[list[Explanation], Origin]:
    """The explanations, and what they were made from."""
    reader, origin = _slice(ready, asked, whole) or _reader(ready, asked, color, findings)
    progress.step("explaining")
    periods = _periods(reader, asked.participant, asked.period, asked.form)
    sliced = bool(origin.note)
    _known(reader, asked.component, asked.deal, sliced)
    return _explained(ready, reader, asked, periods, sliced), origin


def _slice(ready: Compiled, asked: Asked, whole: bool) -> tuple[Reader, Origin] | None:
    """An evaluator over a slice of large data; ``None`` where all data are read."""
    from planlang.cli.paying import data_sources, no_period
    from planlang.cli.slicing import check_all, files_of, is_large, sliced, what_was_read
    from planlang.run.periods import NoSuchPeriod, selected

    if whole or asked.example is not None or ready.graph.payout is None:
        return None
    sources = data_sources(asked.data, ready.graph)
    if not is_large(ready.graph, sources):
        return None
    try:
        chosen = selected(ready.graph, asked.period)
    except NoSuchPeriod as wrong:
        raise no_period(wrong) from None
    if asked.check_all:
        check_all(ready, sources)
    part = sliced(ready.graph, sources, asked.participant, chosen)
    return part.evaluator, Origin(files_of(part), what_was_read(part, asked.check_all))


def _reader(ready: Compiled, asked: Asked, color: str, findings: str) -> tuple[Reader, Origin]:
    """An evaluator over the data or the example, and the data's digest."""
    from planlang.run.pay import reader_of

    if asked.example is None:
        from planlang.cli.paying import load_data

        dataset, digest = load_data(ready.graph, asked.data, ready.sources, color, findings)
        return reader_of(ready.graph, dataset), Origin(f"sha256:{digest}")
    from planlang.testing.examples import example_data, examples_of

    examples = {one.title: one for one in examples_of(ready.tree)}
    if asked.example not in examples:
        raise unknown("example", asked.example, examples, "in this plan")
    result = example_data(examples[asked.example], ready.graph, ready.name)
    return reader_of(ready.graph, result.data or {}), Origin(f"sha256:{result.digest}")


def _periods(reader: Reader, participant: str, asked: str | None, form: str) -> Sequence[int]:
    """The numbers of the payout periods to explain; the participant is known in each."""
    from planlang.cli.paying import no_period
    from planlang.run.periods import NoSuchPeriod, selected

    graph = reader.graph
    if graph.payout is None:
        raise wrong_usage("the plan has no payout, so there is nothing to explain")
    info = graph.payout
    rows = list(range(reader.count(info.table)))
    people = reader.column(info.table, info.participant, rows).items
    if participant not in people:
        raise unknown("participant", participant, people, "in the data")
    try:
        chosen = set(selected(graph, asked))
    except NoSuchPeriod as wrong:
        raise no_period(wrong) from None
    rows = [row for row, name in zip(rows, people, strict=True) if name == participant]
    periods = reader.column(info.table, info.period, rows).items
    rows = [row for row, period in zip(rows, periods, strict=True) if period in chosen]
    if not rows:
        raise wrong_usage(f"`{participant}` has no payout in {asked}")
    amounts = reader.column(info.table, info.result, rows).items
    paying = [row for row, amount in zip(rows, amounts, strict=True) if amount] or rows
    found = list(reader.column(info.table, info.period, paying if asked is None else rows).items)
    if form == "json" and len(found) > 1:
        labels = ", ".join(graph.calendar.label(info.unit, period) for period in found)
        raise wrong_usage("a JSON explanation is about one period", f"give one: --period {labels.replace(', ', ' | ')}")
    return found


def _known(reader: Reader, component: str | None, deal: str | None, sliced: bool) -> None:
    """Unknown names end the command with what may have been meant; those of deals of others, all data must tell."""
    from planlang.cli.slicing import NeedsAll

    graph = reader.graph
    assert graph.payout is not None
    components = [name for name, _ in graph.payout.components]
    if component is not None and component not in components:
        raise unknown("paying rule", component, components, "in the payout of this plan")
    if deal is not None and deal not in (ids := _ids(reader)):
        if sliced:
            raise NeedsAll
        raise unknown("deal or other row", deal, ids, "in the data")


def _ids(reader: Reader) -> list[str]:
    """The names of all rows that are credited, and of the rows they refer to."""
    from planlang.core.graph import Input
    from planlang.run.credited import credited_tables

    found: dict[str, None] = {}
    for table in credited_tables(reader.graph):
        rows = reader.graph.tables[table].rows
        assert isinstance(rows, Input)
        record = reader.data[rows.record]
        found.update(dict.fromkeys(record.ids))
        for column in record.spec.columns:
            if column.kind == "row":
                found.update(dict.fromkeys(str(item) for item in record.columns[column.name].items if item is not None))
    return list(found)


def _explained(
    ready: Compiled, reader: Reader, asked: Asked, periods: Sequence[int], sliced: bool
) -> list[Explanation]:
    from planlang.cli.slicing import NeedsAll
    from planlang.engines.interpreter import Refusal
    from planlang.explain.steps import explain
    from planlang.run.result import Rejected

    component, deal = asked.component, asked.deal
    try:
        each = (explain(reader, asked.participant, period, component, deal, ready.sources) for period in periods)
        found = [one for one in each if one is not None]
    except Refusal as refusal:
        raise Rejected(refusal.diagnostics) from None
    if not found and sliced:
        raise NeedsAll
    if not found:
        about = f" on `{deal}`" if deal is not None else ""
        rule = f" by {component}" if component is not None else ""
        hints = _why_not(reader, deal)
        raise wrong_usage(f"nothing is paid to `{asked.participant}`{rule}{about} in that time", *hints)
    return found


def _why_not(reader: Reader, deal: str | None) -> list[str]:
    """Why a row of the data is credited to nobody, if it is not."""
    from planlang.run.credited import uncredited_table

    output, _ = uncredited_table(reader)
    return [f"{data} {key} was not credited: {reason}" for data, key, reason in output.rows() if key == deal]
