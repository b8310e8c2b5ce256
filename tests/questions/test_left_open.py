"""Plans that were written to be read in two ways, and near ones that are not: each is asked about or silent, and its repairs settle it."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from planlang.readings import witnessed
from tests.questions.faults import PAYOUT, PLAN, SPLITS

HERE = "    # RULES"
SOLD = "measure Before for each participant each quarter = total amount of the participant's Sales in the previous quarter\n"
ALL = "measure All for the plan each quarter = total amount of everyone's Sales in the quarter\n"
RELIEF = (
    "data reliefs, each row a relief, one for each participant and each quarter {\n"
    "participant: participant\nquarter: quarter\namount: money per quarter, from 0 USD\n}\n"
    "quota Goal for each participant each quarter =\n"
    "participant.quota - (the amount of the participant's reliefs in the quarter if known, otherwise 0 USD)\n"
)


def plan(rules: str, names: str = "Base") -> str:
    """The small plan of the faults with some rules."""
    return PLAN.replace(HERE, f"{rules}\n{PAYOUT.format(names)}" if "payout for" not in rules else rules)


def found(text: str) -> list[Diagnostic]:
    return [one for one in check_text(text, "open.plan").diagnostics if one.rule != "unused"]


def rule(steps: str, grain: str = "participant each quarter", kind: str = "commission") -> str:
    return f"{kind} Base for each {grain} {{\n{steps}\n}}\n"


def settled(text: str, name: str) -> list[str]:
    """The plan with each answer that is an edit; each of them is silent."""
    (one,) = found(text)
    assert one.rule == name, one.rule
    made = [edited(text, repair.edits) for repair in one.repairs if repair.edits]
    assert made
    for answered in made:
        assert found(answered) == [], [(d.rule, d.message) for d in found(answered)]
    return made


# --- a quarter's total in each of its months --------------------------------------------------------


@pytest.mark.parametrize("pay", ["5% of Sold", "Sold"])
def test_a_quarters_total_that_each_month_pays_is_warned_of(pay: str) -> None:
    text = plan(
        rule(f"pay {pay}\nat most 500 USD each month, excess lost\nrounded each month", "participant each month")
    )
    (one,) = found(text)
    assert (one.rule, "Base pays of the whole quarter's Sold in each month" in one.message) == (
        "total-paid-again",
        True,
    )
    month = edited(text, one.repairs[1].edits)
    assert found(month) == [] and "the participant's Sales in the month" in month


@pytest.mark.parametrize(
    "steps",
    [
        "pay 5% of total amount of the participant's Sales in the month\nrounded each month",
        "pay 500 USD\nonly if Reached is at least 100%, otherwise 0 USD",  # a measure each quarter says that the whole is meant
        "when the month is one of 2025-03, 2025-06, 2025-09, 2025-12\npay 5% of Sold\nrounded each month",
    ],
)
def test_what_each_month_pays_of_its_own_or_by_a_quarters_mark_is_silent(steps: str) -> None:
    assert found(plan(rule(steps, "participant each month"))) == []


# --- divisors that may be nothing -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measures", "steps"),
    [
        (SOLD + "measure Growth for each participant each quarter = Sold / Before\n",
         "pay 500 USD\nonly if Growth is at least 110%, otherwise 0 USD"),
        (ALL, "pay 5,000 USD * (Sold / All)\nrounded each quarter"),
        (RELIEF, "pay participant.target\ntimes Sold / Goal\nrounded each quarter"),
        ("", "pay 100 USD * (Sold / (total amount of everyone's Sales in the quarter))\nrounded each quarter"),
    ],
)  # fmt: skip
def test_a_divisor_that_may_be_nothing_is_warned_of(measures: str, steps: str) -> None:
    (answered,) = settled(plan(measures + rule(steps)), "nothing-to-divide-by")
    assert "if" in answered and "otherwise 0%" in answered


@pytest.mark.parametrize(
    ("quotient", "none"),
    [
        ("Sold / (count of the participant's Sales in the quarter)", "0 USD"),
        ("(count of the participant's Sales in the quarter) / (count of everyone's Sales in the quarter)", "0%"),
    ],
)
def test_what_there_is_instead_is_of_the_quotients_kind(quotient: str, none: str) -> None:
    measure = f"measure Average for each participant each quarter = {quotient}\n"
    (answered,) = settled(
        plan(measure + rule("pay 100 USD\ntimes 2x if Average is above {none}, otherwise 1x".replace("{none}", none))),
        "nothing-to-divide-by",
    )
    assert f"otherwise {none})" in answered


@pytest.mark.parametrize(
    ("measures", "steps"),
    [
        (SOLD + "measure Growth for each participant each quarter = (Sold / Before) if Before is above 0 USD, otherwise 100%\n",
         "pay 500 USD\nonly if Growth is at least 110%, otherwise 0 USD"),
        (ALL, "when Sold is above 0 USD\npay 5,000 USD * (Sold / All)\nrounded each quarter"),
        (ALL, "pay 5,000 USD * (Sold / All) if All is not 0 USD, otherwise 0 USD\nrounded each quarter"),
        ("measure Half for each participant each quarter = Sold / (100% - 50%)\n", "pay 1% of Half\nrounded each quarter"),
        ("", "pay participant.target\ntimes Reached\nrounded each quarter"),
    ],
)  # fmt: skip
def test_a_divisor_that_is_something_or_is_spoken_of_is_silent(measures: str, steps: str) -> None:
    assert found(plan(measures + rule(steps))) == []


# --- shares of a deal, once for their manager -------------------------------------------------------

UP = """    credit Up for each credit of Parts {
        to       every manager above credit.participant on credit.date, at most 1 level, once for each deal
        amount   credit.amount
        dated    credit.date
        ordered  by credit.date, then credit.id
    }

    override Above for each credit of Up {
        pay      1% of credit.amount
        rounded  each credit
    }
"""
BOSSES = "    data bosses, each row a boss, one for each participant {\n        participant: participant\n        manager: participant\n    }\n"


def test_once_for_each_deal_over_shares_asks_which_of_them() -> None:
    text = plan(BOSSES + SPLITS + UP, "Base, Above")
    shares, whole = settled(text, "shared-above-open")
    assert "once for each deal" not in shares and "amount   split.deal.amount" in whole


def test_once_for_each_credit_over_shares_is_silent() -> None:
    text = plan(BOSSES + SPLITS + UP.replace("once for each deal", "once for each credit"), "Base, Above")
    assert found(text) == []


# --- a cap that is amended while it fills -----------------------------------------------------------

CAP = "pay 5% of credit.amount\nrounded each credit\nat most {} for each participant each {}, in credit order, excess lost"


def amended(step: str, day: str = "2025-05-15", was: str | None = None) -> str:
    start = f"amend Faults from {day}, by deal.closed {{\n"
    return plan(rule(was or step, "credit of Sales")) + f"{start}{rule(step, 'credit of Sales')}}}\n"


@pytest.mark.parametrize("unit", ["quarter", "year", "plan"])
@pytest.mark.parametrize("was", [None, "pay 5% of credit.amount\nrounded each credit"])
def test_a_cap_that_is_amended_while_it_fills_is_asked_about(unit: str, was: str | None) -> None:
    settled(amended(CAP.format("8 USD", unit), was=was), "amended-running-open")


def test_a_case_shows_what_the_new_cap_leaves() -> None:
    text = amended(CAP.format("8 USD", "quarter"))
    (asked,) = witnessed(text, "open.plan", found(text))
    assert asked.witness is not None


@pytest.mark.parametrize(
    ("step", "day"),
    [
        (CAP.format("8 USD", "quarter"), "2025-04-01"),
        ("pay 5% of credit.amount\nrounded each credit\nat most 8 USD each credit, excess lost", "2025-05-15"),
    ],
)
def test_a_cap_of_each_result_or_of_a_time_that_begins_then_is_not(step: str, day: str) -> None:
    assert found(amended(step, day)) == []


def test_an_amendment_that_takes_a_cap_away_leaves_nothing_open() -> None:
    assert found(amended("pay 5% of credit.amount\nrounded each credit", was=CAP.format("8 USD", "quarter"))) == []


# --- who is there, and parts of a period ------------------------------------------------------------

THERE = (("each row a participant {", "each row a participant, valid from start through end {"),
         ("        hired:  date", "        hired:  date\n        start:  date\n        end:    date, optional"))  # fmt: skip
EVEN = "pay 1,000 USD / {}\nrounded each quarter, remainder to the last by participant.hired, then participant.id"


def with_days(text: str) -> str:
    for was, now in THERE:
        assert was in text
        text = text.replace(was, now, 1)
    return text


def test_a_count_of_everybody_who_was_ever_there_is_warned_of() -> None:
    text = plan(rule(EVEN.format("(count of everyone's participants in the plan)"), kind="bonus"))
    assert found(text) == []  # nothing says that anybody comes or goes
    (there,) = settled(with_days(text).replace("        # RULES", ""), "counts-who-left")[:1]
    assert "measure There for each participant each quarter = 1" in there


@pytest.mark.parametrize(
    "where",
    ["participant.end is missing", "participant.start is at most 2025-01-01"],
)
def test_a_count_that_speaks_of_the_days_is_silent(where: str) -> None:
    counted = f"(count of everyone's participants in the plan where {where})"
    assert found(with_days(plan(rule(EVEN.format(counted), kind="bonus")))) == []


COVERS = ("dated from 2025-01-01 through", "dated from 2025-02-15 through")
FEBRUARY = ("years start in January", "years start in February, named by the year they end in")
MARK = "pay 500 USD\nonly if Reached is at least 100%, otherwise 0 USD"
CAPPED = "pay 5% of Sold\nrounded each quarter\nat most 500 USD each quarter, excess lost"
DAYS = "calendar days of the quarter from 2025-02-15 through 2025-12-31 / calendar days of the quarter"


@pytest.mark.parametrize("change", [COVERS, FEBRUARY])
@pytest.mark.parametrize("steps", [MARK, CAPPED])
def test_a_part_of_a_quarter_against_a_whole_ones_mark_is_warned_of(change: tuple[str, str], steps: str) -> None:
    settled(plan(rule(steps)).replace(*change), "cut-period")


@pytest.mark.parametrize(
    ("steps", "grain"),
    [
        ("pay 5% of Sold\nrounded each quarter", "participant each quarter"),  # a part of the sales is a part of the pay
        (f"pay 5% of Sold\nrounded each quarter\nat most (500 USD * ({DAYS})) each quarter, excess lost\nrounded each quarter",
         "participant each quarter"),
        ("pay 5% of credit.amount\nrounded each credit", "credit of Sales"),
    ],
)  # fmt: skip
def test_a_part_of_a_quarter_that_is_only_summed_or_counted_in_days_is_silent(steps: str, grain: str) -> None:
    assert found(plan(rule(steps, grain)).replace(*COVERS)) == []


@pytest.mark.parametrize("said", ["above 0, through 12", "through 12, above 0"])
def test_two_bounds_of_a_column_are_offered_as_one(said: str) -> None:
    text = plan(rule("pay 5% of Sold\nrounded each quarter")).replace("seats:   count", f"seats:   number, {said}")
    (one,) = found(text)
    assert one.rule == "repeated-clause"
    answered = edited(text, one.repairs[0].edits)
    assert "seats:   number, above 0 through 12" in answered and found(answered) == []


# --- pots of teams that are only a text -------------------------------------------------------------

POTS = PLAN.replace("        hired:  date", "        hired:  date\n        team:   text").replace(
    HERE,
    """    data pots, each row a pot, one for each team and each quarter {
        team:    text
        quarter: quarter
        amount:  money
        seats:   count, from 1
    }

    measure Pot for each participant each quarter =
        (the amount of pots in the quarter where pot.team is participant.team) if known, otherwise 0 USD

    measure Seats for each participant each quarter =
        (the seats of pots in the quarter where pot.team is participant.team) if known, otherwise 1

    bonus Base for each participant each quarter {
        pay      Pot / Seats
        rounded  each quarter, remainder to the last by participant.hired, then participant.id
    }
"""
    + PAYOUT.format("Base"),
)


def test_whose_cents_are_left_of_a_teams_pot_is_asked_where_the_team_is_a_text() -> None:
    within, everyone = settled(POTS, "remainder-among-open")
    assert "within each participant.team, remainder" in within and "among everyone, remainder" in everyone


def test_a_pot_of_the_whole_company_is_not() -> None:
    assert found(POTS.replace(" where pot.team is participant.team", "").replace("one for each team and each quarter", "one for each quarter")
                 .replace("        team:    text\n", "")) == []  # fmt: skip


# --- averages over periods in which somebody was not there ------------------------------------------

MEAN = "({} of the participant's Sold in the year through this quarter{} if known, otherwise 0 USD)"
REACHED = "pay 500 USD\nonly if {} is at least 9 USD, otherwise 0 USD"


@pytest.mark.parametrize("word", ["average", "lowest"])
def test_an_average_that_counts_quarters_before_somebody_came_is_warned_of(word: str) -> None:
    text = plan(rule(REACHED.format(MEAN.format(word, "")), kind="bonus"))
    (there,) = settled(text, "average-for-everybody")
    assert (
        "There for each participant each quarter = 1 if participant.hired is at most the last day of the quarter"
        in there
    )
    assert found(with_days(text)) == []


@pytest.mark.parametrize(
    "value",
    [
        MEAN.format("highest", ""),
        "(average amount of the participant's Sales in the year through this quarter if known, otherwise 0 USD)",
        "(average of the participant's Sold in the quarter if known, otherwise 0 USD)",
    ],
)
def test_what_quarters_without_anything_do_not_lower_is_silent(value: str) -> None:
    assert found(plan(rule(REACHED.format(value), kind="bonus"))) == []


def test_people_of_whom_there_is_no_day_do_not_come_and_go() -> None:
    text = plan(rule(REACHED.format(MEAN.format("average", "")), kind="bonus"))
    assert found(text.replace("        hired:  date\n", "")) == []


# --- one amount for two lengths of time -------------------------------------------------------------

YEARLY = "measure OfYear for each participant each quarter = (total amount of the participant's Sales in the year through this quarter) / {}\n"
BOTH = "pay 500 USD\nonly if Reached is at least 100% and OfYear is at least 100%, otherwise 0 USD"
PLAIN = ("quota:  money per quarter, above 0 USD", "quota:  money, above 0 USD")


def test_one_quota_of_a_quarter_and_a_year_is_warned_of() -> None:
    text = plan(YEARLY.format("participant.quota") + rule(BOTH, kind="bonus")).replace(*PLAIN)
    (one,) = found(text)
    assert (one.rule, [r.example for r in one.repairs]) == (
        "amount-of-two-periods",
        ["quota: money per quarter", "quota: money per year"],
    )


@pytest.mark.parametrize("by", ["(4 * participant.quota)", "participant.target", "400 USD"])
def test_amounts_of_their_own_for_a_quarter_and_a_year_are_not(by: str) -> None:
    text = plan(YEARLY.format(by) + rule(BOTH, kind="bonus")).replace(*PLAIN)
    assert found(text.replace("target: money per quarter", "target: money, above 0 USD")) == []


# --- deals of a customer that are still to come -----------------------------------------------------

CUSTOMERS = PLAN.replace(
    "        owner:   participant", "        owner:   participant\n        customer: customer"
).replace(
    "    data deals",
    "    data customers, each row a customer {\n        id: text, key\n        since: date\n    }\n\n    data deals",
)


@pytest.mark.parametrize(
    ("condition", "rules"),
    [
        ("(count of Sales in the customer) is at most 1", ["looks-ahead"]),
        ("(total amount of Sales in the customer) is at least 9 USD", ["looks-ahead"]),
        ("(running count of Sales in the customer counting this credit) is at most 1", []),
        ("(running total amount of Sales in the customer counting this credit) is at least 9 USD", []),
    ],
)
def test_a_customers_later_deals_are_not_known_when_the_first_is_paid(condition: str, rules: list[str]) -> None:
    text = CUSTOMERS.replace(
        HERE, rule(f"when {condition}\npay 100 USD", "credit of Sales", "spiff") + PAYOUT.format("Base")
    )
    assert [one.rule for one in found(text)] == rules


def test_shares_of_a_deal_come_together() -> None:
    shared = SPLITS.replace(
        "pay      5%", "when (count of different credit.id of Parts in the deal) is at most 1\n        pay      5%"
    )
    assert found(plan(shared)) == []
