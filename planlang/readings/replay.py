"""Every case is run once more before it is printed: as the example that is printed, in the plan with the answer in it."""

from __future__ import annotations

from planlang.core.graph import Graph
from planlang.diagnostics.order import has_errors
from planlang.readings.answers import Answer, Origin
from planlang.readings.parts import blank
from planlang.semantics.examples import check_example
from planlang.semantics.header import read_header
from planlang.semantics.model import Model, collect
from planlang.semantics.records import read_records
from planlang.semantics.report import Report
from planlang.syntax import tree
from planlang.syntax.parse import parse
from planlang.testing.examples import run_example

_HEAD = "plan Alone {"


def with_example(source: str, example: str) -> str:
    """A plan's text with an example at its end."""
    return _placed(source, example)[0]


def _placed(source: str, example: str) -> tuple[str, int]:
    """A plan's text with an example at its end, and where the example begins."""
    at = source.rstrip().rfind("}")
    before = f"{source[:at].rstrip()}\n\n"
    inside = "\n".join(f"    {line}".rstrip() for line in example.splitlines())
    return f"{before}{inside}\n{source[at:]}", len(before)


def holds(answer: Answer, example: str, origin: Origin) -> bool:
    """Whether the plan with an answer and an example in it is read without an error, and the example passes."""
    text, start = _placed(answer.source, example)
    read = _read(text, start, origin)
    if read is None or not (_fits(answer, read) or origin.compile(text).graph is not None):
        return False
    return run_example(read, answer.graph, origin.file, text).passed


def passes(source: str, example: str, graph: Graph, origin: Origin) -> bool:
    """Whether an example passes in a plan, which need not be the one in whose text it stands."""
    text, start = _placed(source, example)
    read = _read(text, start, origin)
    return read is not None and run_example(read, graph, origin.file, text).passed


def _read(text: str, start: int, origin: Origin) -> tree.Example | None:
    """The example that begins somewhere in a text, each word of it at its place; what stands before it is not read again."""
    gone = blank(text, len(_HEAD), start)
    file = parse(_HEAD + gone[len(_HEAD) :], origin.file).tree
    plan = file.items[0] if file is not None and len(file.items) == 1 else None
    items = plan.items if isinstance(plan, tree.Plan) else ()
    return items[0] if len(items) == 1 and isinstance(items[0], tree.Example) else None


def _fits(answer: Answer, example: tree.Example) -> bool:
    """Whether a plan that has no error has none with an example at its end either: it only names what the plan declares.

    ``False`` also where something stands behind the plan, which may be an amendment.
    """
    plan = answer.plan
    if plan is None or plan.span.end < len(answer.source.rstrip()):
        return False
    report = Report(answer.source)
    whole = plan.but(items=(*plan.items, example))
    header = read_header(whole, report)
    if header is None:
        return False
    model = Model(whole, header)
    read_records(model, report)
    collect(model, report)
    check_example(model, example, report)
    return not has_errors(report.found)
