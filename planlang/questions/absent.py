"""What a value means that may be absent: such rows are left out, or something else counts instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planlang.core.records import ColumnSpec
from planlang.diagnostics.model import Completed, Edit, Repair, line_above, line_below
from planlang.diagnostics.place import Span
from planlang.questions.looked_up import ZEROS, closed, left_out_where_paid, nothing_instead
from planlang.semantics.model import Record
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.lowering.context import Lowering


def ask_absent(low: Lowering, parts: tuple[str, ...], place: Span) -> Exception:
    """Asks what the absence of an optional value means."""
    said, counts = ".".join(parts), _instead(low, parts, place) or nothing_instead(low, place)
    phrase = closed(low, place) if len(parts) == 1 else said
    leave = f"when  {phrase} is known"
    without = _left_out(low, place, leave) if _is_column(low, said, place) else ()
    return low.fail(
        "absent-value",
        is_absent(said),
        place,
        "may be absent",
        consequence="Rows without it could be paid as if it were 0, left out, or refused.",
        repairs=(
            Repair(
                "Leave such rows out:",
                leave,
                without,
                completed=left_out_where_paid(low, place, counts) if len(parts) == 1 else None,
            ),
            Repair("Or say what counts instead:", f"{phrase} if known, otherwise …", completed=counts),
            *(
                (
                    Repair(
                        "Or have every row filled: drop `optional` from the column, and a blank is reported before anybody is paid.",
                        completed=_filled(low, parts, counts) if not without else None,
                    ),
                )
                if len(parts) > 1
                else ()
            ),
        ),
    )


def is_absent(said: str) -> str:
    """The message for using an optional value without saying what its absence means."""
    return f"{said} may be absent, and nothing says what that means here"


def _is_column(low: Lowering, said: str, place: Span) -> bool:
    return "".join(low.report.words(place).split()) == said


def _left_out(low: Lowering, place: Span, line: str) -> tuple[Edit, ...]:
    """The line at the top of the credit or rule, where such a line may stand."""
    decl = low.around(place)
    first = decl.lines[:1] if isinstance(decl, tree.Credit) else decl.steps[:1] if isinstance(decl, tree.Rule) else ()
    if not first or (isinstance(decl, tree.Rule) and not decl.pays):
        return ()
    return line_above("", first[0].span, line).edits


def _instead(low: Lowering, parts: tuple[str, ...], place: Span) -> Completed | None:
    """Nothing instead of an amount, and another day instead of a day, wherever the declaration reads it."""
    said, found, decl = ".".join(parts), _column(low, parts), low.around(place)
    other = _other(low, *found) if found is not None else None
    if other is None or decl is None or not _is_column(low, said, place):
        return None
    words = f"{said} if known, otherwise {other}"
    places = [item.span for item in _columns(decl) if item.parts == parts]
    return Completed(f"`{words}`", tuple(Edit(span, f"({words})") for span in places))


def _filled(low: Lowering, parts: tuple[str, ...], counts: Completed | None) -> Completed | None:
    """A row without it is refused: by a line of the data, which leaves the data as it is, so that what counts instead is never read."""
    record = low.model.rows.get(parts[0])
    lines = record.decl.lines if record is not None else ()
    column = next((one for one in lines if isinstance(one, tree.ColumnDecl) and one.name == parts[-1]), None)
    if column is None or counts is None:
        return None
    line = f"reject unless  {'.'.join(parts)} is known"
    return Completed(f"`{line}`", (*counts.edits, *line_below("", column.span, line).edits))


def _other(low: Lowering, record: Record, column: ColumnSpec) -> str | None:
    if column.kind == "money":
        return f"0 {column.currency or low.model.header.currency}"
    if column.kind != "date":
        return ZEROS.get(column.kind)
    end = low.model.header.calendar.label("day", low.model.header.end)
    if record.spec.row == "participant":
        return end  # whoever has no day of leaving is still there, and did not leave on the day of hire
    days = (one.name for one in record.spec.columns if one.kind == "date" and not one.optional)
    return next((f"{record.spec.row}.{day}" for day in days), end)


def _column(low: Lowering, parts: tuple[str, ...]) -> tuple[Record, ColumnSpec] | None:
    """The column that is read, where the first word is that of its own row."""
    record = low.model.rows.get(parts[0])
    column = record.spec.by_name.get(parts[1]) if record is not None and len(parts) == 2 else None
    return (record, column) if record is not None and column is not None else None


def _columns(item: tree.Node) -> Iterator[tree.Column]:
    if isinstance(item, tree.Column):
        yield item
    for part in tree.children(item):
        yield from _columns(part)
