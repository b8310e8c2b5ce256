"""Names of files with `*` and `?`: which files of a directory they mean."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ANY_DEPTH = "**"
_SIGNS = {"*": ".*", "?": "."}


def is_pattern(name: str) -> bool:
    """Whether a name may mean several files."""
    return any(sign in name for sign in _SIGNS)


def hidden(name: str) -> bool:
    """Whether a file is one that programs leave beside the data, such as ``_SUCCESS`` and ``.part-0.crc``."""
    return name.startswith((".", "_"))


def matches(root: Path, pattern: str) -> list[str]:
    """What a pattern means below ``root``, in one order everywhere: names of files, and of directories where it ends at one.

    ``*`` stands for any letters of one name, ``?`` for one of them, ``**`` for directories of any depth. Hidden names are meant
    only by a part of the pattern that begins as they do. Directories that are links are not entered by ``**``.
    """
    return sorted({str(PurePosixPath(*parts)) for parts in _below(root, PurePosixPath(pattern).parts)})


def _below(directory: Path, pattern: tuple[str, ...], entered: bool = False) -> Iterator[tuple[str, ...]]:
    """``entered``: the directories in this one are looked at by themselves."""
    first, rest = pattern[0], pattern[1:]
    if first == ANY_DEPTH:
        yield from _below(directory, rest or ("*",), True)
        for name in _names(directory):
            if not hidden(name) and _enters(directory / name):
                yield from ((name, *parts) for parts in _below(directory / name, pattern))
        return
    if is_pattern(first):
        meant = re.compile("".join(_SIGNS.get(sign, re.escape(sign)) for sign in first), re.DOTALL).fullmatch
        found = [name for name in _names(directory) if meant(name) and (not hidden(name) or hidden(first))]
    else:
        found = [first] if os.path.lexists(directory / first) else []
    for name in found:
        inside = directory / name
        if rest and inside.is_dir():
            yield from ((name, *parts) for parts in _below(inside, rest))
        elif not rest and not (entered and _enters(inside)):
            yield (name,)


def _enters(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _names(directory: Path) -> list[str]:
    try:
        return os.listdir(directory)
    except OSError:
        return []
