"""The three standard streams: there, in UTF-8, and with words for what keeps us from writing to them."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

LONG = 200
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What a disk says that takes no more; never a mistake of a plan or of ours."""
NO_ACCESS = frozenset({errno.ENAMETOOLONG, errno.ELOOP, errno.EACCES, errno.EPERM, errno.EROFS})
"""What is said of names and places that whoever called us chose."""


def prepare() -> None:
    """Makes the streams usable. One that whoever started us closed reads as empty, and what is written there goes nowhere."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            stream = _nowhere(number)
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _nowhere(number: int) -> object:
    """A stream without anything, under the number of the one that is missing, which the next file to be opened would have taken."""
    handle = os.open(os.devnull, os.O_RDWR)
    if handle != number:
        os.dup2(handle, number)
        os.close(handle)
    return open(number, "w" if number else "r", encoding="utf-8", closefd=False)


def silence() -> None:
    """Whoever read our output is gone, or it takes no more: be silent, also when Python closes the streams."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)


def said(error: OSError) -> str | None:
    """What to say of an error that is none of ours: a disk that takes no more, a place that we may not look at."""
    why = (error.strerror or type(error).__name__).lower()
    if error.errno in NO_ROOM:
        return f"{_named(error) or 'the output'} could not be written: {why}"
    if error.errno in NO_ACCESS and error.filename:
        return f"{_named(error)} can't be used: {why}"
    return None


def _named(error: OSError) -> str:
    """The file that an error is about; of a very long name its beginning."""
    name = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else ""
    return f"`{name if len(name) <= LONG else name[:LONG] + '…'}`" if name else ""


def unreadable(arguments: Sequence[str]) -> str | None:
    """The first argument that isn't UTF-8, as it can be shown."""
    for one in arguments:
        try:
            one.encode()
        except UnicodeEncodeError:
            return one.encode("utf-8", "backslashreplace").decode()
    return None
