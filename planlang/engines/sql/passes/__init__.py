"""Rewrites that make a compiled program faster and change no cell, each with what it rests on.

Every one can be left out (``compiled(..., passes=...)``); conformance runs with all, with none, and with each alone.
"""

from __future__ import annotations

ALL: dict[str, str] = {
    "decided": "a comparison that the bounds of the data decide is not made",
    "gathered": "what may be wrong with rows is gathered for each table, instead of being carried along with every value",
    "errors": "a remainder is worked out from the rounding errors of the rows that have any, instead of from all rows of a group",
    "filtered": "days that are the same for every row asked about are a filter, not a join",
    "proven": "what the data checks make sure of is not looked at again",
    "late": "an identity of several columns is put together where it is written",
}
"""The passes by name."""

EVERY = frozenset(ALL)
"""All of them."""

NONE: frozenset[str] = frozenset()
"""None of them."""
