"""How far data may go, and how identities are put together: what every loader and the engine agree on.

Here rather than beside the readers of cells, since a run in an engine reads no cell in Python and would import all of them.
"""

from __future__ import annotations

MAX_DIGITS = 38
"""The most digits of one number, decimals included: what exact engines hold."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years that dates may be of; others are slips of the pen or mean “for ever”."""

ABSENT = "none"
"""What an identity text has for a part that is absent."""

JOIN = " / "
"""What stands between the parts of an identity text."""
