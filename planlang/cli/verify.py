"""``planlang verify``: an explanation, recomputed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planlang.cli.options import color_option, data_option, out, say
from planlang.cli.options import command as _command
from planlang.cli.stop import FINDINGS, wrong_usage

if TYPE_CHECKING:
    from planlang.explain.verify import DataRows

LARGEST = 512 * 1024 * 1024


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
    texts, digest = None, None
    if plan is not None:
        from planlang.cli.compiled import compiled

        ready = compiled(plan, color)
        texts = ready.sources
        if data:
            from planlang.cli.paying import load_data

            digest = "sha256:" + load_data(ready.graph, data, ready.sources, color)[1]
    problems = verify_text(text, texts, _data_files(text, data) if data else None, digest)
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
    for name in sorted(_files_named(text)):
        for directory in directories:
            root, path = Path(directory).resolve(), (Path(directory) / name).resolve()
            if path.is_relative_to(root) and path.is_file():
                try:
                    found[name] = _rows(path)
                except (OSError, ValueError) as error:
                    raise wrong_usage(f"`{Path(directory) / name}` can't be read: {error}") from None
                break
    return found


def _rows(path: Path) -> DataRows:
    from planlang.explain.verify import read_rows

    if path.suffix.lower() != ".parquet":
        return read_rows(path)
    import duckdb

    from planlang.data.parquetfile import connect

    try:
        with connect() as database:
            table = database.execute("SELECT * FROM read_parquet(?)", [str(path)])
            names = [column[0] for column in table.description or ()]
            return {
                number: dict(zip(names, map(_text, row), strict=True)) for number, row in enumerate(table.fetchall(), 1)
            }
    except duckdb.Error as error:
        raise ValueError(str(error).splitlines()[0]) from None


def _text(cell: object) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    return {True: "yes", False: "no"}[cell] if isinstance(cell, bool) else str(cell)


def _files_named(text: str) -> set[str]:
    """The files that an explanation's inputs come from; whatever is wrong with it is the verifier's to say."""
    try:
        steps = json.loads(text)["steps"]
        inputs = [one for step in steps for one in step["inputs"]]
        return {str(one["from"]["data"]["file"]) for one in inputs if _from_data(one)}
    except (ValueError, KeyError, TypeError, RecursionError):
        return set()


def _from_data(one: Any) -> bool:
    return isinstance(one.get("from"), dict) and "data" in one["from"]
