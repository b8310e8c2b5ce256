"""Everyone's rows that are somebody's by a condition: read of the one credited, and credited to the one at hand, and paid by each."""

from __future__ import annotations

from planlang.check import check_text
from planlang.diagnostics import catalogue
from planlang.readings import witnessed
from tests.readings.replayed import replayed

FILE = "page.plan"
OWN = "deal.region is participant.region"


def test_the_one_at_hand_is_credited_by_the_condition_and_the_rest_of_it_stays() -> None:
    (text,) = catalogue.rule("whose-column-open").plans("Bad")
    text = text.replace(OWN, f"{OWN} and deal.amount is above 500 USD")
    (one,) = witnessed(text, FILE, check_text(text, FILE).diagnostics)
    assert one.witness is not None and replayed(one)
    assert len({reading.expects for reading in one.witness.readings}) == 2
    (said,) = one.witness.settled
    assert "total amount of the participant's Own in the quarter" in said
    filled = one.repairs[1].completed
    assert filled is not None and not one.repairs[1].edits
    words = [edit.words for edit in filled.edits]
    assert words[0].endswith("Own in the quarter where deal.amount is above 500 USD")
    assert f"to       every participant where {OWN}" in words[1]


def test_a_condition_among_several_ways_is_left_to_the_author() -> None:
    (text,) = catalogue.rule("whose-column-open").plans("Bad")
    (one,) = check_text(text.replace(OWN, f"{OWN} or deal.amount is above 500 USD"), FILE).diagnostics
    assert one.rule == "whose-column-open" and one.repairs[1].completed is None
