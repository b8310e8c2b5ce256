"""The core: a plan as a graph of tables, with one small operation a column.

Everything downstream reads this and nothing else: the interpreter evaluates it, SQL is written from it, an explanation is
the part of it behind one cell, the diagram is a picture of it. A table has rows (from a file, from
other rows, or from people and periods) and columns; a column's operation reads columns of its own
table, and other tables only through ``Carried``, ``Stacked``, ``Lookup`` and ``Total``. The operations are those of the design's
findings (row, across rows, tables); a construct of the language is a composition of them.

Numbers are exact rationals; dates and periods are integers (see ``calendar``); ``None`` is an absent
optional value and reaches only ``IsKnown``, ``Same``, ``Carried``, ``Stacked``, ``Lookup`` and the branches of a ``Choose`` that are not taken.
Only ``Round`` and ``Allocate`` round.
"""

from planlang.core.graph.across_rows import *
from planlang.core.graph.tables import *
from planlang.core.graph.within_row import *
