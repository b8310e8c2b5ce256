"""A clause less, in every plan: one error, which is the question for that clause; or the reason why there is nothing to ask.

A sample of places is tried in each run, model plans more than published cases; all of them, and all cases that are printed, with the slow tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import pytest

from planlang.check import check_text
from planlang.readings import witnessed
from tests.mutants.kinds import Site, defective
from tests.readings.clauses import DECIDING, Part
from tests.readings.replayed import replayed
from tests.readings.systematic import (
    ALL,
    COVER,
    IF_NEGATIVE,
    Host,
    bounds,
    clauses,
    files,
    harmless,
    host_of,
    hosts,
    keys,
)

T = TypeVar("T")
BELOW = "the rows below a condition hold where it is gone"

SETTLED: dict[tuple[str, Part], str] = {
    ("securityalarms.plan", ("Rounded", "")): "whole multiples of whole cents are whole cents",
    ("commissionlogic-overage-at-attained-tier.plan", ("Rounded", "")): "a measure may be exact; the rule that pays it is rounded itself",
    ("realestate-deduction-plans.plan", ("Rounded", "")): "a measure may be exact; the rule that pays it is rounded itself",
    ("gymjoins.plan", ("Row", "")): BELOW,
    ("gymjoins.plan", ("Rounded", "")): "whole euros, once or twice, are whole cents",
    ("locks-stocks-barrels.plan", ("Rounded", "")): "whole numbers of dollars are added, which need no rounding",
    ("gtm-two-fx-rates.plan", ("Rounded", "")): "what is credited is rounded already",
    ("oca-product-criteria.plan", ("Row", "")): BELOW,
    ("callcentre.plan", ("Row", "")): BELOW,
    ("saas.plan", ("Row", "")): BELOW,
    ("telecom.plan", ("Row", "")): BELOW,
    ("callcentre.plan", ("Rounded", "")): "whole dollars times quarters are whole cents",
    ("splits.plan", ("Ordered", "keys")): "there is one split for each person, whose running total goes by the deal",
}  # fmt: skip
"""Where a clause less is another plan, as definite as the first, and why. Plans that are proven to pay the same need no line here."""

ANOTHER: dict[tuple[str, Part], str] = {("points.plan", ("Rounded", "")): "neither-pays"}
"""Where a clause less opens another question: attainment in whole percentages can't fall between two steps, other attainment can."""

NO_CASE = {
    "missing-header": "the header says what all else is read by",
    "incomplete-credit": "what is credited to whom can be anything",
    "no-amount-yet": "one amount of the plan can be meant, or none: a share of one, what is taken back",
    "grain-open": "only one answer can be read with what stands in the rule",
    "rounding-open": "one answer: the payout's own period, or a running total; or conditions and limits, which a total doesn't have",
    "rounding-place-open": "one answer: the payout's own period, or a running total; or conditions and limits, which a total doesn't have",
    "which-amount": "one column can be meant, or each pays the same",
    "payout-date-open": "one answer",
    "manager-date-open": "one answer",
    "limit-order-open": "what is paid when is said last, so that only one order can be read",
    "absent-value": "what a blank means can be any amount",
    "window-open": "the plan covers one quarter, so that longer windows hold the same",
    "negative-open": "no case was found in which a payout is negative",
    "order-open": "proven to make no difference",
    "tie-break-open": "proven to make no difference",
    "credit-not-rounded": "no case was found before the search ended",
    "odd-cents-open": "no case was found before the search ended",
}
"""Questions that may show no case, and why; all others of the two plans that are looked at whole have to show one."""


def _spread(items: list[T], wanted: int) -> list[T]:
    wanted = min(wanted, len(items))
    return [items[number * len(items) // wanted] for number in range(wanted)]


def _asked_once(places: Iterable[tuple[Host, Part, Site]]) -> int:
    """How many of these places are asked for; fails where one is met with anything else."""
    asked = 0
    for host, part, site in places:
        made = host.checked(site)
        found = [one.rule for one in made.diagnostics]
        if len(found) == 1 and found[0] in {*DECIDING[part].asks, ANOTHER.get((host.plan.name, part))}:
            asked += 1
            continue
        if part == IF_NEGATIVE:
            settled = found == [] and host.stops_below_zero(made, site)
        else:
            settled = found == [] and (host.pays_the_same(made) or (host.plan.name, part) in SETTLED)
        assert settled, f"{host.said(site)}: {found}, and not one of {sorted(DECIDING[part].asks)}"
    return asked


def _places(model: bool) -> list[tuple[Host, Part, Site]]:
    return [(host, part, site) for host in hosts() if host.model is model for part, site in clauses(host)]


@ALL
def test_a_clause_less_in_a_model_plan_is_its_question() -> None:
    assert _asked_once(_spread(_places(True), 240)) > 230


@ALL
def test_a_clause_less_in_a_published_case_is_its_question() -> None:
    assert _asked_once(_spread(_places(False), 240)) > 220


@pytest.mark.slow
@pytest.mark.parametrize("host", [path.name for path in files()])
def test_each_clause_less_in_every_plan_is_its_question(host: str) -> None:
    places = [(one, part, site) for one in hosts() if one.plan.name == host for part, site in clauses(one)]
    assert _asked_once(places) >= (8 if places else 0)


@ALL
def test_without_a_word_of_it_a_payout_below_zero_is_asked_about_or_stops_the_run() -> None:
    """No line of the plan takes back: what the data make negative is refused when it is paid, and everything else is paid as it was."""
    places = [one for one in _places(True) if one[1] == IF_NEGATIVE]
    assert 3 < _asked_once(places) <= len(places) - 5


@ALL
def test_each_exception_is_of_a_place_that_there_is() -> None:
    there = {(host.plan.name, part) for host in hosts() for part, _ in clauses(host)}
    assert SETTLED.keys() | ANOTHER.keys() <= there


# --- bounds and orders -----------------------------------------------------------------------------


COUNTED = {"callcentreupsell.plan": "counted-from-zero"}
"""Where a weaker bound is asked about before the gap that it leaves: slices of units from 0, the first of which does not hold its bound any more."""


def _weakened(places: Iterable[tuple[Host, Site]]) -> int:
    """How many weaker bounds are one gap or overlap; fails at one that is nothing, or several."""
    seen = 0
    for host, site in places:
        found = [one.rule for one in host.checked(site).diagnostics]
        if harmless(host.plan, site) and not found:
            continue
        assert len(found) == 1 and found[0] in {*COVER, COUNTED.get(host.plan.name)}, f"{host.said(site)}: {found}"
        seen += 1
    return seen


@ALL
def test_a_weaker_bound_is_one_gap_or_one_overlap() -> None:
    assert _weakened(_spread([(host, site) for host in hosts() for site in bounds(host)], 150)) > 120


@pytest.mark.slow
def test_every_weaker_bound_is_one_gap_or_one_overlap() -> None:
    assert _weakened([(host, site) for host in hosts() for site in bounds(host)]) > 500


@ALL
def test_every_order_without_its_tie_breaks_is_asked_once() -> None:
    """Each credit has its own; where nothing runs through them, it is proven to make no difference, and still said."""
    seen = 0
    for host in hosts():
        for site in keys(host):
            found = [one.rule for one in host.checked(site).diagnostics]
            seen += 1
            assert found == ["tie-break-open"], f"{host.said(site)}: {found}"
    assert seen > 90


# --- the case that is printed ----------------------------------------------------------------------


def _replayed(host: Host, places: Iterable[tuple[Part, Site]]) -> int:
    """How many questions show a case, each amount of which is what the interpreter pays; fails where one should and doesn't."""
    shown = 0
    for _, site in places:
        text = defective(host.plan, site)
        for one in witnessed(text, host.plan.name, check_text(text, host.plan.name, host.library).diagnostics):
            if one.witness is None:
                assert one.rule in NO_CASE, f"{host.said(site)}: {one.notes}"
                continue
            replayed(one)
            outcomes = {(reading.expects, reading.refused) for reading in one.witness.readings}
            assert len(outcomes) > 1, f"{host.said(site)}: the readings are said to differ"
            shown += 1
    return shown


WHOLE = ("eight_answers.plan", "quarterly_ae.plan", "enterprise_ae.plan")


@ALL
def test_a_case_that_is_printed_is_what_the_interpreter_pays() -> None:
    for host in hosts():
        if host.plan.name in WHOLE[:2]:
            places = [(part, site) for part, site in clauses(host) if DECIDING[part].asks.isdisjoint(NO_CASE)]
            assert _replayed(host, _spread(places, 4)) == 4


@pytest.mark.slow
@pytest.mark.parametrize("name", WHOLE)
def test_each_case_of_a_plan_is_what_the_interpreter_pays(name: str) -> None:
    host = host_of(name)
    assert _replayed(host, clauses(host)) > 12


IN_VAIN = {
    "enterprise_ae.plan": "the point between two slices belongs to either, which is not proven where the rate may be an exception's",
    "services.plan": "hours that make exactly the bound of a share of working days are not met by the search",
}
"""Plans of which the search finds no case for some weaker bounds, and why."""


def _weakly_said(host: Host, each: int) -> tuple[int, list[str]]:
    """How many amounts of the cases of weaker bounds and of orders without tie-breaks were compared, and what shows none.

    A point of a curve says what is paid there, so that a row which reaches it has one answer. What is proven to pay the same is no question.
    """
    weaker = [site for site in bounds(host) if not harmless(host.plan, site)]
    compared, silent = 0, []
    for site in [*_spread(weaker, each), *_spread([*keys(host)], each)]:
        text = defective(host.plan, site)
        for one in witnessed(text, host.plan.name, check_text(text, host.plan.name, host.library).diagnostics):
            why = " ".join(one.notes)
            if one.witness is not None:
                compared += replayed(one)
            elif len(one.repairs) > 1 and "pay the same" not in why and "depends on that order" not in why:
                silent.append(f"{host.said(site)}: {one.rule}: {why}")
    return compared, silent


def test_a_weaker_bound_and_an_order_less_are_shown_with_what_the_interpreter_pays() -> None:
    compared, silent = _weakly_said(host_of("eight_answers.plan"), 1)
    assert compared > 1 and not silent, silent


@pytest.mark.slow
@pytest.mark.parametrize("name", [path.name for path in files() if path.parent.name == path.stem])
def test_weaker_bounds_of_a_model_plan_are_shown_with_what_the_interpreter_pays(name: str) -> None:
    _, silent = _weakly_said(host_of(name), 5)
    assert not silent or name in IN_VAIN, silent
