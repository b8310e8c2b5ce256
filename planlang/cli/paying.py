"""What ``run`` and ``explain`` do before they differ: read the data, check it, and have an evaluator."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from planlang.cli.findings import complain
from planlang.cli.stop import DATA, Stop, unknown, wrong_usage
from planlang.run.periods import NoSuchPeriod
from planlang.run.result import Rejected

if TYPE_CHECKING:
    from planlang.core.dataset import Dataset
    from planlang.core.graph import Graph


def load_data(
    graph: Graph, directories: tuple[str, ...], sources: Mapping[str, str], color: str, findings: str = "full"
) -> tuple[Dataset, str]:
    """The checked rows of all records and their digest; anything wrong ends the command with all of it, exit 3."""
    from planlang.data.load import load

    result = load(graph.records, data_directories(directories), graph.calendar)
    if result.data is None:
        reject(Rejected(result.diagnostics), sources, color, findings)
    if result.diagnostics:
        complain(result.diagnostics, sources, color)
    return result.data, result.digest


def data_directories(directories: tuple[str, ...]) -> list[Path]:
    """The data directories as paths; wrong usage where one is none."""
    for directory in directories:
        if not Path(directory).is_dir():
            kind = "is not a directory" if Path(directory).exists() else "does not exist"
            raise wrong_usage(f"the data directory `{directory}` {kind}")
    return [Path(directory) for directory in directories]


def reject(rejected: Rejected, sources: Mapping[str, str], color: str, findings: str = "full") -> NoReturn:
    """The data can't be paid: its findings, and exit 3."""
    complain(rejected.diagnostics, sources, color, findings)
    raise Stop(DATA, "the data is rejected; nothing was paid and nothing was written") from None


def no_period(wrong: NoSuchPeriod) -> Stop:
    """A period that the plan doesn't pay: exit 2."""
    if wrong.why:
        known = ", ".join(wrong.known[:12])
        return wrong_usage(f"`--period {wrong.asked}`: {wrong.why}", *([f"there is: {known}"] if known else []))
    return unknown("payout period", wrong.asked, wrong.known, "in this plan")
