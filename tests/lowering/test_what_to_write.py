"""What stopped authors who had read the documentation only: the finding says what to write instead."""

from __future__ import annotations

import pytest

from planlang.compile import compile_text

PLAN = """
plan Small "Small" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data teams, each row a team {{
        name: text, key
        rate: percent
    }}

    data participants, each row a participant {{
        id:    text, key
        team:  team
        wage:  money, above 0 USD
        hired: date
        hours: number
    }}

    data products, each row a product {{
        name:   text, key
        points: count
    }}

    data deals, each row a deal, dated by closed {{
        id:      text, key
        owner:   participant
        closed:  date
        product: product
        amount:  money
    }}

    data payments, each row a payment, dated by paid {{
        id:     text, key
        deal:   deal
        paid:   date
        amount: money
    }}

    credit Sales for each deal {{
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }}

    measure Points for each participant = participant.wage / 1,000 USD
    measure Reached for each participant each quarter = total amount of the participant's Sales in the quarter / participant.wage

    bonus B for each participant once on 2025-12-31 {{
        {steps}
    }}

    payout for each participant each quarter, by credit date {{
        add          B
        if negative  collected
    }}
}}
"""
ROUNDED = "rounded  each participant"
LATER = "calendar days from (the later of participant.hired and 2025-01-01) through 2025-12-31"


@pytest.mark.parametrize(
    ("steps", "rule", "words"),
    [
        (f"pay team.rate of participant.wage\n{ROUNDED}", "out-of-reach", "participant.team.…"),
        (
            f"pay 1 USD * (total points of the participant's Sales in the year)\n{ROUNDED}",
            "unknown-column",
            "measure … for each credit of Sales = product.points",
        ),
        (
            f"pay 1 USD * (total of everyone's Points in the plan)\n{ROUNDED}",
            "total-of-ratios",
            "rounded  each participant, nearest 0.01, halves up",
        ),
        (
            f"pay participant.wage * (total of the participant's Reached in the quarter)\n{ROUNDED}",
            "total-of-ratios",
            "Reached",
        ),
        (
            f"pay 1 USD * ({LATER})\n{ROUNDED}",
            "trade-word",
            "pay 1 USD * (calendar days from (the higher of participant.hired and 2025-01-01) through 2025-12-31)",
        ),
        (
            f"pay total amount of payments in the year\n{ROUNDED}",
            "whose-open",
            "(total amount of everyone's payments in the year where payment.deal.owner is participant)",
        ),
        (
            f"pay total amount of the participant's payments in the year\n{ROUNDED}",
            "out-of-reach",
            "(total amount of everyone's payments in the year where payment.deal.owner is participant)",
        ),
    ],
)
def test_what_to_write(steps: str, rule: str, words: str) -> None:
    found = [one for one in compile_text(PLAN.format(steps=steps), "it.plan").diagnostics if one.rule == rule]
    assert len(found) == 1
    assert words in [repair.example for repair in found[0].repairs]


def test_what_is_changed_below_its_rounding_is_pointed_at() -> None:
    """Nothing is to be said of a rounding that does not say where: it stands above the floor that brings fractions of a cent."""
    steps = f"pay 5% of participant.wage\n{ROUNDED}\nat least 7.25 USD * participant.hours each participant, shortfall forgiven"
    found = [
        one for one in compile_text(PLAN.format(steps=steps), "it.plan").diagnostics if one.rule == "rounding-open"
    ]
    assert len(found) == 1
    assert "below where it is rounded" in found[0].message
    assert [label.text for label in found[0].labels][1:] == ["rounded here, and then changed again"]


def test_months_stand_in_arithmetic_as_days_do() -> None:
    steps = "pay 1 USD * (full months from participant.hired to 2025-12-15 / 3)\nrounded each participant"
    found = [one for one in compile_text(PLAN.format(steps=steps), "it.plan").diagnostics if one.rule != "unused"]
    assert found == []


@pytest.mark.parametrize(
    "steps",
    [
        "pay 1 USD * (count of products in the plan)",
        "pay total of All in the year through this quarter",
        "pay participant.wage\nat most 2 * participant.wage each year, excess lost\nat most 5 USD each plan, excess lost",
        "pay participant.wage / 7\nrounded each year\nat most 5 USD each year, excess lost",
        "pay 1 USD * (calendar days from participant.hired through (the last day of the quarter of participant.hired) / 1 day)",
    ],
)
def test_nothing_is_asked_where_one_thing_can_be_meant(steps: str) -> None:
    plan = PLAN.replace(
        "    bonus B", "    measure All for the plan each quarter = total amount of Sales in the quarter\n\n    bonus B"
    )
    found = compile_text(plan.format(steps=steps), "it.plan").diagnostics
    assert [one.rule for one in found if one.rule not in ("unused", "rounding-open")] == []


@pytest.mark.parametrize(
    ("measure", "rule", "says"),
    [
        (
            "measure X for each participant {\n    start with  5 USD when participant.wage is above 1 USD\n}",
            "syntax", ["… if participant.wage is above 1 USD, otherwise 0 USD"],
        ),
        (
            "measure X for each participant each quarter = total amount of the participant's Sales in the year through this quarter"
            " / (Many * participant.norm)",
            "period-mismatch", ["measure Target for each participant each quarter = participant.norm\n"
                                "… total of the participant's Target in the year through this quarter"],
        ),
    ],
)  # fmt: skip
def test_a_repair_is_none_that_is_refused_in_turn(measure: str, rule: str, says: list[str]) -> None:
    """A measure has no `when` line to move the condition to, and as many quarters as there were are not each quarter's amount."""
    plan = PLAN.format(steps="pay 5 USD").replace(
        "hired: date", "hired: date\n        norm:  money per quarter, above 0 USD"
    )
    more = f"    measure Many for each participant each quarter = 1\n\n{measure}\n\n    bonus B"
    found = next(
        one for one in compile_text(plan.replace("    bonus B", more), "it.plan").diagnostics if one.rule == rule
    )
    assert [one.example for one in found.repairs if one.example not in (None, "in the quarter")] == says


def test_a_bare_number_meets_a_rounded_quotient_where_percent_cannot_be_meant() -> None:
    plan = PLAN.replace(
        "    bonus B",
        "    measure Ratio for each participant {{\n        start with  participant.wage / 7 USD\n"
        "        rounded     each participant, nearest {to}, halves up\n    }}\n\n    bonus B",
    )
    for to, number, asked in (
        ("1", "80", False),
        ("1", "0.5", False),
        ("0.01", "0.75", False),
        ("0.01", "1", True),
        ("0.01", "80", True),
    ):
        found = compile_text(
            plan.format(to=to, steps=f"pay 5 USD if Ratio is at least {number}, otherwise 0 USD"), "it.plan"
        ).diagnostics
        assert ("percent-or-number" in [one.rule for one in found]) is asked, (to, number, found)


FIRST_OF_HIRE = "full months from (the first day of the month of participant.hired)"


@pytest.mark.parametrize(
    ("months", "answer"),
    [
        ("full months of service since participant.hired", "full months from participant.hired to (the last day of the quarter + 1 day)"),
        ("month of service since participant.hired, the month of hire is 1", f"{FIRST_OF_HIRE} to (the last day of the quarter + 1 day)"),
        ("month of service since participant.hired, the month of hire is 0", f"{FIRST_OF_HIRE} to (the last day of the quarter)"),
    ],
)  # fmt: skip
def test_of_a_quarter_months_are_counted_up_to_a_day(months: str, answer: str) -> None:
    plan = PLAN.format(steps="pay participant.wage").replace(
        "measure Reached", f"measure Months for each participant each quarter = {months}\n    measure Reached"
    )
    (found,) = [one for one in compile_text(plan, "it.plan").diagnostics if one.rule == "no-period-here"]
    meant = found.repairs[0].example
    assert meant == answer
    told = compile_text(plan.replace(months, meant), "it.plan").diagnostics
    assert [one for one in told if one.rule != "unused"] == []


@pytest.mark.parametrize(
    ("months", "meant"),
    [
        (
            "full months from participant.hired to 2025-12-31 + 1 day / 12",
            "(full months from participant.hired to (2025-12-31 + 1 day))",
        ),
        (
            "full months of service since participant.hired - 1 month",
            "(participant.hired - 1 month)",
        ),
    ],
)
def test_a_day_that_is_reckoned_behind_months_is_meant(months: str, meant: str) -> None:
    steps = f"pay 1 USD * ({months})\n{ROUNDED}"
    (found,) = [one for one in compile_text(PLAN.format(steps=steps), "it.plan").diagnostics if one.rule != "unused"]
    assert [repair.example for repair in found.repairs] == [meant]


def test_a_measure_of_itself_a_period_before_is_told_of_totals_so_far() -> None:
    plan = PLAN.format(steps="pay participant.wage").replace(
        "measure Reached",
        "measure Own for each participant each quarter = total of the participant's Own in the quarter\n    measure Reached",
    )
    (found,) = [one for one in compile_text(plan, "it.plan").diagnostics if one.rule == "cycle"]
    assert [repair.example for repair in found.repairs[1:]] == [
        "total of the participant's Own in the previous month",
        "total of the participant's Above in the year through this quarter",
    ]


def test_a_member_of_a_set_stands_without_marks() -> None:
    plan = PLAN.replace("hours: number", "hours: number\n        role:  one of Rep, Manager")
    steps = 'when participant.role is "Manager"\npay participant.wage'
    (found,) = [one for one in compile_text(plan.format(steps=steps), "it.plan").diagnostics if one.rule != "unused"]
    assert [repair.example for repair in found.repairs] == ["Manager"]


def test_so_many_days_are_no_percentage() -> None:
    days = "calendar days from participant.hired through 2025-12-31"
    graph = compile_text(PLAN.format(steps=f"pay 5 USD * ({days} / 1 day)"), "it.plan").graph
    assert graph is not None
    kinds = {c.says: c.unit.kind for table in graph.tables.values() for c in table.columns.values()}
    assert kinds[f"{days} / 1 day"] == "count"


def test_the_rounding_of_a_table_keeps_its_rows() -> None:
    curve = (
        "measure Part for each participant each quarter = curve by Reached, straight lines between points {{\n"
        "        at   0%: 0%\n        at 100%: 50%\n        above 100%: 50%\n    }}\n    measure Reached"
    )
    steps = f"pay participant.wage * total of the participant's Part in the plan\n{ROUNDED}"
    plan = PLAN.replace("measure Reached", curve).format(steps=steps)
    (found,) = [one for one in compile_text(plan, "it.plan").diagnostics if one.rule == "total-of-unrounded"]
    written = [one.edits for one in found.repairs if one.edits]
    assert len(written) == 2  # each of them, or so finely that the total is rounded for good
    for (edit,) in written:
        told = compile_text(plan[: edit.place.start] + edit.words + plan[edit.place.end :], "it.plan").diagnostics
        assert [one.rule for one in told if one.rule != "unused"] == []


def test_of_a_whole_amount_it_is_the_bound_that_is_rounded() -> None:
    steps = "pay participant.wage\nat most 12.5% of participant.wage each participant, excess kept in Bank"
    bank = "balance Bank for each participant {{\n        opens at 0 USD\n        closes on 2025-12-31, rest paid\n    }}\n"
    plan = PLAN.replace("    payout for", f"    {bank}\n    payout for").format(steps=steps)
    (found,) = [one for one in compile_text(plan, "it.plan").diagnostics if one.rule == "rounding-open"]
    (repair,) = found.repairs
    for edit in sorted(repair.edits, key=lambda e: -e.place.start):
        plan = plan[: edit.place.start] + edit.words + plan[edit.place.end :]
    assert "at most Most each participant, excess kept in Bank" in plan
    told = compile_text(plan, "it.plan").diagnostics
    assert [one.rule for one in told if one.severity == "error"] == []


@pytest.mark.parametrize(
    ("by", "first", "meant"),
    [
        ("participant.hired", "highest", "participant.hired, earliest first"),
        ("participant.wage", "earliest", "participant.wage, highest first"),
    ],
)
def test_a_day_comes_first_as_the_earliest_and_an_amount_as_the_highest(by: str, first: str, meant: str) -> None:
    steps = f"pay 1 USD * (place by {by}, {first} first, ties take the better place)"
    (found,) = [one for one in compile_text(PLAN.format(steps=steps), "it.plan").diagnostics if one.rule != "unused"]
    assert (found.rule, found.repairs[0].example) == ("wrong-kind", meant)


def test_of_percentages_the_average_is_offered() -> None:
    whole = "total of everyone's Reached in the quarter where participant.hours is 8"
    measure = f"measure Team for each participant each quarter = {whole}\n\n    bonus B"
    plan = PLAN.replace("bonus B", measure).format(steps="pay participant.wage")
    (found,) = [one for one in compile_text(plan, "it.plan").diagnostics if one.rule == "total-of-ratios"]
    (meant,) = [repair.example for repair in found.repairs if "average" in (repair.example or "")]
    told = compile_text(plan.replace(whole, meant or ""), "it.plan").diagnostics
    assert [one.rule for one in told if one.severity == "error"] == []


@pytest.mark.parametrize(
    ("said", "steps", "rule", "meant"),
    [
        ("hours: number\n        role:  one of Rep, Boss, Lead", "when participant.role is Rep/Lead\npay 5 USD", "wrong-kind",
         "participant.role is one of Rep, Lead"),
        ("hours: timestamp", "pay 5 USD", "unknown-type", "date"),
    ],
)  # fmt: skip
def test_names_with_slashes_and_times_of_the_day(said: str, steps: str, rule: str, meant: str) -> None:
    text = PLAN.replace("hours: number", said).format(steps=steps)
    found = next(one for one in compile_text(text, "it.plan").diagnostics if one.rule == rule)
    assert (found.repairs[0].example, found.repairs[0].edits != ()) == (meant, True)
