"""``planlang analyse``: what a payout does as one amount changes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import click

from planlang.cli.options import Words, color_option, data_option, findings_option, out
from planlang.cli.options import command as _command
from planlang.cli.stop import unknown, wrong_usage

if TYPE_CHECKING:
    from planlang.analysis.varied import Cell
    from planlang.cli.compiled import Compiled
    from planlang.core.dataset import Dataset
    from planlang.core.graph import Graph


@_command(
    "analyse",
    "planlang analyse plan.plan --data data --participant Ana\n"
    "planlang analyse plan.plan --data data --at 80%,100%,120%\n"
    "planlang analyse plan.plan --data data --participant Ana --vary deal.amount --row D-103 --through 500000\n"
    'planlang analyse plan.plan --example "a deal that straddles 100%" --participant ana --format json',
)
@click.argument("plan", metavar="PLAN")
@data_option(required=False)
@click.option("--example", metavar="TITLE", help="Start from an example of the plan instead of data.")
@click.option("--participant", metavar="NAME", help="Whose pay; without it, everybody's in one table.")
@click.option("--at", metavar="PERCENTS", help="Attainments to pay everybody at, such as 80%,100%,120%.")
@click.option("--measure", metavar="NAME", help="Which measure is the attainment, where the plan has several.")
@click.option("--vary", metavar="COLUMN", help="Which amount changes, such as deal.amount.")
@click.option("--row", metavar="ID", help="In which row; otherwise the participant's largest.")
@click.option("--from", "low", metavar="AMOUNT", default="0", help="From where; 0 if nothing is said.")
@click.option("--through", "high", metavar="AMOUNT", help="Up to where; otherwise ten times what it is.")
@click.option("--moves/--no-moves", default=True, help="Also try what other days, splitting and merging would pay.")
@click.option(
    "--format",
    "form",
    type=Words(["text", "json", "csv"]),
    default="text",
    help="A page to read, everything, or a table to plot.",
)
@findings_option
@color_option
def command(
    plan: str, data: tuple[str, ...], example: str | None, participant: str | None, at: str | None, measure: str | None,
    vary: str | None, row: str | None, low: str, high: str | None, moves: bool, form: str, findings: str, color: str,
) -> None:  # fmt: skip
    """Show what one person is paid as one amount changes: exactly, from the plan itself, not by trying amounts.

    The table says what the next unit of money pays on each stretch; below it stand cliffs, dead zones, stretches on which
    selling more pays less, and what the person would gain by another day, by splitting a deal or by making two one.

    Without `--participant`, or with `--at`, a table of everybody: the least and the most that each can be paid whatever is sold, what they are
    paid at given attainments, and what the next unit of money pays at every attainment.
    """
    from planlang.cli.compiled import compiled
    from planlang.cli.paying import reject
    from planlang.cli.progress import Progress
    from planlang.run.result import Rejected

    if bool(data) == (example is not None):
        raise wrong_usage("say what to start from: either --data DIR or --example TITLE")
    with Progress("checking the plan") as progress:
        ready = compiled(plan, color, findings)
        if ready.graph.payout is None:
            raise wrong_usage("the plan has no payout, so there is nothing to analyse")
        progress.step("reading the data")
        try:
            dataset = _data(ready, data, example, color, findings)
            if participant is None or at is not None:
                if vary is not None or row is not None:
                    raise wrong_usage("`--vary` and `--row` are of one person's pay: `--participant` says whose")
                from planlang.cli.analyse_people import report_people

                progress.step("analysing")
                return out(report_people(ready.graph, dataset, participant, at, measure, form))
            cell = _cell(ready.graph, dataset, participant, vary, row)
        except Rejected as rejected:
            reject(rejected, ready.sources, color, findings)
        from planlang.analysis.document import render_csv, render_json
        from planlang.analysis.moves import moves as tried
        from planlang.analysis.report import report
        from planlang.analysis.text import render_text
        from planlang.analysis.varied import value_of

        now = value_of(dataset, cell)
        least = _amount(low, "--from", ready.graph.digits)
        most = (
            _amount(high, "--through", ready.graph.digits) if high is not None else max(abs(now) * 10, Fraction(1000))
        )
        if least >= most:
            raise wrong_usage("`--from` has to be less than `--through`")
        progress.step("analysing")
        found = report(ready.graph, dataset, participant, cell, least, most)
        progress.step("trying changes")
        changes = tried(ready.graph, dataset, participant) if moves else None
    if form == "csv":
        return out(render_csv(found))
    render = render_json if form == "json" else render_text
    return out(render(ready.graph, dataset, found, changes))


def _data(ready: Compiled, data: tuple[str, ...], example: str | None, color: str, findings: str) -> Dataset:
    """The checked data, payable as it is; raises ``Rejected``."""
    from planlang.run.pay import pay

    if example is None:
        from planlang.cli.paying import load_data

        dataset = load_data(ready.graph, data, ready.sources, color, findings)[0]
    else:
        from planlang.testing.examples import example_data, examples_of

        examples = {one.title: one for one in examples_of(ready.tree)}
        if example not in examples:
            raise unknown("example", example, examples, "in this plan")
        dataset = example_data(examples[example], ready.graph, ready.name).data or {}
    pay(ready.graph, dataset)
    return dataset


def _cell(graph: Graph, data: Dataset, participant: str, vary: str | None, row: str | None) -> Cell:
    """The amount that changes; unknown names end the command with what may have been meant."""
    from planlang.analysis.origins import amounts, credited_rows
    from planlang.analysis.varied import Cell, value_of
    from planlang.engines.interpreter import Evaluator

    reader = Evaluator(graph, data)
    assert graph.payout is not None
    people = [str(name) for name in reader.column(graph.payout.table, graph.payout.participant).items]
    if participant not in people:
        raise unknown("participant", participant, people, "in the data")
    words = {record.name: record.row for record in graph.records}
    known = {f"{words[record]}.{column}": (record, column) for record, column in _numbers(graph)}
    credited = credited_rows(reader, participant)
    if vary is not None:
        if vary not in known:
            raise unknown("amount", vary, known, "in the data of this plan")
        record, column = known[vary]
    else:
        places = [place for place in amounts(graph) if credited.get(place[0])] or amounts(graph)
        if not places:
            raise wrong_usage("no credit of this plan has an amount of money", f"--vary {' | '.join(known)}")
        record, column = places[0]
    ids = data[record].ids
    if row is not None:
        if row not in ids:
            raise unknown(words[record], row, ids, "in the data")
        return Cell(record, column, ids.index(row))
    rows = credited.get(record) or range(len(ids))
    cells = [Cell(record, column, number) for number in rows]
    cells = [cell for cell in cells if data[record].columns[column].items[cell.row] is not None]
    if not cells:
        raise wrong_usage(f"there is no {words[record]} whose {column} could change")
    return max(cells, key=lambda cell: (value_of(data, cell), -cell.row))


def _numbers(graph: Graph) -> list[tuple[str, str]]:
    from planlang.core.records import NUMERIC

    return [(spec.name, column.name) for spec in graph.records for column in spec.columns if column.kind in NUMERIC]


def _amount(text: str, option: str, digits: int) -> Fraction:
    import re

    plain = text.replace(",", "")
    if not re.fullmatch(rf"-?[0-9]{{1,15}}(\.[0-9]{{1,{max(digits, 1)}}})?", plain):
        raise wrong_usage(f"`{option} {text}` is no amount such as 500000.00")
    return Fraction(plain)
