"""Rewrites that make a compiled program faster and change no cell, each with what it rests on.

Every one can be left out (``compiled(..., passes=...)``); conformance runs with all, with none, and with each alone.
"""

from __future__ import annotations

ALL: dict[str, str] = {
    "decided": "a comparison, a limit or a condition that the bounds of the data decide, or one beside it, is not looked at",
    "gathered": "what may be wrong with rows is gathered for each table, instead of being carried along with every value",
    "errors": "a remainder is worked out from the rounding errors of the rows that have any, instead of from all rows of a group",
    "filtered": "days that are the same for every row asked about are a filter, not a join",
    "proven": "what the data checks make sure of is not looked at again, and rows that always meet one are joined as such",
    "zeros": "what is 0 for most rows, such as the part of a deal in a tier, is not divided where it is",
    "once": "a division that a rounding needs is made once",
    "bands": "a move that lies in one tier is divided once, at the rate of that tier",
    "ends": "of many slices rounded one by one only those at both ends of a move are worked out in its row, whole tiers once for all",
    "pieces": "a sum of many slices is the difference of one function at both ends of a move, whose tier is found by halves",
    "sparse": "a limit taken in order is worked out only for those whose total could reach it",
    "delayed": "what is needed late is worked out and joined late, so that windows carry less and joins of a table with itself meet",
    "slim": "windows come before joins that they don't read, and what is narrower than what it alone reads before windows",
    "views": "a table to which few rows are joined in the end is a view, not a copy",
    "grouped": "a data check of totals for each row of a record is made group by group, without the record",
    "together": "what a data check and a remainder want of the same groups is worked out once",
    "numbered": "rows are put together by the numbers of rows that they name instead of by texts",
    "hoisted": "what reads nothing but columns of one look-up is looked up itself",
    "narrow": "whole numbers, and texts that end with one, are kept in as few bytes as their bounds need",
    "added": "that the amounts of a rule are in payouts is not looked for in the results where the graph says so",
    "alike": "of rows that are some of another table's, what both say is written out once",
    "late": "an identity of several columns is put together where it is written",
}
"""The passes by name."""

EVERY = frozenset(ALL)
"""All of them."""

NONE: frozenset[str] = frozenset()
"""None of them."""
