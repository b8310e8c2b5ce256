"""Lowering of the other tables: by a closed set, first match, matrix and curve."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from planlang.core.graph import Add, Compare, Const, Logic, Multiply, OneOf, Operand, Ratio, Unit
from planlang.diagnostics.model import Label, Repair
from planlang.diagnostics.place import Span
from planlang.lowering.bands import axis, conditions_of, rows_of
from planlang.lowering.conditions import condition, member
from planlang.lowering.context import Typed, constant
from planlang.lowering.scope import Scope
from planlang.lowering.values import bare_number, choose, computed, lowers, mismatch, number, value
from planlang.semantics import types
from planlang.syntax import tree

YES_NO = Unit("yes/no")


def _cell(scope: Scope, item: tree.Value | tree.Refused) -> Typed | None:
    return None if isinstance(item, tree.Refused) else value(item, scope)


@lowers(tree.TableBy)
def _table_by(item: tree.TableBy, scope: Scope) -> Typed:
    by = value(item.by, scope)
    if by.type.numeric or by.type.kind in ("date", *types.PERIODS):
        raise scope.low.fail(
            "wrong-kind", f"`table by` looks up names, and `{by.says}` is {by.type.words()}", item.by.span,
            repairs=(Repair("For bands of a number write `tiers by …, all at the tier reached`."),),
        )  # fmt: skip
    rows = rows_of(scope, item.rows, item.using)
    cases: list[tuple[Operand, Typed | None]] = []
    otherwise: tuple[Typed | None] | None = None
    for keyed, row in _named(scope, [(row.key, row) for row in rows], by, item):
        if keyed is None:
            otherwise = (_cell(scope, row.value),)
        else:
            cases.append((keyed, _cell(scope, row.value)))
    why = f"`{by.says}` has a value that the table refuses or does not name"
    last = otherwise[0] if otherwise is not None else None
    return choose(scope, item, cases, last, "rate", why, f"entry for {by.says}")


def _named(scope: Scope, keys: list[tuple[tree.Key, Any]], by: Typed, item: tree.Node) -> list[tuple[Operand | None, Any]]:
    """For each key of names, whether the value is one of them (``None`` for `otherwise`); checked for doubles and what is left out."""
    low = scope.low
    seen: dict[Any, Span] = {}
    found: list[tuple[Operand | None, Any]] = []
    rest: Span | None = None
    for key, row in keys:
        if isinstance(key, tree.Otherwise):
            rest = key.span
            found.append((None, row))
            continue
        parts: tuple[tree.Value, ...]
        if isinstance(key, tree.Members):
            parts = key.values
        elif isinstance(key, tree.Point) and not key.at:
            parts = (key.value,)
        else:
            raise low.fail("wrong-key", f"`{low.words(key)}` is not a name of `{by.says}`", key.span,
                           repairs=(Repair("Write names, such as `New, Upsell: 5%`, or `otherwise`."),))  # fmt: skip
        members: list[Const] = []
        for part in parts:
            named = member(part, by, scope) if by.type.kind == "member" and isinstance(part, tree.Name) else value(part, scope)
            kind = types.alike(by.type, named.type)
            if isinstance(kind, str):
                raise mismatch(scope, kind, key, by, named, "comparing")
            const = constant(named)
            assert const is not None
            if const.value in seen:
                low.report.add(
                    "bands-overlap", f"two rows cover {low.words(part)}", part.span, "this row, too",
                    also=(Label(seen[const.value], "this row"),),
                    consequence="Which of the two pays would be decided by the order of the rows, or by chance.",
                    repairs=(Repair("Name it in one of them only."),),
                )  # fmt: skip
            seen[const.value] = part.span
            members.append(const)
        if rest is not None:
            low.report.add("after-otherwise", "`otherwise` covers everything, so a row below it is never reached", key.span,
                           also=(Label(rest, "`otherwise`"),), repairs=(Repair("Write `otherwise` last."),))  # fmt: skip
        says = f"{by.says} is {', '.join(str(m.value) for m in members)}"
        op = Compare(by.operand, "==", members[0]) if len(members) == 1 else OneOf(by.operand, tuple(members))
        found.append((scope.table.once(f"{scope.rule}: {says}", op, YES_NO, says, "condition", scope.rule, key.span), row))
    if rest is None:
        _all_named(scope, by, set(seen), item)
    return found


def _all_named(scope: Scope, by: Typed, seen: set[Any], item: tree.Node) -> None:
    wanted: tuple[Any, ...] = by.type.members if by.type.kind == "member" else (True, False) if by.type.kind == "yes/no" else ()
    missing = [m for m in wanted if m not in seen]
    if not missing and wanted:
        return
    names = ", ".join({True: "yes", False: "no"}.get(m, str(m)) for m in missing) if missing else f"any other {by.says}"
    scope.low.report.add(
        "end-open",
        f"no row says what happens to {names}",
        item.span,
        f"table by {by.says}",
        consequence="Such a deal would be paid nothing, or the run would stop.",
        repairs=(
            Repair("Say what is paid:", f"{names if missing else 'otherwise'}: …"),
            Repair("Or that it is an error in the data:", "otherwise: refused"),
        ),
    )


@lowers(tree.Match)
def _match(item: tree.Match, scope: Scope) -> Typed:
    if item.kind != "first":
        raise scope.low.not_built(f"`{item.kind} match` is", item.span, Repair("`first match` is."))
    cases: list[tuple[Operand, Typed | None]] = []
    otherwise: tuple[Typed | None] | None = None
    for row in item.rows:
        if isinstance(row.key, tree.Otherwise):
            otherwise = (_cell(scope, row.value),)
        elif isinstance(row.key, tree.WhenKey):
            if otherwise is not None:
                scope.low.report.add("after-otherwise", "`otherwise` covers everything, so a row below it is never reached", row.key.span,
                                     repairs=(Repair("Write `otherwise` last."),))  # fmt: skip
            holds, known = condition(row.key.condition, scope)
            cases.append((holds, _cell(scope.knowing(known), row.value)))
        else:
            raise scope.low.fail("wrong-key", "rows of `first match` begin with `when` or `otherwise`", row.key.span,
                                 repairs=(Repair("Write:", "when deal.product is New: 5%"),))  # fmt: skip
    if otherwise is None:
        scope.low.report.add(
            "end-open", "no row says what happens when none of the conditions holds", item.span, "first match",
            consequence="Such a deal would be paid nothing, or the run would stop.",
            repairs=(Repair("Say it:", "otherwise: 0%"), Repair("Or that it is an error in the data:", "otherwise: refused")),
        )  # fmt: skip
    last = otherwise[0] if otherwise is not None else None
    return choose(scope, item, cases, last, "rate", "no row of `first match` allows it", "first match")


@lowers(tree.Matrix)
def _matrix(item: tree.Matrix, scope: Scope) -> Typed:
    low = scope.low
    _check_corner(item, scope)
    down = _axis(scope, item.down, [(row.key, row) for row in item.rows], item)
    across = _axis(scope, item.across, [(key, n) for n, key in enumerate(item.columns)], item)
    cases: list[tuple[Operand, Typed | None]] = []
    for below, row in down:
        if len(row.cells) != len(item.columns):
            raise low.fail(
                "ragged-row", f"this row has {len(row.cells)} cells, and the matrix {len(item.columns)} columns", row.span,
                repairs=(Repair("Write one cell for each column; `refused` where there is none."),),
            )  # fmt: skip
        for beside, column in across:
            both = scope.table.once(
                f"{scope.rule}: {low.words(row.key)} and {low.words(item.columns[column])}", Logic("and", (below, beside)), YES_NO,
                f"{low.words(row.key)} and {low.words(item.columns[column])}", "condition", scope.rule, row.span,
            )  # fmt: skip
            cases.append((both, _cell(scope, row.cells[column])))
    return choose(scope, item, cases, None, "rate", "the matrix refuses this cell", "cell of the matrix")


def _check_corner(item: tree.Matrix, scope: Scope) -> None:
    """The corner names what is down and what is across; it must agree with the header."""
    if item.corner is None:
        return
    for said, axis_value, word in ((item.corner[0], item.down, "down"), (item.corner[1], item.across, "across")):
        header = scope.low.words(axis_value)
        if said not in (word, header, header.split(".")[-1]):
            scope.low.report.add(
                "corner-mismatch", f"the corner says {said}, and the header says that {header} is {word}", item.span,
                consequence="Rows and columns could be read the other way round, and pay other amounts.",
                repairs=(Repair("Write the same in both:", f"{scope.low.words(item.down)} \\ {scope.low.words(item.across)}"),),
            )  # fmt: skip


def _axis(scope: Scope, by_item: tree.Value, keys: list[tuple[tree.Key, Any]], item: tree.Matrix) -> list[tuple[Operand, Any]]:
    by = value(by_item, scope)
    if by.type.kind in ("member", "text", "yes/no", "row"):
        found = _named(scope, keys, by, item)
        plain = [(c, row) for c, row in found if c is not None]
        rest = [row for c, row in found if c is None]
        if rest:
            others = tuple(c for c, _ in plain)
            none = scope.table.once(f"{scope.rule}: {by.says} otherwise",
                                    Logic("not", (scope.table.once(f"{scope.rule}: {by.says} named", Logic("or", others), YES_NO,
                                                                   f"{by.says} is named", "condition", scope.rule, item.span),)),
                                    YES_NO, f"{by.says} is any other", "condition", scope.rule, item.span)  # fmt: skip
            plain.append((none, rest[0]))
        return plain
    what = scope.low.words(by_item)
    bands = axis(scope, keys, by, what, item.span)
    rows = {id(key): row for key, row in keys}
    spans = {key.span: rows[id(key)] for key, _ in keys}
    inside = conditions_of(scope, bands, by, item, what)
    return [(c, spans[band.span]) for c, band in zip(inside, bands, strict=True)]


@lowers(tree.Curve)
def _curve(item: tree.Curve, scope: Scope) -> Typed:
    low = scope.low
    by = number(item.by, scope)
    rows = rows_of(scope, item.rows, item.using)
    points: list[tuple[Fraction, Fraction, tree.Row, Typed]] = []
    below: tree.Row | None = None
    above: tree.Row | None = None
    for row in rows:
        if isinstance(row.key, tree.Point):
            at, here = number(row.key.value, scope), _cell(scope, row.value)
            kind = types.alike(by.type, at.type)
            if isinstance(kind, str):
                raise mismatch(scope, kind, row.key, by, at, "comparing")
            bare_number(scope, by, at, row.key, "comparing")
            x, y = constant(at), constant(here) if here is not None else None
            if x is None or y is None or here is None:
                raise low.fail("not-a-constant", "a point of a curve is a fixed value", row.span,
                               repairs=(Repair("Write it out:", "at 100%: 100%"),))  # fmt: skip
            points.append((Fraction(x.value), Fraction(y.value), row, here))  # type: ignore[arg-type]
        elif isinstance(row.key, tree.Bounds) and row.key.low is None:
            below = row
        elif isinstance(row.key, tree.Bounds) and row.key.high is None:
            above = row
        else:
            raise low.fail("wrong-key", f"`{low.words(row.key)}` is neither a point of a curve nor an end of it", row.key.span,
                           repairs=(Repair("Write points (`at 70%: 0%`) and the two ends (`below 70%: 0%`, `above 130%: 200%`)."),))  # fmt: skip
    if len(points) < 2:
        raise low.fail("curve-too-short", "a curve needs two points to draw a line between", item.span,
                       repairs=(Repair("Add points:", "at  70%: 0%\nat 100%: 100%"),))  # fmt: skip
    points.sort(key=lambda p: p[0])
    for a, b in zip(points, points[1:], strict=False):
        if a[0] == b[0]:
            raise low.fail("bands-overlap", "two points stand at the same place of the curve", b[2].span, "this point, too",
                           also=(Label(a[2].span, "this point"),), repairs=(Repair("Keep one; for a jump use tiers."),))  # fmt: skip
    _curve_ends(scope, item, points, below, above)
    first, last = points[0], points[-1]
    cases: list[tuple[Operand, Typed | None]] = []
    if below is not None:
        cases.append((_side(scope, by, "<", first), _cell(scope, below.value)))
    for a, b in zip(points, points[1:], strict=False):
        cases.append((_side(scope, by, "<=", b), _line(scope, by, a, b)))
    top = _cell(scope, above.value) if above is not None else None
    return choose(scope, item, cases, top, "rate", f"{by.says} is beyond the curve, where it is refused", f"curve at {by.says}")


Point = tuple[Fraction, Fraction, tree.Row, Typed]


def _side(scope: Scope, by: Typed, relation: str, point: Point) -> Operand:
    row = point[2]
    assert isinstance(row.key, tree.Point)
    says = f"{by.says} is {'below' if relation == '<' else 'at most'} {scope.low.words(row.key.value)}"
    const = Const(point[0], by.type.unit(), row.key.value.span)
    return scope.table.once(f"{scope.rule}: {says}", Compare(by.operand, relation, const), YES_NO, says, "condition", scope.rule, row.span)  # type: ignore[arg-type]


def _line(scope: Scope, by: Typed, a: Point, b: Point) -> Typed:
    """Straight from point a to point b: height at a, plus how far along times the slope."""
    low = scope.low
    assert isinstance(a[2].key, tree.Point) and isinstance(b[2].key, tree.Point)
    span = f"from {low.words(a[2].key.value)} to {low.words(b[2].key.value)}"
    start = Const(a[0], by.type.unit(), a[2].key.value.span)
    along = computed(scope, b[2], Add(((1, by.operand), (-1, start))), by.type, by.scale, "part", f"{by.says} beyond {low.words(a[2].key.value)}")
    rise = Const(b[1] - a[1], b[3].type.unit(), b[2].span)
    run = Const(b[0] - a[0], by.type.unit(), b[2].span)
    share = computed(scope, b[2], Ratio(along.operand, run), types.PERCENT, types.QUOTIENT, "share", f"how far along the line {span}")
    climbed = computed(scope, b[2], Multiply((share.operand, rise)), b[3].type, types.QUOTIENT, "slice", f"rise along the line {span}")
    return computed(scope, b[2], Add(((1, a[3].operand), (1, climbed.operand))), b[3].type, types.QUOTIENT, "rate", f"the line {span}")


def _curve_ends(scope: Scope, item: tree.Curve, points: list[Point], below: tree.Row | None, above: tree.Row | None) -> None:
    low = scope.low
    for row, point, words, side in ((below, points[0], "below", "high"), (above, points[-1], "above", "low")):
        key = point[2].key
        assert isinstance(key, tree.Point)
        at = low.words(key.value)
        if row is None:
            low.report.add(
                "end-open", f"no row says what happens {words} {at}", point[2].span, f"the {'first' if words == 'below' else 'last'} point",
                consequence="The line could go on, stay flat, or stop: three different payouts.",
                repairs=(
                    Repair("If it stays flat:", f"{words} {at}: {low.words(point[2].value)}"),
                    Repair("If such a case is an error in the data:", f"{words} {at}: refused"),
                ),
            )  # fmt: skip
            continue
        assert isinstance(row.key, tree.Bounds)
        bound = row.key.high if side == "high" else row.key.low
        const = constant(value(bound, scope)) if bound is not None else None
        if const is None or const.value != point[0]:
            low.report.add(
                "bands-gap", f"the end of the curve and its {'first' if words == 'below' else 'last'} point don't meet", row.span, "this end",
                also=(Label(point[2].span, "this point"),), repairs=(Repair("Let them meet:", f"{words} {at}: …"),),
            )  # fmt: skip
