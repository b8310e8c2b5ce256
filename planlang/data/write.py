"""A result is written whole or not at all.

The files are made in a new directory beside the target, ``.NAME.planlang-…``, which then takes the target's place in
one step (see ``swap``). Whatever happens on the way, the target is what it was before. What a killed run leaves beside
it is removed by the next one.

Only a directory that planlang wrote is ever replaced: its ``run.json`` says so and names all files in it. Anything
else in the directory, and nothing is touched.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from planlang.beside import Beside
from planlang.data.outputs import AnyTable, Format, OutputColumns, OutputTable, csv_bytes, json_bytes, write_parquet
from planlang.data.report import listed
from planlang.data.swap import aside, put_in_place, recover, sync
from planlang.diagnostics.model import Diagnostic, Repair, finding
from planlang.diagnostics.place import DataPlace

if sys.platform != "win32":
    import fcntl

MARKER = "run.json"
WRITER = "planlang"


class WritesItself(Protocol):
    """A table whose rows are elsewhere, such as in a database."""

    @property
    def count(self) -> int:
        """How many rows there are."""

    def write(self, path: Path, form: Format) -> None:
        """Writes them as a file. Raises ``OSError``, or ``TooLarge``."""


def write_outputs(
    out: Path, tables: Mapping[str, AnyTable | WritesItself], meta: Mapping[str, Any], format: Format
) -> tuple[Diagnostic, ...]:
    """Writes the tables, ``NAME.csv`` or ``NAME.parquet`` each, and ``run.json``; returns why it couldn't, or nothing.

    ``run.json`` holds ``meta`` and, under ``files``, the SHA-256 and the number of rows of each file.
    """
    shown = str(out)
    try:
        target = Path(os.path.realpath(out))
        recover(target)
        if (refused := _not_ours(target, shown)) is not None:
            return (refused,)
        _remove_leftovers(target)
        with workshop(target) as new:
            _fill(new, tables, meta, format)
            old = put_in_place(new, target)
            sync(target.parent)
            if old is not None and old != new:
                _remove(old)
    except OSError as error:
        return (NotWritten(shown, error).diagnostic,)
    except TooLarge as error:
        return (_failed(shown, str(error), "Write CSV instead: --format csv."),)
    return ()


class TooLarge(Exception):
    """A value that a Parquet column can't hold."""


class NotWritten(Exception):
    """What was to be written found no place, and so nothing was; ``diagnostic`` says so."""

    def __init__(self, shown: str, error: OSError) -> None:
        super().__init__(shown)
        self.diagnostic = _failed(shown, (error.strerror or type(error).__name__).lower())


@contextlib.contextmanager
def workshop(target: Path) -> Iterator[Path]:
    """A new directory beside the target, locked while we are at it, and gone afterwards if it is still there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    new = _made_beside(target)
    lock = _lock(new)
    try:
        new.chmod(0o777 & ~_umask())
        yield new
    finally:
        if lock is not None:
            os.close(lock)
        _remove(new)  # the old result, after an exchange


def _made_beside(target: Path) -> Path:
    """A directory of a name that nothing has, for us alone until it is filled."""
    while True:
        new = target.with_name(f"{_prefix(target)}{os.urandom(6).hex()}")
        with contextlib.suppress(FileExistsError):
            os.mkdir(new, 0o700)
            return new


def _remove(directory: Path) -> None:
    """Removes a directory, if it is there, as far as that can be done. Most results are new, and then nothing has to go."""
    if os.path.lexists(directory):
        import shutil

        shutil.rmtree(directory, ignore_errors=True)


def _fill(new: Path, tables: Mapping[str, AnyTable | WritesItself], meta: Mapping[str, Any], format: Format) -> None:
    sealed: dict[str, tuple[AnyTable | WritesItself, Beside[str]]] = {}
    for name in sorted(tables):
        path, table = new / f"{name}.{format}", tables[name]
        if isinstance(table, (OutputTable, OutputColumns)) and format == "csv":
            path.write_bytes(csv_bytes(table))
        elif isinstance(table, (OutputTable, OutputColumns)):
            _parquet(table, path)
        else:
            table.write(path, format)
        sealed[path.name] = table, Beside([functools.partial(_sealed, path)])  # while the next file is written
    files = {name: {"rows": table.count, "sha256": seal.results()[0]} for name, (table, seal) in sealed.items()}
    (new / MARKER).write_bytes(json_bytes({**meta, "files": files, "written by": WRITER}))
    sync(new / MARKER)
    sync(new)


def _sealed(path: Path) -> str:
    """The SHA-256 of a file, once the system has it on disk."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    sync(path)
    return digest


def _parquet(table: AnyTable, path: Path) -> None:
    from planlang.duck import duckdb

    try:
        write_parquet(table, path)
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
        raise TooLarge(f"{path.name}: a value is too large for Parquet") from error
    except duckdb.Error as error:
        raise not_written(error, path) from error


def not_written(error: Exception, path: Path) -> OSError:
    """What DuckDB says of a file that it can't write; a disk's own words where they are in it, without all that is around them."""
    said = str(error)
    for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
        if os.strerror(number) in said:
            return OSError(number, os.strerror(number))
    return OSError(0, said.splitlines()[0].replace(str(path), path.name))


def _not_ours(target: Path, shown: str) -> Diagnostic | None:
    """Why the target must not be replaced, or ``None``."""
    if not os.path.lexists(target):
        return None
    if not target.is_dir():
        return _foreign(shown, "it is a file, not a directory")
    present = {entry.name for entry in os.scandir(target)}
    if not present:
        return None
    try:
        said = json.loads((target / MARKER).read_bytes())
        ours = said["written by"] == WRITER
        named = set(said["files"]) | {MARKER}
    except (FileNotFoundError, IsADirectoryError, ValueError, KeyError, TypeError, RecursionError):
        ours, named = False, set()
    if not ours:
        return _foreign(shown, f"it holds: {listed(sorted(present))}")
    if others := present - named:
        return _foreign(shown, f"planlang did not write: {listed(sorted(others))}")
    return None


def _foreign(shown: str, why: str) -> Diagnostic:
    return finding(
        "output-not-written",
        f"{shown} holds something that planlang did not write",
        DataPlace(shown),
        why,
        consequence="A result replaces its whole directory, so these files would be lost.",
        repairs=(Repair("Give another directory with --out, or move what is in this one."),),
    )


def _failed(
    shown: str, why: str, mend: str = "Check the place and the rights to write there, and run again."
) -> Diagnostic:
    return finding(
        "output-not-written",
        f"the result could not be written to {shown}",
        DataPlace(shown),
        why,
        consequence="Nothing was written; what was there before is as it was.",
        repairs=(Repair(mend),),
    )


def _prefix(target: Path) -> str:
    return f".{target.name}.planlang-new-"


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _lock(directory: Path) -> int | None:
    """Holds a directory until we are done or dead; ``None`` if another run holds it, or where there are no locks."""
    if sys.platform == "win32":
        return None
    try:
        handle = os.open(directory, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _remove_leftovers(target: Path) -> None:
    """Removes what runs that were killed left beside the target; those of runs at work are locked."""
    if sys.platform == "win32":
        return
    for path in sorted(target.parent.glob(f"{_glob(_prefix(target))}*")):
        if (lock := _lock(path)) is not None:
            _remove(path)
            os.close(lock)
    if aside(target).is_dir() and target.is_dir():
        _remove(aside(target))


def _glob(text: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)
