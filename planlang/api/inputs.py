"""What ``Plan.run`` is given, as sources of rows: directories, files and tables."""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Union

from planlang.data.given import Given, GivenFile, given_below
from planlang.data.named import Sources, is_database
from planlang.data.patterns import is_pattern
from planlang.diagnostics.suggest import closest

if TYPE_CHECKING:
    from planlang.core.graph import Graph
    from planlang.data.databases.base import Database

PathLike = Union[str, "os.PathLike[str]"]


class ArrowStream(Protocol):
    """Whatever speaks Arrow: pyarrow tables and batch readers, pandas and Polars frames."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class LazyRows(Protocol):
    """Polars' ``LazyFrame``."""

    def collect_schema(self) -> Any: ...


Rows = Union[PathLike, Sequence[Mapping[str, Any]], ArrowStream, LazyRows]
"""The rows of a record: the path of a file or of a directory of files, a pattern such as ``exports/*.csv``, a pandas or Polars
frame, Arrow data, a DuckDB relation, or a list of dicts."""

Data = Union[PathLike, Sequence[PathLike], Mapping[str, Rows]]
"""All data: a directory or a database (or several) that have each record, or the rows of each record by its name."""


OPTIONS = ("period", "engine", "memory", "threads", "spill")
"""What else ``Plan.run`` is told, beside rows."""


def inputs_of(graph: Graph, data: Data | None, records: Mapping[str, Rows]) -> Sources:
    """Sorts the arguments of ``Plan.run``; raises ``TypeError`` and ``OSError`` for what is no data at all.

    A database that can't be read raises ``PlanlangError``.
    """
    rows: dict[str, Rows] = {}
    directories: list[Path] = []
    databases: list[str] = []
    if isinstance(data, Mapping):
        rows.update(data)
    elif isinstance(data, (str, os.PathLike)) or (
        isinstance(data, Sequence) and all(isinstance(one, (str, os.PathLike)) for one in data)
    ):
        for place in [data] if isinstance(data, (str, os.PathLike)) else data:
            if is_database(os.fspath(place)):
                databases.append(os.fspath(place))
            else:
                directories.append(_directory(place))
    elif data is not None:
        raise TypeError(
            f"data is a directory, a database, a list of them, or a dict of rows by record, not a {type(data).__name__}; "
            f"rows of one record are given by its name, such as {_example(graph)}"
        )
    for name, one in records.items():
        if name in rows:
            raise TypeError(f"`{name}` is given twice")
        rows[name] = one
    known = [spec.name for spec in graph.records]
    for name in rows:
        if name not in known:
            near = closest(name, [*known, *OPTIONS])
            hint = f"did you mean `{near}`?" if near else f"it has {', '.join(known) or 'none'}"
            raise TypeError(f"the plan has no data `{name}`; {hint}")
        if isinstance(rows[name], str) and is_database(str(rows[name])):
            raise TypeError(
                f"`{name}` is an address and no file; a database is given as `data`, and each record read from the table named after it"
            )
    missing = [name for name in known if name not in rows]
    if missing and not directories and not databases:
        raise TypeError(f"no rows are given for {', '.join(f'`{name}`' for name in missing)}")
    paths = {name: Path(one).absolute() for name, one in rows.items() if isinstance(one, (str, os.PathLike))}
    shown = [path.name for path in paths.values()]
    given = {
        name: _files(paths[name], _shown(paths[name], str(one), shown)) if name in paths else _table(name, one)
        for name, one in rows.items()
    }
    return (
        _with_databases(graph, databases, Sources(tuple(directories), given))
        if databases
        else Sources(tuple(directories), given)
    )


def _with_databases(graph: Graph, databases: Sequence[str], sources: Sources) -> Sources:
    from planlang.api.errors import PlanlangError
    from planlang.data.databases.base import DatabaseError
    from planlang.data.databases.sources import open_database, sources_of

    opened: list[Database] = []
    try:
        for number, one in enumerate(databases):
            opened.append(open_database(one, number))
        return sources_of(graph.records, sources.directories, opened, sources.given)
    except DatabaseError as error:
        for database in opened:
            database.close()
        raise PlanlangError(f"the database can't be read: {error}") from None


def _example(graph: Graph) -> str:
    return f"{graph.records[0].name}=…" if graph.records else "deals=…"


def _directory(path: PathLike) -> Path:
    directory = Path(path)
    if not os.fspath(path):
        raise FileNotFoundError("the data directory has no name: `data` is an empty text")
    if not directory.is_dir():
        error = NotADirectoryError if directory.exists() else FileNotFoundError
        raise error(f"the data directory `{path}` " + ("is a file" if directory.exists() else "does not exist"))
    return directory.absolute()


def _shown(path: Path, given: str, names: Sequence[str]) -> str:
    """A file's name; the path as it was given where two files have one name."""
    return path.name if names.count(path.name) == 1 else given


def _files(path: Path, shown: str) -> Given:
    """A file; all files of a directory; or those that a pattern such as ``exports/*.csv`` means."""
    fixed = Path(*itertools.takewhile(lambda part: not is_pattern(part), path.parts))
    if fixed != path or path.is_dir():
        return given_below(fixed, path.relative_to(fixed).as_posix())
    return GivenFile(path, shown)


def _table(name: str, rows: Rows) -> Given:
    from planlang.api.errors import PlanlangError
    from planlang.data.frames.columns import broken, columns_of
    from planlang.data.frames.given import GivenTable

    try:
        columns = columns_of(rows)
    except Exception as error:
        if (why := broken(error)) is None:
            raise
        raise PlanlangError(f"`{name}` can't be read: {why}") from error
    if columns is None:
        raise TypeError(
            f"`{name}` is a {type(rows).__name__}: rows are a path, a pandas or Polars frame, Arrow data, "
            "a DuckDB relation, or a list of dicts"
        )
    return GivenTable(name, columns)
