"""Which file holds a record: the one the plan names, or the one named after it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

from planlang.core.records import RecordSpec
from planlang.data.report import Findings, listed, quoted
from planlang.diagnostics.model import Repair
from planlang.diagnostics.suggest import closest

ENDINGS = (".csv", ".parquet", ".jsonl")
_MANY = 1_000


def expected_name(spec: RecordSpec) -> str:
    """What a record's file is called when there is none, for messages."""
    return spec.file or f"{spec.name}.csv"


def find_file(spec: RecordSpec, directories: Sequence[Path], found: Findings) -> tuple[str, Path] | None:
    """The name and the path of a record's file, or ``None`` after a finding."""
    if spec.file is not None and (why := _not_plain(spec.file)):
        _outside(spec.file, why, found)
        return None
    names = [spec.file] if spec.file is not None else [spec.name + ending for ending in ENDINGS]
    here = [(name, directory) for directory in dict.fromkeys(directories) for name in names if _there(directory / name)]
    if not here:
        _missing(spec, names, directories, found)
        return None
    if len(here) > 1:
        places = [name if len(directories) == 1 else str(directory / name) for name, directory in here]
        found.whole_file(
            "several-data-files",
            f"there are {len(here)} files for {spec.name}",
            listed(places),
            Repair(
                "Keep one of them, or name it in the plan.",
                f'data {spec.name}, each row a {spec.row}, from file "{here[0][0]}" {{',
            ),
        )
        return None
    name, directory = here[0]
    path = directory / name
    try:
        real, root = path.resolve(strict=True), directory.resolve(strict=True)
    except (OSError, RuntimeError):
        found.whole_file(
            "unreadable-data-file",
            f"{name} can't be read: the link leads nowhere",
            "",
            Repair("Put the file itself there."),
        )
        return None
    if not real.is_relative_to(root):
        _outside(name, "it is a link to a file elsewhere", found)
        return None
    if not real.is_file():
        found.whole_file(
            "unreadable-data-file",
            f"{name} is not a file",
            "a directory" if real.is_dir() else "",
            Repair("Put the exported file there."),
        )
        return None
    if real.suffix.lower() not in ENDINGS and path.suffix.lower() not in ENDINGS:
        found.whole_file(
            "unreadable-data-file",
            f"{name} is of a kind that is not read",
            "",
            Repair("Export it as CSV, Parquet or JSON lines, with the ending .csv, .parquet or .jsonl."),
        )
        return None
    return name, path


def _there(path: Path) -> bool:
    try:
        return os.path.lexists(path)
    except (OSError, ValueError):
        return False


def _not_plain(name: str) -> str | None:
    """Why a file name that a plan gives might lead out of the data directory."""
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    if posix.is_absolute() or windows.is_absolute() or windows.drive or windows.root:
        return "it is an absolute path"
    if ".." in posix.parts or ".." in windows.parts:
        return "it climbs out with `..`"
    if not name.strip() or "\0" in name or "\\" in name or name.startswith("~"):
        return "it is not a plain file name"
    return None


def _outside(name: str, why: str, found: Findings) -> None:
    found.whole_file(
        "data-file-outside",
        f"{quoted(name)} is not below the data directory",
        why,
        Repair("Name a file below the data directory, and put the data there."),
        notes=("A plan reads nothing but the directories it is given.",),
    )


def _missing(spec: RecordSpec, names: list[str], directories: Sequence[Path], found: Findings) -> None:
    present: set[str] = set()
    absent: list[str] = []
    for directory in directories:
        try:
            with os.scandir(directory) as entries:
                present.update(entry.name for entry, _ in zip(entries, range(_MANY), strict=False))
        except OSError:
            absent.append(str(directory))
    near = next((n for n in sorted(present) if n.casefold() in {name.casefold() for name in names}), None)
    near = near or next((n for n in sorted(present) if n.partition(".")[0].casefold() == spec.name.casefold()), None)
    near = near or closest(names[0], [n for n in present if n.endswith(ENDINGS)])
    if absent:
        label = f"there is no directory {listed(absent)}"
    else:
        label = f"found: {listed(sorted(present))}" if present else "nothing is there"
    repairs = [Repair(f"Put {' or '.join(names)} into the data directory.")]
    if near is not None and near.endswith(ENDINGS):
        repairs.insert(
            0,
            Repair(
                f"Is it {quoted(near)}? Say so in the plan:",
                f'data {spec.name}, each row a {spec.row}, from file "{near}" {{',
            ),
        )
    elif near is not None:
        repairs.insert(
            0, Repair(f"{quoted(near)} is of a kind that is not read: export it as CSV, Parquet or JSON lines.")
        )
    found.whole_file("data-file-missing", f"there is no file for {spec.name}", label, *repairs)
