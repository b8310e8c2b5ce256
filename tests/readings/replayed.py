"""Whether a printed case is what the interpreter does: its plan is read anew, its example run, and each amount on the way looked up."""

from __future__ import annotations

from fractions import Fraction

from planlang.compile import compile_text
from planlang.diagnostics.model import Diagnostic
from planlang.readings.outcomes import outcome
from planlang.testing.examples import example_data, examples_of, run_example

FILE = "replayed.plan"


def replayed(one: Diagnostic) -> int:
    """How many amounts of a finding's case were compared; fails where the interpreter gives another one."""
    assert one.witness is not None
    compared = 0
    for reading in one.witness.readings:
        made = compile_text(reading.plan, FILE)
        assert made.graph is not None and made.plan_tree is not None, made.diagnostics
        example = examples_of(made.plan_tree)[-1]
        assert run_example(example, made.graph, FILE, made.source).passed
        assert all(line in " ".join(reading.plan.split()) for line in reading.expects) or reading.answer is None
        if reading.refused is not None or (reading.answer is None and len(one.witness.readings) > 1):
            continue  # what comes first is told by changed keys there: the example has them
        data = example_data(example, made.graph, FILE).data
        assert data is not None
        paid = outcome(made.graph, data)
        for said in reading.paid:
            key = (said.component, said.participant, said.period or "", said.row or "")
            some = paid.table("balances") if said.row is None else paid.credits if said.period is None else paid.rows
            assert some.get(key, Fraction(0)) == Fraction(said.amount), (key, said.amount)
            compared += 1
    return compared
