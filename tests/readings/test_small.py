"""Meanings of columns, round numbers, cases: the parts that the search is made of."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import planlang
from planlang.check import check_text
from planlang.compile import compile_text
from planlang.core.graph import Graph
from planlang.data.load import Reread, load_grids
from planlang.diagnostics.edits import Clash, edited
from planlang.diagnostics.model import Edit
from planlang.diagnostics.place import Span
from planlang.readings import witnessed
from planlang.readings.cases import Shape, layout
from planlang.readings.filling import plainest_first
from planlang.readings.meaning import depends_on_order, different
from planlang.readings.pools import speaks
from planlang.readings.smaller import _effort, _plainer, _smaller_number
from planlang.readings.world import world_of
from tests.readings.replayed import replayed

MODELS = Path(planlang.__file__).parents[1] / "stdlib_plans"


def _graph(name: str, *changes: tuple[str, str]) -> Graph:
    text = (MODELS / name / f"{name}.plan").read_text(encoding="utf-8")
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    graph = compile_text(text, "plan.plan").graph
    assert graph is not None
    return graph


def test_the_same_plan_means_the_same() -> None:
    assert different([_graph("quarterly_ae"), _graph("quarterly_ae")]) == []


def test_names_and_words_mean_nothing() -> None:
    renamed = _graph("crm_quarter", ("Attainment", "Reached"), ("Bookings", "Wins"), ("# Pays", "# Really pays"))
    assert different([_graph("crm_quarter"), renamed]) == []


@pytest.mark.parametrize(
    ("was", "now", "names"),
    [
        ("from  50% below 100%: 1.0x", "from  50% below 100%: 1.1x", ["Base", "payout"]),
        ("pay      2% of credit.amount", "pay      3% of credit.amount", ["NewProductPush", "payout"]),
        ("2025-02-23", "2025-02-24", ["NewProductPush", "payout"]),
        ("if negative  collected", "if negative  forgiven", ["payout"]),
        ("in credit order, excess lost\n    }\n\n    override", "in credit order, excess lost\n    }\n\n    bonus", []),
    ],
)
def test_what_differs_is_named(was: str, now: str, names: list[str]) -> None:
    assert different([_graph("quarterly_ae"), _graph("quarterly_ae", (was, now))]) == names


def test_order_matters_where_something_runs_through_it() -> None:
    graph = _graph("quarterly_ae")
    assert depends_on_order(graph, "Bookings")
    assert not depends_on_order(graph, "TeamBookings")


def test_plain_values_come_first_and_each_way_once() -> None:
    slots: dict[tuple[str, int, str], list[str | None]] = {
        ("deal", 0, "amount"): ["1", "2", "3"], ("deal", 1, "amount"): ["1", "2"],
    }  # fmt: skip
    ways = [tuple(values.values()) for values in plainest_first(slots, 100)]
    assert ways[0] == ("1", "1")
    assert len(ways) == len(set(ways)) == 6
    costs = [int(a or 0) + int(b or 0) for a, b in ways]
    assert costs == sorted(costs)


@pytest.mark.parametrize("text", ["123.45", "50%", "99999", "0.07", "-250.10", "1.5x", "1000"])
def test_plainer_numbers_are_plainer(text: str) -> None:
    value = Fraction(text.rstrip("%x"))
    for plainer in _plainer(text):
        assert plainer[-1:] == text[-1:] or plainer[-1].isdigit()
        assert _effort(Fraction(plainer.rstrip("%x"))) < _effort(value)


def test_edits() -> None:
    def place(start: int, end: int) -> Span:
        return Span("p", start, end, 1, start + 1, 1, end + 1)

    assert edited("a b c", [Edit(place(4, 5), "z"), Edit(place(0, 1), "x"), Edit(place(1, 1), "y")]) == "xy b z"
    with pytest.raises(Clash):
        edited("a b c", [Edit(place(0, 3), "x"), Edit(place(2, 5), "y")])


@pytest.mark.parametrize(
    ("text", "smaller"),
    [
        ("1000", ["1", "2", "3", "4", "5", "6", "10", "12"]),
        ("3", ["1", "2"]),
        ("1", []),
        ("-4", []),
        ("0.5", ["1", "2"]),
    ],
)
def test_years_and_units_are_small_and_whole(text: str, smaller: list[str]) -> None:
    assert list(_smaller_number(text))[: len(smaller) or None] == smaller


def test_rows_that_are_only_checked_stand_in_a_case_with_what_they_are_parts_of() -> None:
    """The order's owner is credited; its shares must come to 100%, or the data is refused."""
    text = (Path(__file__).parents[1] / "questions" / "sound" / "splitsmanager.plan").read_text(encoding="utf-8")
    for was, now in (
        ("credit Orders for each portion {", "credit Orders for each order {"),
        ("portion.seller", "order.owner"),
        ("booked: date", "owner:  participant\n        booked: date"),
        ("portion.percent of order.amount, rounded, odd cents to portion.lead", "order.amount"),
        (", then portion.id", ""),
        ("4% of credit.amount", "4% of credit.amount\n        at most  100 USD each credit"),
    ):
        assert was in text, was
        text = text.replace(was, now)
    (one,) = witnessed(text, "plan.plan", check_text(text, "plan.plan").diagnostics)
    assert one.rule == "limit-excess-open"
    assert replayed(one)


def test_years_that_start_elsewhere_move_quarters_and_no_months() -> None:
    january, february = "years start in January", "years start in February, named by the year they start in"
    assert different([_graph("spring_contest"), _graph("spring_contest", (january, february))]) == []
    assert "payout" in different([_graph("quarterly_ae"), _graph("quarterly_ae", (january, february))])
    may = [("through 2025-05-31", "through 2025-04-30")]
    assert "payout" in different([_graph("spring_contest"), _graph("spring_contest", (january, february), *may)])


def test_what_people_have_for_a_period_may_lie_in_another_one() -> None:
    text = (MODELS / "executive" / "executive.plan").read_text(encoding="utf-8")
    text = text.replace(
        "the customers of the participant's scores in the year", "the customers of the participant's scores"
    )
    (asked,) = (one for one in witnessed(text, "p", check_text(text, "p").diagnostics) if one.rule == "window-open")
    assert asked.witness is not None, asked.notes
    assert "2027" in "".join(asked.witness.given) and replayed(asked) > 1


def test_rows_that_were_read_before_are_what_they_are_when_read_anew() -> None:
    graph = _graph("crm_quarter")
    world = world_of(graph, speaks(graph, ()), frozenset(), (), False)
    reread = Reread(graph.calendar)
    for shape in (Shape(1, 1), Shape(2, 2), Shape(1, 1)):
        case, _ = layout(world, shape)
        grids = world.grids(case, "p")
        assert reread.data(grids) == load_grids(grids, graph.calendar).data is not None
        without = {**case, "participant": []}
        broken = world.grids(without, "p")
        assert reread.data(broken) is load_grids(broken, graph.calendar).data is None, "who is paid is not there"
    assert len(reread.known) < 3 * len(world.records), "what was read is not read again"


def test_one_person_of_a_case_is_one_who_is_paid() -> None:
    """The first of the example has no quota of their own: cases made like them would pay nobody."""
    text = (MODELS / "sales_manager" / "sales_manager.plan").read_text(encoding="utf-8")
    text = text.replace("        from  90% below 95%: 50%\n", "")
    (asked,) = (one for one in witnessed(text, "p", check_text(text, "p").diagnostics) if one.rule == "bands-gap")
    assert asked.witness is not None, asked.notes
    assert sum(not line.startswith("given") for line in asked.witness.given) == 2, "somebody with a quota, and a score"
    assert "90%" in asked.witness.given[-1] and replayed(asked) > 1


def test_what_grew_since_a_year_ago_is_tried_with_something_a_year_ago() -> None:
    text = (MODELS / "sales_manager" / "sales_manager.plan").read_text(encoding="utf-8")
    text = text.replace("            from   5% below 10% | 1,000 USD | 4,000 USD          |  8,000 USD\n", "")
    (asked,) = (one for one in witnessed(text, "p", check_text(text, "p").diagnostics) if one.rule == "bands-gap")
    assert asked.witness is not None, asked.notes
    assert sum("2025-" in line and "d2" in line for line in asked.witness.given) == 1 and replayed(asked) > 1


def _contest(was: str, now: str, rule: str) -> list[str]:
    """The rows of the case that is shown where the contest's plan says something else; each of its amounts is what is paid."""
    text = (MODELS / "spring_contest" / "spring_contest.plan").read_text(encoding="utf-8")
    assert was in text
    text = text.replace(was, now, 1)
    (asked,) = (one for one in witnessed(text, "p", check_text(text, "p").diagnostics) if one.rule == rule)
    assert asked.witness is not None, asked.notes
    replayed(asked)
    return [line for line in asked.witness.given if not line.startswith("given")]


def test_whoever_has_no_day_of_leaving_is_still_there() -> None:
    rows = _contest("(participant.left if known, otherwise 2025-05-31)", "participant.left", "absent-value")
    assert len(rows) == 2 and "2025-05-31" not in "".join(rows)


def test_one_more_than_the_plan_counts_to_is_of_people_who_are_not_alike() -> None:
    """Two who have won as much are refused by the contest beside it, whatever is meant here."""
    rows = _contest("running count of everyone's Suites", "running count of Suites", "whose-open")
    assert len(rows) == 10 and len({row.split("|")[4] for row in rows[5:]}) == 5
