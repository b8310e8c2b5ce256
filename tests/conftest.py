"""Settings of the whole suite."""

from __future__ import annotations

import os

from hypothesis import settings

# A slow machine is no fault of the code. In CI the same examples are tried each time, so that a red run can be
# repeated; on a developer's machine they are new ones.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")
