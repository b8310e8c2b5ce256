"""Rows of tables as bands of a measure: what each covers, the edges between them, and the value of each."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any, TypeVar

from planlang.core.graph import Band, Choose, Compare, Const, Edge, Operand, Unit
from planlang.diagnostics.model import Edit, Label, Repair
from planlang.diagnostics.place import Span
from planlang.lowering.context import Lowering, Poison, Typed, constant
from planlang.lowering.mismatches import bare_number, mismatch
from planlang.lowering.scope import Scope
from planlang.lowering.values import computed, value
from planlang.questions.known import limits_within, may_be_none, may_fall_below_zero
from planlang.questions.rates import ask_rates_alike
from planlang.questions.tables import Range, check_cover, check_ends
from planlang.semantics import types
from planlang.semantics.model import what
from planlang.semantics.types import Type
from planlang.slotted import evolve, frozen
from planlang.syntax import tree

R = TypeVar("R", bound=tree.Node)


@frozen(eq=False, repr=False)
class Tier:
    """One band: its bounds as operands (``None`` open), who owns them, and the row it stands in (``None``: not covered, so refused).

    ``scale`` is how exact the bounds are: a part of an amount that is cut there is no more exact.
    """

    low: Operand | None
    low_in: bool
    high: Operand | None
    high_in: bool
    row: tree.Row | tree.MatrixRow | None
    says: str
    span: Span
    scale: types.Scale = types.NOTHING


def rows_of(scope: Scope, rows: tuple[tree.Row, ...], using: tree.Using | None, place: Span) -> tuple[tree.Row, ...]:
    """A table's rows, from its own block or from the table it uses."""
    low = scope.low
    if using is None:
        return some(scope, rows, place)
    if using.data:
        raise low.not_built(
            "tiers by a rule's own result from data files are",
            using.span,
            Repair("`tiers by` an amount or a measure, curves and `table by` are."),
        )
    decl = low.declared(using.name, using.span, "a table")
    if not isinstance(decl, tree.TableDecl):
        tables = [name for name, d in low.model.names.items() if isinstance(d, tree.TableDecl)]
        raise low.fail(
            "not-a-table",
            f"{using.name} is a {what(decl)}, not a table",
            using.span,
            repairs=(
                Repair(
                    f"The tables of this plan are: {', '.join(tables)}."
                    if tables
                    else "Declare a table, or write the rows here."
                ),
            ),
        )
    decl = low.restated.get(decl.name, decl)
    return some(scope, decl.rows, decl.span)


def some(scope: Scope, rows: tuple[R, ...], place: Span) -> tuple[R, ...]:
    """The rows of a table, or the columns of a matrix: there must be some, and rates are all written in one way."""
    if not rows:
        raise scope.low.fail(
            "empty-table", "this table has no rows", place, repairs=(Repair("Add rows that cover every value."),)
        )
    ask_rates_alike(scope.low, rows)
    return rows


def tiers(
    scope: Scope,
    rows: tuple[tree.Row, ...],
    by: Typed,
    what: str,
    place: Span,
    item: tree.Value | None = None,
    sliced: bool = False,
) -> list[Tier]:
    """The bands of a table from the lowest to the highest, checked for gaps, overlaps and open ends."""
    keys = [(row.key, row) for row in rows]
    return axis(scope, keys, by, what, place, item=item, sliced=sliced)


def axis(
    scope: Scope,
    keys: list[tuple[tree.Key, Any]],
    by: Typed,
    what: str,
    place: Span,
    covered: bool = True,
    item: tree.Value | None = None,
    sliced: bool = False,
) -> list[Tier]:
    """The bands that some keys make of a measure; with ``covered`` they must cover every value once.

    ``item`` is the measure as it is written, by which it is known whether it ends at 0; ``sliced`` where slices of an amount lie in the bands.
    """
    low = scope.low
    found: list[Tier] = []
    ranges: list[Range] = []
    for index, (key, row) in enumerate(keys):
        if isinstance(key, tree.Bounds):
            ends: tuple[tree.Value | None, ...] = (key.low, key.high)
            a = _bound(scope, key.low, by)
            b = _bound(scope, key.high, by)
            a_in, b_in = key.low_word == "from", key.high_word == "through"
        elif isinstance(key, tree.Point) and not key.at:
            ends = (key.value, key.value)
            a = b = _bound(scope, key.value, by)
            a_in = b_in = True
        else:
            raise low.fail(
                "wrong-key",
                f"`{low.words(key)}` is not a band of {what}",
                key.span,
                repairs=(
                    _what_is_left(low, keys[:index], key, row)
                    or Repair("Write bounds (`from 50% below 100%`, `below 50%`, `from 150%`) or a single value."),
                ),
            )
        scale = types.joined(a.scale if a else types.NOTHING, b.scale if b else types.NOTHING)
        found.append(
            Tier(a.operand if a else None, a_in, b.operand if b else None, b_in, row, low.words(key), key.span, scale)
        )
        line = row.span if isinstance(row, tree.Row) else None
        cells = len(row.cells) if isinstance(row, tree.MatrixRow) else 0 if isinstance(row, int) else None
        ranges.append(Range(_at(low, ends[0], a), a_in, _at(low, ends[1], b), b_in, key.span, index, line, cells=cells))
    if not covered:
        return found
    if keys[0][0].span in low.unsound:  # a shared table is reported once, whoever uses it
        raise Poison("table")
    shown = _shower(scope, by, keys)
    zero_is_an_end = item is None or not may_fall_below_zero(low, item)
    if any(isinstance(end, str) for one in ranges for end in (one.low, one.high)):
        _written_order(scope, found)
        if not check_ends(low, ranges, what, shown, zero_is_an_end, sliced):
            low.unsound.add(keys[0][0].span)
            raise Poison("table")
        return _rising(scope, found, by, what)
    whole = by.type.kind in ("count", "date", "days") or by.type.kind in types.PERIODS
    step = None if sliced else by.scale.unit  # a slice may end between two values that the measure can have
    # In a rule for each credit that credit is itself counted; where it is not, the run says so.
    none = not sliced and item is not None and scope.kind != "credit" and may_be_none(low, item)
    lowest = 0 if none else 1
    if not check_cover(
        low,
        ranges,
        what,
        place,
        whole,
        shown,
        zero_is_an_end,
        sliced,
        step,
        lowest,
        limits_within(low, scope.rule, item),
    ):
        low.unsound.add(keys[0][0].span)
        raise Poison("table")
    order = sorted(ranges, key=lambda r: (r.low is not None, r.low or 0, not r.low_in))
    return [found[r.row] for r in order]


def _what_is_left(low: Lowering, above: list[tuple[tree.Key, Any]], key: tree.Key, row: Any) -> Repair | None:
    """`otherwise` as the last band: what the rows above it leave, from where they end."""
    if not isinstance(key, tree.Otherwise) or not above:
        return None
    bounds = [one for one, _ in above if isinstance(one, tree.Bounds)]
    last = above[-1][0]
    band = None
    if isinstance(last, tree.Bounds) and last.high is not None and all(one.high is not None for one in bounds):
        band = f"{'above' if last.high_word == 'through' else 'from'} {low.words(last.high)}"
    elif isinstance(last, tree.Bounds) and last.low is not None and all(one.low is not None for one in bounds):
        band = f"{'below' if last.low_word == 'from' else 'through'} {low.words(last.low)}"
    elif isinstance(last, tree.Point) and not last.at:
        value = low.words(last.value)
        band = f"from {int(value) + 1}" if value.isdecimal() else f"above {value}"
    if band is None:
        return None
    line = f"{band}: {low.words(row.value)}" if isinstance(row, tree.Row) else band
    return Repair("What the rows above it leave begins where they end:", line, (Edit(key.span, band),))


def _at(low: Lowering, item: tree.Value | None, bound: Typed | None) -> Any:
    """Where a bound is: a number, ``None`` where the band is open, or its words where only the data say it."""
    if item is None or bound is None:
        return None
    const = constant(bound)
    return const.value if const is not None else low.words(item)


def _written_order(scope: Scope, found: list[Tier]) -> None:
    """Bounds from the data can't be compared before the run: the rows must at least meet as written."""
    for a, b in itertools.pairwise(found):
        if a.high is None or b.low is None or a.high != b.low or a.high_in == b.low_in:
            raise scope.low.fail(
                "bands-gap",
                f"the rows `{a.says}` and `{b.says}` don't meet at the same bound, so they may overlap or leave a gap",
                b.span,
                also=(Label(a.span, "the row before"),),
                consequence="Bounds that come from the data are only known when the plan is run.",
                repairs=(
                    Repair(
                        "Write the same bound in both rows, `below` it in one and `from` it in the next, lowest row first."
                    ),
                ),
            )


def _rising(scope: Scope, found: list[Tier], by: Typed, what: str) -> list[Tier]:
    """The bands with bounds that stop the run where they fall: a band that ends below where it begins would count less than nothing."""
    made = list(found)
    for index, tier in enumerate(found):
        if tier.low is None or tier.high is None:
            continue
        rises = scope.table.once(
            f"{scope.rule}: {tier.says} rises", Compare(tier.low, "<=", tier.high), Unit("yes/no"),
            f"`{tier.says}` ends no lower than it begins", "condition", scope.rule, tier.span,
        )  # fmt: skip
        op = Choose(((rises, tier.high),), None, f"`{tier.says}` of {what} ends below where it begins")
        high = scope.table.once(
            f"{scope.rule}: end of {tier.says}", op, by.type.unit(scope.low.digits(by.type)), f"where `{tier.says}` ends",
            "edge", scope.rule, tier.span,
        )  # fmt: skip
        made[index] = evolve(made[index], high=high)
        if index + 1 < len(found):
            made[index + 1] = evolve(made[index + 1], low=high)
    return made


def _bound(scope: Scope, item: tree.Value | None, by: Typed) -> Typed | None:
    if item is None:
        return None
    bound = value(item, scope)
    kind = types.alike(by.type, bound.type)
    if isinstance(kind, str):
        raise mismatch(scope, kind, item, by, bound, "comparing")
    bare_number(scope, by, bound, item, "comparing")
    return bound


def _shower(scope: Scope, by: Typed, keys: list[tuple[tree.Key, Any]]) -> Any:
    """Writes a boundary as the plan wrote it."""
    written = written_bounds(scope, [key for key, _ in keys])
    return lambda point: written.get(point, str(point))


def written_bounds(scope: Scope, keys: list[tree.Key]) -> dict[Any, str]:
    """The bounds of some keys, as the plan wrote them."""
    written: dict[Any, str] = {}
    for key in keys:
        items = (
            (key.low, key.high) if isinstance(key, tree.Bounds) else (key.value,) if isinstance(key, tree.Point) else ()
        )
        for item in items:
            if item is not None:
                const = constant(value(item, scope))
                if const is not None:
                    written.setdefault(const.value, scope.low.words(item))
    return written


def place_of(scope: Scope, bands: list[Tier], by: Typed, item: tree.Node, what: str) -> Operand:
    """The number of the band that a value is in: 0 below the first band's low bound (if it has one), then the bands in order."""
    edges = []
    for index, band in enumerate(bands):
        if band.low is not None:
            edges.append(Edge(band.low, band.low_in))
        elif index > 0:
            raise scope.low.fail(
                "bands-overlap",
                "only the lowest row may be open downwards",
                band.span,
                repairs=(Repair("Give this row a lower bound."),),
            )
    last = bands[-1]
    if last.high is not None:
        edges.append(Edge(last.high, not last.high_in))
    found = computed(scope, item, Band(by.operand, tuple(edges)), types.COUNT, types.WHOLE, "band", f"tier of {what}")
    return found.operand


def conditions_of(scope: Scope, bands: list[Tier], by: Typed, item: tree.Node, what: str) -> list[Operand]:
    """For each band, whether the value is in it."""
    place = place_of(scope, bands, by, item, what)
    shift = 0 if bands[0].low is None else 1
    return [
        scope.table.once(
            f"{scope.rule}: {what} {band.says}",
            Compare(place, "==", Const(Fraction(index + shift), Unit("count"))),
            Unit("yes/no"),
            f"{what} is {band.says}",
            "condition",
            scope.rule,
            band.span,
        )
        for index, band in enumerate(bands)
    ]


def measured(kind: Type) -> bool:
    """Whether bands can be made of values of a type."""
    return kind.numeric or kind.kind in ("date", "unknown") or kind.kind in types.PERIODS
