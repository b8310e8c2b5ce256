"""Questions to which the plan has a second answer that is written another way: it is put into the text, and what it pays is shown."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from planlang.check import check_text
from planlang.diagnostics.catalogue import rule
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.readings import settled_plan, witnessed
from planlang.readings.meaning import different
from tests.lowering.test_amendments import AMENDED, BASE, DRAWN, LEDGER, TWICE
from tests.readings.replayed import replayed

FILE = "page.plan"


def changed(name: str, *changes: tuple[str, str]) -> str:
    """The bad plan of a page, with some words in the place of others."""
    (text,) = rule(name).plans("Bad")
    for was, now in changes:
        assert was in text, was
        text = text.replace(was, now)
    return text


def shown(text: str, name: str) -> tuple[Diagnostic, list[str]]:
    """A plan's one question, whose readings are replayed; and the plans with each of its answers, which have no more to ask."""
    (one,) = witnessed(text, FILE, check_text(text, FILE).diagnostics)
    assert one.rule == name and one.witness is not None, one
    assert replayed(one) and len({reading.expects for reading in one.witness.readings}) > 1
    made = [edited(text, repair.edits) for repair in one.repairs if repair.edits]
    assert all(check_text(each, FILE).diagnostics == () for each in made)
    return one, made


# --- a credit in fractions of a cent ----------------------------------------------------------

FRACTION = "credit-not-rounded"
BY_TOTAL = (
    ("commission Base for each credit of Bookings", "commission Base for each participant each quarter"),
    ("5% of credit.amount", "5% of total amount of the participant's Bookings in the quarter"),
    ("rounded  each credit", "rounded  each quarter"),
)
RUNNING = "running total quota credit of the participant's Bookings in the year"
BY_QUOTA_CREDIT = (
    ("        amount   deal.amount * 90%", "        amount   deal.amount\n        quota credit  deal.amount * 90%"),
    ("    commission Base", f"    measure SoFar for each credit of Bookings = {RUNNING}\n\n    commission Base"),
    ("5% of credit.amount", "1% of credit.amount\n        plus     1% of (SoFar counting this credit)"),
)  # fmt: skip
GATHERED = (
    ("    commission Base for each credit of Bookings", "    credit All gathers Bookings\n\n    commission Base for each credit of All"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "reads"),
    [
        ((), "pay      5% of BookingsExact"),
        (BY_TOTAL, "pay      5% of total of the participant's BookingsExact in the quarter"),
        (BY_QUOTA_CREDIT, "= running total of the participant's BookingsCountedExact in the year"),
        ((("amount * 90%", "amount / 3"),), "pay      5% of BookingsExact"),
    ],
)
def test_rules_go_by_the_rounded_credit_or_by_its_fraction(changes: tuple[tuple[str, str], ...], reads: str) -> None:
    _, (rounded, exact) = shown(changed(FRACTION, *changes), FRACTION)
    assert reads in exact and reads not in rounded
    assert exact.count(", rounded") == rounded.count(", rounded") == 1


@pytest.mark.parametrize("changes", [(*BY_TOTAL, ("amount * 90%", "amount / 3")), GATHERED])
def test_where_no_measure_can_stand_for_the_credit_there_is_one_answer(changes: tuple[tuple[str, str], ...]) -> None:
    (one,) = (one for one in check_text(changed(FRACTION, *changes), FILE).diagnostics if one.rule == FRACTION)
    assert len(one.repairs) == 1


# --- what rounding leaves, and who share it ---------------------------------------------------

REST = "remainder-of-what"
CAP = "at most  50 USD for everyone together each quarter, in proportion, excess lost"


def test_nobody_a_person_s_credits_or_everybody_s_share_what_rounding_leaves() -> None:
    one, (alone, total) = shown(changed(REST), REST)
    assert one.witness is not None and len({reading.expects for reading in one.witness.readings}) == 3
    assert "        rounded  each credit\n" in alone.replace("rounded each", "rounded  each")
    assert "pay      total of the participant's BaseExact in the quarter" in total
    (read,) = one.witness.settled
    assert "for everyone together each quarter, in proportion, excess lost`, which cuts nothing" in read
    assert "at most 10,000,000,000 USD" in read and one.witness.readings[2].answer == 2


def test_credits_have_one_order() -> None:
    """It is asked where a cap says who share; before that, it is asked who do."""
    first = (
        ("remainder to the largest", "remainder to the first by deal.closed"),
        ("by deal.closed, then", "by"),
        ("        rounded", f"        {CAP}\n        rounded"),
    )
    one, (theirs, this) = shown(changed(REST, *first), REST)
    assert "their own order" in one.message
    assert "ordered  by deal.id\n" in theirs and "ordered  by deal.closed, then deal.id\n" in this
    assert all("remainder to the first\n" in each for each in (theirs, this))


@pytest.mark.parametrize("when", ["        when     the quarter is 2025-Q3\n", ""])
def test_those_share_whom_the_cap_cuts_or_those_whom_the_line_names(when: str) -> None:
    text = (Path(__file__).parents[1] / "lowering" / "last_of_people.plan").read_text(encoding="utf-8")
    text = text[: text.index('    example "')] + "}\n"
    line = "        rounded  each quarter, within each participant.store"
    text = text.replace(line, f"        {CAP}\n{line}").replace("        when     the quarter is 2025-Q3\n", when)
    _, (cut, named) = shown(text, REST)
    assert "within each participant.store" not in cut
    assert "measure PotCut for each participant each quarter {" in named and "pay      PotCut" in named


# --- a clawback for other rows than those that were paid --------------------------------------

ELSEWHERE = "clawback-elsewhere"
OF_RETURNS = (
    ("    credit Bookings", """    data returns, each row a return {
        id:    text, key
        deal:  deal
        day:   date
    }

    credit Bookings"""),
    ("        cancelled:  date, optional\n", ""),
    ("    commission", """    credit Returned for each return {
        to       return.deal.owner
        amount   return.deal.amount
        dated    return.day
        ordered  by return.day, then return.id
    }

    clawback Half for each credit of Returned {
        take back  50% of credit.amount
        rounded    each credit
    }

    commission"""),
    ("add          Base", "add          Base, Half"),
    ("Cancelled for each participant each month", "Cancelled for each credit of Returned"),
)  # fmt: skip


def test_each_cancelled_deal_is_taken_back_or_what_was_paid_in_the_month() -> None:
    one, (each, month) = shown(changed(ELSEWHERE), ELSEWHERE)
    assert "clawback Cancelled for each credit of Bookings {\n        when       deal.cancelled is known\n" in each
    assert "take back  total paid of the participant's Base in the month\n" in month
    assert one.witness is not None
    kept, taken = (sum(Fraction(paid.amount) for paid in reading.paid) for reading in one.witness.readings)
    assert kept == 0 > taken


def test_a_return_takes_back_what_was_paid_for_its_deal() -> None:
    _, (each, deal) = shown(changed(ELSEWHERE, *OF_RETURNS), ELSEWHERE)
    assert "clawback Cancelled for each credit of Bookings {\n        take back" in each
    assert "take back  total paid of the participant's Base in the deal\n" in deal


# --- an amendment that restates something as what the plan can't go on with --------------------

OTHERWISE = "amended-otherwise"
SAID = {
    "the credits' order": (AMENDED, "by deal.closed, then deal.id", "by deal.id"),
    "a ledger's order": (LEDGER, "Upgraded, ordered by credit.date, then credit.id", "Upgraded, ordered by credit.id"),
    "what becomes of a payout below zero": (TWICE, "if negative  carried to the next month", "if negative  forgiven"),
    "what a balance opens with": (DRAWN, "opens    at 100 USD", "opens    at 200 USD"),
    "the day on which a balance closes": (DRAWN, "closes   on 2025-09-30", "closes   on 2025-03-31"),
}
SEARCHED = {"a ledger's order", "the day on which a balance closes"}
"""Those of which a case is looked for here."""


def last_said(text: str, was: str, now: str) -> str:
    """The plan with other words where it has some for the last time."""
    head, found, tail = text.rpartition(was)
    assert found
    return f"{head}{now}{tail}"


@pytest.mark.parametrize("what", SAID)
def test_it_holds_as_in_the_plan_or_as_restated(what: str) -> None:
    text, was, now = SAID[what]
    said = last_said(text, was, now)
    if what in SEARCHED:
        _, made = shown(said, OTHERWISE)
    else:  # a case takes seconds to find
        (one,) = check_text(said, FILE).diagnostics
        made = [edited(said, repair.edits) for repair in one.repairs if repair.edits]
    assert len(made) == 2
    first, second = (check_text(each, FILE).graph for each in made)
    assert first is not None and second is not None and different([first, second])
    if "closes" in what:  # as in the plan, or as soon as it can
        assert [each.count("on 2025-06-30") for each in made] == [2, 1]
        assert "on 2025-04-30" in made[1]
    else:
        assert [each.count(now) for each in made] == [0, text.count(was)]


def test_a_version_without_quota_credit_counts_as_before_or_what_it_credits() -> None:
    less = last_said(AMENDED, "        quota credit  50% of deal.amount, rounded\n", "")
    (one,) = witnessed(less, FILE, check_text(less, FILE).diagnostics)
    assert one.witness is not None and replayed(one)
    before, without, counted = (edited(less, repair.edits) for repair in one.repairs[:3])
    assert before.count("quota credit  deal.amount\n") == 2 and "quota credit deal.amount - deal.cost\n" in counted
    assert [each.answer for each in one.witness.readings] == [0, 2]  # it is read, so that no version can be without
    assert "quota credit  deal.amount\n" not in without
    assert any(note.startswith("not shown: as restated here") for note in one.notes)


def test_whoever_is_credited_from_that_day_on_is_credited_by_a_credit_of_its_own() -> None:
    """Rows that one version makes of a deal and the other doesn't are those of two credits."""
    every = last_said(AMENDED, "deal.owner", "every participant where participant is deal.owner")
    (one,) = check_text(every, FILE).diagnostics
    first, two = (edited(every, one.repairs[number].edits) for number in (0, 2))
    graphs = [check_text(each, FILE).graph for each in (first, two)]
    assert graphs[0] is not None and graphs[1] is not None and different([graphs[0], graphs[1]])
    assert "amend Moved" not in two
    assert "credit SalesBefore for each deal {\n        when  deal.closed is before 2025-07-01\n" in two
    assert "credit Sales gathers SalesBefore, SalesAfter, ordered by deal.closed, then deal.id, then credit.id" in two


def test_another_rule_is_paid_instead_of_the_first_or_beside_it() -> None:
    one, (instead, beside) = shown(changed(OTHERWISE), OTHERWISE)
    assert "amend Quarterly" not in instead + beside
    assert "        when  deal.closed is before 2025-07-01\n        pay      5%" in instead
    assert "is before" not in beside
    for each in (instead, beside):
        assert "commission BaseAmended for each participant each month {" in each and "add  Base, BaseAmended" in each
        assert "        when  the first day of the month is at least 2025-07-01\n        pay      6%" in each
    assert one.witness is not None and one.witness.apart is not None


def test_another_word_for_the_same_rule_pays_the_same() -> None:
    restated = "    bonus Push for each credit of Sales {\n        pay      6 USD\n    }\n"
    text = f"{BASE}\namend Amended from 2025-05-01, by deal.closed {{\n{restated}}}\n"
    found = check_text(text, FILE).diagnostics
    assert [one.rule for one in found] == [OTHERWISE]
    settled = settled_plan(text, FILE, found)
    assert settled is not None
    assert [one.severity for one in settled.notes] == ["note"]


def test_a_rule_that_another_one_reads_is_not_made_two() -> None:
    """What reads it would read one of them."""
    read = (
        "    payout",
        "    bonus Half for each credit of Bookings {\n        pay      50% of Base\n        rounded  each credit\n    }\n\n    payout",
    )
    found = check_text(changed(OTHERWISE, read, ("add  Base", "add  Base, Half")), FILE).diagnostics
    (one,) = (one for one in found if one.rule == OTHERWISE)
    assert not any(repair.edits for repair in one.repairs)


# --- a credit that says nothing of what counts towards quota ----------------------------------

QUOTA = "no-quota-credit"
SHARE = (("amount   deal.amount", "amount   10% of deal.amount, rounded"),)


@pytest.mark.parametrize(
    ("changes", "counts", "read"),
    [
        ((), ["deal.amount"], "50% of deal.amount, rounded"),
        (SHARE, ["10% of deal.amount, rounded"], "50% of (10% of deal.amount), rounded"),
        ((("amount:   money", "amount:   money\n        margin:   money"),), ["deal.amount", "deal.margin"], "50% of deal.amount, rounded"),
    ],
)  # fmt: skip
def test_what_is_paid_on_counts_or_another_amount_or_a_part(
    changes: tuple[tuple[str, str], ...], counts: list[str], read: str
) -> None:
    one, made = shown(changed(QUOTA, *changes), QUOTA)
    assert [f"quota credit  {each}\n" in plan for each, plan in zip(counts, made, strict=True)] == [True] * len(counts)
    assert one.witness is not None and len(one.witness.readings) == len(counts) + 1
    assert any(said.endswith(f"is read as `quota credit {read}`") for said in one.witness.settled)


def test_each_credit_of_a_ledger_says_what_counts() -> None:
    of = "    credit {} for each deal {{\n        when     deal.product is {}\n"
    head, then = "    credit Bookings for each deal {\n", "\n    commission Base"
    text = changed(QUOTA)
    block = text[text.index(head) + len(head) : text.index(then)]
    both = "\n".join(of.format(name, name[:-1]) + block for name in ("News", "Renewals"))
    ledger = f"{both}\n    credit Bookings gathers News, Renewals, ordered by credit.date, then credit.id\n"
    _, (made,) = shown(text.replace(head + block, ledger), QUOTA)
    assert made.count("quota credit  deal.amount\n") == 2
