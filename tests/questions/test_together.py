"""Rules taken together: what two of them pay on the same rows, and what lies between them and is paid by none."""

from __future__ import annotations

import pytest

from planlang.check import check_text
from planlang.diagnostics.edits import edited
from planlang.diagnostics.model import Diagnostic
from tests.questions.test_suspicious import PLAN

REACHED = """    measure Sold for each participant each quarter = total amount of the participant's Sales in the quarter

    measure Reached for each participant each quarter = Sold / participant.quota
"""


def _check(*rules: tuple[str, str]) -> list[Diagnostic]:
    """The findings of a plan with rules of these kinds and steps."""
    return [one for one in check_text(_text(*rules), "page.plan").diagnostics if one.rule != "unused"]


def _text(*rules: tuple[str, str]) -> str:
    """A plan with rules of these kinds and steps; those that read ``Reached`` are for each quarter."""
    written = [REACHED]
    for index, (kind, steps) in enumerate(rules):
        grain, unit = (
            ("participant each quarter", "quarter")
            if "Reached" in steps or "Sold" in steps
            else ("credit of Sales", "credit")
        )
        rounded = f"\n        rounded  each {unit}" if "%" in steps.split("pay")[1] else ""
        written.append(f"    {kind} Rule{index} for each {grain} {{\n{steps}{rounded}\n    }}")
    return PLAN.format(rules="\n\n".join(written), names=", ".join(f"Rule{index}" for index in range(len(rules))))


def _when(condition: str, pay: str = "5% of credit.amount", kind: str = "commission") -> tuple[str, str]:
    return kind, f"when {condition}\npay {pay}"


def _in(first: str, last: str, pay: str, kind: str = "spiff") -> tuple[str, str]:
    return _when(f"deal.closed is from 2025-{first} through 2025-{last}", pay, kind)


def _march(condition: str, pay: str) -> tuple[str, str]:
    return _when(f"deal.closed is from 2025-03-01 through 2025-03-31 and {condition}", pay, "spiff")


BASE = ("commission", "pay 5% of credit.amount")
ONE, TWO, FLAT = "1% of credit.amount", "2% of credit.amount", "250 USD"

BOTH = [
    ("deal.closed is 2025-02-15", BASE, _in("02-01", "02-15", ONE), _in("02-15", "02-28", TWO)),
    ("deal.closed is from 2025-04-01 through 2025-04-30", BASE, _in("03-01", "05-31", ONE), _in("04-01", "04-30", TWO)),
    ("deal.closed is 2025-07-01", _in("01-01", "07-01", ONE, "commission"), _in("07-01", "12-31", TWO, "commission")),
    ("deal.product is Upsell", _when("deal.product is one of New, Upsell"), _when("deal.product is not New", TWO)),
    ("credit.amount is exactly 10,000 USD", _when("credit.amount is at most 10,000 USD"), _when("credit.amount is at least 10,000 USD", TWO)),
    ("credit.amount is at least 50,000 USD", _when("credit.amount is at least 1,000 USD"),
     _when("credit.amount is at least 50,000 USD", TWO)),
    ("deal.product is New and deal.seats is at least 9", BASE, _when("deal.product is New"), _when("deal.seats is at least 9", TWO)),
    ("deal.product is New and deal.seats is at least 9", _when("deal.product is New"),
     _when("deal.product is New and deal.seats is at least 9", TWO)),
    ("deal.seats is 10", _when("deal.seats is at most 10", FLAT, "bonus"), _when("deal.seats is at least 10", "500 USD", "bonus")),
    ("deal.seats is at least 20", _when("deal.seats is at least 10", FLAT, "spiff"), _when("deal.seats is at least 20", FLAT, "spiff")),
    ("deal.seats is at least 20", _when("deal.seats is at least 10", FLAT, "spiff"), _when("deal.seats is at least 20", ONE, "spiff")),
    ("Reached is exactly 100%", BASE, _when("Reached is from 90% through 100%", FLAT, "bonus"),
     _when("Reached is at least 100%", "900 USD", "bonus")),
    ("deal.product is New and deal.closed is from 2025-03-15 through 2025-03-31 and deal.amount is at least 9 USD", BASE,
     _when("deal.product is New and deal.closed is from 2025-03-01 through 2025-03-31", ONE, "spiff"),
     _when("deal.amount is at least 9 USD and deal.closed is from 2025-03-15 through 2025-04-15", FLAT, "spiff")),
    ("Reached is at least 120%", _when("Reached is at least 100%", FLAT, "spiff"), _when("Reached is at least 120%", "900 USD", "spiff")),
    ("Reached is at least 120%", BASE, _when("Reached is at least 100%", FLAT, "bonus"), _when("Reached is at least 120%", "900 USD", "bonus")),
    ("deal.seats is at least 20", _when("deal.seats is at least 10", FLAT, "bonus"), _when("deal.seats is at least 20", "900 USD", "bonus")),
    ("deal.product is New", _when("deal.product is one of New, Upsell", ONE, "spiff"), _when("deal.product is New", TWO, "spiff")),
    ("deal.closed is from 2025-03-01 through 2025-03-31 and deal.seats is at least 3",
     _march("deal.seats is at least 2", ONE), _march("deal.seats is at least 3", TWO)),
    ("deal.closed is from 2025-03-01 through 2025-03-31 and deal.product is New",
     _march("deal.product is one of New, Upsell", FLAT), _march("deal.product is New", "900 USD")),
    ("deal.closed is from 2025-03-01 through 2025-03-31 and deal.seats is at least 3",
     _in("03-01", "03-31", ONE), _march("deal.seats is at least 3", TWO)),
    ("deal.closed is from 2025-03-01 through 2025-03-31 and deal.product is New and deal.seats is at least 3",
     _march("deal.product is New", ONE), _march("deal.seats is at least 3", FLAT)),
    ("deal.closed is from 2025-03-01 through 2025-03-31 and deal.shipped is from 2025-03-15 through 2025-04-30",
     _in("03-01", "03-31", ONE), _when("deal.shipped is from 2025-03-15 through 2025-04-30", FLAT, "spiff")),
    ("the month is 2025-03 and deal.seats is at least 3",
     _when("the month is 2025-03 and deal.seats is at least 2", ONE, "spiff"),
     _when("the month is 2025-03 and deal.seats is at least 3", TWO, "spiff")),
]  # fmt: skip

NEITHER = [
    ("credit.amount is exactly 10,000 USD", _when("credit.amount is below 10,000 USD"), _when("credit.amount is above 10,000 USD", TWO)),
    ("credit.amount is from 10,000 USD through 20,000 USD", _when("credit.amount is below 10,000 USD"),
     _when("credit.amount is above 20,000 USD", TWO)),
    ("deal.closed is from 2025-07-01 through 2025-07-31", _in("01-01", "06-30", ONE, "commission"), _in("08-01", "12-31", TWO, "commission")),
    ("deal.closed is 2025-06-30", _when("deal.closed is before 2025-06-30"), _when("deal.closed is after 2025-06-30", TWO)),
    ("deal.closed is 2025-02-15", BASE[:0] + _in("02-01", "02-14", ONE), _in("02-16", "02-28", TWO)),
    ("Reached is exactly 100%", BASE, _when("Reached is from 90% below 100%", FLAT, "bonus"),
     _when("Reached is above 100%", "900 USD", "bonus")),
    ("deal.seats is 5", _when("deal.seats is below 5"), _when("deal.seats is from 6 through 9", TWO), _when("deal.seats is at least 10", ONE)),
    ("deal.amount is from 9.99 USD below 10 USD", _when("deal.amount is below 9.99 USD"), _when("deal.amount is at least 10 USD", TWO)),
    ("Reached is exactly 100%", ("commission", "pay 5% of Sold"), _when("Reached is from 90% below 100%", FLAT, "bonus"),
     _when("Reached is above 100%", "900 USD", "bonus")),
    ("deal.margin is from 20% below 30%", _when("deal.margin is below 20%"), _when("deal.margin is from 30% through 100%", TWO)),
    ("credit.amount is from 9 USD below 20 USD", _when("credit.amount is from 0 USD below 9 USD"), _when("credit.amount is at least 20 USD", TWO)),
    ("the month is 2025-03", _when("the month is from 2025-01 through 2025-02"), _when("the month is from 2025-04 through 2025-12", TWO)),
    ("the quarter is from 2025-Q2 through 2025-Q3", _when("the quarter is 2025-Q1"), _when("the quarter is 2025-Q4", TWO)),
]  # fmt: skip

SILENT = [
    (_when("Reached is at least 100%", FLAT, "bonus"), _when("Reached is at least 120%", FLAT, "bonus")),
    (_when("deal.seats is at least 10", FLAT, "bonus"), _when("deal.seats is at least 20", FLAT, "bonus")),
    (_when("Reached is at least 100%", FLAT, "spiff"), _when("Reached is at least 120%", FLAT, "spiff")),
    (_when("deal.product is New", ONE, "spiff"), _when("deal.product is New", FLAT, "spiff")),
    (BASE, _in("02-01", "02-14", ONE), _in("02-15", "02-28", TWO)),
    (BASE, _in("02-01", "02-14", ONE), _in("06-01", "06-30", TWO)),
    (BASE, _in("02-01", "02-14", ONE), _in("02-16", "02-28", TWO)),
    (_in("01-01", "06-30", ONE, "commission"), _in("07-01", "12-31", TWO, "commission")),
    (_when("deal.closed is at most 2025-06-30"), _when("deal.closed is after 2025-06-30", TWO)),
    (_when("deal.product is one of New, Upsell"), _when("deal.product is Renewal", TWO)),
    (_when("deal.product is New"), _when("deal.product is not New", TWO)),
    (_when("credit.amount is below 10,000 USD"), _when("credit.amount is at least 10,000 USD", TWO)),
    (BASE, _when("deal.seats is at least 3", ONE, "bonus"), _when("deal.product is New", FLAT, "bonus")),
    (BASE, _when("deal.seats is at least 3", ONE, "spiff"), _when("deal.product is New", FLAT, "spiff")),
    (BASE, _when("Reached is from 90% below 100%", FLAT, "bonus"), _when("Reached is at least 100%", "900 USD", "bonus")),
    (_when("deal.amount is above participant.target"), _when("participant.target is above deal.amount", TWO)),
    (_when("deal.amount * 2 is at least participant.target"), _when("participant.target / 2 is above deal.amount", TWO)),
    (_when("(deal.amount + participant.target) is at most 100 USD"),
     _when("deal.amount is above 60 USD and participant.target is above 40 USD", TWO)),
    (_when("(deal.amount - participant.target) is from 10 USD below 20 USD"), _when("deal.amount is at least (participant.target + 20 USD)", TWO)),
    (BASE, _when("deal.product is New", TWO)),
    (BASE, _when("credit.amount is below 10 USD", ONE), _when("credit.amount is above 10 USD", TWO)),
    (_when("deal.seats is below 5"), _when("deal.seats is 5", TWO), _when("deal.seats is above 5", ONE)),
    (BASE, _when("deal.product is New and deal.closed is from 2025-03-01 through 2025-03-31", ONE, "spiff"),
     _when("deal.product is Upsell and deal.closed is from 2025-03-01 through 2025-03-31", TWO, "spiff")),
    (_when("deal.product is New", "5% of credit.amount"), _when("deal.product is New", "3 USD * deal.seats")),
    (_when("deal.amount is at most 9,999.99 USD"), _when("deal.amount is at least 10,000 USD", TWO)),
    (_when("deal.amount is below 10,000 USD"), _when("deal.amount is above 9,999.99 USD", TWO)),
    (_when("deal.amount is at most 9.99 USD"), _when("deal.amount is from 10 USD through 19.99 USD"), _when("deal.amount is at least 20 USD")),
    (_when("the month is 2025-01", ONE, "spiff"), _when("the month is 2025-03", TWO, "spiff")),
    (_when("the month is from 2025-01 through 2025-02", ONE, "spiff"), _when("the month is from 2025-04 through 2025-05", TWO, "spiff")),
    (_when("the quarter is 2025-Q1", FLAT, "bonus"), _when("the quarter is 2025-Q3", "900 USD", "bonus")),
    (_when("deal.closed is 2025-07-01", ONE, "spiff"), _when("deal.closed is 2025-07-03", TWO, "spiff")),
    (_when("deal.seats is 3", FLAT, "bonus"), _when("deal.seats is 5", "900 USD", "bonus")),
    (_march("deal.seats is from 2 through 3", ONE), _march("deal.seats is at least 4", TWO)),
    (_march("deal.seats is at least 2", ONE), _march("deal.seats is at least 2", FLAT)),
    (_march("deal.product is New", ONE), _march("deal.product is not New", TWO)),
    (_in("03-01", "03-31", ONE), _when("deal.shipped is from 2025-04-01 through 2025-04-30", FLAT, "spiff")),
    (_in("03-01", "03-31", ONE), _when("deal.shipped is from 2025-03-15 through 2025-04-30", FLAT, "bonus")),
    (_in("03-01", "03-31", ONE), _when("deal.shipped is at most 2025-06-30", FLAT, "spiff")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ("from 80% through 100%", "above 110%", True),
        ("from 80% through 100%", "from 110% through 120%", False),
        ("from 80% through 100%", "above 100%", False),
    ],
)
def test_bonuses_that_follow_each_other_up_a_measure_leave_nothing_out(first: str, second: str, asked: bool) -> None:
    found = _check(_when(f"Reached is {first}", FLAT, "bonus"), _when(f"Reached is {second}", "900 USD", "bonus"))
    assert [one.rule for one in found] == ["neither-pays"] * asked


@pytest.mark.parametrize("case", BOTH, ids=lambda case: case[0])
def test_rules_that_share_rows_are_named_with_what_they_share(case: tuple[str, ...]) -> None:
    (found,) = _check(*case[1:])  # type: ignore[arg-type]
    assert found.rule == "both-pay"
    assert f"both pay where {case[0]}, and nothing" in found.message
    text = _text(*case[1:])  # type: ignore[arg-type]
    for repair in found.repairs[:-1]:
        settled = check_text(edited(text, repair.edits), "page.plan").diagnostics
        assert [one.rule for one in settled if one.rule != "unused"] == [], repair.example


@pytest.mark.parametrize("case", NEITHER, ids=lambda case: case[0])
def test_what_lies_between_two_rules_is_named(case: tuple[str, ...]) -> None:
    (found,) = _check(*case[1:])  # type: ignore[arg-type]
    assert found.rule == "neither-pays"
    assert found.message.startswith(f"where {case[0]}, neither")
    text = _text(*case[1:])  # type: ignore[arg-type]
    for repair in found.repairs:
        assert repair.edits
        settled = check_text(edited(text, repair.edits), "page.plan").diagnostics
        assert [one.rule for one in settled if one.rule != "unused"] == [], repair.example


@pytest.mark.parametrize("rules", SILENT)
def test_rules_that_are_apart_or_answer_different_questions_are_silent(rules: tuple[tuple[str, str], ...]) -> None:
    assert _check(*rules) == []


def test_a_yes_or_no_is_said_as_the_plan_writes_it() -> None:
    rule = "    commission {0} for each credit of Sales {{{{\nwhen deal.{1} is {2}\npay {3}% of credit.amount\nrounded each credit\n    }}}}\n"
    rules = rule.format("Fresh", "fresh", "yes", 10) + rule.format("Again", "again", "no", 3)
    text = PLAN.replace("{rules}", rules).format(names="Fresh, Again")
    text = text.replace("        margin:", "        fresh: yes/no\n        again: yes/no\n        margin:", 1)
    (asked,) = (one for one in check_text(text, "page.plan").diagnostics if one.rule == "both-pay")
    assert "where deal.fresh is yes and deal.again is no, and" in asked.message


GATES = [
    ("only if Year is at least 5,000 USD, otherwise 0 USD", "Sold"),
    ("when YearReached is at least 80%", "Reached"),
    ("only if YearReached is at least 80% and participant.variable is above 0 USD, otherwise 0 USD", "Reached"),
    ("only if Sold is at least 5,000 USD, otherwise 0 USD", "Credited"),
    ("only if Reached is at least 80%, otherwise 0 USD", "Stretched"),
    ("only if Sold is at least 5,000 USD, otherwise 0 USD", "Net"),
    ("only if Year is at least 5,000 USD, otherwise 0 USD", "Reached"),
    ("only if Reached is at least 80%, otherwise 0 USD", "Budgeted"),
    ("only if Budgeted is at least 80%, otherwise 0 USD", "Planned"),
    ("only if Budgeted is at least 80%, otherwise 0 USD", "PerTable"),
    ("only if Budgeted is at least 80%, otherwise 0 USD", "Ramped"),
]
GATES_ELSE = [
    ("only if Sold is at least 5,000 USD, otherwise 0 USD", "Sold"),
    ("when Reached is at least 80%", "Sold"),
    ("only if Before is at least 5,000 USD, otherwise 0 USD", "Sold"),
    ("only if Reached is at least 80%, otherwise 0 USD", "Growth"),
    ("only if Budgeted is at least 80%, otherwise 0 USD", "Grown"),
    ("only if Budgeted is at least 80%, otherwise 0 USD", "Share"),
    ("only if Budgeted is at least 80%, otherwise 0 USD", "PerHead"),
    ("only if (count of the participant's Sales in the quarter where deal.product is New) is at least 2, otherwise 0 USD", "Sold"),
]  # fmt: skip
MEASURES = """
    measure Year for each participant each quarter = total amount of the participant's Sales in the year through this quarter

    measure YearReached for each participant each quarter = Year / participant.yearly_quota

    measure Credited for each participant each quarter = total quota credit of the participant's Sales in the quarter

    measure Stretched for each participant each quarter = Sold / participant.stretch_target

    measure Growth for each participant each quarter = Sold / participant.last_year

    measure Grown for each participant each quarter = Sold / Before if Before is above 0 USD, otherwise 0%

    measure Budgeted for each participant each quarter = Sold / participant.budget

    measure Planned for each participant each quarter = Sold / (participant.plan / 4)

    measure PerTable for each participant each quarter = Sold / total plan of the participant's plans in the quarter

    measure Ramp for each participant each quarter {
        start with  participant.plan / 4
        times       50% when participant.heads is at least 2
        rounded     each quarter
    }

    measure Ramped for each participant each quarter = Sold / Ramp

    measure Share for each participant each quarter =
        Sold / total amount of everyone's Sales in the quarter if total amount of everyone's Sales in the quarter is above 0 USD, otherwise 0%

    measure PerHead for each participant each quarter = Sold / participant.heads

    data plans, each row a line, one for each participant and each quarter {
        participant: participant
        quarter:     quarter
        plan:        money, above 0 USD
    }

    measure Before for each participant each quarter = total amount of the participant's Sales in the previous quarter

    measure Net for each participant each quarter = total amount of the participant's All in the quarter

    credit Returns for each deal {
        to       deal.owner
        amount   -deal.amount
        dated    deal.shipped
        ordered  by deal.shipped, then deal.id
    }

    credit All gathers Sales, Returns, ordered by credit.date, then credit.id
"""


def _gated(gate: str, by: str, more: str = "") -> list[str]:
    return [one.rule for one in check_text(_gate(gate, by, more), "page.plan").diagnostics if one.rule != "unused"]


def _gate(gate: str, by: str, more: str = "") -> str:
    bound = (
        "100%"
        if by in ("Reached", "Stretched", "Growth", "Budgeted", "Planned", "PerTable", "Ramped", "Grown", "Share")
        else "10,000 USD"
    )
    rule = (
        f"    commission Rule for each participant each quarter {{\n"
        f"{more}\n{gate if gate.startswith('when') else ''}\npay Sold\n{'' if gate.startswith('when') else gate}\n"
        f"times tiers by {by}, all at the tier reached {{\nbelow {bound}: 3%\nfrom {bound}: 5%\n}}\nrounded each quarter\n}}"
    )
    text = PLAN.format(rules=f"{REACHED}{MEASURES}\n{rule}", names="Rule\n        if negative  collected")
    text = text.replace("amount   deal.amount\n", "amount   deal.amount\n        quota credit  deal.amount\n")
    quotas = (
        "yearly_quota: money per year, above 0 USD\nstretch_target: money per quarter, above 0 USD\n"
        "last_year: money per quarter, above 0 USD\nbudget: money per quarter, above 0 USD\nplan: money, above 0 USD\nheads: count, from 1"
    )
    return text.replace("target:   money per quarter\n", f"target:   money per quarter\n{quotas}\n")


@pytest.mark.parametrize(("gate", "by"), GATES)
def test_a_gate_that_measures_otherwise_than_its_table(gate: str, by: str) -> None:
    assert _gated(gate, by) == ["gate-elsewhere"]
    assert _gated(gate, by, "gate and table measure differently") == []
    text = _gate(gate, by)
    (asked,) = (one for one in check_text(text, "page.plan").diagnostics if one.rule == "gate-elsewhere")
    for repair in asked.repairs:
        settled = check_text(edited(text, repair.edits), "page.plan").diagnostics
        left = {"gate-elsewhere", "kind-mismatch", "period-mismatch"} & {one.rule for one in settled}
        assert not left or not repair.edits, repair.example


@pytest.mark.parametrize(("gate", "by"), GATES_ELSE)
def test_a_gate_on_the_same_or_on_something_else_is_silent(gate: str, by: str) -> None:
    assert _gated(gate, by) == []
    assert _gated(gate, by, "gate and table measure differently") == ["measured-alike"]


TWO_TABLES = """    commission Rule for each participant each quarter {{
        pay      Sold
        only if  {gate} is at least 80%, otherwise 0 USD
        times    tiers by Reached, all at the tier reached {{ below 100%: 3%; from 100%: 5% }}
        times    tiers by YearReached, all at the tier reached {{ below 100%: 1x; from 100%: 1.1x }}
        rounded  each quarter
    }}"""


@pytest.mark.parametrize("gate", ["Reached", "YearReached"])
def test_a_gate_that_measures_as_one_of_two_tables_does_is_silent(gate: str) -> None:
    plain = _gate("only if Sold is at least 5,000 USD, otherwise 0 USD", "Sold")
    start, end = plain.index("    commission Rule"), plain.index("    payout")
    written = TWO_TABLES.format(gate=gate).replace("{ ", "{\n").replace(" }", "\n}").replace("; ", "\n")
    text = f"{plain[:start]}{written}\n\n{plain[end:]}"
    assert [one.rule for one in check_text(text, "page.plan").diagnostics if one.rule != "unused"] == []
    same = f"tiers by {gate}, all at the tier reached {{\nbelow 100%"
    other = text.replace(same, "tiers by Before, all at the tier reached {\nbelow 9 USD").replace(
        "from 100%: 5%", "from 9 USD: 5%", gate == "Reached"
    )
    other = other.replace("from 100%: 1.1x", "from 9 USD: 1.1x", gate != "Reached")
    asked = [one.rule for one in check_text(other, "page.plan").diagnostics if one.rule != "unused"]
    assert asked == ["gate-elsewhere"]
