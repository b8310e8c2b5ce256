"""What each line of a plan is called, and a right example of it: the words of the syntax findings."""

from __future__ import annotations

from typing import NamedTuple


class Construct(NamedTuple):
    """A kind of line or block."""

    title: str
    example: str


ROW = Construct("a row of a table", "from 50% below 100%: 1.0x")
MATRIX_ROW = Construct("a line of a matrix", "from 5% below 10% | 1,000 USD | 4,000 USD")
COLUMN = Construct("a column of the data", "amount: money, optional")
GRID_ROW = Construct("a row of the example's data", "d1 | 2025-01-10 | 90,000 USD")
NOTHING = Construct("a line", "")

STATEMENTS: dict[str, Construct] = {
    "USE": Construct("a `use` line", 'use "stdlib/salesforce"'),
    "PLAN": Construct("the head of a plan", 'plan QuarterlyAE "Account Executive, first quarter 2025" {'),
    "AMEND": Construct("the head of an amendment", "amend QuarterlyAE from 2025-03-01, by deal.closed {"),
    "DEFAULTS": Construct("the head of defaults", 'defaults "House style" {'),
    "REMOVE": Construct("a `remove` line", "remove Push"),
    "CURRENCY": Construct("the currency of the plan", "currency USD"),
    "CALENDAR": Construct("the calendar of the plan", "calendar years start in January"),
    "CALENDAR_START_ON": Construct(
        "the calendar of the plan",
        "calendar years start on the first Monday of July, named by the year they end in, quarters of 4-4-5 weeks,"
        " a 53rd week goes to the last month",
    ),
    "CALENDAR_END_ON": Construct(
        "the calendar of the plan",
        "calendar years end on the Saturday nearest January 31, named by the year they start in, quarters of 4-5-4 weeks,"
        " a 53rd week goes to the last month",
    ),
    "COVERS": Construct("what the plan covers", "covers credits dated from 2025-01-01 through 2025-12-31"),
    "FOLLOWS": Construct("what the plan follows", "follows payments and cancellations through 2026-03-31"),
    "ROUNDING": Construct("the rounding of the plan", "rounding nearest 0.01 USD, halves to even"),
    "CORRECTIONS": Construct(
        "how corrections are paid", "corrections paid in the open month, by the rules of the closed month"
    ),
    "CLAUSE": Construct(
        "a clause of the letter", 'clause "When pay is earned" "Pay is earned when the invoice is paid."'
    ),
    "JURISDICTION": Construct("whose law the letter is under", 'jurisdiction "California", "New York"'),
    "DATA": Construct("the head of a data table", "data deals, each row a deal {"),
    "REJECT_UNLESS": Construct("a check of the data", "reject unless participant.quota is above 0 USD"),
    "CREDIT": Construct("the head of a credit", "credit Bookings for each deal {"),
    "TO": Construct("who gets the credit", "to deal.owner"),
    "TO_THE_MANAGER_OF": Construct("who gets the credit", "to the manager of credit.participant on credit.date"),
    "TO_EVERY_MANAGER_ABOVE": Construct(
        "who gets the credit", "to every manager above credit.participant on credit.date, at most 2 levels"
    ),
    "TO_EVERY_PARTICIPANT_WHERE": Construct(
        "who gets the credit", "to every participant where participant.role is Lead"
    ),
    "AMOUNT": Construct(
        "the amount of a credit", "amount split.share of deal.amount, rounded, odd cents to split.primary"
    ),
    "QUOTA_CREDIT": Construct("the quota credit of a credit", "quota credit deal.amount"),
    "DATED": Construct("a date line", "dated deal.closed"),
    "ORDERED_BY": Construct("the order of a credit", "ordered by deal.closed, then deal.id"),
    "WHEN": Construct("a condition", "when deal.product is New"),
    "PAY": Construct("a `pay` line", "pay 2% of credit.amount"),
    "START_WITH": Construct("a `start with` line", "start with participant.quota / 12"),
    "TAKE_BACK": Construct("a `take back` line", "take back 50% of Base"),
    "TAKE_BACK_ALL_THAT": Construct("a `take back` line", "take back all that Base pays on the credit, whenever paid"),
    "ADD": Construct("the rules that the payout adds", "add Base, Push"),
    "TIMES": Construct("a `times` line", "times 1.25x when deal.prepaid is yes"),
    "PLUS_STEP": Construct("a `plus` line", "plus 12 EUR when service.convergence is yes"),
    "MINUS_STEP": Construct("a `minus` line", "minus 5 USD"),
    "MINUS_WHAT_THIS_RULE_ALREADY_PAID": Construct(
        "what was already paid", "minus what this rule already paid in the year"
    ),
    "AT_MOST": Construct("a cap", "at most 5,000 USD for each participant each quarter, in credit order, excess lost"),
    "AT_LEAST": Construct("a guarantee or draw", "at least 3,000 USD each month, shortfall forgiven"),
    "ONLY_IF": Construct("a gate", "only if Attainment is above 80%, otherwise 0 USD"),
    "IN_ADDITION_TO": Construct("rules that this one pays beside", "in addition to Early"),
    "GATE_AND_TABLE_MEASURE_DIFFERENTLY": Construct(
        "that a gate is meant to look at another total", "gate and table measure differently"
    ),
    "LEAVES_A_GAP_AFTER": Construct("a gap between two rules that is meant", "leaves a gap after Small"),
    "ONLY_WHAT_IS_ABOVE": Construct("what this rule has above another", "only what is above Early"),
    "ROUNDED": Construct("where rounding happens", "rounded each credit"),
    "IF_NEGATIVE": Construct("what happens to a negative amount", "if negative carried to the next month"),
    "REPAY": Construct("a repayment", "repay DrawOwed, at most 50% of Base"),
    "RELEASE": Construct("a release", "release Held when Attainment is at least 80%"),
    "CONVERTED_TO": Construct(
        "the currency it is paid in", "converted to participant.currency using fx on the last day of the month, rounded"
    ),
    "PAID_STEP": Construct("when it is paid", "paid 50% on deal.collected"),
    "PAID_THE_REST": Construct("when it is paid", "paid the rest on deal.collected"),
    "PAID_IN_PROPORTION_TO": Construct(
        "when it is paid", "paid in proportion to amount of invoices, out of deal.amount"
    ),
    "TABLE": Construct("the head of a table", "table Rates {"),
    "BALANCE": Construct("the head of a balance", "balance DrawOwed for each participant {"),
    "OPENS_AT": Construct("the opening of a balance", "opens at 0 USD"),
    "LAPSES_AFTER": Construct(
        "the line that says when what came in lapses", "lapses after 3 more payouts, oldest taken first"
    ),
    "CLOSES_ON": Construct("the close of a balance", "closes on 2025-12-31, rest forgiven"),
    "PAYOUT": Construct("the head of the payout", "payout for each participant each month, by credit date {"),
    "EXAMPLE": Construct("the head of an example", 'example "a deal that straddles 100%" {'),
    "GIVEN": Construct("the head of the example's data", "given deal | owner | closed | amount"),
    "EXPECT": Construct("an expectation", "expect Base for ana in 2025-Q1 is 6,500.00 USD"),
    "EXPECT_DATA_REJECTED": Construct("an expectation", 'expect data rejected "participant.rate"'),
    "TEST": Construct("a test", 'test "selling more never pays less": payout never falls when deal.amount rises'),
    "MEASURE": Construct(
        "a measure",
        "measure Sold for each participant each month = total amount of the participant's Sales in the month",
    ),
    "QUOTA": Construct("a quota", "quota Monthly for each participant each month = participant.quota / 12"),
}
for _kind in ("commission", "bonus", "spiff", "override", "clawback", "salary"):
    STATEMENTS[_kind.upper()] = Construct(
        f"the head of {'an' if _kind == 'override' else 'a'} {_kind}", f"{_kind} Base for each credit of Bookings {{"
    )
STATEMENTS["rule_head"] = STATEMENTS["MEASURE"]
STATEMENTS["limit_head"] = STATEMENTS["AT_MOST"]

BLOCKS: dict[str, str] = {
    "PLAN": "a plan",
    "AMEND": "an amendment",
    "DATA": "a data table",
    "CREDIT": "a credit",
    "rule_head": "a rule",
    "BALANCE": "a balance",
    "PAYOUT": "the payout",
    "EXAMPLE": "an example",
    "MATRIX": "a matrix",
    "TABLE": "a table",
    "TIERS_BY": "a table",
    "CURVE_BY": "a table",
    "TABLE_BY": "a table",
    "_which_match": "a table",
    "WEIGHTED": "a table",
    "PLACES_BY": "a table",
}
"""What a brace belongs to, by the part of the grammar that stands before it."""

ROW_OF_BLOCK: dict[str, Construct] = {"a table": ROW, "a matrix": MATRIX_ROW, "a data table": COLUMN}

HOMES: dict[str, str] = {
    kind: home
    for home, kinds in {
        "a data table": "REJECT_UNLESS",
        "a credit": "TO TO_THE_MANAGER_OF TO_EVERY_MANAGER_ABOVE TO_EVERY_PARTICIPANT_WHERE AMOUNT DATED ORDERED_BY",
        "a rule such as a commission": "PAY START_WITH TAKE_BACK TAKE_BACK_ALL_THAT TIMES PLUS_STEP MINUS_STEP ROUNDED ONLY_IF",
        "the payout": "ADD IF_NEGATIVE",
        "a balance": "OPENS_AT CLOSES_ON LAPSES_AFTER",
        "an example": "GIVEN EXPECT EXPECT_DATA_REJECTED",
        "a credit or a rule": "WHEN",
        "a rule or the payout": "AT_MOST AT_LEAST",
        "a plan": "CURRENCY CALENDAR COVERS ROUNDING CORRECTIONS DATA CREDIT TABLE BALANCE PAYOUT EXAMPLE MEASURE QUOTA "
        "COMMISSION BONUS SPIFF OVERRIDE CLAWBACK SALARY",
    }.items()
    for kind in kinds.split()
}
"""Where a line stands that was found elsewhere. `quota credit` is no such line: it begins as a quota does. A test puts each in a wrong place."""
