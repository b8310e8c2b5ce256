"""Answers that are the author's to complete: what is printed keeps its blank, and the case says with what it was read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planlang.check import check_text
from planlang.core.graph import Graph
from planlang.data.load import LoadResult, load
from planlang.diagnostics import catalogue
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.render_text import render_text
from planlang.readings import Data, settled_plan, witnessed
from tests.readings.replayed import replayed
from tests.readings.systematic import Host, host_of

FILE = "page.plan"


def _bad(rule: str, *changes: tuple[str, str]) -> str:
    text = catalogue.rule(rule).plans("Bad")[0]
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    return text


def _asked(text: str, data: Data | None = None) -> Diagnostic:
    (one,) = witnessed(text, FILE, check_text(text, FILE).diagnostics, data)
    return one


def _said(one: Diagnostic) -> list[tuple[str, ...]]:
    assert one.witness is not None, one.notes
    assert replayed(one)
    return [reading.expects for reading in one.witness.readings]


COMPLETED = {
    "limit-excess-open": "`excess kept in Kept`",
    "limit-shortfall-open": "`shortfall owed in Owed`",
    "gate-otherwise-open": "`otherwise held in Held`",
    "balance-opens-open": "`opens at participant.owes`",
    "absent-value": "`deal.closed if known, otherwise 2025-12-31`",
    "floor-of-several": "`at least 1,000 USD each quarter, shortfall forgiven`",
}


@pytest.mark.parametrize("rule", COMPLETED)
def test_the_answer_keeps_its_blank_and_the_case_says_how_it_was_read(rule: str) -> None:
    text = _bad(rule)
    one = _asked(text)
    _said(one)
    left = [repair for repair in one.repairs if repair.completed is not None]
    assert left and all("…" in (repair.example or "…") and not repair.edits for repair in left)
    assert one.witness is not None
    assert any(COMPLETED[rule] in said for said in one.witness.settled)
    printed = " ".join(render_text([one], {FILE: text}).split())
    assert f"is read as {COMPLETED[rule]}" in printed


@pytest.mark.parametrize("rule", COMPLETED)
def test_what_its_author_has_to_complete_is_never_settled(rule: str) -> None:
    text = _bad(rule)
    assert settled_plan(text, FILE, check_text(text, FILE).diagnostics) is None


KEPT = """    balance Bank for each participant {
        opens   at 0 USD
        closes  on 2025-12-31, rest paid
    }

    bonus Half for each participant each quarter {
        pay      1,000 USD
        at most  500 USD each quarter, excess kept in Bank
    }

    payout"""


def test_a_balance_of_the_plan_is_taken_where_it_has_one() -> None:
    one = _asked(_bad("limit-excess-open", ("    payout", KEPT), ("add  Base", "add  Base, Half")))
    _said(one)
    assert one.witness is not None
    assert any("is read as `excess kept in Bank`" in said for said in one.witness.settled)


def test_in_a_plan_with_one_payout_it_is_carried_beyond_it() -> None:
    lost, kept = _said(_asked(_bad("limit-excess-open", ("through 2025-12-31", "through 2025-03-31"))))
    assert lost[0].startswith("payout for ana in 2025-Q1 is 5,000.00")
    assert re.fullmatch(r"Kept for ana in 2025-Q1 is [1-9][0-9,]*\.[0-9]{2} USD", kept[0])


def test_what_a_gate_holds_is_released_in_the_payout_that_meets_it() -> None:
    one = _asked(_bad("gate-otherwise-open"))
    (lost,), (held,) = _said(one)
    assert lost.split(" is ")[0] == held.split(" is ")[0]
    assert re.match(r"payout for ana in 2025-Q[234] ", held)
    assert one.witness is not None
    assert "is released when Attainment is at least 50%" in one.witness.settled[0]


def _data(folder: Path, **files: str) -> Data:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")

    def read(graph: Graph) -> LoadResult:
        return load(graph.records, [folder], graph.calendar)

    return Data("data", read)


def test_a_measure_has_a_value_instead_or_the_row_is_refused() -> None:
    """A measure can't leave a row out; of a column without `optional` such a row stops the run."""
    host = host_of("sdr.plan")
    less = host.plan.text.replace("participant.left if known, otherwise 2026-12-31", "participant.left")
    found = witnessed(less, FILE, check_text(less, FILE, host.library).diagnostics, library=host.library)
    (one,) = (one for one in found if one.rule == "absent-value")
    assert one.witness is not None, one.notes
    instead, refused = one.witness.readings
    assert instead.refused is None and refused.refused is not None and "participant.left is known" in refused.refused


def _looked_up(plan: str, value: str, nothing: str) -> tuple[Host, str, str]:
    host, said = host_of(f"{plan}.plan"), f"{value} if known, otherwise {nothing}"
    assert said in host.plan.text
    return host, host.plan.text.replace(said, value), said


def test_who_has_no_such_row_is_left_out_or_has_nothing() -> None:
    value = "the amount of the participant's reliefs in the month"
    host, less, said = _looked_up("smb_ae", value, "0 USD")
    (one,) = witnessed(less, FILE, check_text(less, FILE, host.library).diagnostics, library=host.library)
    assert one.rule == "absent-value" and one.witness is not None and replayed(one)
    left, counted = one.witness.readings
    assert left.plan.count(f"when  {value} is known") == 1 and f"({said})" in counted.plan
    assert {each.component for each in left.paid} == {"Base"} == {each.component for each in counted.paid}
    assert any(note.endswith("is read as that line in Base") for note in one.witness.settled)


def test_of_a_measure_the_rules_that_pay_by_what_is_made_of_it_leave_out_who_has_none() -> None:
    value = "the retention of the participant's scores in the quarter"
    host, less, said = _looked_up("sales_manager", value, "0%")
    (one,) = check_text(less, FILE, host.library).diagnostics
    left, counted = (repair.completed for repair in one.repairs)
    assert left is not None and counted is not None and left.words == "that line in Scorecard"
    rule = edited(less, left.edits).partition("bonus Scorecard")[2]
    assert rule.splitlines()[1].strip() == f"when  {value} is known"
    assert all(f"({said})" in edited(less, each.edits) for each in (left, counted))
    assert all(not check_text(edited(less, each.edits), FILE, host.library).diagnostics for each in (left, counted))


def test_what_ends_in_a_condition_has_parentheses_around_it_in_each_answer() -> None:
    """`… where A is above B if known, otherwise …` can be read two ways, and isn't taken."""
    value = "(the rate of rate_exceptions in the deal where rate_exception.expires is after deal.signed)"
    host = host_of("enterprise_ae.plan")
    written = f"{value} if known,\n        otherwise (participant.variable / participant.quota)"
    less = host.plan.text.replace(written, value)
    assert less != host.plan.text
    (one,) = check_text(less, FILE, host.library).diagnostics
    assert one.rule == "absent-value"
    assert [each.example for each in one.repairs] == [f"when  {value} is known", f"{value} if known, otherwise …"]
    for each in one.repairs:
        assert each.completed is not None
        assert not check_text(edited(less, each.completed.edits), FILE, host.library).diagnostics


def test_what_hangs_on_it_in_data(tmp_path: Path) -> None:
    data = _data(
        tmp_path,
        participants="id,quota\nana,100000\nben,100000\n",
        deals="id,owner,closed,product,amount\nd1,ana,2025-01-15,New,150000\nd2,ben,2025-02-15,New,20000\n",
    )
    one = _asked(_bad("limit-excess-open"), data)
    assert one.exposure is not None
    assert (one.exposure.people, one.exposure.apart) == (1, "2,500.00 USD")


def test_what_readings_leave_in_balances_is_said_where_payouts_are_alike(tmp_path: Path) -> None:
    data = _data(tmp_path, participants="id,owes\nana,0\n", deals="id,owner,closed,amount\nd1,ana,2025-01-15,1000\n")
    one = _asked(_bad("balance-rest-open"), data)
    assert _said(one) == [
        ("DrawOwed for ana in 2025-12 is 0.00 USD",),
        ("DrawOwed for ana in 2025-12 is 24,000.00 USD",),
    ]
    assert one.exposure is None
    assert any("in balances of 1 person is 23,950.00 USD apart" in note for note in one.notes), one.notes


ROOT = Path(__file__).parents[2]
NO_ROW = {
    "stdlib_plans/channel_partner/channel_partner.plan": r" +Silver +\| 15%.*\n",
    "tests/cases/oca-product-criteria.plan": r" +otherwise.*\n",
}


@pytest.mark.parametrize("path", NO_ROW)
def test_a_name_without_a_row_is_paid_nothing_or_stops_the_run(path: str) -> None:
    """A row of a matrix has a cell in each column, so what is missing is written with as many."""
    text = (ROOT / path).read_text(encoding="utf-8")
    less = re.sub(NO_ROW[path], "", text, count=1)
    assert less != text
    found = [one for one in witnessed(less, FILE, check_text(less, FILE).diagnostics) if one.rule == "end-open"]
    assert len(found) == 1 and found[0].witness is not None, found
    first, second = found[0].witness.readings
    assert (first.refused is None) and second.refused is not None
    assert replayed(found[0])
