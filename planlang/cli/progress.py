"""A sign of life on stderr for whoever is watching, and only when it takes a while."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

PATIENCE = 1.0


class Progress:
    """``with Progress("paying"):`` shows the word after a second, and takes it away at the end."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._shown = 0
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            self._timer = threading.Timer(PATIENCE, self._show)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._timer = None
            self._clear()

    def step(self, doing: str) -> None:
        """Goes on to something else."""
        with self._lock:
            self._doing = doing
            if self._shown:
                self._clear()
                self._write()

    def _show(self) -> None:
        with self._lock:
            if self._timer is not None:
                self._write()

    def _write(self) -> None:
        text = f"{self._doing} …"
        sys.stderr.write(text)
        sys.stderr.flush()
        self._shown = len(text)

    def _clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r" + " " * self._shown + "\r")
            sys.stderr.flush()
            self._shown = 0
