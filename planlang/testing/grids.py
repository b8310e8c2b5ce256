"""An example's grids as the plain texts that a data file would have.

The first cell of each row is the record's key; where a record has no key it is a name for this example. Columns that
a grid leaves out are absent, and so is ``none``. The texts then go through the same loader as files do,
so an example can't hold what a file could not.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from planlang.core.records import NUMERIC, ColumnSpec, RecordSpec
from planlang.diagnostics.model import Diagnostic, Repair, finding
from planlang.syntax import tree
from planlang.syntax.formatting.literals import period

if TYPE_CHECKING:
    from planlang.data.load import Grid

Texts = dict[str, str | None]
"""One row: texts by column name; an absent value is left out."""


def grids_of(
    givens: Iterable[tree.Given], records: Iterable[RecordSpec], file: str
) -> tuple[list[Grid], list[Diagnostic]]:
    """The rows that an example's grids give, for every record of the plan, and what can't be read as one.

    ``file`` is the plan's name, for findings of the loader about a row.
    """
    from planlang.data.load import Grid

    specs = {record.row: record for record in records}
    rows: dict[str, list[Texts]] = {row: [] for row in specs}
    lines: dict[str, list[int]] = {row: [] for row in specs}
    found: list[Diagnostic] = []
    for given in givens:
        spec = specs.get(given.row)
        if spec is None:
            from planlang.diagnostics.suggest import did_you_mean

            hint = did_you_mean(given.row, specs)
            found.append(finding("example-grid", f"no data has rows called `{given.row}`", given.span, hint))
            continue
        left_out = _left_out(given, spec)
        if spec.key is None and given.rows and (left_out or not given.columns):
            found.append(_nameless(given, spec, left_out))
            continue
        columns = _columns(given, spec, found)
        for row in given.rows:
            rows[spec.row].append(_row(row, columns, spec, found))
            lines[spec.row].append(row.span.line)
    return [Grid(spec, rows[name], file, lines[name]) for name, spec in specs.items()], found


def _left_out(given: tree.Given, spec: RecordSpec) -> list[str]:
    """The columns that every row must have and the grid has not."""
    return [
        column.name
        for column in spec.columns
        if not column.optional
        and column.name not in given.columns
        and all(written != "" for written, _ in column.reads)
    ]


def _nameless(given: tree.Given, spec: RecordSpec, left_out: list[str]) -> Diagnostic:
    """A grid without columns that must be there, of rows that have no key which the first cell could be."""
    head = " | ".join((given.row, *left_out, *given.columns))
    of = spec.row if not given.columns else f"{' and the '.join(left_out)} of a {spec.row}"
    message = f"a {spec.row} has no key, so the first cell of each row is a name for this example only, and nothing is said of the {of}"
    text = "Name its columns" if not given.columns else "Name all of its columns"
    repair = (Repair(f"{text}, and give each row a name before them:", f"given {head}"),)
    return finding("example-grid", message, given.span, repairs=repair)


def _columns(given: tree.Given, spec: RecordSpec, found: list[Diagnostic]) -> list[ColumnSpec | None]:
    """What each cell of a row is; ``None`` for a label or an unknown column."""
    columns: list[ColumnSpec | None] = [spec.key]
    for name in given.columns:
        column = spec.by_name.get(name)
        if column is None:
            from planlang.diagnostics.suggest import did_you_mean

            hint = did_you_mean(name, spec.by_name)
            found.append(finding("example-grid", f"a {spec.row} has no column `{name}`", given.span, hint))
        elif column in columns:
            again = "is the first cell of each row already" if column is spec.key else "stands there twice"
            found.append(finding("example-grid", f"`{name}` {again}", given.span))
            column = None
        columns.append(column)
    return columns


def _row(row: tree.GridRow, columns: list[ColumnSpec | None], spec: RecordSpec, found: list[Diagnostic]) -> Texts:
    if len(row.cells) != len(columns):
        message = f"this row has {len(row.cells)} cells and the grid's head {len(columns)}"
        found.append(finding("example-grid", message, row.span))
        return {}
    texts: Texts = {}
    for cell, column in zip(row.cells, columns, strict=True):
        if cell is None or column is None:
            continue
        text = cell_text(cell, column)
        if text is None:
            wanted = wanted_words(column)
            message = f"`{column.name}` of a {spec.row} is {wanted[0]}, and this is not one"
            repair = (Repair(f"write {wanted[0]}", wanted[1]),)
            found.append(finding("example-grid", message, cell.span, repairs=repair))
        else:
            texts[column.name] = text
    for cell, column in zip(row.cells, columns, strict=True):
        said = texts.get(column.currency_column or "") if column is not None else None
        if isinstance(cell, tree.MoneyLit) and said is not None and said != cell.currency:
            message = f"this is an amount in {cell.currency}, and the row's `{column.currency_column}` says {said}"  # type: ignore[union-attr]
            found.append(finding("example-grid", message, cell.span))
    return texts


def cell_text(cell: tree.Value, column: ColumnSpec) -> str | None:
    """The text that a data file would have for a literal; ``None`` if the column can't hold such a thing."""
    kind = column.kind
    if isinstance(cell, tree.Negate):
        inner = cell_text(cell.value, column)
        return f"-{inner}" if inner and inner[0].isdigit() and kind in NUMERIC else None
    if kind == "money":
        if isinstance(cell, tree.MoneyLit) and (
            column.currency_column is not None or column.currency in (None, cell.currency)
        ):
            return plain(cell.value)
        return None
    if kind in ("number", "count"):
        return plain(cell.value) if isinstance(cell, tree.NumberLit) and cell.unit == "number" else None
    if kind in ("percent", "multiplier"):
        sign = "%" if kind == "percent" else "x"
        return plain(cell.value) + sign if isinstance(cell, tree.NumberLit) and cell.unit == kind else None
    if kind == "fraction":
        if not isinstance(cell, tree.NumberLit) or cell.unit == "multiplier":
            return None
        return plain(cell.value.scaleb(-2) if cell.unit == "percent" else cell.value)
    if kind == "date":
        return cell.value.isoformat() if isinstance(cell, tree.DateLit) else None
    if kind in ("month", "quarter", "half", "year"):
        return _period(cell, kind)
    if kind == "yes/no":
        return ("yes" if cell.value else "no") if isinstance(cell, tree.YesNoLit) else None
    return word(cell)


def word(cell: tree.Value) -> str | None:
    """A name, text, number or date of a grid as a text."""
    if isinstance(cell, tree.TextLit):
        return cell.value
    if isinstance(cell, tree.Name):
        return cell.name
    if isinstance(cell, tree.NumberLit) and cell.unit == "number":
        return plain(cell.value)
    if isinstance(cell, tree.DateLit):
        return cell.value.isoformat()
    if isinstance(cell, tree.PeriodLit):
        return _period(cell, cell.unit)
    if isinstance(cell, tree.Column):
        return ".".join(cell.parts)
    if isinstance(cell, tree.YesNoLit):
        return "yes" if cell.value else "no"
    return None


def _period(cell: tree.Value, kind: str) -> str | None:
    if isinstance(cell, tree.NumberLit) and kind == "year" and cell.unit == "number":
        return plain(cell.value)
    if not isinstance(cell, tree.PeriodLit) or cell.unit != kind:
        return None
    return period(cell)


def plain(value: Decimal) -> str:
    """A decimal with the digits it was written with and no exponent."""
    return format(value, "f")


def wanted_words(column: ColumnSpec) -> tuple[str, str]:
    """What a column holds, in words, and an example of it."""
    if column.kind == "money":
        currency = column.currency or "USD"
        return f"an amount in {currency}" if column.currency else "an amount", f"1,000 {currency}"
    if column.kind == "one-of":
        return "one of " + ", ".join(column.members), column.members[0]
    said = {
        "number": ("a number", "7"), "count": ("a count", "7"), "percent": ("a percentage", "60%"),
        "fraction": ("a fraction", "0.6"), "multiplier": ("a multiplier", "1.5x"), "date": ("a date", "2025-02-10"),
        "month": ("a month", "2025-02"), "quarter": ("a quarter", "2025-Q1"), "half": ("a half", "2025-H1"),
        "year": ("a year", "2025"), "yes/no": ("yes or no", "yes"), "text": ("a text", '"some text"'),
        "row": ("a key", "d1"),
    }  # fmt: skip
    return said[column.kind]
