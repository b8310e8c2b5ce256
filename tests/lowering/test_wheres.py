"""Which of two rows a column of a `where` is of: what could be either is asked, and nothing is compared with itself."""

from __future__ import annotations

import pytest

from planlang.compile import compile_text
from planlang.core.graph import Running, Total

PLAN = """
plan Small "Small" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {{
        id:     text, key
        region: text
        least:  money
    }}

    data deals, each row a deal, dated by closed {{
        id:       text, key
        owner:    participant
        closed:   date
        region:   text
        partner:  text, optional
        amount:   money
    }}

    credit Sales for each deal {{
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}

    measure Mine for each participant = participant.region
    measure Region for each credit of Sales = deal.region
    measure Home for each credit of Sales = participant.region

    commission Base for each {grain} {{
        {when}
        pay      1% of (total amount of {rows} in the quarter where {where})
        rounded  {each}
    }}

    payout for each participant each quarter, by credit date {{
        add  Base
    }}
}}
"""
QUARTER, CREDIT = ("participant each quarter", "each quarter"), ("credit of Sales", "each credit")


@pytest.mark.parametrize(
    ("rows", "where", "rules"),
    [
        ("everyone's Sales", "deal.region is participant.region", ["whose-column-open"]),
        ("everyone's Sales", "deal.amount is at least participant.least and deal.partner is known", ["whose-column-open"]),
        ("everyone's Sales", 'deal.region is "x" or deal.region is not participant.region', ["whose-column-open"]),
        ("everyone's deals", "participant.region is deal.region", ["whose-column-open"]),
        ("everyone's Sales", "deal.region is credit.participant.region", []),
        ("everyone's Sales", "deal.region is Mine", ["whose-column-open"]),
        ("everyone's Sales", 'participant.region is "West"', []),
        ("the participant's Sales", "deal.region is participant.region", []),
        ("everyone's Sales", "participant.region is participant.region", ["compared-with-itself"]),
        ("everyone's Sales", "deal.amount is deal.amount - 1 USD", ["compared-with-itself"]),
        ("everyone's Sales", "deal.closed is after (deal.closed - 30 days)", ["compared-with-itself"]),
        ("everyone's Sales", "credit.participant is not participant", ["out-of-reach"]),
    ],
)  # fmt: skip
def test_whose_column(rows: str, where: str, rules: list[str]) -> None:
    grain, each = QUARTER
    found = compile_text(PLAN.format(grain=grain, each=each, when="", rows=rows, where=where), "it.plan")
    assert [one.rule for one in found.diagnostics if one.rule != "unused"] == rules


BOSS = (
    PLAN.replace(
        "least:  money", "least:  money\n        boss: participant, optional\n        quota: money"
    ).replace("    commission Base", """    measure Boss for each participant each quarter = participant.boss if known, otherwise participant
    measure Quota for each participant each quarter = participant.quota
    measure Fixed for each participant = participant.boss if known, otherwise participant

    commission Base""")
)  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "where", "rules", "matched"),
    [
        ("total of everyone's Quota in the quarter", "Boss is participant", [], ("Boss", "participant")),
        ("total of everyone's Quota in the quarter", "participant is Boss", [], ("participant", "Boss")),
        ("total of everyone's Quota in the quarter", "Fixed is participant", [], ("Fixed", "participant")),
        ("total quota of everyone's participants in the plan", "Boss is participant", ["whose-column-open"], None),
    ],
)
def test_what_is_said_first_is_of_the_rows_summed(
    rows: str, where: str, rules: list[str], matched: tuple[str, str] | None
) -> None:
    """The people whose boss is the one at hand, and the boss of the one at hand, are different people."""
    grain, each = QUARTER
    text = BOSS.replace("total amount of {rows} in the quarter", "{rows}")
    found = compile_text(text.format(grain=grain, each=each, when="", rows=rows, where=where), "it.plan")
    assert [one.rule for one in found.diagnostics if one.rule not in ("unused", "total-paid-again")] == rules
    if matched is None:
        return
    assert found.graph is not None
    sums = [
        one.op for table in found.graph.tables.values() for one in table.columns.values() if isinstance(one.op, Total)
    ]
    pairs = [(str(there), str(getattr(here, "column", here))) for op in sums for there, here in op.match]
    assert any(matched[0] in there and matched[1] in here for there, here in pairs), pairs


def test_what_may_be_absent_in_the_rows_summed_is_not_that_of_the_row_at_hand() -> None:
    """The deal at hand has a partner; the deals that are summed may have none, and theirs is meant."""
    grain, each = CREDIT
    text = PLAN.format(
        grain=grain, each=each, when="when     deal.partner is known", rows="the participant's deals",
        where="deal.region is deal.partner",
    )  # fmt: skip
    found = compile_text(text, "it.plan").diagnostics
    assert [one.rule for one in found if one.rule != "unused"] == ["absent-value"]


RUNNING = """
    measure Moves for each credit of Sales = (running total amount of everyone's Sales in the quarter where {where})

    commission Moving for each credit of Sales {{
        pay      1% of Moves counting this credit
        rounded  each credit
    }}
"""


def _running(where: str) -> str:
    grain, each = CREDIT
    text = PLAN.replace("    commission Base", RUNNING.replace("{", "{{").replace("}", "}}") + "\n    commission Base")
    text = text.replace("add  Base", "add  Base, Moving").replace("{{where}}", where)
    return (
        text.replace("{{{{", "{{")
        .replace("}}}}", "}}")
        .format(grain=grain, each=each, when="", rows="everyone's Sales", where="deal.region is Region")
    )


@pytest.mark.parametrize(
    ("where", "column", "condition"),
    [
        ("deal.region is Region", "deal.region", None),
        ("Region is deal.region", "deal.region", None),
        ("credit.participant.region is Home", "participant.region", None),
        ("participant.region is Home", "participant.region", None),
        ("deal.owner is participant", "participant", None),
        ("deal.region is Region and deal.amount is above 5 USD", "deal.region", "deal.amount is above 5 USD"),
    ],
)
def test_a_running_total_where_something_is_that_of_the_row_at_hand_runs_by_it(
    where: str, column: str, condition: str | None
) -> None:
    """Read from one row, the measure would be compared with itself, and everybody's credits would count."""
    found = compile_text(_running(where), "it.plan")
    assert {one.rule for one in found.diagnostics} <= {"unused", "total-paid-again"}
    assert found.graph is not None
    ops = [one.op for one in found.graph.tables["Sales"].columns.values() if isinstance(one.op, Running)]
    assert ops
    assert all(op.by[-1] == column and op.where == condition for op in ops)


@pytest.mark.parametrize(
    ("where", "rules"),
    [
        ("deal.region is participant.region", ["whose-column-open"]),
        ("deal.region is not Region", ["out-of-reach"]),
        ("participant.boss is known and participant.boss is participant", ["out-of-reach"]),
    ],
)
def test_a_running_total_by_what_is_no_column_of_both_rows_is_refused(where: str, rules: list[str]) -> None:
    """Of the credits of one's people there is no total that moves with one's own."""
    text = _running(where).replace("least:  money", "least:  money\n        boss: participant, optional")
    found = compile_text(text, "it.plan")
    assert [one.rule for one in found.diagnostics if one.rule != "unused"] == rules


def test_a_total_of_the_person_credited_takes_those_of_the_person_at_hand() -> None:
    """`credit.participant.region` is that of the credits summed, and a measure of it that of the one at hand."""
    grain, each = CREDIT
    found = compile_text(
        PLAN.format(
            grain=grain, each=each, when="", rows="everyone's Sales", where="credit.participant.region is Home"
        ),
        "it.plan",
    )
    assert found.graph is not None
    sums = [one.op for one in found.graph.tables["Sales"].columns.values() if isinstance(one.op, Total)]
    assert [op.match[0][0] for op in sums] == ["participant.region"]


PERIODS = PLAN.replace(
    "partner:  text, optional", "partner:  text, optional\n        shipped:  date\n        month:    month"
)


@pytest.mark.parametrize(
    ("window", "where", "rules"),
    [
        ("in the year", "deal.shipped is after the last day of the quarter", ["whose-period-open"]),
        ("in the previous quarter", "deal.partner is known and deal.closed is after (the first day of the quarter - 5 days)", ["whose-period-open"]),
        ("in the year", "deal.month is the month", []),  # no month is at hand
        ("in the year", "deal.shipped is after the last day of the quarter of deal.closed", []),
        ("in the year", "the quarter is 2025-Q1", []),
        ("in the quarter", "deal.shipped is after the last day of the quarter", []),
        ("in the month", "deal.shipped is after the last day of the quarter", []),
    ],
)  # fmt: skip
def test_whose_period(window: str, where: str, rules: list[str]) -> None:
    grain, each = ("participant each month", "each month") if window == "in the month" else QUARTER
    text = PERIODS.replace("in the quarter where", f"{window} where")
    found = compile_text(
        text.format(grain=grain, each=each, when="", rows="the participant's deals", where=where), "it.plan"
    )
    assert [one.rule for one in found.diagnostics if one.rule not in ("unused", "looks-ahead")] == rules


@pytest.mark.parametrize("boss", ["credit.participant.boss", "deal.owner.boss", "participant.boss"])
def test_whose_boss_is_the_participant_are_people_of_the_one_at_hand(boss: str) -> None:
    """Nobody is their own boss: compared within one credit it would hold for none, and nobody would be paid."""
    grain, each = QUARTER
    where = f"{boss} is known and {boss} is participant"
    text = BOSS.format(grain=grain, each=each, when="", rows="everyone's Sales", where=where)
    found = compile_text(text, "it.plan")
    assert [one.rule for one in found.diagnostics if one.rule != "unused"] == []
    assert found.graph is not None
    sums = [one.op for table in found.graph.tables.values() for one in table.columns.values() if isinstance(one.op, Total)]  # fmt: skip
    assert any("boss" in there for op in sums for there, _ in op.match)


@pytest.mark.parametrize(
    ("rows", "where", "rules"),
    [
        ("everyone's Sales", "deal.helper is participant", ["whose-column-open"]),
        ("everyone's Sales", "participant is deal.helper", ["whose-column-open"]),
        ("everyone's Sales", "deal.helper is credit.participant", []),
        ("everyone's Sales", "deal.owner is participant", []),
        ("everyone's deals", "deal.helper is participant", []),
    ],
)
def test_somebody_else_of_the_deal_is_the_one_credited_or_the_one_at_hand(
    rows: str, where: str, rules: list[str]
) -> None:
    """Deals that one helped oneself with, or all deals that the person at hand helped with."""
    grain, each = QUARTER
    text = PLAN.replace("owner:    participant", "owner:    participant\n        helper:   participant")
    found = compile_text(text.format(grain=grain, each=each, when="", rows=rows, where=where), "it.plan")
    assert [one.rule for one in found.diagnostics if one.rule != "unused"] == rules
