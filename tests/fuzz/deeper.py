"""What is too slow for every round: the cases of open questions, promises, examples, analysis, and explanations that were kept."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

from planlang.analysis.document import render_json
from planlang.analysis.moves import moves
from planlang.analysis.origins import amounts, credited_rows
from planlang.analysis.report import report
from planlang.analysis.text import render_text
from planlang.analysis.varied import Cell, value_of
from planlang.compile import CompileResult
from planlang.core.graph import Graph
from planlang.data.load import LoadResult
from planlang.diagnostics.model import Diagnostic
from planlang.engines.interpreter import Evaluator
from planlang.explain.document import render, text_digest, to_document
from planlang.explain.steps import explain
from planlang.promises.outcomes import kept_promises, run_promise
from planlang.readings import witnessed
from planlang.run.explained.batches import Whole
from planlang.run.explained.read import open_explained
from planlang.run.explained.write import explain_all
from planlang.run.pay import pay_with
from planlang.run.periods import payout_periods
from planlang.run.write import write_run
from planlang.semantics.library import Library
from planlang.syntax import tree
from planlang.testing.examples import examples_of, run_example

PROMISE_CASES = 5


def questioned(compiled: CompileResult, file: str, library: Library | None) -> tuple[Diagnostic, ...]:
    """The findings with the cases that show what questions are about: the same findings, in the same order."""
    shown = witnessed(compiled.source, file, compiled.diagnostics, None, library)
    assert [(one.rule, one.message) for one in shown] == [(one.rule, one.message) for one in compiled.diagnostics]
    return shown


def tested(compiled: CompileResult, file: str, library: Library | None, chance: random.Random) -> None:
    """One example of the plan, and one promise: whether they hold is not asked here."""
    assert compiled.graph is not None and compiled.plan_tree is not None
    examples = examples_of(compiled.plan_tree)
    if examples:
        run_example(chance.choice(list(examples)), compiled.graph, file, compiled.source)
    if any(isinstance(item, tree.Promise) for item in compiled.plan_tree.items):
        kept = kept_promises(compiled.source, file, library)
        run_promise(chance.choice(kept.promises), kept, file, PROMISE_CASES)


def analysed(graph: Graph, loaded: LoadResult, chance: random.Random) -> None:
    """One amount of one person from nothing to twice what it is, as a page and as JSON."""
    data = loaded.data or {}
    reader, info = Evaluator(graph, data), graph.payout
    places = amounts(graph)
    if info is None or not places or not reader.count(info.table):
        return
    person = str(chance.choice(list(reader.column(info.table, info.participant).items)))
    record, column = chance.choice(places)
    rows = credited_rows(reader, person).get(record) or range(len(data[record].ids))
    cells = [Cell(record, column, row) for row in rows if data[record].columns[column].items[row] is not None]
    if not cells:
        return
    cell = chance.choice(cells)
    found = report(graph, data, person, cell, Fraction(0), abs(value_of(data, cell)) * 2 + 1)
    changes = moves(graph, data, person) if chance.random() < 0.3 else None
    assert render_text(graph, data, found, changes) and render_json(graph, data, found, changes)


def kept(graph: Graph, compiled: CompileResult, loaded: LoadResult, directory: Path) -> None:
    """All explanations written beside the results and read back: each document is the one that the data give, but for its facts."""
    assert loaded.data is not None
    whole, chosen, info = Evaluator(graph, loaded.data), payout_periods(graph), graph.payout
    assert info is not None
    result = pay_with(whole, chosen)
    batches = Whole(Evaluator(graph, loaded.data), loaded.digest)
    with explain_all(graph, ("fuzz.plan", compiled.source), batches, directory) as beside:
        beside.fill(chosen, result.payouts, lambda done, of: None)
        assert not write_run(directory, result, compiled.source, loaded.digest, "csv", None, beside)
    back = open_explained(directory)
    assert back.text == compiled.source
    for row in range(min(2, whole.count(info.table))):
        who, when = str(whole.value(info.table, info.participant, row)), int(whole.value(info.table, info.period, row))
        if who in back.participants():
            own, other = (_said(one, who, when, compiled) for one in (whole, back.reader(graph, who)))
            assert own == other, f"the explanation of {who} that was kept says something else"


def _said(reader: object, who: str, when: int, compiled: CompileResult) -> str | None:
    sources = {"fuzz.plan": compiled.source, **compiled.modules}
    found = explain(reader, who, when, plan_text=sources)  # type: ignore[arg-type]
    if found is None:
        return None
    document = to_document(found, "fuzz.plan", text_digest(compiled.source), "sha256:")
    document.pop("facts", None)
    return render(document)
