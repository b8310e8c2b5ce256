"""A case in the plan's own words: the grids of an example, and what it expects."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from fractions import Fraction

from planlang.core.decimals import grouped, places
from planlang.core.graph import Graph
from planlang.core.records import ColumnSpec, RecordSpec
from planlang.diagnostics.witness import Paid
from planlang.readings.cases import short
from planlang.readings.outcomes import PAYOUT, Key, Outcome, differing
from planlang.readings.world import Case, Texts
from planlang.run.money import amount_text
from planlang.semantics.currencies import DIGITS

MOST = 4
"""So many amounts are shown of each reading."""
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_MEMBER = re.compile(r"[A-Z][A-Za-z0-9]*")


def grids(case: Case, graph: Graph) -> list[str]:
    """The ``given`` lines of every record that has rows, and of those that the plan needs even without."""
    lines: list[str] = []
    for spec in graph.records:
        rows = case.get(spec.row, [])
        if rows:
            lines += _grid(spec, rows, graph)
    return lines


def _grid(spec: RecordSpec, rows: Sequence[Texts], graph: Graph) -> list[str]:
    columns = [column for column in spec.columns if column is not spec.key]
    columns = [c for c in columns if any(row.get(c.name) is not None for row in rows)]
    head = [f"given {spec.row}", *(column.name for column in columns)]
    table = [head]
    for number, row in enumerate(rows):
        key = cell(row.get(spec.key.name), spec.key, graph) if spec.key is not None else f"{spec.row[:1]}{number + 1}"
        table.append([f"    {key}", *(cell(row.get(column.name), column, graph, row) for column in columns)])
    widths = [max(len(line[n]) for line in table) for n in range(len(head))]
    return [
        " | ".join(
            text.rjust(width) if n and number and _numeric(columns[n - 1]) else text.ljust(width)
            for n, (text, width) in enumerate(zip(line, widths))
        ).rstrip()
        for number, line in enumerate(table)
    ]


def _numeric(column: ColumnSpec) -> bool:
    return column.kind in ("money", "number", "count", "percent", "fraction", "multiplier")


def cell(text: str | None, column: ColumnSpec, graph: Graph, row: Texts | None = None) -> str:
    """A value as a grid of the plan has it; ``row`` is its row, which may say the currency."""
    if text is None:
        return "none"
    if column.kind == "money":
        said = (row or {}).get(column.currency_column) if column.currency_column is not None else column.currency
        return f"{_amount(Fraction(text), column)} {said or graph.currency}"
    if column.kind in ("number", "count"):
        return grouped(Fraction(text))
    if column.kind == "row" or (column.key and column.kind == "text"):
        return text if _WORD.fullmatch(text) else quoted(text)
    if column.kind == "one-of":
        return text if _MEMBER.fullmatch(text) else quoted(text)
    return quoted(text) if column.kind == "text" else text


def _amount(value: Fraction, column: ColumnSpec) -> str:
    return grouped(value) if value.denominator == 1 else grouped(value, max(column.digits, places(value) or 0))


def quoted(text: str) -> str:
    """A text literal; the language has no way to write a quotation mark inside one."""
    return '"' + text.replace('"', "") + '"'


def expects(
    outcomes: Sequence[Outcome], kind: str, affected: Sequence[str], graph: Graph, unpaid: Set[str] = frozenset()
) -> tuple[list[list[Key]], list[list[str]]]:
    """For each reading the amounts that tell it apart from the others, and what it expects of them.

    ``unpaid`` are rules that some reading doesn't pay, of which it can expect nothing.
    """
    names = [component.name for component in graph.components]
    place = {name: number for number, name in enumerate(names)}
    keys = [key for key in differing(outcomes, kind) if key[0] not in unpaid]
    keys = sorted(keys, key=lambda key: (place.get(key[0], len(names)), key))
    chosen = [
        key for key in keys if key[0] != PAYOUT and (kind == "credits" or not affected or key[0] in affected)
    ] or keys
    mine = [_own(chosen, one, kind)[:MOST] for one in outcomes]
    named: dict[tuple[str, str], list[str]] = {}
    for component, person, _, row in chosen:
        named.setdefault((component, person), []).append(row)
    said = [
        [
            expect(
                (*key[:3], short(key[3], named.get((key[0], key[1]), ()))), one.table(kind).get(key, Fraction(0)), graph
            )
            for key in own
        ]
        for one, own in zip(outcomes, mine)
    ]
    return mine, said


def _own(keys: Sequence[Key], one: Outcome, kind: str) -> list[Key]:
    """Of some amounts those that a reading has: in its periods, and of its balances; of a plan without the balance the payout instead."""
    own = [key for key in keys if not key[2] or key[2] in one.periods]
    if keys and not own and one.periods:  # it pays in other periods
        return [(PAYOUT, person, one.periods[0], "") for person in dict.fromkeys(key[1] for key in keys)]
    if kind != "balances" or all(key[0] in one.carried for key in own):
        return own
    return [key if key[0] in one.carried else (PAYOUT, *key[1:]) for key in own]


def expect(key: Key, amount: Fraction, graph: Graph) -> str:
    """``Base for ana in 2025-Q1 is 6,500.00 USD``; of a rule that is paid in parts ``paid Base``, since its name is what it earns."""
    component, person, period, row = key
    component, _, code = component.partition(" ")
    name = person if _WORD.fullmatch(person) else quoted(person)
    where = f" on {row if _WORD.fullmatch(row) else quoted(row)}" if row else ""
    parts = any(one.name == component and one.earned is not None for one in graph.components)
    when = f" in {period}" if not row or parts else ""
    shown = amount_text(amount, DIGITS[code] if code else graph.digits)
    return f"{'paid ' if parts else ''}{component} for {name}{where}{when} is {shown} {code or graph.currency}"


def paid(keys: Sequence[Key], amounts: Mapping[Key, Fraction], graph: Graph) -> tuple[Paid, ...]:
    """Amounts as a finding shows them: 0 where there is none, and plain digits, which programs read too."""
    return tuple(
        Paid(
            key[0],
            key[1],
            key[2] or None,
            key[3] or None,
            amount_text(amounts.get(key, Fraction(0)), graph.digits).replace(",", ""),
        )
        for key in keys
    )


def example(title: str, given: Sequence[str], said: Sequence[str], refused: str | None) -> str:
    """A whole example of the plan."""
    lines = [f"example {quoted(title)} {{", *(f"    {line}" for line in given)]
    if refused is not None:
        lines.append(f"    expect data rejected {quoted(refused.split(chr(34))[0].strip())}")
    lines += [f"    expect {line}" for line in said]
    return "\n".join([*lines, "}"])
