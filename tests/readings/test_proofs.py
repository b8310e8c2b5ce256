"""Questions that make no difference are notes, and the plan is paid: only where that is proven, and then it is so on any data."""

from __future__ import annotations

import random

import pytest

import planlang
from planlang.check import check_text
from planlang.compile import compile_text
from planlang.core.graph import Graph
from planlang.diagnostics.edits import edited
from planlang.diagnostics.order import has_errors, severity
from planlang.promises.worlds import Payable, worlds_of
from planlang.readings import Settled, settled_plan, witnessed
from planlang.readings.answers import Origin
from planlang.readings.cases import Shape
from planlang.readings.outcomes import Outcome, outcome
from planlang.readings.proof import unlike
from planlang.readings.settled import settled
from planlang.slotted import frozen

SO_FAR = "measure SoFar for each credit of Bookings = running total amount of the participant's Bookings in the quarter"
PLAN = """plan Quarterly "Account executives, 2025" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-03-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {
        id:     text, key
    }

    data deals, each row a deal {
        id:       text, key
        owner:    participant
        closed:   date
        amount:   money, from 0 USD
    }

    credit Bookings for each deal {
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    SO_FAR

RULE
    payout for each participant each quarter, by credit date {
        add  Base
    }
}
""".replace("SO_FAR", SO_FAR)
CREDIT = "    commission Base for each credit of Bookings {\n"
PERSON = "    commission Base for each participant each quarter {\n"
TWO_QUARTERS = ("through 2025-03-31", "through 2025-06-30")
ANY_AMOUNT = ("money, from 0 USD", "money")
QUOTA = (
    (
        "        id:     text, key\n    }",
        "        id:     text, key\n        quota:  money per quarter, from 1 USD\n    }",
    ),
    ("Bookings in the quarter", "Bookings in the quarter / participant.quota"),
)
UNITS = ("amount:   money, from 0 USD", "units:    money, from 0 USD\n        amount:   money, from 0 USD")
IN_UNITS = ("        amount   deal.amount", "        amount   deal.amount\n        quota credit  deal.units")
QUOTA_CREDIT = ("running total amount", "running total quota credit")
NO_TIE_BREAK = ("deal.closed, then deal.id", "deal.closed")


def tiers(by: str, *rows: str) -> str:
    """A commission by tiers of the credits."""
    inside = "".join(f"            {row}\n" for row in rows)
    pay = "        pay      credit.amount\n"
    return f"{CREDIT}{pay}        times    tiers by {by} {{\n{inside}        }}\n        rounded  each credit\n    }}\n"


def quarterly(*lines: str) -> str:
    """A commission on what a participant books in a quarter."""
    return PERSON + "".join(f"        {line}\n" for line in lines) + "        rounded  each quarter\n    }\n"


CAPPED = CREDIT + "        pay  5% of credit.amount\n        at most  50 USD\n        rounded  each credit\n    }\n"
TOTAL = "pay      5% of total amount of the participant's Bookings"
ONE = "from 0 USD: 5%"
EQUAL = ("from 0 USD through 1,000 USD: 5%", "from 1,000 USD: 5%")
LATER = ("from 0 USD below 500 USD: 0%", "from 400 USD below 1,000 USD: 0%", "from 1,000 USD: 5%")
TWO = ("from 0 USD below 10 USD: 5%", "from 10 USD: 6%")
GAP = ("from 0 USD below 10 USD: 5%", "above 10 USD: 5%")
FOUR = ("from 0 USD through 1,000 USD: 5%", "from 1,000 USD: 6%")
SLICES = "SoFar, each slice at its own tier"
POINTS = ("from 0% through 100%: 5%", "from 100%: 6%")


@frozen
class Open:
    """A rule that leaves something open, and whether that makes a difference; ``changes`` are made to the plan."""

    name: str
    rule: str
    asked: str
    same: bool
    changes: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The plan."""
        text = PLAN.replace("RULE", self.rule)
        for was, now in self.changes:
            assert text.count(was) == 1, was
            text = text.replace(was, now)
        return text


OPEN = [
    Open("one tier of the credit", tiers("credit.amount", ONE), "application-open", True),
    Open("one tier of a running total", tiers("SoFar", ONE), "application-open", True),
    Open("before or after, one tier", tiers("SoFar, all at the tier reached", ONE), "crossing-open", True),
    Open("two rows with one rate", tiers("credit.amount, all at the tier reached", *EQUAL), "bands-overlap", True),
    Open("two rows that pay nothing", tiers("credit.amount, all at the tier reached", *LATER), "bands-overlap", True),
    Open("slices on either side of a point", tiers("credit.amount, each slice at its own tier", *FOUR), "bands-overlap", True),
    Open("a window of the only quarter", quarterly(TOTAL), "window-open", True),
    Open("a cap of the only quarter", quarterly(TOTAL + " in the quarter", "at most  5,000 USD"), "limit-per-what-open", True),
    Open("an order that nothing reads", quarterly(TOTAL + " in the quarter"), "tie-break-open", True,
         (NO_TIE_BREAK, (SO_FAR, ""))),
    Open("a point of attainment that a slice begins at", tiers(SLICES, *POINTS), "bands-overlap", True, QUOTA),
    # and those that are nearly so
    Open("a point that counts where nothing retires quota", tiers(SLICES, *POINTS), "bands-overlap", False,
         (*QUOTA, UNITS, IN_UNITS, QUOTA_CREDIT)),
    Open("a point that counts where not all is counted", tiers(SLICES, *POINTS), "bands-overlap", False,
         (QUOTA[0], (SO_FAR, SO_FAR.replace("running", "(running") + " where deal.amount is above 9 USD) / participant.quota"))),
    Open("two tiers of the credit", tiers("credit.amount", *TWO), "application-open", False),
    Open("before or after, two tiers", tiers("SoFar, all at the tier reached", *TWO), "crossing-open", False),
    Open("before or after, what may be below the tier", tiers("SoFar, all at the tier reached", ONE), "crossing-open", False, (ANY_AMOUNT,)),
    Open("two rows with two rates", tiers("credit.amount, all at the tier reached", *FOUR), "bands-overlap", False),
    Open("a window of several quarters", quarterly(TOTAL), "window-open", False, (TWO_QUARTERS,)),
    Open("a cap of several quarters", quarterly(TOTAL + " in the quarter", "at most  5,000 USD"), "limit-per-what-open", False, (TWO_QUARTERS,)),
    Open("a cap of several credits", CAPPED, "limit-per-what-open", False),
    Open("an order that a tier reads", tiers("SoFar, each slice at its own tier", *TWO), "tie-break-open", False,
         (NO_TIE_BREAK,)),
    Open("a gap, which may be refused", tiers("credit.amount, all at the tier reached", *GAP), "bands-gap", False),
]  # fmt: skip
SAME = [one for one in OPEN if one.same]


@pytest.mark.parametrize("one", OPEN, ids=lambda one: one.name)
def test_only_what_is_proven_is_a_note(one: Open) -> None:
    found = check_text(one.text, "plan.plan").diagnostics
    assert [error.rule for error in found if severity(error) == "error"] == [one.asked]
    plan = settled_plan(one.text, "plan.plan", found)
    assert (plan is not None) is one.same
    if plan is None:
        assert isinstance(settled(one.text, Origin("plan.plan"), found), str)
        return
    (note,) = (note for note in plan.notes if note.rule == one.asked)
    assert severity(note) == "note" and any("proven: whatever the data" in said for said in note.notes)
    assert plan.compiled.graph is not None and not has_errors(plan.compiled.diagnostics)


@pytest.mark.parametrize("one", SAME, ids=lambda one: one.name)
def test_what_is_proven_is_so_on_made_up_data(one: Open) -> None:
    readings = [payable(text) for text in answered(one.text)]
    first = readings[0]
    draw = random.Random(7)
    paid = 0
    for number in range(12):
        case = first.worlds.drawn(draw, Shape(1 + number % 2, 1 + number % 5, 1))
        outcomes = [outcome(reading.graph, data) for reading in readings if (data := reading.data(case)) is not None]
        assert len(outcomes) in (0, len(readings))
        assert all(_alike(other, outcomes[0]) for other in outcomes)
        paid += sum(1 for other in outcomes if other.payouts)
    assert paid, "nothing was paid, which shows nothing"


def _alike(one: Outcome, other: Outcome) -> bool:
    return (one.payouts, one.rows, one.credits, one.refused is None) == (
        other.payouts, other.rows, other.credits, other.refused is None,
    )  # fmt: skip


def answered(text: str) -> list[str]:
    """The plan with each answer to its question."""
    (asked,) = (one for one in check_text(text, "plan.plan").diagnostics if severity(one) == "error")
    return [edited(text, repair.edits) for repair in asked.repairs if repair.edits]


def payable(text: str) -> Payable:
    """A plan without errors, with data to pay."""
    made = compile_text(text, "plan.plan")
    assert made.graph is not None and made.plan_tree is not None, made.diagnostics
    return Payable(made.graph, worlds_of(made.graph, made.plan_tree, "plan.plan"), "plan.plan")


def graph_of(text: str) -> Graph:
    """The graph of a plan without errors."""
    return payable(text).graph


def two(first: str, second: str) -> str:
    """A plan with two commissions."""
    return PLAN.replace("RULE", first + second.replace("Base", "More")).replace("add  Base", "add  Base, More")


def test_two_questions_that_make_no_difference() -> None:
    text = two(tiers("credit.amount", ONE), quarterly(TOTAL))
    plan = settled_plan(text, "plan.plan", check_text(text, "plan.plan").diagnostics)
    assert isinstance(plan, Settled)
    assert [severity(one) for one in plan.notes if one.rule != "unused"] == ["note", "note"]


def test_a_question_that_makes_a_difference_leaves_the_idle_one_a_note() -> None:
    text = two(tiers("credit.amount", ONE), tiers("credit.amount", *TWO))
    found = witnessed(text, "plan.plan", check_text(text, "plan.plan").diagnostics)
    idle, open_ = (one for one in found if one.rule == "application-open")
    assert (severity(idle), severity(open_)) == ("note", "error")
    assert any("whatever the data" in note and "needs no answer" in note for note in idle.notes)
    assert open_.witness is not None and all("More" in one.plan for one in open_.witness.readings)
    assert settled_plan(text, "plan.plan", check_text(text, "plan.plan").diagnostics) is None


def test_answers_that_settle_each_other_are_tried_together() -> None:
    """Each question alone makes no difference with the first answer to the other; together they do."""
    rows = ("from 0 USD below 500 USD: 5%", "from 400 USD below 600 USD: 5%", "from 500 USD: 6%")
    text = PLAN.replace("RULE", tiers("credit.amount, all at the tier reached", *rows))
    assert settled_plan(text, "plan.plan", check_text(text, "plan.plan").diagnostics) is None


def test_not_proven_is_said() -> None:
    text = PLAN.replace("RULE", tiers("SoFar, all at the tier reached", ONE)).replace(*ANY_AMOUNT)
    why = settled(text, Origin("plan.plan"), check_text(text, "plan.plan").diagnostics)
    assert why == "what Base pays and the payout are worked out in different ways"


def test_python_loads_what_makes_no_difference() -> None:
    plan = planlang.load(PLAN.replace("RULE", quarterly(TOTAL)), name="plan.plan")
    assert any("proven: whatever the data" in note for one in plan.check() for note in one.notes)


# --- the proof itself ----------------------------------------------------------------------------------

WHOLE = PLAN.replace("RULE", quarterly(TOTAL + " in the quarter"))


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("USD, halves to even", "USD, halves up", "what Base pays"),
        ("through 2025-03-31", "through 2025-03-30", "what is covered"),
        ("money, from 0 USD", "money, from 1 USD", "the data"),
        ("money, from 0 USD", "money, from 0 USD\n        reject unless  deal.amount is above 5 USD", "which data is rejected"),
        ("by deal.closed, then deal.id", "by deal.id", "which rows must not be alike"),
        ("        amount   deal.amount", "        amount   deal.amount\n        quota credit  deal.amount", "the credits of Bookings"),
        ("        add  Base", "        add  Base\n        at most  5 USD each quarter, excess lost", "what the payout adjusts"),
    ],
)  # fmt: skip
def test_what_is_not_the_same_is_named(was: str, now: str, said: str) -> None:
    assert WHOLE.count(was) == 1
    changed = compile_text(WHOLE.replace(was, now), "plan.plan")
    if changed.graph is None:
        pytest.fail(str([one.message for one in changed.diagnostics]))
    assert said in unlike([graph_of(WHOLE), changed.graph])


def test_names_places_and_comments_are_nothing() -> None:
    other = (
        WHOLE.replace("Base", "Base")
        .replace("    payout", "    # paid with the June payroll\n    payout")
        .replace("SoFar", "Sales")
    )
    assert unlike([graph_of(WHOLE), graph_of(other)]) == []
