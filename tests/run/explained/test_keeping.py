"""What a run keeps of all explanations gives the same pages and documents as the data do."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.compile import compile_text
from planlang.core.calendar import FiscalCalendar
from planlang.core.graph import Unit
from planlang.core.values import Values
from planlang.data.load import load
from planlang.data.outputs import Format
from planlang.engines.interpreter import Evaluator, Refusal
from planlang.engines.interpreter.kept import NotKept
from planlang.run.explained import batches, texts
from planlang.run.explained.read import NoExplanations, open_explained
from planlang.run.explained.write import explain_all
from planlang.run.pay import pay_with, reader_of
from planlang.run.periods import payout_periods
from planlang.run.result import Rejected, RunFault
from planlang.run.tables import Output
from planlang.slotted import evolve
from tests.conformance import sources
from tests.explain.worlds import model
from tests.run.explained.keeping import compare, compare_files, keep, through_texts
from tests.strategies.described import World
from tests.strategies.worlds import worlds

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
CALENDAR = FiscalCalendar(4, "end")


@pytest.mark.parametrize(
    ("name", "form", "sliced"), [("quarterly_ae", "csv", False), ("eight_answers", "parquet", True)]
)
def test_model_plans(name: str, form: Format, sliced: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_FIRST", 2)
    monkeypatch.setattr(batches, "_MOST", 2)
    world = model(name)
    whole = keep(world.graph, sources.MODELS / name / "data", world.texts, tmp_path / "out", form, sliced)
    assert whole is not None
    assert compare_files(world.graph, whole, world.texts, tmp_path / "out") > 8


@pytest.mark.parametrize("plan", sources.PLANS[::3], ids=lambda path: path.stem)
def test_examples(plan: Path) -> None:
    text = {plan.name: plan.read_text("utf-8")}
    for case in sources.of_plan(plan)[:3]:
        if case.graph.payout is not None:
            try:
                kept = through_texts(reader_of(case.graph, case.data))
            except (Rejected, Refusal):
                continue
            compare(case.graph, Evaluator(case.graph, case.data), text, lambda _, kept=kept: kept)  # type: ignore[misc]


@settings(max_examples=4, deadline=None, suppress_health_check=SLOW)
@given(worlds())
def test_generated_plans(tmp_path_factory: pytest.TempPathFactory, world: World) -> None:
    directory = tmp_path_factory.mktemp("world")
    for name, text in world.files().items():
        (directory / name).write_text(text, "utf-8")
    graph = compile_text(world.text(), "made.plan").graph
    assert graph is not None
    data = load(graph.records, [directory], graph.calendar).data
    assert data is not None
    try:
        kept = through_texts(reader_of(graph, data))
    except (Rejected, Refusal):
        return
    compare(graph, Evaluator(graph, data), {"made.plan": world.text()}, lambda _: kept)


def test_a_difference_from_what_is_paid_writes_nothing(tmp_path: Path) -> None:
    world = model("quarterly_ae")
    chosen = payout_periods(world.graph)
    payouts = pay_with(world.reader(), chosen).payouts
    amounts = payouts["amount"]
    wrong = Values([amounts.items[0] + 1, *amounts.items[1:]], amounts.den)
    columns = tuple(evolve(one, values=wrong) if one.name == "amount" else one for one in payouts.columns)
    batch = batches.Whole(world.reader(), world.digest)
    said = r"differ in 1 cell, the first Ana, 2025-Q1, Base: 30,000.01 paid, 30,000.00 explained"
    with (
        pytest.raises(RunFault, match=said),
        explain_all(world.graph, (world.file, ""), batch, tmp_path / "out") as beside,
    ):
        beside.fill(chosen, Output("payouts", columns), lambda done, of: None)
    assert list(tmp_path.iterdir()) == []


ODDLY_CALLED = """plan Odd "Oddly called" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-03-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {
        id:   text, key
        area: text, optional
    }

    data deals, each row a deal {
        id:     text, key
        closed: date
        owner:  participant
        amount: money
    }

    credit Bookings for each deal {
        to            deal.owner
        amount        deal.amount
        quota credit  deal.amount
        dated         deal.closed
        ordered       by deal.closed, then deal.id
    }

    commission Base for each credit of Bookings {
        when     deal.owner.area is known and deal.owner.area is "a, b"
        pay      1% of credit.amount
        rounded  each credit
    }

    payout for each participant each quarter, by credit date {
        add  Base
        if negative  collected
    }
}
"""


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_parts_with_other_columns_and_odd_texts(form: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first part has no deals, so that cells of its rules come with the second."""
    monkeypatch.setattr(batches, "_FIRST", 1)
    monkeypatch.setattr(batches, "_MOST", 1)
    data = tmp_path / "data"
    data.mkdir()
    people = '"=1+1, ""A""","a, b"\n"O\'Neil, & Söhne","a, b"\nnone,\n'
    deals = '"d,1","=1+1, ""A""",2025-01-05,100.07\n"\'\'d2","O\'Neil, & Söhne",2025-02-05,1000\n'
    (data / "participants.csv").write_text(f"id,area\nAda,\n{people}", "utf-8")
    (data / "deals.csv").write_text(f"id,owner,closed,amount\n{deals}", "utf-8")
    compiled = compile_text(ODDLY_CALLED, "odd.plan")
    assert compiled.graph is not None, compiled.diagnostics
    whole = keep(compiled.graph, data, {"odd.plan": ODDLY_CALLED}, tmp_path / "out", form, sliced=True)
    assert whole is not None
    assert compare_files(compiled.graph, whole, {"odd.plan": ODDLY_CALLED}, tmp_path / "out") > 8


def test_a_cell_that_was_not_kept_is_not_made_up(tmp_path: Path) -> None:
    world = model("quarterly_ae")
    keep(world.graph, sources.MODELS / "quarterly_ae" / "data", world.texts, tmp_path / "out", "csv", False)
    path = tmp_path / "out" / "explained_bookings.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    names = head.split(",")
    for name in names[3:]:
        other = [n for n in names if n != name]
        path.write_text(
            "\n".join([",".join(other), *(",".join(_without(row, names.index(name))) for row in rows)]) + "\n"
        )
        break
    kept = open_explained(tmp_path / "out")
    with pytest.raises(NotKept):
        compare_files(world.graph, world.reader(), world.texts, tmp_path / "out")
    with pytest.raises(NoExplanations, match="explains no payout of `Nobody`"):
        kept.reader(world.graph, "Nobody")


def _without(row: str, place: int) -> list[str]:
    cells = row.split(",")
    return cells[:place] + cells[place + 1 :]


ODD = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.sampled_from(["none", "\\none", "\\\\none", "", "'=x", "=1", "-5", "a,b", 'q"', "\n"]),
)
NUMBERS = st.lists(st.tuples(st.one_of(st.none(), st.integers(-(10**40), 10**40)), st.integers(1, 10**24)), max_size=8)


@settings(max_examples=60)
@given(st.lists(ODD, max_size=8))
def test_texts_come_back(items: list[str | None]) -> None:
    unit = Unit("text")
    assert texts.read(texts.written(Values(list(items)), unit, CALENDAR), unit, CALENDAR).items == items


@settings(max_examples=60)
@given(NUMBERS, st.integers(0, 6), st.booleans())
def test_numbers_come_back_exactly(pairs: list[tuple[int | None, int]], digits: int, shared: bool) -> None:
    unit = Unit("money", "USD", 2)
    items = [top for top, _ in pairs]
    values = Values(list(items), 10**digits if shared else [below for _, below in pairs])
    made = texts.read(texts.written(values, unit, CALENDAR), unit, CALENDAR)
    assert [made.at(i) for i in range(len(items))] == [values.at(i) for i in range(len(items))]


@pytest.mark.parametrize(
    ("kind", "items", "said"),
    [
        ("date", [738000, None], ["2021-07-29", "none"]),
        ("quarter", [8085, None], [CALENDAR.label("quarter", 8085), "none"]),
        ("month", [24259], [CALENDAR.label("month", 24259)]),
        ("yes/no", [True, False, None], ["yes", "no", "none"]),
    ],
)
def test_days_periods_and_answers_come_back(kind: str, items: list[int | None], said: list[str]) -> None:
    unit = Unit(kind)
    assert texts.written(Values(list(items)), unit, CALENDAR) == said
    assert texts.read(said, unit, CALENDAR).items == items


def test_numbers_are_written_as_documents_write_them() -> None:
    unit = Unit("number")
    values = Values([150, 100, 1, 0, -5], [100, 100, 3, 7, 8])
    assert texts.written(values, unit, CALENDAR) == ["1.5", "1", "1/3", "0", "-0.625"]
    assert texts.written(Values([150, -5, 0], 100), unit, CALENDAR) == ["1.5", "-0.05", "0"]
    assert texts.read(["1/3", "0.5"], unit, CALENDAR).at(1) == Fraction(1, 2)
