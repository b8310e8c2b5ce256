"""A balance that closes on a day: the explanation names the period of that day, and the verifier works it out anew."""

from __future__ import annotations

from planlang.compile import compile_text
from planlang.explain.document import render, text_digest, to_document
from planlang.explain.steps import explain
from planlang.explain.verify import verify_text
from planlang.run.pay import reader_of
from planlang.testing.examples import example_data, examples_of

PLAN = """plan Held "What a gate holds" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2026-01-01 through 2026-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {
        id: text, key
    }

    data deals, each row a deal {
        id:     text, key
        owner:  participant
        closed: date
        amount: money
    }

    credit Bookings for each deal {
        to       deal.owner
        amount   deal.amount
        dated    deal.closed
        ordered  by deal.closed, then deal.id
    }

    balance Bank for each participant {
        opens at   0 USD
        closes on  2026-11-20, rest lost
    }

    bonus Growth for each participant each quarter {
        pay      10% of total amount of the participant's Bookings in the quarter
        rounded  each quarter
        only if  total amount of the participant's Bookings in the quarter is at least 1,000 USD, otherwise held in Bank
    }

    payout for each participant each quarter, by credit date {
        add          Growth
        release      Bank when total amount of the participant's Bookings in the quarter is at least 1,000 USD
        if negative  carried to the next quarter
    }

    example "one is held" {
        given participant
            ana
        given deal | owner | closed     | amount
            d1     | ana   | 2026-02-01 | 500.00 USD
            d2     | ana   | 2026-11-01 | 2,000.00 USD
        expect payout for ana in 2026-Q4 is 250.00 USD
    }
}
"""


def test_the_period_of_the_day_is_accepted_and_no_other() -> None:
    made = compile_text(PLAN, "held.plan")
    assert made.graph is not None and made.plan_tree is not None, [one.message for one in made.diagnostics]
    info = made.graph.payout
    assert info is not None
    loaded = example_data(next(iter(examples_of(made.plan_tree))), made.graph, "held.plan")
    assert loaded.data is not None
    reader = reader_of(made.graph, loaded.data)
    named = 0
    for row in range(reader.count(info.table)):
        explained = explain(
            reader, "ana", int(reader.value(info.table, info.period, row)), plan_text={"held.plan": PLAN}
        )
        assert explained is not None
        text = render(to_document(explained, "held.plan", text_digest(PLAN), "sha256:" + loaded.digest))
        assert not verify_text(text, {"held.plan": PLAN})
        named += '"text": "2026-11-20"' in text
        other = PLAN.replace("2026-11-20", "2026-09-20")
        moved = text.replace("2026-11-20", "2026-09-20").replace(text_digest(PLAN), text_digest(other))
        if moved.count("2026-09-20"):
            assert any("is not what stands in" in one for one in verify_text(moved, {"held.plan": other}))
    assert named
