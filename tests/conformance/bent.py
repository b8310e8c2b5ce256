"""Checked data made extreme: huge and tiny numbers, zeros, equal values, tables without rows."""

from __future__ import annotations

from collections.abc import Callable
from math import lcm
from typing import Any

from hypothesis import strategies as st

from planlang.core.dataset import Dataset, RecordData
from planlang.core.records import NUMERIC
from planlang.core.values import Values

HUGE = (2**31, 2**62, 2**63 - 1, 2**63, 10**18, 10**25, 10**37, 10**38 - 1, 10**38)
"""Numerators near where a width ends."""


def flat(data: Dataset) -> Dataset:
    """The same numbers, those of a column over one denominator, as the loader gives them."""
    return {name: _with(record, _over_one) for name, record in data.items()}


def _with(record: RecordData, change: Callable[[Values], Values]) -> RecordData:
    columns = {name: change(values) for name, values in record.columns.items()}
    return RecordData(record.spec, columns, record.ids, record.lines, record.file)


def _over_one(values: Values) -> Values:
    if not isinstance(values.den, list):
        return values
    den = lcm(*values.den) if values.den else 1
    return Values([None if n is None else n * (den // d) for n, d in zip(values.items, values.den)], den)


def without(data: Dataset, record: str, rows: Callable[[int], bool]) -> Dataset:
    """Without some rows of a record, and without all rows that refer to them."""
    one = data[record]
    stay = [row for row in range(len(one.ids)) if not rows(row)]
    lost = {one.ids[row] for row in range(len(one.ids)) if rows(row)}
    found = {**data, record: _only(one, stay)}
    for name, other in data.items():
        for spec in other.spec.columns:
            if spec.row == record and name != record:
                items = found[name].columns[spec.name].items
                bad = {row for row, item in enumerate(items) if item in lost}
                if bad:
                    found = without(found, name, bad.__contains__)
    return found


def _only(record: RecordData, stay: list[int]) -> RecordData:
    def kept(values: Values) -> Values:
        den = [values.den[row] for row in stay] if isinstance(values.den, list) else values.den
        return Values([values.items[row] for row in stay], den)

    columns = {name: kept(values) for name, values in record.columns.items()}
    return RecordData(
        record.spec, columns, [record.ids[row] for row in stay], [record.lines[row] for row in stay], record.file
    )


@st.composite
def extremes(draw: st.DrawFn, data: Dataset, sizes: tuple[int, ...] = HUGE) -> Dataset:
    """Some numbers of the data changed; nothing that the loader would find wrong comes in by that."""
    data = flat(data)
    found = dict(data)
    for name, record in data.items():
        columns = dict(record.columns)
        for spec in record.spec.columns:
            values = columns[spec.name]
            if spec.kind in NUMERIC and record.ids and draw(st.integers(0, 2)) == 0:
                columns[spec.name] = draw(_changed(values, sizes))
        found[name] = RecordData(record.spec, columns, record.ids, record.lines, record.file)
    return found


@st.composite
def _changed(draw: st.DrawFn, values: Values, sizes: tuple[int, ...]) -> Values:
    which = draw(st.sampled_from(("one", "all", "zero", "same", "sign", "scale")))
    items: list[Any] = list(values.items)
    known = [row for row, item in enumerate(items) if item is not None]
    if not known:
        return values
    value = draw(st.sampled_from(sizes)) * draw(st.sampled_from((1, -1))) + draw(st.integers(-1, 1))
    row = draw(st.sampled_from(known))
    if which == "one":
        items[row] = value
    elif which == "all":
        items = [None if item is None else value for item in items]
    elif which == "zero":
        items = [None if item is None else 0 for item in items]
    elif which == "same":
        items = [None if item is None else items[row] for item in items]
    elif which == "sign":
        items = [None if item is None else -item for item in items]
    else:
        factor = draw(st.sampled_from((10**3, 10**9, 10**15, 10**30)))
        items = [None if item is None else item * factor for item in items]
    return Values(items, values.den)


@st.composite
def thinned(draw: st.DrawFn, data: Dataset) -> Dataset:
    """A record without rows, or without some of them."""
    data = flat(data)
    for _ in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from(sorted(data)))
        if draw(st.booleans()):
            data = without(data, name, lambda row: True)
        else:
            stay = draw(st.integers(0, max(len(data[name].ids), 1)))
            data = without(data, name, lambda row, stay=stay: row >= stay)  # type: ignore[misc]
    return data
