"""Questions about tables: which application, and what is covered once, twice or not at all."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from planlang.diagnostics.model import Edit, Label, Repair, instead, line_above, put_after
from planlang.diagnostics.place import Span
from planlang.questions.known import none_above, none_below
from planlang.slotted import evolve, frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.core.records import Limits
    from planlang.lowering.context import Lowering


@frozen(eq=False, repr=False)
class Range:
    """What one row's key covers, as exact numbers or day numbers; ``None`` is an open side.

    ``span`` is the key, ``line`` the whole row where a row of the plan is all that it is. Of a line of a curve, which
    ends at the point ``span``, ``flat`` is the point where it begins, and what the two pay. ``cells`` is how many cells a row of a
    matrix has, and 0 for a column of one.
    """

    low: Any
    low_in: bool
    high: Any
    high_in: bool
    span: Span
    row: int
    line: Span | None = None
    flat: tuple[Span, str, str] | None = None
    cells: int | None = None


def ask_application(low: Lowering, item: tree.Tiers, moving: bool) -> None:
    """Asks how a tier table applies; where its measure moves with each credit, also before or after this one."""
    if item.application is not None:
        return
    at, by = bracketed(low, item.by.span)
    raise low.fail(
        "application-open",
        "nothing says whether each slice is paid at its own tier, or all of it at the tier reached",
        item.span,
        f"tiers by {by}, and then?",
        consequence="With 1% below 1,000 and 2% from there, 1,500 pays 20 slice by slice and 30 at the tier reached.",
        repairs=(
            put_after(
                "Each slice at its own rate (marginal, progressive):",
                at,
                ", each slice at its own tier",
                f"tiers by {by}, each slice at its own tier",
            ),
            *(
                put_after(
                    f"All of it at the one rate reached{when} (whole tier, first dollar):",
                    at,
                    f"{counting}, all at the tier reached",
                    f"tiers by {by}{counting}, all at the tier reached",
                )
                for when, counting in (
                    (
                        (" with this credit", " counting this credit"),
                        (" before this credit", " not counting this credit"),
                    )
                    if moving and isinstance(item.by, tree.Name)
                    else (("", ""),)
                )
            ),
        ),
    )


def bracketed(low: Lowering, place: Span) -> tuple[Span, str]:
    """A phrase with the parentheses that it may stand in, and its words."""
    text, start, end = low.report.text_of(place), place.start, place.end
    while text[:start].rstrip().endswith("(") and text[end:].lstrip().startswith(")"):
        start, end = text.rindex("(", 0, start), text.index(")", end) + 1
    whole = Span(place.file, start, end, place.line, place.column, place.end_line, place.end_column + end - place.end)
    return whole, low.report.words(whole)


def check_cover(
    low: Lowering,
    ranges: list[Range],
    what: str,
    place: Span,
    whole: bool,
    shown: Any,
    zero_is_an_end: bool = True,
    sliced: bool = False,
    step: Fraction | None = None,
    lowest: int = 1,
    limits: Limits | None = None,
) -> bool:
    """Reports gaps, overlaps and open ends of a table's ranges. ``whole`` where only whole numbers (or days) occur, and ``step`` where
    only multiples of it do, such as whole cents.

    ``shown`` writes a boundary as the plan does. With ``zero_is_an_end`` nothing is asked of what lies below 0, and with ``sliced``
    nothing of 0 itself, where no slice lies. ``lowest`` is where tiers of what is
    counted may begin, and ``limits`` between what the data must lie. Gives whether the table is sound.
    """
    ordered = sorted(ranges, key=lambda r: (r.low is not None, r.low or 0, not r.low_in))
    sound = True
    for one in ordered:
        if (
            one.low is not None
            and one.high is not None
            and (one.low > one.high or (one.low == one.high and not (one.low_in and one.high_in)))
        ):
            low.report.add(
                "empty-band",
                "this band holds nothing: it ends before it starts",
                one.span,
                repairs=(Repair("Write the lower bound first."),),
            )
            return False
    if _bound_is_lost(low, ordered, what, 1 if whole else step, shown):
        return False
    for a, b in itertools.pairwise(ordered):
        sound &= _neighbours(low, a, b, what, 1 if whole else step, shown)
    return sound and _ends(low, ordered, what, lowest if whole else None, shown, zero_is_an_end, sliced, limits)


def check_ends(
    low: Lowering, ranges: list[Range], what: str, shown: Any, zero_is_an_end: bool, sliced: bool = False
) -> bool:
    """The same for ranges whose bounds only the data say, in the order written: what lies below the first and above the last."""
    return _ends(low, ranges, what, None, shown, zero_is_an_end, sliced)


def _overlap(a: Range, b: Range) -> bool:
    return bool(a.high is None or b.low is None or a.high > b.low or (a.high == b.low and a.high_in and b.low_in))


def _meet(a: Range, b: Range, step: Any) -> bool:
    """Whether no value lies between two ranges."""
    return bool((a.high == b.low and (a.high_in or b.low_in)) or (step and _first(b, step) - _last(a, step) <= step))


def _bound_is_lost(low: Lowering, ordered: list[Range], what: str, step: Any, shown: Any) -> bool:
    """Says of a row that is open downwards beside rows below it what is wrong with it, once, where that is all that is wrong."""
    for row in ordered:
        under = [one for one in ordered if one is not row and one.high is not None and row.high is not None]
        under = [one for one in under if one.high <= row.high]
        if row.low is not None or not under:
            continue
        last = max(under, key=lambda one: (one.high, one.high_in))
        whole = evolve(row, low=last.high, low_in=not last.high_in)
        healed = sorted(
            (whole if one is row else one for one in ordered),
            key=lambda r: (r.low is not None, r.low or 0, not r.low_in),
        )
        if any(_overlap(a, b) or not _meet(a, b, step) for a, b in itertools.pairwise(healed)):
            continue
        begun = f"{_start(whole, shown)}{_end(row, shown).strip()}"
        lines = [one.line for one in under if one.line is not None]
        alone = Repair(
            "Or let it be all that is paid there, without the rows below it.",
            edits=tuple(Edit(line, "") for line in lines),
        )
        low.report.add(
            "bands-overlap",
            f"this row has no lower bound, and covers the same {what} as {'the row' if len(under) == 1 else f'{len(under)} rows'} below it",
            row.span,
            "this row, too",
            also=(Label(last.span, "ends here" if len(under) == 1 else "the highest of them ends here"),),
            consequence="Which of them pays there would be decided by the order of the rows, or by chance.",
            repairs=(
                instead("Let it begin where the row below it ends:", row.span, begun),
                *((alone,) if len(lines) == len(under) else ()),
            ),
        )  # fmt: skip
        return True
    return False


def _neighbours(low: Lowering, a: Range, b: Range, what: str, step: Any, shown: Any) -> bool:
    if _overlap(a, b):
        point = b.low if b.low is not None else (b.high if b.high is not None else a.high)
        at = f", at {shown(point)} for one" if point is not None else ""
        low.report.add(
            "bands-overlap",
            f"two rows cover the same {what}{at}",
            b.span if b.flat is None else b.flat[0],
            "this row, too",
            also=(Label(a.span, "this row"),),
            consequence="Which of the two pays there would be decided by the order of the rows, or by chance.",
            repairs=_apart(a, b, shown),
        )
        return False
    if not _meet(a, b, step):
        between = f"exactly {shown(a.high)}" if a.high == b.low else f"between {shown(a.high)} and {shown(b.low)}"
        low.report.add(
            "bands-gap",
            f"no row covers {what} {between}",
            b.span,
            "starts after it",
            also=(Label(a.span, "ends before it"),),
            consequence="Someone who lands there would be paid nothing, or the run would stop.",
            repairs=(
                instead("Let the lower row own the boundary:", a.span, f"{_start(a, shown)}through {shown(b.low)}")
                if a.high == b.low
                else instead("Let the lower row go on until there:", a.span, _joined(a, b, shown)),
                instead(
                    "Let the higher row own it:" if a.high == b.low else "Or let the higher row start there:",
                    b.span,
                    f"{'above' if a.high_in else 'from'} {shown(a.high)}{_end(b, shown)}",
                ),
                _refused(b, b.span, _hole(a, b, shown), "such a case"),
            ),
        )
        return False
    return True


def _hull(first: Range, shown: Any) -> str:
    """What lies below the lowest row."""
    return f"{'below' if first.low_in else 'through'} {shown(first.low)}"


def _joined(a: Range, b: Range, shown: Any) -> str:
    """The lower row's bounds where it goes on until the higher row starts."""
    return f"{_start(a, shown)}{'below' if b.low_in else 'through'} {shown(b.low)}"


def _hole(a: Range, b: Range, shown: Any) -> str:
    if a.high == b.low:
        return str(shown(a.high))
    return f"{'above' if a.high_in else 'from'} {shown(a.high)} {'below' if b.low_in else 'through'} {shown(b.low)}"


def _apart(a: Range, b: Range, shown: Any) -> tuple[Repair, ...]:
    """Where the one row ends and the other begins; or only one of them is meant. A point of a curve says itself what is paid there."""
    if b.low is None:
        return _apart_below(a, b, shown)
    if a.flat is not None and b.flat is None and a.high == b.low:
        own = f"above {shown(b.low)}{_end(b, shown)}"
        return (instead(f"The point says what is paid at {shown(b.low)}, so let the row begin above it:", b.span, own),)
    if b.flat is not None and a.flat is None and a.high == b.low:
        own = f"{_start(a, shown)}below {shown(b.low)}"
        return (instead(f"The point says what is paid at {shown(b.low)}, so let the row end below it:", a.span, own),)
    end = f"{'below' if b.low_in else 'through'} {shown(b.low)}"
    owns = f", which then owns {shown(b.low)}" if b.low_in else ""
    first = instead(f"Let the first row end where the second begins{owns}:", a.span, f"{_start(a, shown)}{end}")
    if a.high is not None and a.high == b.low:
        return (
            first,
            instead(f"Or let the first row own {shown(b.low)}:", b.span, f"above {shown(b.low)}{_end(b, shown)}"),
        )
    if a.high is not None and (b.high is None or b.high > a.high):
        start = f"{'above' if a.high_in else 'from'} {shown(a.high)}"
        return (first, instead("Or let the second row begin where the first ends:", b.span, f"{start}{_end(b, shown)}"))
    return (first, *_dropped("Or drop the second row.", b))


def _apart_below(a: Range, b: Range, shown: Any) -> tuple[Repair, ...]:
    """The same for two rows that are both open downwards."""
    if a.high is None or b.high is None or a.high == b.high:
        return (Repair("Leave one row open downwards, and give the other a lower bound."),)
    lower, higher = (a, b) if a.high < b.high else (b, a)
    start = f"{'above' if lower.high_in else 'from'} {shown(lower.high)}"
    return (
        instead("Let the higher row begin where the lower one ends:", higher.span, f"{start}{_end(higher, shown)}"),
        *_dropped("Or drop the lower row.", lower),
    )


def _dropped(text: str, band: Range) -> tuple[Repair, ...]:
    return () if band.line is None else (Repair(text, edits=(Edit(band.line, ""),)),)


def _end(band: Range, shown: Any) -> str:
    return "" if band.high is None else f" {'through' if band.high_in else 'below'} {shown(band.high)}"


def _start(band: Range, shown: Any) -> str:
    return f"{'from' if band.low_in else 'above'} {shown(band.low)} " if band.low is not None else ""


def _first(band: Range, step: Any) -> Any:
    """The lowest multiple of the step that a band holds."""
    at = -(-band.low // step) * step
    return at + step if at == band.low and not band.low_in else at


def _last(band: Range, step: Any) -> Any:
    """The highest multiple of the step that a band holds."""
    at = band.high // step * step
    return at - step if at == band.high and not band.high_in else at


def _row(band: Range, key: str, pays: str) -> str:
    """A row of that key beside a band, as tables and matrices write it."""
    if band.cells is None:
        return f"{key}: {pays}"
    return " | ".join((key, *[pays] * band.cells) if band.cells else ("…", key))


def _refused(band: Range, place: Span, key: str, what: str = "it") -> Repair:
    """The answer that nobody may be there."""
    text = f"Or say that {what} is an error in the data:"
    if band.cells == 0:
        return Repair(f"{text[:-1]}, in a column of its own with `refused` in each row:", _row(band, key, ""))
    return line_above(text, place, _row(band, key, "refused"))


def _ends(
    low: Lowering,
    ordered: list[Range],
    what: str,
    lowest_whole: int | None,
    shown: Any,
    zero_is_an_end: bool,
    sliced: bool,
    limits: Limits | None = None,
) -> bool:
    first, last = ordered[0], ordered[-1]
    sound, lowest = True, first.flat[0] if first.flat is not None else first.span
    starts_at_zero = (
        zero_is_an_end
        and first.low is not None
        and (
            (first.low == 0 and (first.low_in or sliced))
            or (lowest_whole is not None and 0 <= _first(first, 1) <= lowest_whole and isinstance(first.low, Fraction))
        )
    )
    if first.low is not None and not starts_at_zero and not none_below(limits, first.low, first.low_in):
        sound = False
        low.report.add(
            "end-open",
            f"no row says what happens to {what} {'below' if first.low_in else 'through'} {shown(first.low)}",
            lowest,
            "the lowest row",
            consequence="Someone who stays below the first band would be paid nothing, or the run would stop.",
            repairs=(
                Repair("Say what is paid there:", _row(first, _hull(first, shown), "…")),
                *(
                    (line_above("Or go on as at the lowest point:", lowest, f"{_hull(first, shown)}: {first.flat[1]}"),)
                    if first.flat is not None
                    else (instead("Or let the lowest row go on downwards:", first.span, _end(first, shown).strip()),)
                    if first.high is not None
                    else ()
                ),
                _refused(first, lowest, _hull(first, shown)),
            ),
        )
    if last.high is not None and not none_above(limits, last.high, last.high_in):
        sound = False
        word = "above" if last.high_in else "from"
        low.report.add(
            "end-open",
            f"no row says what happens to {what} {word} {shown(last.high)}",
            last.span,
            "the highest row",
            consequence="Whoever sells more than the table foresees would be paid nothing for it, or the run would stop.",
            repairs=(
                Repair("Say what is paid there:", _row(last, f"{word} {shown(last.high)}", "…")),
                *(
                    (
                        line_above(
                            "Or go on as at the highest point:", last.span, f"{word} {shown(last.high)}: {last.flat[2]}"
                        ),
                    )
                    if last.flat is not None
                    else (instead("Or let the highest row go on upwards:", last.span, _start(last, shown).strip()),)
                    if last.low is not None
                    else ()
                ),
                _refused(last, last.span, f"{word} {shown(last.high)}"),
            ),
        )
    return sound
