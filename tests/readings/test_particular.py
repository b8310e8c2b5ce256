"""Cases of a kind of their own: the same thing happened to several people; what is valid for a time changes within a month."""

from __future__ import annotations

from fractions import Fraction

import pytest

from planlang.check import check_text
from planlang.compile import compile_text
from planlang.readings import search, witnessed
from planlang.readings.cases import layout
from planlang.readings.outcomes import outcome_of
from planlang.readings.particular import uneven
from planlang.readings.pools import speaks
from planlang.readings.world import world_of
from tests.readings.replayed import replayed
from tests.readings.survey import CASE, surveyed
from tests.readings.systematic import clauses, host_of
from tests.readings.test_day_cases import BASE, PLAN


def test_two_people_sell_the_product_that_the_limit_is_about() -> None:
    host = host_of("crm_quarter.plan")
    text = host.plan.text
    at = text.index("at most  1,500 USD for each participant")
    (site,) = (
        site
        for _, site in clauses(host)
        if at < site[0][0] < at + 30 and text[site[0][0] : site[0][1]] == " for each participant"
    )
    found = surveyed(host, site)
    assert (found.rule, found.said, found.rows) == ("limit-whose-open", CASE, 5)


@pytest.mark.parametrize(
    ("plan", "words", "clause", "rule"),
    [
        ("sdr.plan", "spiff WonDeals", "rounded  each credit", "rounding-open"),  # deals are won after they are created
        pytest.param(  # nobody is like another one, which another contest refuses
            *("spring_contest.plan", "3     : 1,000 USD", "from 4:     0 USD", "end-open"), marks=pytest.mark.slow
        ),
    ],
)
def test_what_a_case_of_several_needs(plan: str, words: str, clause: str, rule: str) -> None:
    host = host_of(plan)
    at = host.plan.text.index(clause, host.plan.text.index(words))
    found = surveyed(host, ((at, at + len(clause), ""),))
    assert (found.rule, found.said) == (rule, CASE), found.why


def test_odd_cents_are_tried_with_shares_of_uneven_amounts() -> None:
    """Small deals and a large one, half of each for two people: what a cent moves is a rounding."""
    (graph,) = [compile_text(host_of("quarterly_ae.plan").plan.text, "plan.plan").graph]
    assert graph is not None
    about = speaks(graph, ())
    varied = frozenset({("deals", "amount")})
    world = world_of(graph, about, varied, (), False)
    (first, *_, last) = uneven(world, lambda shape: layout(world, shape), 2)
    assert [len(case["split"]) for case in (first, last)] == [4, 8]
    assert {row["share"] for row in last["split"]} == {"50%"} and len({row["to"] for row in last["split"]}) == 2
    assert all(Fraction(row["amount"] or "0").denominator > 1 for row in last["deal"][:-1])


def test_a_row_of_an_order_is_compared_before_a_run_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[str] = []
    monkeypatch.setattr(search, "outcome_of", lambda *args, **said: runs.append("run") or outcome_of(*args, **said))
    tried: list[int] = []
    run = search.Search.run
    monkeypatch.setattr(search.Search, "run", lambda self: (run(self), tried.append(self.tried))[0])
    text = host_of("eight_answers.plan").plan.text.replace(
        "ordered  by deal.closed, then deal.id", "ordered  by deal.closed"
    )
    (one,) = witnessed(text, "plan.plan", check_text(text, "plan.plan").diagnostics)
    assert one.rule == "tie-break-open" and one.witness is not None
    replayed(one)
    assert 0 < len(runs) < sum(tried)  # two for each case, if each were run


def test_a_rate_that_changes_within_a_month_is_not_that_of_its_last_day() -> None:
    text = PLAN.replace("RULES", BASE).replace("collected: date", "collected: date, optional")
    text = text.replace("amount   deal.amount", "amount   deal.euros converted to USD using fx, rounded")
    (one,) = witnessed(text, "plan.plan", check_text(text, "plan.plan").diagnostics)
    assert one.rule == "card-date-open" and one.witness is not None, one.notes
    assert replayed(one)
    assert [repair.text for repair in one.repairs] == [
        "On deal.closed:",
        "On the last day of the month of deal.closed:",
    ]
    assert len({reading.expects for reading in one.witness.readings}) == 2
