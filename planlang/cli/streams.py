"""The three standard streams: there, in UTF-8, and with words for what keeps us from writing to them."""

from __future__ import annotations

import errno
import os
import sys

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What a disk says that takes no more; never a mistake of a plan or of ours."""


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


def is_full(error: OSError) -> bool:
    """Whether a disk takes no more."""
    return error.errno in NO_ROOM


def full(error: OSError) -> str:
    """What to say of it."""
    where = f"`{error.filename}`" if error.filename else "the output"
    return f"{where} could not be written: {(error.strerror or 'no space left').lower()}"
