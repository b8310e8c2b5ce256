"""Nothing says who is paid, or a table of people says it by another name."""

from __future__ import annotations

from planlang.diagnostics.model import Repair
from planlang.semantics.model import head
from planlang.semantics.report import Report
from planlang.syntax import tree


def no_participants(plan: tree.Plan, report: Report) -> None:
    """Reports, once, that nothing says who is paid; a table of people whose rows have another name may be what is meant."""
    named = next((item for item in plan.items if isinstance(item, tree.Data) and item.name == "participants"), None)
    if named is not None:
        report.add(
            "no-participants",
            f"the rows of the people who are paid are called `participant`, not `{named.row}`",
            head(named, report),
            consequence="Credits, quotas and payouts belong to participants.",
            repairs=(
                Repair(
                    f"Call them so, and their columns (`{named.row}.…`), too; other tables may be called what you like:",
                    "data participants, each row a participant {",
                ),
            ),
        )
        return
    report.add(
        "no-participants",
        "the plan does not say who is paid",
        head(plan, report),
        "needs a table of participants",
        consequence="Credits, quotas and payouts belong to participants.",
        repairs=(Repair("Declare them:", "data participants, each row a participant {\n    id:  text, key\n}"),),
    )
