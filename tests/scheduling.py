"""Which worker gets which test, without counting all that are done after each one.

xdist keeps every test that a worker was given, and counts those that are left after each: with thousands of them that takes
seconds of a third process, while two workers have two cores. Here what is done is forgotten.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler.loadgroup import LoadGroupScheduling


class Forgetting(LoadGroupScheduling):
    """Groups are given out as xdist does it."""

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        """A test is done; its group is forgotten with the last of it."""
        nodeid = self.registered_collections[node][item_index]
        given = self.assigned_work[node]
        scope = self._split_scope(nodeid)
        given[scope][nodeid] = True
        if all(given[scope].values()):
            del given[scope]
        self._reschedule(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadGroupScheduling | None:
    """Only in place of the one that it does better."""
    return Forgetting(config, log) if config.getvalue("dist") == "loadgroup" else None
