"""A directory takes the place of another in one step.

On Linux and macOS the kernel exchanges the two names: at every moment, a kill or a loss of power included, the name
leads to the whole old directory or to the whole new one. Where the kernel or the file system can't do that, the old
directory is renamed aside, then the new one in; a kill between the two leaves no directory of that name, the old one
whole beside it, and the next run puts it back.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_LINUX_EXCHANGE = 2
_MACOS_SWAP = 2
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


def aside(target: Path) -> Path:
    """Where the old directory waits while the new one comes in, where names can't be exchanged."""
    return target.with_name(f".{target.name}.planlang-old")


def put_in_place(new: Path, target: Path) -> Path | None:
    """Makes ``target`` the directory ``new``. Returns where the old one is now, for removal, or ``None``."""
    if not os.path.lexists(target):
        os.rename(new, target)
        return None
    if exchange(new, target):
        return new
    old = aside(target)
    os.rename(target, old)
    try:
        os.rename(new, target)
    except BaseException:
        recover(target)
        raise
    return old


def exchange(one: Path, other: Path) -> bool:
    """Exchanges two names in one step, or does nothing and returns ``False`` where that can't be done."""
    import ctypes

    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            result = libc.renamex_np(os.fsencode(one), os.fsencode(other), _MACOS_SWAP)
        else:
            result = libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _LINUX_EXCHANGE)
    except (AttributeError, OSError, TypeError):
        return False
    if result == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(other))


def recover(target: Path) -> None:
    """Puts the old directory back where a killed run left none."""
    if not os.path.lexists(target) and aside(target).is_dir():
        os.rename(aside(target), target)


def sync(path: Path) -> None:
    """Has the system write a file or directory to disk, where it can."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
