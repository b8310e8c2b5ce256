"""A comparison as a page: a table of the payouts that differ, the deals behind each below it, and what else differs."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from planlang.diagnostics.cells import clean, text_width, wrap
from planlang.run.comparison.model import Amount, Change, Comparison, OtherChange, PayoutChange
from planlang.run.money import amount_text

SHOWN = 12
"""So many lines of a payout are shown if not all are asked for."""
LONGEST = 40
"""Of longer names the beginning is shown."""
_GAP = "  "
_HEAD = ("participant", "period", "component", "before", "after", "difference")
_WORDS = 3
Row = tuple[str, ...]


def render_text(found: Comparison, width: int = 100, *, full: bool = False) -> str:
    """The page; the same comparison gives the same page."""
    parts = [_sources(found)]
    if found.payouts:
        parts.append("\n" + _table(found, width, full))
    for table in dict.fromkeys(one.table for one in found.others):
        rows = [one for one in found.others if one.table == table]
        parts.append(f"\n{table} that differ\n" + "".join(_other(one, found.digits, width) for one in rows))
    return "".join(parts)


def _sources(found: Comparison) -> str:
    """What the runs were made from, and what they pay that can't be compared."""
    one, other = found.before, found.after
    names = f"{other.plan['name']}, was {one.plan['name']}; " if one.plan["name"] != other.plan["name"] else ""
    same = one.plan["digest"] == other.plan["digest"]
    lines = [
        f"before  {one.shown}",
        f"after   {other.shown}",
        f"plan    {names}{'the same' if same else 'its text differs'}",
        f"data    {_data(found)}",
    ]
    for run, periods in ((one, found.before_only), (other, found.after_only)):
        if periods:
            lines.append(f"only {run.shown} pays {', '.join(periods)}; compared is the rest")
    return "".join(f"{line}\n" for line in lines)


def _data(found: Comparison) -> str:
    one, other = found.before.data, found.after.data
    if ("files" in one) != ("files" in other):
        return "one run has a digest of each file, the other of all rows, so that nothing can be said"
    return "the same" if one == other else "they differ"


def _table(found: Comparison, width: int, full: bool) -> str:
    digits = found.digits
    rows = list[Row | str]()
    for payout in found.payouts:
        who = (payout.participant, payout.period, payout.component)
        rows.append((*(_short(clean(word)) for word in who), *_amounts(payout, digits)))
        shown = payout.changes if full else payout.changes[:SHOWN]
        for change in shown:
            rows.append((f"  {_short(clean(_label(change)))}", "", "", *_amounts(change, digits)))
            rows += [f"    {line}" for text in change.because for line in wrap(clean(text), width - 4)]
        if rest := payout.changes[len(shown) :]:
            more = sum((change.difference for change in rest), Fraction(0))
            rows.append((f"  and {len(rest):,} more (--full)", "", "", "", "", signed(more, digits)))
        causes = found.causes.get((payout.participant, payout.period), ())
        if causes and payout is _last(found, payout):
            rows.append(f"  behind what {clean(payout.participant)} is paid in {payout.period}:")
            some = causes if full else causes[:SHOWN]
            more_of_them = [f"and {len(causes) - len(some):,} more (--full)"] if len(causes) > len(some) else []
            rows += [f"    {line}" for text in [*some, *more_of_them] for line in wrap(clean(text), width - 4)]
    total = (
        "total", "", "", amount_text(found.before_total, digits), amount_text(found.after_total, digits),
        signed(found.after_total - found.before_total, digits),
    )  # fmt: skip
    return _laid_out(rows, total)


def _last(found: Comparison, payout: PayoutChange) -> PayoutChange:
    """The last payout of the same person and period: what is behind all of them stands below it."""
    same = [one for one in found.payouts if (one.participant, one.period) == (payout.participant, payout.period)]
    return same[-1]


def _label(change: Change) -> str:
    """What a line is about: a deal, and what else than its amount; or what no deal is behind."""
    words = [change.key] if change.key else []
    return ", ".join([*words, *([change.line] if change.line != "amount" or not words else [])])


def _short(text: str) -> str:
    """A name that leaves room for the amounts; CSV and JSON have all of it."""
    return text if text_width(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _amounts(one: PayoutChange | Change, digits: int) -> Row:
    return _amount(one.before, digits), _amount(one.after, digits), signed(one.difference, digits)


def _amount(value: Amount, digits: int) -> str:
    return "-" if value is None else amount_text(value, digits)


def signed(value: Fraction, digits: int) -> str:
    """An amount with its sign, also where it is more."""
    return f"{'+' if value > 0 else ''}{amount_text(value, digits)}"


def _other(one: OtherChange, digits: int, width: int) -> str:
    about = ", ".join(clean(text) for _, text in one.about if text)
    changes = "; ".join(
        f"{name.replace('_', ' ')} {_amount(new, one.digits(name, digits))}, was {_amount(old, one.digits(name, digits))}"
        for name, old, new in one.amounts
    )
    return "".join(f"  {line}\n" for line in wrap(f"{about}: {changes}", width - 2))


def _laid_out(rows: Iterable[Row | str], total: Row) -> str:
    """Columns as wide as their widest cell; a text stands as it is. The words of a line below a payout may run into its free columns."""
    lines = [_HEAD, *rows, total]
    cells = [line for line in lines if not isinstance(line, str)]
    full = [line for line in cells if line[1] or line[2]]
    widths = [max(text_width(line[column]) for line in full) for column in range(_WORDS)]
    longest = max(text_width(line[0]) for line in cells)
    widths[_WORDS - 1] += max(0, longest - sum(widths) - len(_GAP) * (_WORDS - 1))
    widths += [max(text_width(line[column]) for line in cells) for column in range(_WORDS, len(_HEAD))]
    rule = _GAP.join("-" * width for width in widths)
    texts = [line if isinstance(line, str) else _line(line, widths) for line in lines]
    return "\n".join([texts[0], rule, *texts[1:-1], rule, texts[-1]]) + "\n"


def _line(line: Row, widths: list[int]) -> str:
    words = _GAP.join(_left(cell, width) for cell, width in zip(line[:_WORDS], widths[:_WORDS], strict=True))
    if not line[1] and not line[2]:
        words = _left(line[0], sum(widths[:_WORDS]) + len(_GAP) * (_WORDS - 1))
    numbers = (_right(cell, width) for cell, width in zip(line[_WORDS:], widths[_WORDS:], strict=True))
    return _GAP.join([words, *numbers]).rstrip()


def _left(cell: str, width: int) -> str:
    return cell + " " * (width - text_width(cell))


def _right(cell: str, width: int) -> str:
    return " " * (width - text_width(cell)) + cell
