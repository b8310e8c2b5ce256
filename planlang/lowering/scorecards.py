"""Lowering of weighted scorecards."""

from __future__ import annotations

from fractions import Fraction

from planlang.core.decimals import decimal_text
from planlang.core.graph import Add, Choose, Compare, Const, Multiply, Operand, Ratio, Unit
from planlang.diagnostics.model import Edit, Label, Repair, instead, put_after
from planlang.diagnostics.place import Span
from planlang.lowering.bands import some
from planlang.lowering.context import Lowering, Typed, constant, exact
from planlang.lowering.mismatches import mismatch
from planlang.lowering.scope import Scope
from planlang.lowering.values import choose, computed, lowers, number, optional_value
from planlang.questions.absent import is_absent
from planlang.semantics import types
from planlang.slotted import evolve
from planlang.syntax import tree

YES_NO = Unit("yes/no")
Line = tuple[Typed, Typed, Operand | None]
"""A weight, a score, and whether it is known (``None``: always)."""


@lowers(tree.Weighted)
def _weighted(item: tree.Weighted, scope: Scope) -> Typed:
    lines = [_line(scope, row, item) for row in some(scope, item.rows, item.span)]
    open_ended = any(known is not None for _, _, known in lines)
    kind, scale = lines[0][1].type, types.multiplied(lines[0][0].scale, lines[0][1].scale)
    for weight, score, _ in lines[1:]:
        joint = types.alike(kind, score.type)
        if isinstance(joint, str):
            raise mismatch(scope, joint, item, lines[0][1], score, "weighing")
        kind, scale = joint, types.joined(scale, types.multiplied(weight.scale, score.scale))
    whole = _sum(scope, item, [weight for weight, _, _ in lines], "all weights")
    parts = [_part(scope, row, line, item) for row, line in zip(item.rows, lines, strict=True)]
    result = computed(scope, item, Add(tuple((1, p.operand) for p in parts)), kind, scale, "amount", "weighted total")
    if item.missing is not None and item.missing.startswith("spread") and open_ended:
        there = [_counted(scope, row, line) for row, line in zip(item.rows, lines, strict=True)]
        weights = _sum(scope, item, there, "weights of the scores that are known")
        op = Ratio(result.operand, weights.operand)
        result = computed(scope, item, op, kind, types.QUOTIENT, "amount", "weighted total of the known scores")
    result = _complete(
        scope, item, lines, whole, result
    )  # first, since a score that may be missing may be what the weights lack
    if item.missing is not None and not open_ended:
        scope.low.report.add(
            "always-known",
            f"every score is always known, so `missing scores {item.missing}` never happens",
            item.span,
            repairs=(Repair("Drop it."),),
        )
    return result


def _weight_first(low: Lowering, row: tree.Row) -> Repair | None:
    """`Attainment: 60%`: the other way round."""
    said = low.words(row.value)
    if not isinstance(row.key, tree.Members) or len(row.key.values) != 1 or not said.endswith("%"):
        return None
    return instead("The weight stands first:", row.span, f"{said}: {low.words(row.key)}")


def _line(scope: Scope, row: tree.Row, item: tree.Weighted) -> Line:
    low = scope.low
    if not isinstance(row.key, tree.Point) or row.key.at or isinstance(row.value, tree.Refused):
        raise low.fail(
            "wrong-key",
            f"`{low.words(row)}` is not a weight and a score",
            row.span,
            repairs=(_weight_first(low, row) or Repair("Write the weight, and what it weighs:", "60%: TeamScore"),),
        )
    weight = number(row.key.value, scope, "a weight")
    if not weight.type.plain and weight.type.kind != "unknown":
        raise low.fail(
            "wrong-kind",
            f"a weight is a percentage, and `{weight.says}` is {weight.type.words()}",
            row.key.span,
            repairs=(Repair("Write a percentage:", "60%: TeamScore"),),
        )
    score = optional_value(row.value, scope)
    if not score.type.numeric and score.type.kind != "unknown":
        number(row.value, scope, "a score")
    if not score.type.optional:
        return weight, score, None
    if item.missing is None:
        at = item.span.start + len("weighted")
        place = Span(item.span.file, at, at, item.span.line, item.span.column + len("weighted"), item.span.line, 0)
        raise low.fail(
            "missing-score-open",
            is_absent(score.says),
            row.value.span,
            "may be absent",
            also=(Label(item.span, "the scorecard"),),
            consequence="Somebody without this score could get nothing for it, be judged by the others, or not be paid at all.",
            repairs=tuple(
                put_after(text, place, f", missing scores {answer}", f"weighted, missing scores {answer} {{")
                for text, answer in (
                    ("It is an error in the data:", "refused"),
                    ("It counts as nothing:", "count as zero"),
                    ("The other scores count for more:", "spread their weight"),
                )
            ),
        )
    return weight, evolve(score, type=score.type.required()), scope.is_known(score)


def _part(scope: Scope, row: tree.Row, line: Line, item: tree.Weighted) -> Typed:
    """A weight times its score; nothing where it is missing."""
    weight, score, known = line
    if known is not None:
        zero = evolve(score, operand=Const(Fraction(0), score.type.unit()), scale=types.WHOLE)
        nothing = None if item.missing == "refused" else zero
        score = choose(scope, row.value, [(known, score)], nothing, "amount", f"{score.says} is missing")
    scale = types.multiplied(weight.scale, score.scale)
    return computed(scope, row, Multiply((weight.operand, score.operand)), score.type, scale, "part")


def _counted(scope: Scope, row: tree.Row, line: Line) -> Typed:
    """A weight, nothing where its score is missing."""
    weight, score, known = line
    if known is None:
        return weight
    zero = evolve(weight, operand=Const(Fraction(0), weight.type.unit()))
    return choose(scope, row.key, [(known, weight)], zero, "part", says=f"weight of {score.says} where it is known")


def _sum(scope: Scope, item: tree.Weighted, weights: list[Typed], says: str) -> Typed:
    op = Add(tuple((1, weight.operand) for weight in weights))
    return computed(scope, item, op, types.PERCENT, types.DECIMAL, "total", says)


def _made_whole(scope: Scope, item: tree.Weighted, missing: Fraction) -> tuple[Repair, ...]:
    """Each weight as it would have to be if it is the one that is wrong."""
    found: list[Repair] = []
    for row in item.rows:
        key = row.key.value if isinstance(row, tree.Row) and isinstance(row.key, tree.Point) else None
        if isinstance(key, tree.NumberLit) and key.unit == "percent":
            weight = Fraction(key.value) + missing * 100
            said = f"{decimal_text(weight)}%: {scope.low.words(row.value)}"
            text = f"{'Or if' if found else 'If'} `{scope.low.words(key)}` is wrong:"
            if weight > 0:
                found.append(Repair(text, said, (Edit(key.span, f"{decimal_text(weight)}%"),)))
    return tuple(found) or (Repair("Let them make 100%."),)


def _complete(scope: Scope, item: tree.Weighted, lines: list[Line], whole: Typed, result: Typed) -> Typed:
    """Weights make 100%: of those in the plan it is known now, of those in the data the run sees to it."""
    fixed = [constant(weight) for weight, _, _ in lines]
    if all(fixed):
        total = sum((exact(weight) for weight in fixed if weight is not None), Fraction(0))
        if total != 1:
            raise scope.low.fail(
                "weights-not-whole",
                f"the weights of this scorecard make {decimal_text(total * 100)}%",
                item.span,
                consequence="Somebody who reaches every goal exactly would be paid more or less than the target.",
                repairs=_made_whole(scope, item, 1 - total),
            )
        return result
    one = Const(Fraction(1), Unit("percent"))
    full = scope.table.once(
        f"{scope.rule}: weights make 100%", Compare(whole.operand, "==", one), YES_NO, "the weights make 100%", "condition", scope.rule, item.span
    )  # fmt: skip
    op = Choose(((full, result.operand),), None, "the weights do not make 100%")
    return computed(scope, item, op, result.type, result.scale, "amount", "weighted total, with weights of 100%")
