"""Settings of the whole suite."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests import slow
from tests.conformance.counting import pytest_sessionfinish, pytest_terminal_summary, pytest_testnodedown  # noqa: F401
from tests.servers import Engines

with contextlib.suppress(ImportError):
    from tests.scheduling import pytest_xdist_make_scheduler  # noqa: F401

# A slow machine is no fault of the code. In CI the same examples are tried each time, so that a red run can be
# repeated; on a developer's machine they are new ones.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

LONGEST_NAME = 500


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """With several workers (``-n 2``), tests that share what is slow to start go to one of them.

    What they compile they keep, as the commands that they run do: without that, a worker compiles all modules and tests each time.
    """
    if getattr(config.option, "numprocesses", None):
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        if config.option.dist == "no":
            config.option.dist = "loadgroup"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Slow tests run where they are asked for: by ``-m``, by name, or with ``PLANLANG_SLOW=1``."""
    if slow.asked_for(config):
        return
    left = [item for item in items if item.get_closest_marker("slow")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]


def pytest_make_parametrize_id(val: object) -> str | None:
    """A test of a text of two million characters is not called by all of them, which workers would send several times for each test."""
    if isinstance(val, (str, bytes)) and len(val) > LONGEST_NAME:
        return f"{val[:40]!a} and so on, {len(val)} in all"
    return None


def pytest_collection_finish() -> None:
    """What is there once all tests are known stays until the end: the garbage collector need not look through it again, nor look so often.

    A compiled plan and its cells are many objects without a circle among them. Still less often, databases of results that nobody closed
    would stay: a gigabyte after 183 tests of the API with 50,000, 20, 20, and 370 MB so, as by default.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 5)


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """Sessions with the engines, which start when a test asks for one (see ``tests.servers``)."""
    found = Engines()
    yield found
    found.close()
