"""Which files hold a record: those that the plan names, or what is named after it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

from planlang.core.records import RecordSpec
from planlang.data.patterns import hidden, is_pattern, matches
from planlang.data.report import Findings, listed, quoted
from planlang.diagnostics.model import Repair
from planlang.diagnostics.suggest import closest
from planlang.slotted import frozen

ENDINGS = (".csv", ".parquet", ".jsonl")
MOST_FILES = 10_000
"""The most files of one record."""
_MANY = 1_000


@frozen
class DataFile:
    """A file, and what findings and results call it."""

    name: str
    path: Path


@frozen
class Place:
    """Where a record's rows are: in one file, or in ``several``, of which all are read.

    ``file`` is what findings call them together: a file's name, a directory's (``deals/``), or a pattern (``deals/*.csv``).
    """

    file: str
    files: tuple[DataFile, ...]
    several: bool = False


def expected_name(spec: RecordSpec) -> str:
    """What a record's file is called when there is none, for messages."""
    return spec.file or f"{spec.name}.csv"


def find_files(spec: RecordSpec, directories: Sequence[Path], found: Findings) -> Place | None:
    """A record's files, or ``None`` after a finding."""
    if spec.file is not None and (why := _not_plain(spec.file)):
        _outside(spec.file, why, found)
        return None
    here = _candidates(spec, tuple(dict.fromkeys(directories)))
    if not here:
        _missing(spec, directories, found)
        return None
    if len(here) > 1:
        shown = [f"{name}/" if (directory / name).is_dir() else name for name, directory in here]
        if len(directories) > 1:
            shown = [f"{directory}/{name}" for name, (_, directory) in zip(shown, here, strict=True)]
        found.whole_file(
            "several-data-files",
            f"there are {len(here)} files for {spec.name}",
            listed(shown),
            Repair(
                "Keep one of them, or name it in the plan.",
                f'data {spec.name}, each row a {spec.row}, from file "{here[0][0]}" {{',
            ),
        )
        return None
    name, directory = here[0]
    if is_pattern(name):
        return files_of(name, directory, matches(directory, name), found)
    path = directory / name
    if not _within(name, path, directory, found):
        return None
    if path.is_dir():
        return directory_of(name, directory, found)
    file = DataFile(name, path)
    return Place(name, (file,)) if _readable(file, found) else None


def directory_of(name: str, root: Path, found: Findings) -> Place | None:
    """The files of a directory, which are all read; what can't be is a finding, and not left out."""
    try:
        inside = sorted(entry for entry in os.listdir(root / name) if not hidden(entry))
    except OSError as error:
        _unreadable(f"{name}/ can't be read: {(error.strerror or 'no access').lower()}", found)
        return None
    return files_of(f"{name}/", root, [f"{name}/{entry}" for entry in inside], found)


def files_of(called: str, root: Path, names: Sequence[str], found: Findings) -> Place | None:
    """The files with these names below ``root``, together one table; or ``None`` after findings."""
    found.file, before = called, len(found.found)
    files = [DataFile(name, root / name) for name in names]
    if len(files) > MOST_FILES:
        _unreadable(f"{called} has more than {MOST_FILES:,} files", found, "Put what belongs together into one file.")
        return None
    good = [file for file in files if _within(file.name, file.path, root, found) and _readable(file, found)]
    kinds = {ending(file.path): file for file in reversed(good)}
    if len(kinds) > 1:
        found.whole_file(
            "mixed-data-files",
            f"the files of {called} are of {len(kinds)} kinds",
            f"such as {listed(sorted(file.name for file in kinds.values()))}",
            Repair(
                "Keep those of one kind, or say in the plan which are meant, by their ending.",
                f'from file "{called.rstrip("/")}/*{ending(good[0].path)}"' if called.endswith("/") else None,
            ),
        )
    if not files:
        found.whole_file(
            "data-file-missing",
            f"there is no file in {called}" if called.endswith("/") else f"no file is called {called}",
            "",
            Repair(f"Put files that end in {', '.join(ENDINGS)} there; a table without rows still has its header."),
        )
    return Place(called, tuple(files), True) if len(found.found) == before else None


def ending(path: Path) -> str:
    """The ending of a file's name, which says how it is read."""
    return path.suffix.lower()


def _candidates(spec: RecordSpec, directories: Sequence[Path]) -> list[tuple[str, Path]]:
    """What could hold a record: names, and the data directories that they are in."""
    if spec.file is not None and is_pattern(spec.file):
        return [(spec.file, directory) for directory in directories if matches(directory, spec.file)]
    if spec.file is not None:
        name = spec.file.rstrip("/")
        return [(name, directory) for directory in directories if _there(directory / name)]
    return [
        (name, directory)
        for directory in directories
        for name in [*(spec.name + one for one in ENDINGS), spec.name]
        if _there(directory / name) and (name != spec.name or (directory / name).is_dir())
    ]


def _within(name: str, path: Path, directory: Path, found: Findings) -> bool:
    """Whether a file is there, below the data directory itself and not by way of a link."""
    try:
        real, root = path.resolve(strict=True), directory.resolve(strict=True)
    except (OSError, RuntimeError):
        _unreadable(f"{name} can't be read: the link leads nowhere", found, "Put the file itself there.")
        return False
    if not real.is_relative_to(root):
        _outside(name, "it is a link to a file elsewhere", found)
        return False
    return True


def _readable(file: DataFile, found: Findings) -> bool:
    """Whether a file is one, and of a kind that is read."""
    if not file.path.is_file():
        found.whole_file(
            "unreadable-data-file",
            f"{file.name} is not a file",
            "a directory" if file.path.is_dir() else "",
            Repair("Put the exported file there."),
        )
        return False
    if ending(file.path) not in ENDINGS:
        found.whole_file(
            "unreadable-data-file",
            f"{file.name} is of a kind that is not read",
            "",
            Repair("Export it as CSV, Parquet or JSON lines, with the ending .csv, .parquet or .jsonl."),
        )
        return False
    try:
        file.name.encode()
    except UnicodeEncodeError:
        said = file.name.encode("utf-8", "backslashreplace").decode()
        _unreadable(f"the name {quoted(said)} is not UTF-8", found, "Rename the file.")
        return False
    return True


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
    if not name.strip() or not posix.parts or "\0" in name or "\\" in name or name.startswith("~"):
        return "it is not a plain file name"
    return None


def _unreadable(message: str, found: Findings, mend: str = "Check that it is there and that you may read it.") -> None:
    found.whole_file("unreadable-data-file", message, "", Repair(mend))


def _outside(name: str, why: str, found: Findings) -> None:
    found.whole_file(
        "data-file-outside",
        f"{quoted(name)} is not below the data directory",
        why,
        Repair("Name a file below the data directory, and put the data there."),
        notes=("A plan reads nothing but the directories it is given.",),
    )


def _missing(spec: RecordSpec, directories: Sequence[Path], found: Findings) -> None:
    names = [spec.file] if spec.file is not None else [spec.name + one for one in ENDINGS]
    present: set[str] = set()
    absent: list[str] = []
    closed: list[str] = []
    for directory in directories:
        try:
            with os.scandir(directory) as entries:
                present.update(entry.name for entry, _ in zip(entries, range(_MANY), strict=False))
        except (FileNotFoundError, NotADirectoryError):
            absent.append(str(directory))
        except OSError as error:
            closed.append(f"{directory} can't be read: {(error.strerror or 'no access').lower()}")
    near = next((n for n in sorted(present) if n.casefold() in {name.casefold() for name in names}), None)
    near = near or next((n for n in sorted(present) if n.partition(".")[0].casefold() == spec.name.casefold()), None)
    near = near or closest(names[0], [n for n in present if n.endswith(ENDINGS)])
    if closed:
        label = listed(closed)
    elif absent:
        label = f"there is no directory {listed(absent)}"
    else:
        label = f"found: {listed(sorted(present))}" if present else "nothing is there"
    ways = [*names, *([f"a directory {spec.name}"] if spec.file is None else [])]
    repairs = [Repair(f"Put {' or '.join(ways)} into the data directory.")]
    if spec.file is not None and is_pattern(spec.file):
        repairs = [Repair(f"Put files into the data directory whose names are like {spec.file}.")]
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
