"""Cases of a kind of their own: the same thing happened to several people; what is valid for a time changes within a month."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.readings import witnessed
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
