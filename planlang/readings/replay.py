"""Every case is run once more before it is printed: as the example that is printed, in the plan with the answer in it."""

from __future__ import annotations

from planlang.compile import compile_text
from planlang.readings.answers import Answer
from planlang.testing.examples import examples_of, run_example


def holds(answer: Answer, example: str, file: str) -> bool:
    """Whether the plan with an answer and an example in it is read without an error, and the example passes."""
    at = answer.source.rstrip().rfind("}")
    source = f"{answer.source[:at]}\n{example}\n{answer.source[at:]}"
    compiled = compile_text(source, file)
    if compiled.graph is None or compiled.plan_tree is None:
        return False
    return run_example(examples_of(compiled.plan_tree)[-1], compiled.graph, file, compiled.source).passed
