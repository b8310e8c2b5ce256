"""Plan files: found, read, and named as the user named them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from planlang.cli.stop import Stop, wrong_usage

if TYPE_CHECKING:
    from planlang.semantics.library import Library

STDIN = "<stdin>"
CONFIG = "planlang.toml"
LARGEST = 64 * 1024 * 1024


def read_plan(path: str, stdin_name: str = STDIN) -> tuple[str, bytes]:
    """A plan's name and bytes; ``-`` is the standard input."""
    if path == "-":
        data = sys.stdin.buffer.read(LARGEST + 1)
        name = stdin_name
    else:
        name = path
        try:
            with Path(path).open("rb") as file:
                data = file.read(LARGEST + 1)
        except FileNotFoundError:
            raise missing(path) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise wrong_usage(f"the plan `{path}` can't be read: {reason}") from None
    if len(data) > LARGEST:
        raise wrong_usage(f"`{name}` is larger than 64 MB: that is not a plan")
    return name, data


def library_of(path: str) -> Library:
    """Where a plan's `use` finds modules: beside the plan; beside where we are for one from the standard input."""
    from planlang.semantics.library import Library

    return Library(Path(path).parent if path != "-" else Path())


def config_file() -> Path | None:
    """The project's ``planlang.toml``, here or above; seen from here where it is here."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        file = folder / CONFIG
        if file.is_file():
            return file.relative_to(here) if folder == here else file
    return None


def missing(path: str) -> Stop:
    """There is no such plan; perhaps one of a similar name."""
    from planlang.diagnostics.suggest import closest_all

    folder = Path(path).parent
    try:
        plans = sorted(found.name for found in folder.glob("*.plan")) if folder.is_dir() else []
    except OSError:
        plans = []
    near = closest_all(Path(path).name, plans) or tuple(plans[:3])
    hints = ["did you mean " + " or ".join(f"`{folder / name}`" for name in near) + "?"] if near else []
    if not plans:
        hints.append("`planlang init` makes a small project to start from")
    return wrong_usage(f"there is no plan `{path}`", *hints)


def plans_of(paths: Iterable[str]) -> list[str]:
    """The plans that are meant: files as given, ``-``, all plans of a directory and below; ``.`` where none is given."""
    asked = list(paths) or ["."]
    found: list[str] = []
    for path in asked:
        if path != "-" and Path(path).is_dir():
            inside = below(Path(path), "*.plan")
            if not inside:
                raise wrong_usage(
                    f"there is no .plan file in `{path}`", "`planlang init` makes a small project to start from"
                )
            found.extend(inside)
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def below(folder: Path, pattern: str) -> list[str]:
    """Files of a directory and below, in one order everywhere; hidden directories are left out."""
    hits = (path for path in folder.rglob(pattern) if path.is_file())
    shown = (path for path in hits if not any(part.startswith(".") for part in path.relative_to(folder).parts))
    return [str(path) for path in sorted(shown, key=lambda path: path.parts)]


def base_name(path: str) -> str:
    """The name by which results speak of a plan, wherever the command was started."""
    return path if path == STDIN else Path(path).name
