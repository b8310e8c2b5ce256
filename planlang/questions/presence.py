"""From when through when somebody is there: days that the data have of people, where nothing says that they are those."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planlang.diagnostics.model import Repair

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering

OF_SOMETHING_ELSE = re.compile(
    r"born|birth|certif|licen[cs]e|train|qualif|accredit|exam|agreed|signed|accepted|review|promot"
)
"""Names of days on which nobody comes or goes. A name only keeps a warning back, and never brings one about."""


def unsaid_days(low: Lowering) -> list[str]:
    """The days that the participants have, where the plan does not say from which through which of them they have rows."""
    people = low.model.people
    if people is None or people.spec.valid is not None:
        return []
    days = (column.name for column in people.spec.columns if column.kind == "date")
    return [name for name in days if not OF_SOMETHING_ELSE.search(name.lower())]


def say_who_is_there(low: Lowering, days: list[str]) -> Repair:
    """The head of the participants with the days on which they are some."""
    assert low.model.people is not None
    spec = low.model.people.spec
    end = days[1] if len(days) > 1 else "…"
    line = f"data {spec.name}, each row a {spec.row}, valid from {days[0]} through {end} {{"
    return Repair(f"Say from when through when a {spec.row} is there:", line)
