"""Whose rows a total is of: what could be two teams, or leads to none, is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.compile import compile_text

PLAN = (Path(__file__).parent / "stores.plan").read_text("utf-8")

SHIFTS = "total hours of the store's shifts in the month"


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        # A sale that names its store, and a seller who has one, too.
        ("        seller: participant\n", "        seller: participant\n        store:  store\n", "two-ways"),
        # Two stores of one person.
        ("        store: store, optional\n", "        store: store, optional\n        second: store, optional\n", "two-ways"),
        ("total of the district's Share in the month", "total of the region's Share in the month", "unknown-row-name"),
        (SHIFTS, "total hours of the participant's shifts in the month", "no-person-here"),
        ("measure District for each district each quarter = total of the district's Share in the quarter",
         "override District for each district each quarter {\n        pay  total of the district's Share in the quarter\n    }", "pays-nobody"),
        ("measure OfDistrict for each district each month = total of the district's Share in the month",
         "measure OfDistrict for each district each month = Share", "out-of-reach"),
        ("measure Again for each store each quarter = total of the store's Mine in the quarter",
         "measure Again for each store each quarter = Sales", "too-fine"),
    ],
)  # fmt: skip
def test_what_is_not_one_row(right: str, wrong: str, rule: str) -> None:
    assert right in PLAN
    found = compile_text(PLAN.replace(right, wrong), "it.plan")
    assert rule in [one.rule for one in found.diagnostics], found.diagnostics


def test_rows_that_are_told_apart_by_no_key() -> None:
    keyless = PLAN.replace(
        "        name: text, key\n        head: participant\n", "        name: text\n        head: participant\n"
    )
    assert keyless != PLAN
    found = compile_text(keyless, "it.plan")
    assert "no-key" in [one.rule for one in found.diagnostics]


TWO = """plan Two "Whose a placement is" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {
        id: text, key
    }

    data placements, each row a placement, dated by day {
        id:      text, key
        sourcer: participant
        closer:  participant
        region:  text
        fee:     money
        day:     date
    }

    measure Fee for each participant each month = total fee of everyone's placements in the month

    bonus Shown for each participant each month {
        pay  Fee
        plus 1 USD * COUNT
    }

    payout for each participant each month, by credit date {
        add  Shown
    }
}
"""


@pytest.mark.parametrize(
    ("count", "rule", "answer"),
    [
        ("count of the participant's placements in the month", "two-ways",
         "(count of everyone's placements in the month where placement.sourcer is participant)"),
        ("(count of everyone's placements in the month where placement.closer is participant)", None, None),
        ("(count of everyone's placements in the month where placement.closer is not participant)", "out-of-reach", None),
        ("(count of everyone's placements in the month where placement.fee is Fee)", "out-of-reach", None),
        ("(count of everyone's placements in the month where placement.region is placement.region)", "compared-with-itself",
         "measure … for each … = placement.region"),
    ],
)  # fmt: skip
def test_rows_of_two_people(count: str, rule: str | None, answer: str | None) -> None:
    found = compile_text(TWO.replace("COUNT", count), "it.plan").diagnostics
    assert [one.rule for one in found] == ([rule] if rule else [])
    if answer:
        assert answer in [repair.example for repair in found[0].repairs]


def test_a_person_at_hand_is_compared_by_a_measure_of_theirs() -> None:
    plan = TWO.replace("id: text, key\n    }", "id: text, key\n        team_name: text\n    }", 1)
    total = "(total of everyone's Fee in the month where participant.team_name is participant.team_name) / 1 USD"
    (found,) = [
        one
        for one in compile_text(plan.replace("COUNT", total), "it.plan").diagnostics
        if one.rule == "compared-with-itself"
    ]
    measure = "measure OwnTeamName for each participant each month = participant.team_name"
    assert found.repairs[1].example == f"{measure}\n… where participant.team_name is OwnTeamName"
    mended = plan.replace("COUNT", total.replace("is participant.team_name", "is OwnTeamName"))
    mended = mended.replace("    measure Fee", f"    {measure}\n\n    measure Fee", 1)
    assert [one.rule for one in compile_text(mended, "it.plan").diagnostics if one.severity == "error"] == []


MATRIX = """
        times  matrix, Days down, Days across {
            down \\ across | below 5 | from 5 below 9
            below 5       | 1x      | 2x
            from 5 below 9 | 1x     | 2x
        }
    }
"""


def test_what_a_matrix_leaves_open_is_answered_with_rows_of_a_matrix() -> None:
    plan = TWO.replace("plus 1 USD * COUNT\n    }\n", "plus 1 USD" + MATRIX)
    days = "    measure Days for each participant each month = count of everyone's placements in the month\n\n    bonus"
    found = compile_text(plan.replace("    bonus", days, 1), "it.plan").diagnostics
    answers = [repair.example for one in found if one.rule == "end-open" for repair in one.repairs]
    assert "from 9 | refused | refused" in answers
