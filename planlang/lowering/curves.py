"""Lowering of curves: straight lines between points, with flat bands beside or between them."""

from __future__ import annotations

import itertools
from fractions import Fraction

from planlang.core.graph import Add, Compare, Const, Logic, Multiply, Operand, Ratio, Relation, Unit
from planlang.diagnostics.model import Edit, Label, Repair
from planlang.lowering.bands import Tier, axis, rows_of, written_bounds
from planlang.lowering.context import Lowering, Poison, Typed, constant
from planlang.lowering.curve_ends import End, ends_of
from planlang.lowering.mismatches import bare_number, mismatch
from planlang.lowering.scope import Scope
from planlang.lowering.values import choose, computed, lowers, number, number_scale, value
from planlang.questions.known import limits_within
from planlang.questions.tables import Range, check_cover
from planlang.semantics import types
from planlang.slotted import evolve, frozen
from planlang.syntax import tree

YES_NO = Unit("yes/no")


@frozen(eq=False, repr=False)
class Point:
    """A point of a curve: where, how high (any value, such as what another curve comes to), and the row that says so."""

    x: Fraction
    row: tree.Row
    height: Typed

    @property
    def key(self) -> tree.Value:
        """The place as written."""
        assert isinstance(self.row.key, tree.Point)
        return self.row.key.value


@lowers(tree.Curve)
def _curve(item: tree.Curve, scope: Scope) -> Typed:
    low = scope.low
    by = number(item.by, scope)
    if item.using is not None and item.using.data:
        from planlang.lowering.card_curves import card_curve

        return card_curve(item, by, scope)
    rows = rows_of(scope, item.rows, item.using, item.span)
    points = sorted((_point(scope, by, row) for row in rows if _is_point(row)), key=lambda p: p.x)
    flat = [row for row in rows if not _is_point(row)]
    if len(points) < 2:
        bare = [row for row in flat if isinstance(row.key, tree.Point)]
        raise low.fail(
            "curve-too-short",
            "a curve needs two points to draw a line between",
            item.span,
            repairs=(
                _points_of(low, bare)
                if len(points) + len(bare) > 1
                else Repair("Add points:", "at  70%: 0%\nat 100%: 100%"),
            ),
        )
    for a, b in itertools.pairwise(points):
        if a.x == b.x:
            raise low.fail(
                "bands-overlap",
                "two points stand at the same place of the curve",
                b.row.span,
                "this point, too",
                also=(Label(a.row.span, "this point"),),
                repairs=(Repair("Keep one; for a jump use tiers."),),
            )
    bands = axis(scope, [(row.key, row) for row in flat], by, by.says, item.span, covered=False)
    lines = _lines(points, bands)
    ends = ends_of(scope, item, by, points, bands)
    _check(scope, item, by, points, [*bands, *(end.band for end in ends)], lines)
    cases: list[tuple[Fraction, tuple[Operand, Typed | None]]] = []
    for band in bands:
        assert isinstance(band.row, tree.Row)
        here = None if isinstance(band.row.value, tree.Refused) else value(band.row.value, scope)
        cases.append((_start(band), (_inside(scope, by, band), here)))
    for a, b in lines:
        reached = Tier(
            Const(a.x, by.type.unit(), a.key.span),
            True,
            Const(b.x, by.type.unit(), b.key.span),
            True,
            None,
            f"from {low.words(a.key)} through {low.words(b.key)}",
            b.row.span,
        )
        cases.append((a.x, (_inside(scope, by, reached), _line(scope, by, a, b))))
    cases += [(_start(end.band), (_inside(scope, by, end.band), _beyond(scope, item, by, end, lines))) for end in ends]
    cases.sort(key=lambda c: c[0])
    return choose(
        scope,
        item,
        [case for _, case in cases],
        None,
        "rate",
        f"{by.says} is where the curve refuses it",
        f"curve at {by.says}",
    )


def _beyond(scope: Scope, item: tree.Curve, by: Typed, end: End, lines: list[tuple[Point, Point]]) -> Typed | None:
    """The value beyond an end: the height of the point, or the line that ends there; nothing where it is refused."""
    if item.beyond == "refused":
        return None
    if item.beyond == "flat":
        return end.point.height
    a, b = (end.before, end.point) if end.above else (end.point, end.before)
    if (a, b) not in lines:
        raise scope.low.fail(
            "curve-too-short",
            "no line of the curve ends at this point, and so none goes on there",
            end.point.row.span,
            repairs=(Repair("Say what is paid there in a row:", f"{end.band.says}: …"),),
        )
    return _line(scope, by, a, b)


def _points_of(low: Lowering, rows: list[tree.Row]) -> Repair:
    """Rows that are single values, where lines are to be drawn between them."""
    lines = "\n".join(f"at {low.words(row)}" for row in rows)
    return Repair("A point says `at`:", lines, tuple(Edit(row.key.span, f"at {low.words(row.key)}") for row in rows))


def _is_point(row: tree.Row) -> bool:
    return isinstance(row.key, tree.Point) and row.key.at


def _start(band: Tier) -> Fraction:
    """Sorts an open start before everything else."""
    if band.low is None:
        return Fraction(-(10**40))
    assert isinstance(band.low, Const)
    return Fraction(band.low.value)  # type: ignore[arg-type]


def _point(scope: Scope, by: Typed, row: tree.Row) -> Point:
    low = scope.low
    assert isinstance(row.key, tree.Point)
    at = number(row.key.value, scope)
    here = None if isinstance(row.value, tree.Refused) else number(row.value, scope)
    kind = types.alike(by.type, at.type)
    if isinstance(kind, str):
        raise mismatch(scope, kind, row.key, by, at, "comparing")
    bare_number(scope, by, at, row.key, "comparing")
    x = constant(at)
    if x is None or here is None:
        raise low.fail(
            "not-a-constant",
            "a point of a curve stands at a fixed place, and has a height",
            row.span,
            repairs=(Repair("Write it out:", "at 100%: 100%"),),
        )
    return Point(Fraction(x.value), row, here)  # type: ignore[arg-type]


def _lines(points: list[Point], bands: list[Tier]) -> list[tuple[Point, Point]]:
    """Neighbouring points with no flat band between them."""
    found = []
    for a, b in itertools.pairwise(points):
        between = any(isinstance(t.low, Const) and a.x <= Fraction(t.low.value) < b.x for t in bands)  # type: ignore[arg-type]
        if not between:
            found.append((a, b))
    return found


def _check(
    scope: Scope, item: tree.Curve, by: Typed, points: list[Point], bands: list[Tier], lines: list[tuple[Point, Point]]
) -> None:
    """Every place on the axis must have one height."""
    ranges: list[Range] = []
    for band in bands:
        for bound in (band.low, band.high):
            if bound is not None and not isinstance(bound, Const):
                raise scope.low.fail(
                    "not-a-constant",
                    "the bands of a curve have fixed bounds",
                    band.span,
                    repairs=(Repair("Write them out."),),
                )
        low = band.low.value if isinstance(band.low, Const) else None
        high = band.high.value if isinstance(band.high, Const) else None
        ranges.append(Range(low, band.low_in, high, band.high_in, band.span, len(ranges)))
    starts = {a.x for a, _ in lines}
    touched = {p.x for line in lines for p in line}
    for a, b in lines:
        flat = a.row.span, scope.low.words(a.row.value), scope.low.words(b.row.value)
        ranges.append(Range(a.x, True, b.x, b.x not in starts, b.row.span, len(ranges), flat=flat))
    for point in points:
        if point.x not in touched:
            ranges.append(Range(point.x, True, point.x, True, point.row.span, len(ranges)))
    written = written_bounds(scope, [row.key for row in item.rows])
    limits = limits_within(scope.low, scope.rule, item.by)
    if not check_cover(scope.low, ranges, by.says, item.span, False, lambda p: written.get(p, str(p)), limits=limits):
        raise Poison("curve")


def _inside(scope: Scope, by: Typed, band: Tier) -> Operand:
    parts: list[Operand] = []
    for bound, inside, above in ((band.low, band.low_in, True), (band.high, band.high_in, False)):
        if bound is None:
            continue
        relation: Relation = (">=" if inside else ">") if above else ("<=" if inside else "<")
        word = ("at least" if inside else "above") if above else ("at most" if inside else "below")
        shown = (
            scope.low.report.words(bound.place) if isinstance(bound, Const) and bound.place is not None else "its bound"
        )
        says = f"{by.says} is {word} {shown}"
        parts.append(
            scope.table.once(
                f"{scope.rule}: {says}",
                Compare(by.operand, relation, bound),
                YES_NO,
                says,
                "condition",
                scope.rule,
                band.span,
            )
        )
    if len(parts) == 1:
        return parts[0]
    says = f"{by.says} is {band.says}"
    return scope.table.once(
        f"{scope.rule}: {says}", Logic("and", tuple(parts)), YES_NO, says, "condition", scope.rule, band.span
    )


def _line(scope: Scope, by: Typed, a: Point, b: Point) -> Typed:
    """Straight from point a to point b: the height at a, plus how far along times the rise."""
    low = scope.low
    span = f"from {low.words(a.key)} to {low.words(b.key)}"
    start = Const(a.x, by.type.unit(), a.key.span)
    along = computed(
        scope,
        b.row,
        Add(((1, by.operand), (-1, start))),
        by.type,
        types.joined(by.scale, types.exact_scale(a.x)),
        "part",
        f"{by.says} beyond {low.words(a.key)}",
    )
    rise = _rise(scope, a, b)
    run = Const(b.x - a.x, by.type.unit())
    share = computed(
        scope,
        b.row,
        Ratio(along.operand, run),
        types.PERCENT,
        types.multiplied(along.scale, number_scale(1 / (b.x - a.x))),
        "share",
        f"how far along the line {span}",
    )
    climbed = computed(
        scope,
        b.row,
        Multiply((share.operand, rise.operand)),
        b.height.type,
        types.multiplied(share.scale, rise.scale),
        "slice",
        f"rise along the line {span}",
    )
    return computed(
        scope,
        b.row,
        Add(((1, a.height.operand), (1, climbed.operand))),
        b.height.type,
        types.joined(a.height.scale, climbed.scale),
        "rate",
        f"the line {span}",
    )


def _rise(scope: Scope, a: Point, b: Point) -> Typed:
    """How much higher point b is than point a."""
    kind = types.alike(a.height.type, b.height.type)
    if isinstance(kind, str):
        raise mismatch(scope, kind, b.row, a.height, b.height, "subtracting")
    low, high = constant(a.height), constant(b.height)
    if low is not None and high is not None:
        rise = Fraction(high.value) - Fraction(low.value)  # type: ignore[arg-type]
        return evolve(b.height, operand=Const(rise, b.height.type.unit()), scale=number_scale(rise))
    words = f"the rise from {scope.low.words(a.key)} to {scope.low.words(b.key)}"
    return computed(
        scope,
        b.row,
        Add(((1, b.height.operand), (-1, a.height.operand))),
        b.height.type,
        types.joined(a.height.scale, b.height.scale),
        "part",
        words,
    )
