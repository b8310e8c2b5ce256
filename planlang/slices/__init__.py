"""Slices: of large data only the rows that a few cells of a plan's results depend on.

What a cell depends on is read off the core graph, backwards, operation by operation; the rows are fetched from the files by key, and what
they hold says which keys to look for next. The rows are those of the whole data, so that the interpreter, which asks for nothing but what a
cell needs, gives the same values and the same steps from them.
"""

from planlang.slices.slicing import Demand, Opened, Slice, Slicer, SliceRefused, payouts_of, slice_for

__all__ = ["Demand", "Opened", "Slice", "SliceRefused", "Slicer", "payouts_of", "slice_for"]
