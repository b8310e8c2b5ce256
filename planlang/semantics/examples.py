"""Examples: that their grids and expectations name things that the plan declares."""

from __future__ import annotations

from planlang.diagnostics.model import Repair
from planlang.diagnostics.suggest import closest
from planlang.semantics.model import Model
from planlang.semantics.report import Report
from planlang.syntax import tree


def check_example(model: Model, example: tree.Example, report: Report) -> None:
    """Reports unknown rows, columns and names of an example."""
    for given in example.givens:
        record = model.rows.get(given.row)
        if record is None:
            near = closest(given.row, model.rows)
            report.add(
                "unknown-row-name",
                f"no table of this plan has rows called `{given.row}`",
                given.span,
                repairs=(Repair(f"Did you mean `{near}`?" if near else f"Rows are called: {', '.join(model.rows)}."),),
            )
            continue
        for column in given.columns:
            if column not in record.spec.by_name:
                near = closest(column, record.spec.by_name)
                report.add(
                    "unknown-column",
                    f"a {given.row} has no column `{column}`",
                    given.span,
                    repairs=(
                        Repair(
                            f"Did you mean `{near}`?" if near else f"Its columns are: {', '.join(record.spec.by_name)}."
                        ),
                    ),
                )
        for row in given.rows:
            if len(row.cells) != len(given.columns) + 1:
                report.add(
                    "ragged-row",
                    f"the header has {len(given.columns) + 1} columns, and this row {len(row.cells)}",
                    row.span,
                    repairs=(Repair("Write one cell for each column; `none` where a value is absent."),),
                )
    for expect in example.expects:
        if not isinstance(expect, tree.Expect) or expect.subject is None:
            continue
        found = model.names.get(expect.subject.name)
        if found is None:
            near = closest(expect.subject.name, [*model.names, "payout"])
            report.add(
                "unknown-name",
                f"nothing in this plan is called {expect.subject.name}",
                expect.subject.span,
                repairs=(Repair(f"Did you mean {near}?" if near else "Name a measure, a quota, a rule, or `payout`."),),
            )
        elif not isinstance(found, (tree.Rule, tree.Credit, tree.Gathers, tree.Balance)):
            report.add(
                "not-a-value",
                f"{expect.subject.name} has no one value to expect",
                expect.subject.span,
                repairs=(Repair("Expect a credit, a measure, a quota, a rule, a balance, or `payout`."),),
            )
        elif expect.paid and not (isinstance(found, tree.Rule) and found.pays):
            report.add(
                "not-a-value",
                f"{expect.subject.name} pays nothing, so nothing of it can be expected to be paid",
                expect.subject.span,
                repairs=(Repair("Drop `paid`, or name a rule that pays."),),
            )
