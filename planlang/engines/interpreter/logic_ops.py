"""Conditions and choices: what decides which cells are needed at all."""

from __future__ import annotations

from itertools import repeat
from typing import Any

from planlang.core import graph as g
from planlang.core.values import RELATIONS, Values
from planlang.engines.interpreter.exact import Given, assembled, fixed, keys, numerators, spread
from planlang.engines.interpreter.frame import Computed, Frame, Work
from planlang.engines.interpreter.refusal import refused


def compared(frame: Frame, op: g.Compare) -> Work[Computed]:
    """A comparison, cross-multiplied."""
    given = yield from frame.fetch_all((op.left, op.right))
    left, right = numerators(given)
    relation = RELATIONS[op.relation]
    if isinstance(left, list):
        items = list(map(relation, left, right if isinstance(right, list) else repeat(right)))
    elif isinstance(right, list):
        items = list(map(relation, repeat(left), right))
    else:
        items = [relation(left, right)] * frame.count
    return frame.rows, Values(items)


def one_of(frame: Frame, op: g.OneOf) -> Work[Computed]:
    """Whether a value is one of some."""
    given = yield from frame.fetch(op.value)
    members = {keys(fixed(member), 1)[0] for member in op.members}
    return frame.rows, Values([item in members for item in keys(given, frame.count)])


def is_known(frame: Frame, op: g.IsKnown) -> Work[Computed]:
    """Whether an optional value is there."""
    given = yield from frame.fetch(op.value)
    return frame.rows, Values([item is not None for item in spread(given, frame.count).items])


def logic(frame: Frame, op: g.Logic) -> Work[Computed]:
    """``and``, ``or``, ``not``; later parts only where they matter."""
    if op.word == "not":
        given = yield from frame.fetch(op.parts[0])
        return frame.rows, Values([not item for item in spread(given, frame.count).items])
    settles = op.word == "or"  # the answer that no later part can change
    items = [not settles] * frame.count
    open_at: Any = range(frame.count)
    for part in op.parts:
        if not open_at:
            break
        given = yield from frame.fetch_at(part, frame.at(open_at))
        answers = spread(given, len(open_at)).items
        if settles not in answers:
            continue  # as often: then all are still open
        for i, answer in zip(open_at, answers):
            if answer is settles:
                items[i] = settles
        open_at = [i for i, answer in zip(open_at, answers) if answer is not settles]
    return frame.rows, Values(items)


def chosen(frame: Frame, op: g.Choose) -> Work[Computed]:
    """The value of the first case that holds; a branch is computed only for the rows that take it."""
    taken: list[tuple[Any, g.Operand]] = []
    lost: list[int] = []
    open_at: Any = range(frame.count)
    for condition, value in op.cases:
        if not open_at:
            break
        given = yield from frame.fetch_at(condition, frame.at(open_at))
        answers = spread(given, len(open_at)).items
        if not any(answers):
            continue
        if all(answers):
            here, open_at = open_at, []
        else:
            here = [i for i, answer in zip(open_at, answers) if answer]
            open_at = [i for i, answer in zip(open_at, answers) if not answer]
        if value is None:
            lost.extend(here)
        else:
            taken.append((here, value))
    if open_at:
        if op.otherwise is None:
            lost.extend(open_at)
        else:
            taken.append((open_at, op.otherwise))
    if lost:
        raise refused(frame, op, sorted(lost))
    pieces: list[tuple[Any, Given]] = []
    for at, value in taken:
        pieces.append((at, (yield from frame.fetch_at(value, frame.at(at)))))
    if len(pieces) == 1:
        return frame.rows, spread(pieces[0][1], frame.count)
    return frame.rows, assembled(pieces, frame.count)
