"""What holds of every plan with its data, on plans made up for it: see ``tests/strategies/worlds.py`` for which."""

from __future__ import annotations

import json
import random
import re
import tempfile
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.compile import compile_text
from planlang.core.graph import Graph
from planlang.core.invariants import violations
from planlang.core.printer import print_graph
from planlang.data.load import load
from planlang.explain.document import text_digest, to_text
from planlang.explain.steps import explain
from planlang.explain.text import render_text
from planlang.explain.verify import verify_text
from planlang.run.pay import pay
from planlang.run.result import Rejected
from planlang.run.write import write_run
from planlang.syntax.formatting import format_text
from tests.properties.oracle import Paying, Refused, expected
from tests.properties.running import FILE, Run, put
from tests.strategies.described import World
from tests.strategies.worlds import worlds


def few(count: int) -> settings:
    """So many examples; a world takes long to make, and that is as it should be."""
    return settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck))


def paid_or_refused(world: World) -> Run | None:
    """A run that paid; ``None`` where the oracle, too, refuses to pay."""
    run = Run(world)
    try:
        expected(world)
    except Refused:
        with pytest.raises(Rejected) as caught:
            pay(run.graph, run.data)
        assert {one.rule for one in caught.value.diagnostics} == {"reached-refused-row"}
        return None
    assert run.result
    return run


@few(60)
@given(worlds())
def test_every_cell_is_what_the_oracle_pays(world: World) -> None:
    run = Run(world)
    assert violations(run.graph) == []
    if paid_or_refused(world) is None:
        return
    cells, paid = expected(world)
    found = run.payouts()
    assert {key: amount for key, amount in found.items() if not key[2].startswith("payout:")} == cells
    sums: dict[tuple[str, str], Fraction] = dict.fromkeys(paid, Fraction(0))
    for (who, when, _), amount in found.items():
        sums[who, when] += amount
    assert sums == paid
    conserved(run)


def conserved(run: Run) -> None:
    """Nothing is made or lost between deals, credits, lines and payouts."""
    lines: dict[tuple[str, str, str], Fraction] = {}
    for row in run.output("lines"):
        key = (str(row["participant"]), str(row["period"]), str(row["component"]))
        lines[key] = lines.get(key, Fraction(0)) + Fraction(row["amount"])  # type: ignore[arg-type]
    assert {key: value for key, value in lines.items() if value} == {
        key: value for key, value in run.payouts().items() if value
    }
    world = run.world
    source = "splits" if world.splits is not None else "deals"
    uncredited = {(row["data"], row["key"]) for row in run.output("uncredited")}
    inside = {deal.id for deal in world.deals if world.first <= deal.closed <= world.last}
    made = {("deals", deal.id) for deal in world.deals if deal.id not in inside} if source == "deals" else {
        ("splits", split.id) for split in world.splits or () if split.deal not in inside
    }  # fmt: skip
    assert uncredited == made
    for count in run.result.counts:
        assert count.rows == len(world.tables()[count.data]) - 1 == count.credited + count.uncredited
    first = "Booked" if world.returns is not None else "Bookings"
    credited: dict[str, list[Fraction]] = {}
    owner = {split.id: split.deal for split in world.splits or ()}
    for row in run.output("credits"):
        if row["credit"] == first:
            credited.setdefault(owner.get(str(row["key"]), str(row["key"])), []).append(Fraction(row["amount"]))  # type: ignore[arg-type]
    amounts = {deal.id: deal.amount for deal in world.deals if deal.id in inside}
    assert {deal: sum(parts) for deal, parts in credited.items()} == amounts
    ledger = [one for one in Paying(world).ledgers["Bookings"] if world.first <= one.day <= world.last]
    paid_on = sorted((one.participant, one.day.toordinal(), one.amount, one.quota) for one in ledger)
    found = [row for row in run.output("credits") if row["credit"] == "Bookings"]
    assert sorted((r["participant"], r["date"], r["amount"], r["quota_credit"]) for r in found) == paid_on


@few(30)
@given(worlds())
def test_formatting_changes_no_meaning(world: World) -> None:
    text = world.text()
    once = format_text(text, FILE).text
    assert once is not None
    assert format_text(once, FILE).text == once
    before, after = compile_text(text, FILE), compile_text(once, FILE)
    assert before.graph is not None and after.graph is not None
    assert [one.rule for one in before.diagnostics] == [one.rule for one in after.diagnostics]
    assert without_places(before.graph) == without_places(after.graph)


def without_places(graph: Graph) -> str:
    """The graph's text without the lines of the plan that it points at."""
    return re.sub(r" +line \d+$", "", print_graph(graph), flags=re.MULTILINE)


@few(20)
@given(worlds())
def test_every_explanation_is_verified(world: World) -> None:
    run = paid_or_refused(world)
    if run is None:
        return
    cells, _ = expected(world)
    unit = world.payout.unit
    texts = {FILE: run.text}
    for (who, when, component), amount in cells.items():
        numbers = range(*(run.graph.calendar.period(unit, day) for day in run.graph.covers))
        period = next(n for n in (*numbers, numbers.stop) if run.graph.calendar.label(unit, n) == when)
        for part in (component, None) if component == world.rules[0].name else (component,):
            found = explain(run.reader, who, period, part, plan_text=texts)
            assert found is not None
            document = to_text(found, FILE, text_digest(run.text), run.digest)
            assert verify_text(document, texts, run.rows, run.digest) == []
            assert render_text(found)
            if part is not None:
                assert Fraction(json.loads(document)["result"]["value"]) == amount


@few(15)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_byte(world: World, chance: random.Random) -> None:
    run = paid_or_refused(world)
    if run is None:
        return
    mixed = {}
    for name, text in run.files.items():
        header, *rows = text.splitlines(keepends=True)
        chance.shuffle(rows)
        mixed[name] = "".join((header, *rows))
    assert outputs(run.graph, run.text, mixed) == outputs(run.graph, run.text, run.files)


def outputs(graph: Graph, text: str, files: dict[str, str]) -> dict[str, bytes]:
    """All that a run writes."""
    with tempfile.TemporaryDirectory() as name:
        data, out = Path(name) / "data", Path(name) / "out"
        data.mkdir()
        out.mkdir()
        put(data, files)
        loaded = load(graph.records, [data], graph.calendar)
        assert loaded.data is not None
        assert not write_run(out, pay(graph, loaded.data), text, loaded.digest, "csv")
        return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


@few(10)
@given(worlds())
def test_it_means_the_same_however_the_text_ends_its_lines(world: World) -> None:
    text = world.text()
    plain = compile_text(text, FILE).graph
    assert plain is not None
    for other in ("\ufeff" + text, text.replace("\n", "\r\n"), text.rstrip("\n")):
        found = compile_text(other.encode(), FILE).graph
        assert found is not None
        assert print_graph(found) == print_graph(plain)
