"""Every case is run once more before it is printed: as the example that is printed, in the plan with the answer in it."""

from __future__ import annotations

from planlang.core.graph import Graph
from planlang.readings.answers import Answer, Origin
from planlang.syntax import tree
from planlang.syntax.parse import parse
from planlang.testing.examples import run_example


def with_example(source: str, example: str) -> str:
    """A plan's text with an example at its end."""
    at = source.rstrip().rfind("}")
    inside = "\n".join(f"    {line}".rstrip() for line in example.splitlines())
    return f"{source[:at].rstrip()}\n\n{inside}\n{source[at:]}"


def holds(answer: Answer, example: str, origin: Origin) -> bool:
    """Whether the plan with an answer and an example in it is read without an error, and the example passes."""
    text = with_example(answer.source, example)
    compiled = origin.compile(text)
    return compiled.graph is not None and passes(text, compiled.graph, origin)


def passes(text: str, graph: Graph, origin: Origin) -> bool:
    """Whether the last example of a text passes in a plan that it is an example of."""
    file = parse(text, origin.file).tree
    blocks = [item for item in file.items if isinstance(item, (tree.Plan, tree.Amend))] if file is not None else []
    examples = [item for block in blocks for item in block.items if isinstance(item, tree.Example)]
    return bool(examples) and run_example(examples[-1], graph, origin.file, text).passed
