"""``planlang explain``: one person's pay, step by step."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from planlang.cli.explaining import Asked, NeedsAll, Origin, chosen_periods, explained
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
    'planlang explain plan.plan --example "a deal that straddles 100%" --participant ana\n'
    "planlang explain --from paid --participant Ana",
)
@click.argument("plan", metavar="[PLAN]", required=False)
@data_option(required=False)
@click.option("--from", "kept", metavar="DIR", help="Explain what `planlang run --explain-all` wrote there.")
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
    plan: str | None, data: tuple[str, ...], kept: str | None, example: str | None, participant: str, period: str | None,
    component: str | None, deal: str | None, form: str, full: bool, whole: bool, check_all: bool, paid: str | None,
    findings: str, color: str,
) -> None:  # fmt: skip
    """Show how one person's pay came about: what counted, what did not and why, and every step to the cent.

    Of large data only the rows that this payout depends on are read and checked. With --from, neither plan nor data is needed.
    """
    from planlang.cli.collecting import no_collecting
    from planlang.cli.compiled import compiled
    from planlang.cli.kept import explained_from
    from planlang.cli.paying import reject
    from planlang.cli.progress import Progress
    from planlang.run.result import Rejected

    asked = Asked(data, example, participant, period, component, deal, form, check_all)
    _together(plan, asked, kept, paid, whole)
    with Progress("reading the data") as progress, no_collecting():
        if kept is not None:
            ready, found, origin = explained_from(kept, asked, color, findings)
            paid = kept if deal is None else None
        else:
            ready = compiled(plan or "", color, findings)
            try:
                found, origin = _from_data(ready, asked, progress, whole, color, findings)
            except Rejected as rejected:
                reject(rejected, ready.sources, color, findings)
        from planlang.explain.document import text_digest

        if form == "json":
            from planlang.explain.document import to_text

            text = to_text(found[0], ready.name, text_digest(ready.whole), origin.data)
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


def _together(plan: str | None, asked: Asked, kept: str | None, paid: str | None, whole: bool) -> None:
    """Options that go together, and those that don't."""
    if kept is not None:
        if plan is not None or asked.data or asked.example is not None or paid is not None or whole or asked.check_all:
            raise wrong_usage(
                "`--from DIR` has the plan and all else there: leave out PLAN, --data and what goes with them"
            )
        return
    if plan is None:
        raise wrong_usage("say which plan, or --from DIR")
    if bool(asked.data) == (asked.example is not None):
        raise wrong_usage("say what to explain: either --data DIR or --example TITLE")
    if paid is not None and (asked.example is not None or asked.deal is not None):
        raise wrong_usage("`--paid` compares what was paid from data in a period: leave out --example and --deal")


def _from_data(
    ready: Compiled, asked: Asked, progress: Progress, whole: bool, color: str, findings: str
) -> tuple[list[Explanation], Origin]:
    """The explanations from data or an example; from all data where a slice has no answer."""
    try:
        return _found(ready, asked, progress, whole, color, findings)
    except NeedsAll:
        progress.step("reading all data")
        return _found(ready, asked, progress, True, color, findings)


def _found(
    ready: Compiled, asked: Asked, progress: Progress, whole: bool, color: str, findings: str
) -> tuple[list[Explanation], Origin]:
    """The explanations, and what they were made from."""
    reader, origin = _slice(ready, asked, whole) or _reader(ready, asked, color, findings)
    progress.step("explaining")
    return explained(ready, reader, asked, chosen_periods(ready, asked), sliced=bool(origin.note)), origin


def _slice(ready: Compiled, asked: Asked, whole: bool) -> tuple[Reader, Origin] | None:
    """An evaluator over a slice of large data; ``None`` where all data are read."""
    from planlang.cli.paying import data_sources
    from planlang.cli.slicing import check_all, files_of, sliced, what_was_read
    from planlang.data.large import is_large

    if whole or asked.example is not None or ready.graph.payout is None:
        return None
    sources = data_sources(asked.data, ready.graph)
    if not is_large(ready.graph.records, sources):
        return None
    chosen = chosen_periods(ready, asked)
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
