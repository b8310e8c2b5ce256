"""Runs the examples of a plan, on the path that files take: loader, data checks, evaluation."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from planlang.core.graph import Graph
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.place import DataPlace, Span
from planlang.run.result import Rejected
from planlang.syntax import tree
from planlang.testing.expectations import compare
from planlang.testing.grids import grids_of, word
from planlang.testing.outcome import Difference, Outcome

if TYPE_CHECKING:
    from planlang.core.dataset import Dataset
    from planlang.data.load import LoadResult


def examples_of(plan: tree.Plan) -> list[tree.Example]:
    """The examples of a plan, in order."""
    return [item for item in plan.items if isinstance(item, tree.Example)]


def example_data(example: tree.Example, graph: Graph, path: str) -> LoadResult:
    """The checked rows of an example's grids; raises ``Rejected`` with what is wrong with them."""
    from planlang.data.load import load_grids

    grids, found = grids_of(example.givens, graph.records, path)
    if found:
        raise Rejected(found)
    result = load_grids(grids, graph.calendar)
    if result.data is None:
        raise Rejected(result.diagnostics)
    return result


def run_example(example: tree.Example, graph: Graph, path: str, text: str) -> Outcome:
    """Runs one example; ``path`` is the plan's file as the user named it and ``text`` its text."""
    where = f"{path}:{example.span.line}"
    see = f"planlang explain {shlex.quote(path)} --example {shlex.quote(example.title)}"
    expects = [one for one in example.expects if isinstance(one, tree.Expect)]
    rejections = [one for one in example.expects if isinstance(one, tree.ExpectRejected)]
    differences: list[Difference] = []
    findings: Sequence[Diagnostic] = ()
    try:
        differences.extend(_values(example, expects, graph, path, see))
        differences.extend(Difference(f'data rejected "{one.text}"', "rejected", "accepted") for one in rejections)
    except Rejected as rejected:
        findings = rejected.diagnostics
        differences.extend(_rejections(rejections, findings, graph, text))
        if rejections:
            differences.extend(_unread(one) for one in expects)
            findings = () if not differences else findings
    passed = not differences and not findings
    return Outcome(example.title, where, passed, len(example.expects), tuple(differences), tuple(findings))


def _values(
    example: tree.Example, expects: Sequence[tree.Expect], graph: Graph, path: str, see: str
) -> list[Difference]:
    from planlang.engines.interpreter import Refusal
    from planlang.run.pay import pay_with, reader_of
    from planlang.run.periods import payout_periods

    data = example_data(example, graph, path).data
    assert data is not None
    reader = reader_of(graph, data)
    pay_with(reader, payout_periods(graph))
    names = _named(example, data)
    expects = [one if one.on not in names else one.but(on=names[one.on]) for one in expects]
    try:
        wrong = [wrong for one in expects if (wrong := compare(reader, one, see)) is not None]
    except Refusal as refusal:
        raise Rejected(refusal.diagnostics) from None
    if any(one.actual and not one.note for one in wrong):
        from planlang.testing.without import with_uncredited

        return with_uncredited(reader, wrong)
    return wrong


def _named(example: tree.Example, data: Dataset) -> dict[str | None, str]:
    """Rows that have no key of their own, by the names that the example gives them; a name that means two rows is none."""
    found: dict[str | None, list[str]] = {}
    known = {one for record in data.values() for one in record.ids}
    for given in example.givens:
        record = next((record for record in data.values() if record.spec.row == given.row), None)
        if record is None or record.spec.key is not None:
            continue
        ids = dict(zip(record.lines, record.ids, strict=True))
        for row in given.rows:
            name = word(row.cells[0]) if row.cells and row.cells[0] is not None else None
            if name is not None and name not in known:
                found.setdefault(name, []).append(ids[row.span.line])
    return {name: rows[0] for name, rows in found.items() if len(rows) == 1}


def _rejections(
    expected: Sequence[tree.ExpectRejected], findings: Sequence[Diagnostic], graph: Graph, text: str
) -> list[Difference]:
    return [
        Difference(
            f'data rejected "{one.text}"', one.text, "rejected, but no finding speaks of it",
            note="; ".join(finding.message for finding in findings[:3]),
        )
        for one in expected
        if not any(speaks_of(finding, one.text, graph, text) for finding in findings)
    ]  # fmt: skip


def _unread(expect: tree.Expect) -> Difference:
    from planlang.testing.expectations import words

    return Difference(words(expect), "a value", "the data is rejected")


def speaks_of(finding: Diagnostic, words: str, graph: Graph, text: str) -> bool:
    """Whether a finding mentions some words: in what it says, in the plan's text it points at, or as a data cell ``row.column``."""
    said = [finding.message, finding.consequence or "", finding.rule, *finding.notes]
    for label in finding.labels:
        said.append(label.text)
        place = label.place
        if isinstance(place, Span):
            said.append(text[place.start : place.end])
        elif isinstance(place, DataPlace) and place.column is not None:
            said.extend(
                f"{record.row}.{column.name}"
                for record in graph.records
                for column in record.columns
                if place.column in (column.name, column.header)
            )
    return any(words in one for one in said)
