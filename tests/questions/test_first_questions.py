"""Every clause that moves money is asked for: a model plan with one clause less gives one question, whose answers settle it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

import planlang
from planlang.check import check_text
from planlang.diagnostics import catalogue
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.place import Span
from planlang.diagnostics.render_text import render_text
from planlang.slotted import frozen

MODELS = Path(planlang.__file__).parents[1] / "stdlib_plans"
AE, EIGHT, CRM = "quarterly_ae", "eight_answers", "crm_quarter"

Paste = Callable[[str, Diagnostic, str], str]


def _model(name: str) -> str:
    return (MODELS / name / f"{name}.plan").read_text(encoding="utf-8")


@cache
def _errors(text: str) -> tuple[Diagnostic, ...]:
    return tuple(d for d in check_text(text, "page.plan").diagnostics if catalogue.head(d.rule).severity == "error")


def _shown(found: Iterable[Diagnostic], text: str) -> str:
    return "\n" + render_text(found, {"page.plan": text})


# --- ways to paste an answer -----------------------------------------------------------------------


def at_place(text: str, asked: Diagnostic, answer: str) -> str:
    """In place of what the question points to."""
    place = asked.primary
    assert isinstance(place, Span)
    return text[: place.start] + answer + text[place.end :]


def head(text: str, asked: Diagnostic, answer: str) -> str:
    """In place of the first line that the question points to, up to its brace."""
    place = asked.primary
    assert isinstance(place, Span)
    end = text.index("{", place.start)
    return text[: place.start] + answer.rstrip(" {") + " " + text[end:]


def below(line: str) -> Paste:
    """On a line of its own, below another."""

    def paste(text: str, asked: Diagnostic, answer: str) -> str:
        assert text.count(line) == 1, line
        return text.replace(line, f"{line}\n{answer}")

    return paste


def above_rows(text: str, asked: Diagnostic, answer: str) -> str:
    """As a row of its own, above the one that the question points to."""
    place = asked.primary
    assert isinstance(place, Span)
    return text[: place.start] + answer + "\n" + text[place.start :]


# --- the questions ---------------------------------------------------------------------------------


@frozen
class Case:
    """A clause that is taken out of a model plan or weakened, and what is asked then.

    ``answers`` must stand among the examples offered, in this order. Each one that has no gap to fill is pasted; then nothing may be
    left to settle but what ``then`` allows.
    """

    plan: str
    was: str
    now: str
    rule: str
    answers: tuple[str, ...]
    paste: Paste | None = at_place
    then: frozenset[str] = frozenset()
    where: str = ""

    @property
    def id(self) -> str:
        """For the test report."""
        return f"{self.plan}: {self.rule}: {' '.join(self.was.split())[:40]!r}"


BASE_CAP = "at most  3 * participant.variable for each participant each quarter, in credit order, excess lost"
CAP = "at most  5,000 USD for each participant each quarter, in credit order, excess lost"
UNROUNDED = {"rounding-open"}
SHARE = "amount        split.share of deal.amount, rounded, odd cents to split.primary"
TIES = frozenset({"odd-cents-tie-open"})  # the order of the model does not tell the people of a deal apart
HEIRS = tuple(
    f"amount  split.share of deal.amount, rounded, odd cents to {heir}"
    for heir in ("split.primary", "the largest", "the last")
)
TEAM = "total amount of the participant's TeamBookings in the quarter"
RUNNING = "running total quota credit of the participant's Bookings in the quarter"

SEVEN = (
    "tiers by SalesSoFar counting this credit, all at the tier reached, using Rates\n"
    "        rounded  each credit\n    }\n\n    commission Eight"
)

FURTHER = frozenset(
    {"no-period-here", "period-mismatch", "rounding-open", "rounding-place", "whose-open"}
)  # what an answer may leave to be asked next

CASES = [
    # how a table applies, and what it covers
    Case(
        AE, "tiers by Attainment, each slice at its own tier", "tiers by Attainment", "application-open",
        (
            "tiers by Attainment, each slice at its own tier",
            "tiers by Attainment counting this credit, all at the tier reached",
            "tiers by Attainment not counting this credit, all at the tier reached",
        ),
        head, {"no-slices"},
    ),
    Case(
        EIGHT, "tiers by MonthSales, all at the tier reached, using Rates", "tiers by MonthSales, using Rates", "application-open",
        ("tiers by MonthSales, each slice at its own tier", "tiers by MonthSales, all at the tier reached"), None,
    ),
    Case(AE, "            from 150%           : 2.0x\n", "", "end-open", ("from 150%: …", "from 150%: refused"), below("from 100% below 150%: 1.5x")),
    Case(
        AE, "            from   0% below  50%: 0.5x\n", "", "end-open", ("below 50%: …", "below 50%: refused"), above_rows,
        where="from  50% below 100%",
    ),
    Case(EIGHT, "        from 20,000 USD                 : refused\n", "", "end-open", ("from 20,000 USD: …", "from 20,000 USD: refused"),
         below("from  8,000 USD below 20,000 USD: 5%")),
    Case(AE, "from 100% below 150%", "from 100% through 150%", "bands-overlap", ("from 100% below 150%", "above 150%"), None, where="from 150%"),
    Case(AE, "from 100% below 150%", "from  90% below 150%", "bands-overlap", ("from 50% below 90%",), None, where="from  90% below 150%"),
    Case(AE, "from 100% below 150%", "from 100%", "bands-overlap", ("from 100% below 150%",), None, where="from 150%"),
    Case(AE, "from 150%  ", "above 150%  ", "bands-gap", ("from 100% through 150%", "from 150%", "150%: refused"), None, where="above 150%"),
    Case(
        AE, "from 100% below 150%", "from 110% below 150%", "bands-gap",
        ("from 50% below 110%", "from 100% below 150%", "from 100% below 110%: refused"), None, where="from 110% below 150%",
    ),
    Case("channel_partner", "            Silver       | 15%      | 6%       |  7.5%\n", "", "end-open",
         ("Silver | … | … | …", "otherwise | refused | refused | refused"), None),
    Case("customer_success", "below  80%: 0%", "through 80%: 0%", "bands-overlap", ("below 80%",), None, where="at     80%: 0%"),
    Case("customer_success", "above 100%: refused", "from 100%: refused", "bands-overlap", ("above 100%",), None),
    # crossing
    Case(
        EIGHT, SEVEN, SEVEN.replace(" counting this credit", ""),
        "crossing-open", ("SalesSoFar counting this credit", "SalesSoFar not counting this credit"), where="SalesSoFar",
    ),
    Case(
        EIGHT, "pay      SalesSoFar counting this credit", "pay      SalesSoFar", "crossing-open",
        ("SalesSoFar counting this credit", "SalesSoFar not counting this credit"), where="SalesSoFar",
    ),
    # rounding and odd cents
    Case(AE, SHARE, SHARE.removesuffix(", odd cents to split.primary"), "odd-cents-open", HEIRS, then=TIES),
    Case(AE, SHARE, SHARE.removesuffix(", rounded, odd cents to split.primary"), "credit-not-rounded", HEIRS, then=TIES),
    Case(
        AE, "        rounded  each slice\n", "", "rounding-open", ("rounded  each credit", "rounded  each slice"),
        lambda text, _, answer: text.replace(BASE_CAP, f"{answer}\n        {BASE_CAP}" if "slice" in answer else f"{BASE_CAP}\n{answer}"),
    ),
    Case(AE, "        rounded  each slice\n", "        rounded\n", "rounding-place-open", ("rounded  each credit", "rounded  each slice")),
    Case(AE, "        rounded  each quarter\n", "", "rounding-open", ("rounded  each quarter",), below(f"        pay      1% of {TEAM}")),
    Case(
        EIGHT, "        rounded  each credit\n        minus", "        minus", "rounding-open", ("rounded  each credit",),
        lambda text, asked, answer: text.replace("        minus    what", f"{answer}\n        minus    what"),
    ),
    Case(
        AE, "nearest 0.01 USD, halves to even", "nearest 0.01 USD", "halves-open",
        tuple(f"nearest 0.01 USD, halves {way}" for way in ("to even", "away from zero", "toward zero", "up", "down")),
    ),
    # limits and gates
    Case(
        AE, CAP, CAP.replace(" for each participant", ""), "limit-whose-open",
        (CAP, CAP.replace("for each participant", "for everyone together")),
    ),
    Case(
        AE, BASE_CAP, BASE_CAP.replace(" for each participant", ""), "limit-whose-open",
        (BASE_CAP, BASE_CAP.replace("for each participant", "for everyone together")), at_place, {"limit-differs"},
    ),
    Case(
        AE, CAP, CAP.replace(" each quarter", ""), "limit-per-what-open",
        ("at most  5,000 USD each credit, excess lost", *(CAP.replace("quarter", unit) for unit in ("month", "quarter", "year"))),
    ),
    Case(
        AE, CAP, CAP.replace(" for each participant each quarter", " for each credit"), "limit-per-what-open",
        ("at most  5,000 USD each credit, excess lost", *(CAP.replace("quarter", unit) for unit in ("month", "quarter", "year"))),
    ),
    Case(
        AE, CAP, CAP.replace(", in credit order", ""), "limit-order-open",
        (CAP, CAP.replace("in credit order", "in proportion") + "\n        rounded  each credit"),
        at_place, UNROUNDED,
    ),
    Case(
        AE, CAP, CAP.removesuffix(", excess lost"), "limit-excess-open",
        (CAP.replace("  ", " "), CAP.replace("  ", " ").replace("lost", "kept in …")),
    ),
    Case(CRM, CAP.replace("5,000", "1,500"), CAP.replace("5,000", "1,500").removesuffix(", excess lost"), "limit-excess-open",
         (CAP.replace("  ", " ").replace("5,000", "1,500"),)),
    Case(
        AE, "        rounded  each quarter\n", "        rounded  each quarter\n        only if  1 is below 2\n", "gate-otherwise-open",
        ("only if 1 is below 2, otherwise 0 USD", "only if 1 is below 2, otherwise held in …"),
    ),
    # totals
    Case(
        AE, TEAM, TEAM.removesuffix(" in the quarter"), "window-open",
        tuple(
            TEAM.replace("in the quarter", window)
            for window in ("in the quarter", "in the year", "in the year through this quarter", "in the plan")
        ),
    ),
    Case(
        AE, RUNNING, RUNNING.removesuffix(" in the quarter"), "window-open",
        tuple(RUNNING.replace("in the quarter", window) for window in ("in the month", "in the quarter", "in the year", "in the plan")),
        at_place, {"period-mismatch"},
    ),
    Case(
        EIGHT, "participant's Sales in the month\n", "participant's Sales\n", "window-open",
        tuple(
            f"total amount of the participant's Sales {window}"
            for window in ("in the month", "in the quarter", "in the year", "in the year through this month", "in the plan")
        ),
    ),
    Case(AE, "total share of splits in the deal", "total share of splits", "window-open", ("total share of splits in the deal",)),
    Case(
        EIGHT, "minus    what this rule already paid in the quarter", "minus    what this rule already paid", "window-open",
        ("minus  what this rule already paid in the quarter", "minus  what this rule already paid in the year"),
    ),
    Case(AE, TEAM, TEAM.replace("the participant's ", ""), "whose-open", (TEAM, TEAM.replace("the participant's", "everyone's"))),
    Case(AE, RUNNING, RUNNING.replace("the participant's ", ""), "whose-open", (RUNNING, RUNNING.replace("the participant's", "everyone's"))),
    Case(AE, TEAM, TEAM.replace("total amount", "total"), "which-amount", (TEAM,)),
    Case(
        AE, RUNNING, RUNNING.replace("total quota credit", "total"), "which-amount", (RUNNING.replace("quota credit", "amount"), RUNNING),
    ),
    Case(
        AE, "        quota credit  split.share of deal.amount, rounded, odd cents to split.primary\n", "", "no-quota-credit",
        ("quota credit  split.share of deal.amount, rounded, odd cents to split.primary",), below("        dated         deal.closed"),
    ),
    # order
    Case(
        CRM, "        ordered       by deal.closed, then deal.id\n", "", "order-open", ("ordered  by deal.closed, then deal.id",),
        below("        dated         deal.closed"),
    ),
    Case(AE, "ordered       by deal.closed, then deal.id", "ordered       by deal.closed", "tie-break-open",
         ("ordered  by deal.closed, then deal.id",), None, where="deal.closed"),
    Case(AE, "by deal.closed, then deal.id, then credit.participant", "by deal.closed, then credit.participant", "tie-break-open",
         ("ordered  by deal.closed, then credit.participant, then deal.id",), None),
    Case(CRM, "by credit.date, then deal.id", "by credit.date", "tie-break-open", ("ordered  by credit.date, then deal.id",), None),
    # the payout
    Case(
        AE, "payout for each participant each quarter, by credit date {", "payout for each participant, by credit date {", "payout-period-open",
        tuple(f"payout for each participant each {unit}, by credit date {{" for unit in ("month", "quarter", "year")), head,
    ),
    Case(
        AE, "payout for each participant each quarter, by credit date {", "payout for each participant each quarter {", "payout-date-open",
        ("payout for each participant each quarter, by credit date {",), head,
    ),
    Case(
        "enterprise_ae", "        if negative  carried to the next month\n", "", "negative-open",
        ("if negative  carried to the next month", "if negative  collected", "if negative  forgiven"),
        below("        add      Base, LongTerm, BaseBack, LongTermBack"),
    ),
    # the header
    Case(AE, "    currency     USD\n", "", "missing-header", ("currency  USD",), below('plan QuarterlyAE "Account Executive, first quarter 2025" {')),
    Case(AE, "    calendar     years start in January\n", "", "missing-header", ("calendar  years start in January",), below("    currency     USD")),
    Case(
        AE, "    covers       credits dated from 2025-01-01 through 2025-03-31\n", "", "missing-header",
        ("covers  credits dated from 2025-01-01 through 2025-12-31",), below("    currency     USD"),
    ),
    Case(
        AE, "    rounding     nearest 0.01 USD, halves to even\n", "", "missing-header", ("rounding  nearest 0.01 USD, halves to even",),
        below("    currency     USD"),
    ),
    Case(
        AE, "    corrections  paid in the open quarter, by the rules of the closed quarter\n", "", "missing-header",
        tuple(f"corrections  paid in the open quarter, by the rules of the {which} quarter" for which in ("closed", "open")),
        below("    currency     USD"),
    ),
    Case(
        AE, "years start in January", "years start in April", "fiscal-year-name",
        tuple(f"calendar     years start in April, named by the year they {which} in" for which in ("start", "end")),
    ),
    # values that may be absent
    Case(CRM, "deal.stage is Won and deal.closed is known and deal.value is known", "deal.stage is Won and deal.value is known", "absent-value",
         ("when  deal.closed is known", "deal.closed if known, otherwise …"), below("    credit Bookings for each deal {"), where="deal.closed"),
    Case(CRM, "deal.stage is Won and deal.closed is known and deal.value is known", "deal.stage is Won and deal.closed is known", "absent-value",
         ("when  deal.value is known",), below("    credit Bookings for each deal {"), where="deal.value"),
    # grain and period
    Case(
        AE, "override Team for each participant each quarter {", "override Team {", "grain-open",
        (
            "for each credit of Bookings", "for each credit of TeamBookings", "for each participant each month",
            "for each participant each quarter",
        ), None,
    ),
    Case(AE, RUNNING, RUNNING.replace("quarter", "year"), "period-mismatch", ("in the quarter",), None, frozenset({"period-mismatch"})),
]  # fmt: skip


EACH = [pytest.param(case, id=case.id, marks=pytest.mark.xdist_group(case.id)) for case in CASES]
"""What one test of a case has checked, the others need not check again."""


def test_the_model_plans_leave_nothing_open() -> None:
    for name in (AE, EIGHT, CRM):
        assert not check_text(_model(name), f"{name}.plan").diagnostics


@pytest.mark.parametrize("case", EACH)
def test_a_clause_less_is_one_question(case: Case) -> None:
    model = _model(case.plan)
    assert model.count(case.was) == 1, "the model plan has changed"
    text = model.replace(case.was, case.now)
    found = _errors(text)
    assert [d.rule for d in found] == [case.rule], _shown(found, text)
    asked = found[0]
    offered = [repair.example for repair in asked.repairs if repair.example is not None]
    assert [answer for answer in offered if answer in case.answers] == list(case.answers), offered
    place = asked.primary
    assert isinstance(place, Span)
    if case.where:
        assert text[place.start : place.end] == case.where
    if case.paste is None:
        return
    for answer in case.answers:
        if "…" in answer:
            continue
        settled = case.paste(text, asked, answer)
        left = _errors(settled)
        assert {d.rule for d in left} <= case.then, f"{answer}:" + _shown(left, settled)


@pytest.mark.parametrize("case", EACH)
def test_an_answer_can_be_put_into_the_plan(case: Case) -> None:
    text = _model(case.plan).replace(case.was, case.now)
    asked = _errors(text)[0]
    for repair in asked.repairs:
        if not repair.edits:
            continue
        settled = edited(text, repair.edits)
        left = _errors(settled)
        assert (case.rule, asked.message) not in {(d.rule, d.message) for d in left}, f"{repair.text}:" + _shown(
            left, settled
        )
        assert not left or {d.rule for d in left} <= case.then | FURTHER, f"{repair.text}:" + _shown(left, settled)
        assert "…" not in (repair.example or "")


@pytest.mark.parametrize("case", EACH)
def test_a_question_says_why_it_matters(case: Case) -> None:
    asked = _errors(_model(case.plan).replace(case.was, case.now))[0]
    assert asked.repairs
    assert asked.consequence
    assert asked.message[0].islower() or asked.message[0] in "`" or asked.message.split()[0][0].isupper()
