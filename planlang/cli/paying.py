"""What ``run`` and ``explain`` do before they differ: read the data, check it, and have an evaluator."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from planlang.cli.findings import complain
from planlang.cli.stop import DATA, Stop, unknown, wrong_usage
from planlang.data.named import Sources, is_database
from planlang.run.periods import NoSuchPeriod
from planlang.run.result import Rejected

if TYPE_CHECKING:
    from planlang.core.dataset import Dataset
    from planlang.core.graph import Graph
    from planlang.data.databases.base import Database


def load_data(
    graph: Graph, data: tuple[str, ...], texts: Mapping[str, str], color: str, findings: str = "full"
) -> tuple[Dataset, str]:
    """The checked rows of all records and their digest; anything wrong ends the command with all of it, exit 3."""
    from planlang.data.load import load

    sources = data_sources(data, graph)
    result = load(graph.records, sources.directories, graph.calendar, sources.given)
    if result.data is None:
        reject(Rejected(result.diagnostics), texts, color, findings)
    if result.diagnostics:
        complain(result.diagnostics, texts, color)
    return result.data, result.digest


def data_sources(data: tuple[str, ...], graph: Graph) -> Sources:
    """The directories and databases that ``--data`` names; wrong usage where one is none, or can't be read."""
    directories: list[Path] = []
    databases: list[Database] = []
    for one in data:
        if not one:
            raise wrong_usage("`--data` is empty", "name a directory; the one that you are in is `.`")
        if is_database(one):
            databases.append(_database(one, len(databases)))
            continue
        if not Path(one).is_dir():
            kind = "is not a directory" if Path(one).exists() else "does not exist"
            raise wrong_usage(f"the data directory `{one}` {kind}")
        directories.append(Path(one))
    if not databases:
        return Sources(tuple(directories))
    from planlang.data.databases.base import DatabaseError
    from planlang.data.databases.sources import sources_of

    try:
        return sources_of(graph.records, directories, databases, {})
    except DatabaseError as error:
        raise wrong_usage(f"the database can't be read: {error}") from None


def _database(text: str, number: int) -> Database:
    from planlang.data.databases.base import DatabaseError
    from planlang.data.databases.sources import open_database

    try:
        return open_database(text, number)
    except DatabaseError as error:
        raise wrong_usage(str(error)) from None


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
