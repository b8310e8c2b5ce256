"""``planlang verify``: an explanation, recomputed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planlang.cli.options import color_option, data_option, out, say
from planlang.cli.options import command as _command
from planlang.cli.stop import FINDINGS, wrong_usage
from planlang.data.named import is_database

if TYPE_CHECKING:
    from planlang.core.graph import Graph
    from planlang.explain.verify import DataRows

LARGEST = 512 * 1024 * 1024
LARGE = 200_000
"""Of a Parquet file with more rows than this, only those are read that an explanation names."""
MOST_ROWS = 1 << 62


@_command(
    "verify",
    "planlang verify ana.json\nplanlang verify ana.json --plan plan.plan --data data    also against plan and data",
)
@click.argument("explanation", metavar="EXPLANATION.json")
@click.option("--plan", metavar="PLAN", help="Also compare with this plan's text.")
@data_option(required=False)
@color_option
def command(explanation: str, plan: str | None, data: tuple[str, ...], color: str) -> int:
    """Recompute every step of an explanation, with none of the code that made it.

    Exit code 0: everything holds; 1: something does not.
    """
    from planlang.explain.verify import verify_text

    text = _read(explanation)
    tables: Mapping[str, tuple[DataRows, tuple[str, int]]] = {}
    texts: Mapping[str, str] | None = None
    databases = [one for one in data if is_database(one)]
    if databases and plan is None:
        raise wrong_usage("`--data` with a database needs `--plan`, which says what is read of its tables")
    digest: str | Mapping[str, tuple[str, int]] | None = None
    if plan is not None:
        from planlang.cli.compiled import compiled

        ready = compiled(plan, color)
        texts = ready.sources
        if data and not _of_slice(text):
            from planlang.cli.paying import load_data

            digest = "sha256:" + load_data(ready.graph, data, ready.sources, color)[1]
        if databases:
            tables = _tables(ready.graph, data)
    directories = tuple(one for one in data if one not in databases)
    if data and _of_slice(text):
        digest = {**_digests(text, directories), **{name: seen for name, (_, seen) in tables.items()}}
    files = {**_data_files(text, directories), **{name: rows for name, (rows, _) in tables.items()}} if data else None
    problems = verify_text(text, texts, files, digest)
    for problem in problems:
        out(problem + "\n")
    if problems:
        say(f"{explanation}: rejected, {len(problems)} problem{'s' if len(problems) != 1 else ''}")
        return FINDINGS
    beside = [word for word, there in (("the plan", plan is not None), ("the data", bool(data))) if there]
    say(f"{explanation}: every step holds" + (f", and it agrees with {' and '.join(beside)}" if beside else ""))
    return 0


def _read(path: str) -> str:
    try:
        if Path(path).stat().st_size > LARGEST:
            raise wrong_usage(f"`{path}` is larger than 512 MB")
        return Path(path).read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise wrong_usage(f"there is no file `{path}`") from None
    except OSError as error:
        raise wrong_usage(f"`{path}` can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise wrong_usage(f"`{path}` is not text in UTF-8") from None


def _data_files(text: str, directories: tuple[str, ...]) -> Mapping[str, DataRows]:
    """The rows of the data files that an explanation names, from the directories that have them."""
    found: dict[str, DataRows] = {}
    for name, rows in sorted(_rows_named(text).items()):
        path = _path(name, directories)
        if path is not None:
            try:
                found[name] = _rows(path, rows)
            except (OSError, ValueError) as error:
                raise wrong_usage(f"`{path}` can't be read: {error}") from None
    return found


def _tables(graph: Graph, data: tuple[str, ...]) -> dict[str, tuple[DataRows, tuple[str, int]]]:
    """The rows of the tables of databases, and the digest and the number of them."""
    from planlang.cli.paying import data_sources
    from planlang.data.report import Findings

    found: dict[str, tuple[DataRows, tuple[str, int]]] = {}
    given = data_sources(data, graph).given
    for spec in graph.records:
        if (one := given.get(spec.name)) is None:
            continue
        faults = Findings(one.file)
        raw = one.read(spec, faults)
        if raw is None or faults.found:
            raise wrong_usage(
                f"`{one.file}` can't be read: {faults.found[0].message if faults.found else 'it is gone'}"
            )
        headers = [spec.by_name[name].header for name in raw.columns]
        rows = {
            line: {header: cell if isinstance(cell, str) else None for header, cell in zip(headers, cells, strict=True)}
            for line, cells in zip(raw.lines, zip(*raw.columns.values(), strict=True), strict=True)
        }
        found[one.file] = rows, (f"sha256:{one.digests()[one.file]}", len(rows))
    return found


def _path(name: str, directories: tuple[str, ...]) -> Path | None:
    """Where a file of the data is."""
    for directory in directories:
        root, path = Path(directory).resolve(), (Path(directory) / name).resolve()
        if path.is_relative_to(root) and path.is_file():
            return Path(directory) / name
    return None


def _rows(path: Path, wanted: set[int]) -> DataRows:
    """The rows of a file; of a large Parquet file those that an explanation names."""
    from planlang.explain.verify import read_rows

    if path.suffix.lower() != ".parquet":
        return read_rows(path)
    from planlang.data.parquetfile import connect
    from planlang.duck import duckdb

    line = "file_row_number"
    try:
        with connect() as database:
            relation = f"read_parquet(?, {line} = true)"
            some = _count(path) > LARGE
            where = f" WHERE {line} + 1 IN (SELECT unnest(?::BIGINT[]))" if some else ""
            given = [str(path), sorted(wanted)] if some else [str(path)]
            table = database.execute(f"SELECT {line} + 1, * EXCLUDE ({line}) FROM {relation}{where}", given)
            names = [column[0] for column in table.description or ()][1:]
            return {number: dict(zip(names, map(_text, row), strict=True)) for number, *row in table.fetchall()}
    except duckdb.Error as error:
        raise ValueError(str(error).splitlines()[0]) from None


def _count(path: Path) -> int:
    """How many rows a data file has."""
    from planlang.explain.verify import read_rows

    if path.suffix.lower() != ".parquet":
        return len(read_rows(path))
    from planlang.data.parquetfile import connect

    with connect() as database:
        counted = database.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone()
    return int(counted[0]) if counted else 0


def _digests(text: str, directories: tuple[str, ...]) -> Mapping[str, tuple[str, int]]:
    """The digest and the number of rows of each file that an explanation from a slice says it read."""
    from planlang.duck import duckdb

    found: dict[str, tuple[str, int]] = {}
    for name in sorted(json.loads(text)["data"]["files"]):
        path = _path(name, directories)
        if path is not None:
            try:
                with path.open("rb") as file:
                    sha = hashlib.file_digest(file, "sha256").hexdigest()
                found[name] = f"sha256:{sha}", _count(path)
            except (OSError, ValueError, duckdb.Error) as error:
                raise wrong_usage(f"`{path}` can't be read: {error}") from None
    return found


def _text(cell: object) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    return {True: "yes", False: "no"}[cell] if isinstance(cell, bool) else str(cell)


def _of_slice(text: str) -> bool:
    """Whether an explanation says that it was made from a slice; whatever is wrong with it is the verifier's to say."""
    try:
        return isinstance(json.loads(text)["data"]["files"], dict)
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def _rows_named(text: str) -> dict[str, set[int]]:
    """The files that an explanation's inputs come from, and the rows of them."""
    found: dict[str, set[int]] = {}
    try:
        steps = json.loads(text)["steps"]
        for one in (one for step in steps for one in step["inputs"]):
            if _from_data(one):
                address = one["from"]["data"]
                found.setdefault(str(address["file"]), set()).add(min(int(address["row"]), MOST_ROWS))
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return {}
    return found


def _from_data(one: Any) -> bool:
    return isinstance(one.get("from"), dict) and "data" in one["from"]
