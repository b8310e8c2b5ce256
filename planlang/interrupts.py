"""Ctrl-C while DuckDB is at work.

Python calls the handler of a signal between two of its own steps, and a statement is one step, however long it takes; DuckDB looks for signals
only where the main thread has a part in the work. A signal also writes a byte (``signal.set_wakeup_fd``), which a thread waits for
that interrupts the statements. Only the command line does so: in a notebook or a server that byte is somebody else's.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from typing import Any
from weakref import WeakSet

_connections: WeakSet[Any] = WeakSet()
_ours = False
_heard: list[int] = []


def take() -> None:
    """From now on Ctrl-C is this program's, which is the command line."""
    global _ours
    _ours = True


def stops(connection: Any) -> None:
    """Has Ctrl-C interrupt what a connection (with a method ``interrupt``) is doing; nothing where Ctrl-C isn't ours."""
    if not _ours or threading.current_thread() is not threading.main_thread():
        return
    _connections.add(connection)
    if not _heard and hasattr(os, "set_blocking"):
        _listen()


def _listen() -> None:
    heard, told = os.pipe()
    os.set_blocking(told, False)
    _heard.append(heard)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    threading.Thread(target=_interrupt, args=(heard,), daemon=True).start()


def _interrupt(heard: int) -> None:
    while signalled := os.read(heard, 1):
        if signalled[0] == signal.SIGINT:
            for connection in list(_connections):
                with contextlib.suppress(Exception):  # one that is closed does nothing that could be interrupted
                    connection.interrupt()
