"""A payout that certainly never falls below 0 is not asked about, and no data makes it fall there; one that may fall is asked about."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.promises.outcomes import kept_promises
from planlang.promises.tried import broken

PLAN = """plan Small "Retroactive" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {{
        id:     text, key
        quota:  money per year, above 0 USD
        target: money per year
        factor: percent, from 0%
        goal:   count
        base:   money
        level:  one of Silver, Gold
    }}

    data deals, each row a deal {{
        id:      text, key
        owner:   participant
        closed:  date
        paid:    date
        part:    percent, from 0% through 100%
        product: one of New, Renewal
        amount:  money, from 0 USD
        margin:  money
    }}

    data openings, each row an opening, one for each participant and each month {{
        participant: participant
        month:       month
        accounts:    count, from 0
        moved:       count
    }}

    credit Sales for each deal {{
        to       deal.owner
        amount   {amount}
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}

    measure SoFar for each credit of Sales = running total amount of the participant's Sales in the year

    measure Reached for each credit of Sales = SoFar / participant.quota

    measure Sold for each participant each month = total amount of the participant's Sales in the year through this month

    measure Ratio for each participant each month = Sold / participant.quota

    measure Opened for each participant each month = total accounts of the participant's openings in the year through this month

    measure Moved for each participant each month = total moved of the participant's openings in the year through this month

    measure Again for each participant each month = total amount of the participant's Sales in the quarter through this month

    measure Month for each participant each month = total amount of the participant's Sales in the month

    measure Above for each participant each month = the part of Month above participant.base

    measure Counted for each participant each month = total of the participant's Above in the year through this month

    measure Less for each participant each month = Month - participant.base

    measure Summed for each participant each month = total of the participant's Less in the year through this month

    commission Base for each {grain} {{
        {steps}
    }}

    payout for each participant each month, by credit date {{
        add  Base{payout}
    }}
{promise}}}
"""
RISING = "{\nbelow 1,000 USD: 5%\nfrom 1,000 USD: 8%\n}"
ROUNDED = "\nrounded each credit\nminus what this rule already paid in the year"
MONTHLY = ROUNDED.replace("each credit", "each month")
CREDIT = (
    "pay SoFar counting this credit\ntimes tiers by SoFar counting this credit, all at the tier reached "
    + RISING
    + ROUNDED
)
BANDS = "{\nbelow 80%: 0%\nfrom 80% below 100%: 5%\nfrom 100%: 8%\n}"
RATIO = (
    "pay SoFar counting this credit\ntimes tiers by Reached counting this credit, all at the tier reached "
    + BANDS
    + ROUNDED
)
MONTH = "pay 5% of Sold\ntimes participant.factor" + MONTHLY
TIERS = "pay Sold\ntimes tiers by Sold, all at the tier reached " + RISING + MONTHLY
SLICES = (
    "pay Sold\ntimes tiers by Sold, each slice at its own tier {\nfrom 0 USD below 1,000 USD: 8%\nfrom 1,000 USD: 3%\n}"
    + MONTHLY
)
ROUNDED_SLICES = SLICES.replace("}", "}\nrounded each slice")
OF_QUOTA = (
    "pay Sold\ntimes tiers by (Sold / participant.quota), each slice at its own tier {\nfrom 0% below 100%: 8%\nfrom 100%: 3%\n}"
    + MONTHLY
)
TARGET = (
    "pay 11.5% of (participant.quota * Ratio)\ntimes tiers by Ratio, each slice at its own tier {\nfrom 0% below 100%: 1x\nfrom 100%: 0.5x\n}"
    + MONTHLY
)
PART_OF_QUOTA = "pay 50% of (the part of Sold above (participant.quota / 2))" + MONTHLY
UNITS = (
    "pay 25 USD * (the part of Opened up to participant.goal)\nplus 50 USD * (the part of Opened above participant.goal up to 2 * participant.goal)\n"
    "plus 10 USD" + MONTHLY
)
TWO = CREDIT.replace("\nrounded", "\nplus 20% of (the part of SoFar counting this credit above 5,000 USD)\nrounded", 1)
CURVE = (
    "pay curve by Sold, straight lines between points {\nbelow 100 USD: 0 USD\nat 100 USD: 5 USD\nat 900 USD: 50 USD\nabove 900 USD: 60 USD\n}"
    + MONTHLY
)
PART = "pay 5% of (the part of Sold above 1,000 USD up to 9,000 USD)" + MONTHLY

COUNTED = TIERS.replace("Sold", "Counted")
LEVEL = SLICES.replace("\nrounded", "\ntimes table by participant.level {\nSilver: 1x\nGold: 1.2x\n}\nrounded")
CAPPED = TIERS + "\nat most 100 USD each month"


def _text(steps: str, amount: str = "deal.amount", payout: str = "", promise: str = "") -> str:
    grain = "credit of Sales" if "credit" in steps else "participant each month"
    return PLAN.format(steps=steps, amount=amount, grain=grain, payout=payout, promise=promise)


def _rules(text: str) -> list[str]:
    return [one.rule for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"]


@pytest.mark.parametrize(
    "steps",
    [CREDIT, RATIO, MONTH, TIERS, PART, SLICES, ROUNDED_SLICES, OF_QUOTA, UNITS, TWO, CURVE, COUNTED, LEVEL, CAPPED],
)
@pytest.mark.parametrize("amount", ["deal.amount", "deal.part of deal.amount, rounded"])
def test_a_rising_total_so_far_takes_nothing_back_and_no_data_makes_it(steps: str, amount: str) -> None:
    assert _rules(_text(steps, amount)) == []
    promise = '    test "never below": payout is never below 0 USD\n'
    kept = kept_promises(_text(steps, amount, promise=promise), "it.plan")
    (one,) = (found for found in kept.promises if found.title == "never below")
    assert broken(kept.graph, one, kept.worlds, "it.plan", 12).kind == "tested"


FALLS = {
    "an amount that may be negative": (CREDIT, "deal.margin"),
    "a return": (CREDIT, "-deal.amount"),
    "a difference": (CREDIT, "deal.amount - deal.margin"),
    "a cap above that holds at times": (
        MONTH.replace("\nrounded", "\nat most 100 USD each month when Month is above 9 USD, excess lost\nrounded"), "deal.amount"),
    "a lower rate above": (CREDIT.replace("USD: 8%", "USD: 3%"), "deal.amount"),
    "a negative rate": (CREDIT.replace("below 1,000 USD: 5%", "below 1,000 USD: -5%"), "deal.amount"),
    "a single value that pays more": (
        CREDIT.replace("from 1,000 USD: 8%", "from 1,000 USD through 1,000 USD: 8%\nabove 1,000 USD: 6%"), "deal.amount"),
    "slices rounded alone": (CREDIT.replace(", all at the tier reached", ", each slice at its own tier"), "deal.amount"),
    "a total that begins anew": (MONTH.replace("Sold", "Again"), "deal.amount"),
    "a month alone": (MONTH.replace("Sold", "Month"), "deal.amount"),
    "a factor from the data": (MONTH.replace("participant.factor", "(participant.target / participant.quota)"), "deal.amount"),
    "a divisor that may be negative": (
        TIERS.replace("by Sold", "by (Sold / participant.target)").replace(RISING, BANDS), "deal.amount"),
    "a step that holds at times": (MONTH.replace("participant.factor", "50% when Month is above 100 USD"), "deal.amount"),
    "slices of something else": (SLICES.replace("pay Sold", "pay Opened * 100 USD"), "deal.amount"),
    "slices of a multiple that may be negative": (TARGET.replace("participant.quota *", "participant.base *"), "deal.amount"),
    "slices at a negative rate": (SLICES.replace("3%", "-3%"), "deal.amount"),
    "slices of what begins anew": (SLICES.replace("Sold", "Again"), "deal.amount"),
    "a column of the data that may be negative": (UNITS.replace("Opened", "Moved"), "deal.amount"),
    "a curve that falls": (CURVE.replace("at 900 USD: 50 USD", "at 900 USD: 2 USD"), "deal.amount"),
    "a part above what falls": (PART.replace("1,000 USD", "Month"), "deal.amount"),
    "a sum of what may be below 0": (COUNTED.replace("Counted", "Summed"), "deal.amount"),
    "a factor of each person that is below 0": (LEVEL.replace("1.2x", "-1.2x"), "deal.amount"),
    "a subtraction": (MONTH.replace("times participant.factor", "minus 1% of Month"), "deal.amount"),
}  # fmt: skip


@pytest.mark.parametrize("name", FALLS)
def test_what_may_fall_is_asked(name: str) -> None:
    steps, amount = FALLS[name]
    assert "negative-open" in _rules(_text(steps, amount)), _rules(_text(steps, amount))


def test_a_part_is_never_below_zero_whatever_it_is_made_of() -> None:
    plain = "pay 5% of credit.amount\nrounded each credit"
    part = "\n        plus  the part of (100 USD - 5 USD) above 50 USD"
    assert "negative-open" not in _rules(_text(plain, payout=part))
    assert "negative-open" in _rules(_text(plain, payout="\n        plus  100 USD - 105 USD"))


def test_columns_whose_bounds_are_all_that_is_wanting_are_named() -> None:
    (found,) = [
        one
        for one in check_text(_text(UNITS.replace("Opened", "Moved")), "page.plan").diagnostics
        if one.rule == "negative-open"
    ]
    assert (
        "if opening.moved is never below 0, say so where the data is declared, and it can't be negative: `moved: …, from 0`"
        in found.notes
    )
    (found,) = [
        one for one in check_text(_text(CREDIT, "deal.margin"), "page.plan").diagnostics if one.rule == "negative-open"
    ]
    assert any("`margin: …, from 0 USD`" in note for note in found.notes)
    for name in ("a lower rate above", "a return", "a month alone"):
        steps, amount = FALLS[name]
        (found,) = [
            one for one in check_text(_text(steps, amount), "page.plan").diagnostics if one.rule == "negative-open"
        ]
        assert not any("say so where the data" in note for note in found.notes)


AMEND = "amend Small from 2025-07-01, by the first day of the month, running totals go on {{\n{what}\n}}\n"
RESTATED = "commission Base for each participant each month {\n%s\n}"
MEASURED = (
    "measure Sold for each participant each month = "
    "total amount of the participant's Sales in the quarter through this month"
)


@pytest.mark.parametrize(
    ("steps", "what", "asked"),
    [
        (MONTH, "remove Extra", False),
        (MONTH, RESTATED % MONTH.replace("5%", "6%"), False),
        (MONTH, RESTATED % MONTH.replace("5%", "4%"), True),
        (TIERS, RESTATED % TIERS.replace("8%", "9%"), False),
        (TIERS, RESTATED % TIERS.replace("8%", "7%"), True),
        (TIERS, RESTATED % TIERS.replace("1,000 USD", "2,000 USD"), True),
        (SLICES, RESTATED % SLICES.replace("3%", "8%"), False),
        (MONTH, RESTATED % MONTH.replace("Sold", "Opened * 1 USD"), True),
        (MONTH, MEASURED, True),
    ],
)
def test_an_amendment_that_raises_rates_takes_nothing_back(steps: str, what: str, asked: bool) -> None:
    extra = "    spiff Extra for each credit of Sales {\n        pay  100 USD\n    }\n"
    text = _text(steps, payout=", Extra", promise=extra) + AMEND.format(what=what)
    found = _rules(text)
    assert ("negative-open" in found) is asked, found
    assert {one.rule for one in check_text(text, "page.plan").diagnostics if one.severity == "error"} <= {
        "negative-open"
    }


@pytest.mark.parametrize("steps", [MONTH, OF_QUOTA])
def test_who_is_there_for_a_time_has_one_row_and_one_quota(steps: str) -> None:
    text = _text(steps).replace("each row a participant {", "each row a participant, valid from joined through gone {")
    assert (
        _rules(text.replace("goal:   count", "goal:   count\n        joined: date\n        gone:   date, optional"))
        == []
    )
