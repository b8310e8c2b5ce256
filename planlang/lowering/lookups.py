"""Lowering of tables by name: by a closed set, first match and matrix."""

from __future__ import annotations

from typing import Any

from planlang.core.graph import Add, Compare, Const, Extreme, Logic, OneOf, Operand, Unit
from planlang.diagnostics.model import Label, Repair, instead
from planlang.diagnostics.place import Span
from planlang.lowering.bands import axis, conditions_of, rows_of, some
from planlang.lowering.conditions import condition, member, there_otherwise
from planlang.lowering.context import Typed, constant
from planlang.lowering.mismatches import mismatch
from planlang.lowering.scope import Scope
from planlang.lowering.values import choose, computed, lowers, value
from planlang.questions.matching import check_reached
from planlang.questions.unnamed import ask_none_holds, ask_unnamed
from planlang.semantics import types
from planlang.slotted import evolve
from planlang.syntax import tree

YES_NO = Unit("yes/no")


def _cell(scope: Scope, item: tree.Value | tree.Refused) -> Typed | None:
    return None if isinstance(item, tree.Refused) else value(item, scope)


def _as_tiers(scope: Scope, item: tree.TableBy) -> Repair:
    """The head of a table of bands in place of one of names."""
    words = f"tiers by {scope.low.words(item.by)}, all at the tier reached"
    text = "Rows of numbers, days or periods are tiers:"
    if item.by.span.start - item.span.start != len("table by "):  # parentheses, or a word on the next line
        return Repair(text, f"{words} {{")
    place = item.span.before().to(item.by.span)
    return Repair(text, f"{words} {{", instead(text, place, words).edits)


@lowers(tree.TableBy)
def _table_by(item: tree.TableBy, scope: Scope) -> Typed:
    by = value(item.by, scope)
    if by.type.numeric or by.type.kind in ("date", *types.PERIODS):
        raise scope.low.fail(
            "wrong-kind",
            f"`table by` looks up names, and `{by.says}` is {by.type.words()}",
            item.by.span,
            repairs=(_as_tiers(scope, item),),
        )
    if item.using is not None and item.using.data:
        from planlang.lowering.cards import by_name

        return by_name(item, by, scope)
    rows = rows_of(scope, item.rows, item.using, item.span)
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


def _named(
    scope: Scope, keys: list[tuple[tree.Key, Any]], by: Typed, item: tree.Node
) -> list[tuple[Operand | None, Any]]:
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
            raise low.fail(
                "wrong-key",
                f"`{low.words(key)}` is not a name of `{by.says}`",
                key.span,
                repairs=(Repair("Write names, such as `New, Upsell: 5%`, or `otherwise`."),),
            )
        members: list[Const] = []
        for part in parts:
            named = (
                member(part, by, scope)
                if by.type.kind == "member" and isinstance(part, tree.Name)
                else value(part, scope)
            )
            kind = types.alike(by.type, named.type)
            if isinstance(kind, str):
                raise mismatch(scope, kind, key, by, named, "comparing")
            const = constant(named)
            if const is None:
                raise low.fail(
                    "not-a-constant",
                    f"`{low.words(part)}` is not a fixed value that a table can name",
                    part.span,
                    repairs=(Repair(f"Name values of `{by.says}`."),),
                )
            if const.value in seen:
                low.report.add(
                    "bands-overlap",
                    f"two rows cover {low.words(part)}",
                    part.span,
                    "this row, too",
                    also=(Label(seen[const.value], "this row"),),
                    consequence="Which of the two pays would be decided by the order of the rows, or by chance.",
                    repairs=(Repair("Name it in one of them only."),),
                )
            seen[const.value] = part.span
            members.append(const)
        if rest is not None:
            low.report.add(
                "after-otherwise",
                "`otherwise` covers everything, so a row below it is never reached",
                key.span,
                also=(Label(rest, "`otherwise`"),),
                repairs=(Repair("Write `otherwise` last."),),
            )
        says = f"{by.says} is {', '.join(str(m.value) for m in members)}"
        op = Compare(by.operand, "==", members[0]) if len(members) == 1 else OneOf(by.operand, tuple(members))
        found.append(
            (scope.table.once(f"{scope.rule}: {says}", op, YES_NO, says, "condition", scope.rule, key.span), row)
        )
    if rest is None:
        _all_named(scope, by, set(seen), item, keys[-1][1])
    return found


def _all_named(scope: Scope, by: Typed, seen: set[Any], item: tree.Node, last: object) -> None:
    wanted: tuple[Any, ...] = (
        by.type.members if by.type.kind == "member" else (True, False) if by.type.kind == "yes/no" else ()
    )
    missing = [m for m in wanted if m not in seen]
    if not missing and wanted:
        return
    names = [{True: "yes", False: "no"}.get(m, str(m)) for m in missing]
    ask_unnamed(scope.low, item, by.says, names, last)


@lowers(tree.Match)
def _match(item: tree.Match, scope: Scope) -> Typed:
    cases: list[tuple[Operand, Typed | None]] = []
    otherwise: tuple[Typed | None] | None = None
    below = scope  # with what is there where no row so far holds
    for row in some(scope, item.rows, item.span):
        if isinstance(row.key, tree.Otherwise):
            otherwise = (_cell(below, row.value),)
        elif isinstance(row.key, tree.WhenKey):
            if otherwise is not None:
                scope.low.report.add(
                    "after-otherwise",
                    "`otherwise` covers everything, so a row below it is never reached",
                    row.key.span,
                    repairs=(Repair("Write `otherwise` last."),),
                )
            here = below if item.kind == "first" else scope
            holds, known = condition(row.key.condition, here)
            cases.append((holds, _cell(here.knowing(known), row.value)))
            below = below.knowing(there_otherwise(row.key.condition, scope))
        else:
            raise scope.low.fail(
                "wrong-key",
                f"rows of `{item.kind} match` begin with `when` or `otherwise`",
                row.key.span,
                repairs=(Repair("Write:", "when deal.product is New: 5%"),),
            )
    everything = check_reached(item.rows, scope, item.kind == "first")
    if otherwise is None and not everything:
        ask_none_holds(scope.low, item)
    last = otherwise[0] if otherwise is not None else None
    refused = f"no row of `{item.kind} match` allows it"
    if item.kind != "first" and cases:
        return _of_all(item, scope, cases, last, refused)
    return choose(scope, item, cases, last, "rate", refused, "first match")


def _of_all(
    item: tree.Match, scope: Scope, cases: list[tuple[Operand, Typed | None]], last: Typed | None, refused: str
) -> Typed:
    """The highest of the rows whose conditions hold, or their sum: row after row, each with what those above it come to."""
    highest = item.kind == "highest"
    sofar: Typed | None = last
    held: Operand | None = None
    for (holds, here), row in zip(cases, item.rows, strict=False):
        if held is None:
            sofar = choose(scope, row, [(holds, here)], sofar, "rate", refused)
            held = holds
            continue
        both = scope.table.add(
            f"{scope.rule}: {scope.low.words(row.key)}, and a row above", Logic("and", (held, holds)), YES_NO,
            "this row holds, and one above it", "condition", scope.rule, row.span,
        )  # fmt: skip
        joint: Typed | None = None
        if here is not None and sofar is not None:
            kind = types.alike(sofar.type, here.type)
            if isinstance(kind, str):
                raise mismatch(scope, kind, item, sofar, here, "comparing" if highest else "adding")
            parts = (sofar.operand, here.operand)
            op = Extreme("greatest", parts) if highest else Add(tuple((1, part) for part in parts))
            says = f"the higher of {sofar.says} and {here.says}" if highest else f"{sofar.says} + {here.says}"
            joint = computed(scope, row, op, kind, types.joined(sofar.scale, here.scale), "rate", says[:200])
        sofar = choose(scope, row, [(both, joint), (holds, here)], sofar, "rate", refused)
        held = scope.table.add(
            f"{scope.rule}: {scope.low.words(row.key)}, or a row above", Logic("or", (held, holds)), YES_NO,
            "this row or one above it holds", "condition", scope.rule, row.span,
        )  # fmt: skip
    assert sofar is not None
    return evolve(sofar, says=f"{item.kind} match")


@lowers(tree.Matrix)
def _matrix(item: tree.Matrix, scope: Scope) -> Typed:
    low = scope.low
    _check_corner(item, scope)
    some(scope, item.rows, item.span)
    some(scope, item.columns, item.span)
    for line in item.rows:  # before what the columns leave out is asked, which may be the column that is missing
        if len(line.cells) != len(item.columns):
            raise low.fail(
                "ragged-row",
                f"the matrix has {len(item.columns)} columns, and this row {len(line.cells)}",
                line.span,
                repairs=(Repair("Write one cell for each column; `refused` where there is none."),),
            )
    down = _axis(scope, item.down, [(row.key, row) for row in item.rows], item)
    across = _axis(scope, item.across, [(key, n) for n, key in enumerate(item.columns)], item)
    cases: list[tuple[Operand, Typed | None]] = []
    for below, row in down:
        for beside, column in across:
            both = scope.table.once(
                f"{scope.rule}: {low.words(row.key)} and {low.words(item.columns[column])}",
                Logic("and", (below, beside)),
                YES_NO,
                f"{low.words(row.key)} and {low.words(item.columns[column])}",
                "condition",
                scope.rule,
                row.span,
            )
            cases.append((both, _cell(scope, row.cells[column])))
    return choose(scope, item, cases, None, "rate", "the matrix refuses this cell", "cell of the matrix")


def _corner(scope: Scope, axis: tree.Value) -> str:
    """What a corner calls an axis: a running measure by its name alone."""
    return axis.name if isinstance(axis, tree.Name) else scope.low.words(axis)


def _check_corner(item: tree.Matrix, scope: Scope) -> None:
    """The corner names what is down and what is across; it must agree with the header."""
    if item.corner is None:
        return
    for said, axis_value, word in ((item.corner[0], item.down, "down"), (item.corner[1], item.across, "across")):
        header = scope.low.words(axis_value)
        if said not in (word, header, _corner(scope, axis_value), header.split(".")[-1]):
            scope.low.report.add(
                "corner-mismatch",
                f"the corner says {said}, and the header says that {header} is {word}",
                item.span,
                consequence="Rows and columns could be read the other way round, and pay other amounts.",
                repairs=(
                    Repair("Write the same in both:", f"{_corner(scope, item.down)} \\ {_corner(scope, item.across)}"),
                ),
            )
            return


def _axis(
    scope: Scope, by_item: tree.Value, keys: list[tuple[tree.Key, Any]], item: tree.Matrix
) -> list[tuple[Operand, Any]]:
    by = value(by_item, scope)
    if by.type.kind in ("member", "text", "yes/no", "row"):
        found = _named(scope, keys, by, item)
        plain = [(c, row) for c, row in found if c is not None]
        rest = [row for c, row in found if c is None]
        if rest:
            others = tuple(c for c, _ in plain)
            none = scope.table.once(
                f"{scope.rule}: {by.says} otherwise",
                Logic(
                    "not",
                    (
                        scope.table.once(
                            f"{scope.rule}: {by.says} named",
                            Logic("or", others),
                            YES_NO,
                            f"{by.says} is named",
                            "condition",
                            scope.rule,
                            item.span,
                        ),
                    ),
                ),
                YES_NO,
                f"{by.says} is any other",
                "condition",
                scope.rule,
                item.span,
            )
            plain.append((none, rest[0]))
        return plain
    what = scope.low.words(by_item)
    bands = axis(scope, keys, by, what, item.span, item=by_item)
    rows = {id(key): row for key, row in keys}
    spans = {key.span: rows[id(key)] for key, _ in keys}
    inside = conditions_of(scope, bands, by, item, what)
    return [(c, spans[band.span]) for c, band in zip(inside, bands, strict=True)]
