"""Curves whose points stand in the data: what has to be said, and what the data must be."""

from __future__ import annotations

from pathlib import Path

import pytest

import planlang
from planlang.check import check_text

PLAN = Path(__file__).parent / "pay_curves.plan"
TEXT = PLAN.read_text()
HEAD = TEXT[: TEXT.index('    example "')] + "}\n"
DATA = {
    "participants": "id,quota,target\nana,100,1000\n",
    "deals": "id,owner,closed,amount\nd1,ana,2025-01-10,75\n",
    "pay_points": "at,rate,start,end\n50%,0%,2025-01-01,\n100%,100%,2025-01-01,\n",
    "own_points": "id,participant,at,rate\no1,ana,0,10\no2,ana,100,20\n",
}


def paid(tmp_path: Path, plan: str = HEAD, **data: str) -> list[str]:
    """What ana is paid by each rule in the first quarter."""
    (tmp_path / "p.plan").write_text(plan)
    for name, text in {**DATA, **data}.items():
        (tmp_path / f"{name}.csv").write_text(text)
    result = planlang.load(tmp_path / "p.plan").run(tmp_path, engine="interpreter", period="2025-Q1")
    return [str(row["amount"]) for row in result.payouts.rows()]


def test_between_points(tmp_path: Path) -> None:
    assert paid(tmp_path) == ["500.00", "17.50"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"pay_points": "at,rate,start,end\n50%,0%,2025-01-01,\n"}, "two points at least"),
        ({"own_points": "id,participant,at,rate\no1,ana,0,10\no2,ana,0,20\n"}, "same place"),
        ({"own_points": "id,participant,at,rate\n"}, "no points for this QuarterSales"),
        (
            {"pay_points": "at,rate,start,end\n50%,0%,2025-06-01,\n100%,100%,2025-06-01,\n"},
            "no points for this Attainment",
        ),
    ],
)
def test_data_that_is_no_curve(data: dict[str, str], why: str, tmp_path: Path) -> None:
    with pytest.raises(planlang.DataError, match=why):
        paid(tmp_path, **data)


def test_refused_beyond_its_points(tmp_path: Path) -> None:
    plan = HEAD.replace("flat beyond them", "refused beyond them")
    deals = "id,owner,closed,amount\n" + "".join(f"d{month},ana,2025-{month:02}-10,{{}}\n" for month in (1, 4, 7, 10))
    assert paid(tmp_path, plan, deals=deals.format(75, 50, 100, 60)) == ["500.00", "17.50"]
    with pytest.raises(planlang.DataError, match="beyond the points of pay_points"):
        paid(tmp_path, plan, deals=deals.format(75, 50, "100.01", 60))


def test_what_has_to_be_said() -> None:
    def named(before: str, after: str) -> set[str]:
        assert before in HEAD
        return {
            one.rule for one in check_text(HEAD.replace(before, after), "p.plan").diagnostics if one.rule != "unused"
        }

    assert named(", flat beyond them", "") == {"beyond-points-open"}
    assert named("using data pay_points on the last day of the quarter", "using data pay_points") == {"card-date-open"}
    assert named(
        "        at:    percent\n        rate:  percent", "        near:  percent\n        rate:  percent"
    ) >= {"not-a-rate-card"}
    assert named("        at:          money", "        at:          percent") == {"kind-mismatch"}
    inline = "flat beyond them {\n            at 0%: 0%\n            at 1%: 1%\n            above 1%: 1%\n            below 0%: 0%\n        }"
    text = HEAD[HEAD.index("flat beyond them,") :].partition("\n        rounded")[0]
    assert named(text, inline) == {"beyond-points-open"}
    open_above = inline.replace("            above 1%: 1%\n", "")
    assert named(text, open_above) == set()
    rows = "at 0%: 0%", "at 1%: 1%", "above 1% below 2%: 1%", "at 2%: 2%", "below 0%: 0%"
    no_line = "lines go on beyond them {\n" + "".join(f"            {row}\n" for row in rows) + "        }"
    assert named(text, no_line) == {"curve-too-short"}


ENDS = """plan Ends "Lines that go on" {{
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open month, by the rules of the closed month

    data participants, each row a participant {{
        id: text, key
    }}

    data results, each row a result, one for each participant and each month {{
        participant: participant
        month:       month
        sales:       money, from 0 USD
    }}

    measure SoFar for each participant each month = total sales of the participant's results in the year through this month

    bonus B for each participant each month {{
        pay      curve by SoFar, straight lines between points, lines go on beyond them {{
            {rows}
        }}
        rounded  each month
        minus    what this rule already paid in the year
    }}

    payout for each participant each month, by credit date {{
        add      B
    }}
}}
"""


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        (("at 80 USD: 50 USD", "at 100 USD: 100 USD"), True),
        (("below 80 USD: 0 USD", "at 80 USD: 50 USD", "at 100 USD: 100 USD"), False),
        (("below 80 USD: 60 USD", "at 80 USD: 50 USD", "at 100 USD: 100 USD"), True),
    ],
)
def test_a_first_line_that_goes_on_may_fall_below_zero(rows: tuple[str, ...], asked: bool) -> None:
    text = ENDS.format(rows="\n            ".join(rows))
    found = {one.rule for one in check_text(text, "p.plan").diagnostics}
    assert ("negative-open" in found) == asked, found


def test_days_that_are_called_as_bands_are_named_by_their_heading() -> None:
    text = Path(__file__).with_name("card_counts.plan").read_text(encoding="utf-8")
    dated = text.replace("valid from from through until", "valid from from through through")
    dated = dated.replace("until:   date, optional\n", "").replace(
        "through: count, optional", "through: date, optional"
    )
    found = next(one for one in check_text(dated, "card_counts.plan").diagnostics if one.rule == "not-a-rate-card")
    assert "as `from` and `through` say on which days a row holds" in found.message
    assert (found.repairs[0].example or "").startswith('start: date, column "from"\nend: date, column "through"\n')
