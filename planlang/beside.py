"""Work that goes on in a thread of its own: what waits for an engine or a disk, beside what doesn't."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Beside(Generic[T]):
    """Some calls, one after the other. Whoever waits for the results gets them, or what one of the calls raised."""

    def __init__(self, calls: Sequence[Callable[[], T]]) -> None:
        self._calls, self._results = calls, list[T]()
        self._error: BaseException | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        try:
            for call in self._calls:
                if self._stopped:
                    return
                self._results.append(call())
        except BaseException as error:
            self._error = error

    def stop(self) -> None:
        """No further call: the results are not wanted any more."""
        self._stopped = True

    def results(self) -> list[T]:
        """What the calls gave, when all are done."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._results
