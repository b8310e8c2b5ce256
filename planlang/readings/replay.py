"""Every case is run once more before it is printed: as the example that is printed, in the plan with the answer in it."""

from __future__ import annotations

from planlang.readings.answers import Answer, Origin
from planlang.testing.examples import examples_of, run_example


def whole(answer: Answer, example: str) -> str:
    """The plan with an answer and an example in it."""
    at = answer.source.rstrip().rfind("}")
    inside = "\n".join(f"    {line}".rstrip() for line in example.splitlines())
    return f"{answer.source[:at].rstrip()}\n\n{inside}\n{answer.source[at:]}"


def holds(answer: Answer, example: str, origin: Origin) -> bool:
    """Whether the plan with an answer and an example in it is read without an error, and the example passes."""
    compiled = origin.compile(whole(answer, example))
    if compiled.graph is None or compiled.plan_tree is None:
        return False
    return run_example(examples_of(compiled.plan_tree)[-1], compiled.graph, origin.file, compiled.source).passed
