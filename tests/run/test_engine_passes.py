"""A whole run in the engine with all rewrites, with none and with each left out: what the interpreter pays, and what it refuses."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from planlang.compile import compile_text
from planlang.core.dataset import Dataset
from planlang.core.graph import Graph
from planlang.data.load import load
from planlang.data.named import Sources
from planlang.engines.sql import program
from planlang.engines.sql.executors.base import DoesNotFit
from planlang.engines.sql.executors.duckdb_executor import DuckDBExecutor
from planlang.engines.sql.inputs import from_dataset
from planlang.engines.sql.passes import ALL, EVERY, NONE
from planlang.engines.sql.program import Program
from planlang.run.engine import pay as module
from planlang.run.engine.checks import VALUES, checks
from planlang.run.engine.duckrun import DuckRun
from planlang.run.engine.pay import Doubt, EngineRun, pay_in_engine
from planlang.run.engine.select import Cellar
from planlang.run.engine.tables import RunQueries
from planlang.run.pay import pay
from planlang.run.periods import selected

PLAN = Path(__file__).parents[2] / "stdlib_plans" / "quarterly_ae" / "quarterly_ae.plan"
CHOICES = {"all": EVERY, "none": NONE, **{f"all but {name}": EVERY - {name} for name in ALL}}


@pytest.fixture(scope="module")
def plan() -> Graph:
    graph = compile_text(PLAN.read_bytes(), PLAN.name).graph
    assert graph is not None
    return graph


def written(folder: Path, splits: str, seed: int = 1) -> None:
    """Deals that carry people through all tiers and over both limits, some of them split, some negative."""
    chance = random.Random(seed)
    people = [f"p{n}" for n in range(6)]
    rows = [f"{who},{10 + n},{5 + n},{people[n - 1] if n else ''}" for n, who in enumerate(people)]
    (folder / "participants.csv").write_text("id,quota,variable,manager\n" + "\n".join(rows) + "\n")
    deals, parts = [], []
    for number in range(80):
        amount = chance.choice((1, 1, 1, 90_000, -0.02 if number > 40 else 1)) * chance.randrange(100, 400)
        product = chance.choice(("New", "New", "Upsell"))
        deals.append(f"d{number:02d},2025-02-{1 + number * 28 // 80:02d},{product},{amount / 100:.2f}")
        who = chance.sample(people, 3)
        shares = chance.choice(
            ([("100%", "yes")], [("60%", "yes"), ("40%", "no")], [("50%", "no"), ("49.5%", "no"), ("0.5%", "yes")])
        )
        parts += [f"d{number:02d},{one},{share},{prime}" for one, (share, prime) in zip(who, shares)]
    (folder / "deals.csv").write_text("id,closed,product,amount\n" + "\n".join(deals) + "\n")
    (folder / "splits.csv").write_text("deal,to,share,primary\n" + "\n".join(parts) + "\n" + splits)


def loaded(plan: Graph, folder: Path) -> Dataset:
    found = load(plan.records, [folder], plan.calendar)
    assert found.data is not None, found.diagnostics
    return found.data


def paid(plan: Graph, data: Dataset, passes: frozenset[str]) -> EngineRun:
    executor = DuckDBExecutor()
    tables = from_dataset(data)
    for one in tables:
        executor.create(one.table.relation, one.types, one.cells)
    inputs = {one.table.record.name: one.table for one in tables}
    return pay_in_engine(executor, plan, inputs, selected(plan, None), passes)


@pytest.mark.parametrize("choice", CHOICES)
def test_the_same_run(choice: str, plan: Graph, tmp_path: Path) -> None:
    written(tmp_path, "")
    data = loaded(plan, tmp_path)
    expected = pay(plan, data)
    run = paid(plan, data, CHOICES[choice])
    for output in expected.outputs:
        assert list(run.table(output.name).rows()) == list(output.rows()), output.name
    assert run.summary == expected.summary
    lines = [row[:2] for row in next(one for one in expected.outputs if one.name == "lines").rows()]
    assert {("Base", "limit"), ("NewProductPush", "limit")} <= set(lines)


@pytest.mark.parametrize("choice", ("all", "all but together", "all but proven"))
@pytest.mark.parametrize("others", (("0%",), ("33.33%", "33.33%", "-66.66%")))
def test_others_beside_the_whole_share(choice: str, others: tuple[str, ...], plan: Graph, tmp_path: Path) -> None:
    """Where shares may be negative, those beside a whole one leave cents over; a deal of one such row is none of several."""
    written(tmp_path, "")
    added = {
        "deals": [f"e{n},2025-03-30,New,{n}.{n}1" for n in range(1, 9)],
        "splits": [f"e{n},p{n % 3},100%,yes" for n in range(1, 9)]
        + [f"e{n},p{3 + at},{share},no" for n in range(1, 9) for at, share in enumerate(others)],
    }
    for name, lines in added.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(path.read_text() + "\n".join(lines) + "\n")
    data = loaded(plan, tmp_path)
    run, expected = paid(plan, data, CHOICES[choice]), pay(plan, data)
    for output in expected.outputs:
        assert list(run.table(output.name).rows()) == list(output.rows()), output.name


def test_a_check_and_a_remainder_share_their_groups(plan: Graph, tmp_path: Path) -> None:
    written(tmp_path, "")
    loaded_ = DuckRun(plan, Sources((tmp_path,)))
    found = []
    for passes in (EVERY, EVERY - {"together"}):
        run = pay_in_engine(loaded_.executor, plan, loaded_.tables, selected(plan, None), passes)
        found += [groups for groups in run.program.groups if groups.quick is not None]
        for statement in (*run.program.statements, *run.program.prepared):
            loaded_.executor.drop(statement.name)
    loaded_.close()
    shared, apart = found
    assert f'JOIN "{shared.after}" ON' in (shared.quick or "") and "GROUP BY" not in (shared.quick or "")
    assert apart.after == apart.read and "GROUP BY" in (apart.quick or "")


def test_credits_of_the_same_rows_are_read_once(plan: Graph, tmp_path: Path) -> None:
    """What a manager is credited of the team's rows, of whom one has nobody above: the pass says it of each row once."""
    written(tmp_path, "")
    data = loaded(plan, tmp_path)
    runs = [paid(plan, data, passes) for passes in (EVERY, EVERY - {"alike"})]
    texts = [next(query for query in run.queries if query.name == "credits").sql for run in runs]
    assert [text.count("CROSS JOIN") for text in texts] == [1, 0]
    rows = [list(run.table("credits").rows()) for run in runs]
    assert rows[0] == rows[1]
    names = [row[0] for row in rows[0]]
    assert 0 < names.count("TeamBookings") < names.count("Bookings")


@pytest.mark.parametrize("choice", ("all", "none"))
def test_what_is_read_no_more_is_dropped(choice: str, plan: Graph, tmp_path: Path) -> None:
    written(tmp_path, "")
    run = paid(plan, loaded(plan, tmp_path), CHOICES[choice])
    spent = {name for names in run.program.spent(run.executor.dialect).values() for name in names}
    there = {row[0] for row in run.executor.fetch("SELECT table_name AS name FROM duckdb_tables()").rows}
    assert spent
    assert {statement.name for statement in run.program.statements} & there == {
        statement.name for statement in run.program.statements
    } - spent


@pytest.mark.parametrize(
    "change", ("UPDATE {table} SET {cell} = {cell} + 1 WHERE {who} = 'p2'", "DELETE FROM {table} WHERE {who} = 'p2'")
)
def test_amounts_that_are_in_no_payout_are_found(change: str, plan: Graph, tmp_path: Path) -> None:
    written(tmp_path, "")
    run = paid(plan, loaded(plan, tmp_path), EVERY)
    cellar = Cellar(run.program, run.executor.dialect)
    queries = RunQueries(plan, cellar, selected(plan, None), plan.covers)
    made = {one.what: one.sql for one in checks(plan, cellar, queries, set()) if "add up to it" in one.what}
    assert [what.split()[3] for what in made] == ["Base", "NewProductPush", "Team"]
    assert not any(run.executor.fetch(sql).rows for sql in made.values())
    assert plan.payout is not None
    cells = [run.program.cells[plan.payout.table, name] for name in ("payout of Base", plan.payout.participant)]
    names = {"table": cells[0].relation, "cell": cells[0].top, "who": cells[1].top}
    run.executor.execute(change.format(**{key: f'"{name}"' for key, name in names.items()}))
    found = [what for what, sql in made.items() if run.executor.fetch(sql).rows]
    assert found and "Base" in found[0]


@pytest.mark.parametrize("choice", ("all", "none", "all but grouped"))
@pytest.mark.parametrize(
    "wrong",
    ("d00,p9,1%,no\n", "", "d98,p1,100%,no\n", "d98,p1,50%,yes\nd98,p2,50%,yes\n"),
    ids=("too much", "no splits", "no primary", "two primaries"),
)
def test_data_checks_refuse(choice: str, wrong: str, plan: Graph, tmp_path: Path) -> None:
    written(tmp_path, wrong)
    more = {"participants": "p9,1,1,\n", "deals": "d98,2025-03-01,New,5.00\n" if "d00" not in wrong else ""}
    for name, text in more.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(path.read_text() + text)
    with pytest.raises(Doubt, match="the checks of deals") as doubt:
        paid(plan, loaded(plan, tmp_path), CHOICES[choice])
    assert doubt.value.sure


@pytest.mark.parametrize(("trouble", "left_out"), ((Doubt(VALUES, False), "gathered"), (DoesNotFit("300"), "narrow")))
def test_it_is_tried_again(
    trouble: Exception, left_out: str, plan: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A value may be missing, or not fit, in a row that nobody asks for: the engine pays, without the rewrite that looks at it."""
    tried: list[frozenset[str]] = []
    real = module._checked

    def checked(*args: Any) -> EngineRun:
        if len(tried) == 1:
            raise trouble
        return real(*args)

    def compiled(*args: Any) -> Program:
        tried.append(frozenset(args[6]))
        return program.compiled(*args)

    monkeypatch.setattr(module, "_checked", checked)
    monkeypatch.setattr(module, "compiled", compiled)
    written(tmp_path, "")
    data = loaded(plan, tmp_path)
    assert paid(plan, data, EVERY).summary == pay(plan, data).summary
    assert tried == [EVERY, EVERY - {left_out}]


def test_a_sure_doubt_is_not_tried_again(plan: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def checked(*args: object) -> EngineRun:
        raise Doubt("the checks of deals", True)

    monkeypatch.setattr(module, "_checked", checked)
    written(tmp_path, "")
    with pytest.raises(Doubt):
        paid(plan, loaded(plan, tmp_path), EVERY)
