"""``data`` declarations: from the plan's words to what the loader checks files against."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from planlang.core.calendar import DAYS, PERIODS
from planlang.core.records import ColumnSpec, Kind, Limits, RecordSpec
from planlang.diagnostics.model import Label, Repair, instead
from planlang.diagnostics.suggest import closest
from planlang.semantics.currencies import DIGITS, MOST_DIGITS, digits_of
from planlang.semantics.model import Model, Record, head
from planlang.semantics.payees import no_participants
from planlang.semantics.report import Report
from planlang.syntax import tree

ROW_WORDS = frozenset({"credit", "month", "quarter", "half", "year", "day", "plan", "slice"})


def read_records(model: Model, report: Report) -> None:
    """Enters every ``data`` declaration into the model."""
    decls = [item for item in model.plan.items if isinstance(item, tree.Data)]
    rows: dict[str, tree.Data] = {}
    for decl in decls:
        for word, others, meaning in (
            (decl.name, {d.name: d for d in decls if d is not decl}, "table"),
            (decl.row, rows, "row"),
        ):
            other = others.get(word)
            if other is not None and other.span.start < decl.span.start:
                report.add(
                    "duplicate-name",
                    f"two data tables have the {meaning} name `{word}`",
                    head(decl, report),
                    also=(Label(head(other, report), "the first"),),
                    repairs=(Repair("Give one of them another name."),),
                )
        if decl.row in ROW_WORDS:
            report.add(
                "reserved-row-name",
                f"`{decl.row}` can't be the name of a row, because the language uses the word itself",
                head(decl, report),
                repairs=(Repair("Choose another word for one row, such as `deal` or `order`."),),
            )
        rows.setdefault(decl.row, decl)
    for decl in decls:
        record = _record(decl, rows, model, report)
        model.records.setdefault(decl.name, record)
        model.rows.setdefault(decl.row, record)


def _record(decl: tree.Data, rows: dict[str, tree.Data], model: Model, report: Report) -> Record:
    columns: dict[str, tree.ColumnDecl] = {}
    specs: list[ColumnSpec] = []
    for line in decl.lines:
        if not isinstance(line, tree.ColumnDecl):
            continue
        if line.name in columns:
            report.add(
                "duplicate-name",
                f"the column {decl.row}.{line.name} is declared twice",
                line.span,
                also=(Label(columns[line.name].span, "the first"),),
                repairs=(Repair("Give one of them another name."),),
            )
            continue
        columns[line.name] = line
        specs.append(_column(decl, line, rows, model, report))
    by_name = {spec.name: spec for spec in specs}
    keys = [spec for spec in specs if spec.key]
    if len(keys) > 1:
        report.add(
            "two-keys",
            f"{decl.name} has more than one key column",
            columns[keys[1].name].span,
            also=(Label(columns[keys[0].name].span, "the first"),),
            repairs=(
                Repair(
                    "Mark the one column that tells rows apart as `key`; for one row per several things write `one for each x and each month`."
                ),
            ),
        )
    valid = _named_columns(decl, decl.valid, by_name, {"date"}, report, "valid from … through …")
    one_for = _named_columns(decl, decl.one_for, by_name, None, report, "one for each …")
    if decl.dated is not None:
        _named_columns(decl, (decl.dated,), by_name, {"date"}, report, "dated by …")
    spec = RecordSpec(
        decl.name,
        decl.row,
        tuple(specs),
        _identity(decl, keys, one_for, specs, model, report),
        decl.file,
        (valid[0], valid[1]) if valid is not None and len(valid) == 2 else None,
        one_for,
        decl.span,
    )
    return Record(decl, spec, columns)


def _named_columns(
    decl: tree.Data,
    names: tuple[str, ...] | None,
    columns: dict[str, ColumnSpec],
    kinds: set[str] | None,
    report: Report,
    clause: str,
) -> tuple[str, ...] | None:
    if names is None:
        return None
    for name in names:
        spec = columns.get(name)
        if spec is None:
            near = closest(name, columns)
            report.add(
                "unknown-column",
                f"{decl.row} has no column `{name}`, which `{clause}` names",
                head(decl, report),
                repairs=(Repair(f"Did you mean `{near}`?"),)
                if near
                else (Repair(f"Add the column `{name}` or correct the name."),),
            )
            return None
        if kinds is not None and spec.kind not in kinds:
            report.add(
                "wrong-kind",
                f"`{clause}` needs a date, and {decl.row}.{name} is not one",
                head(decl, report),
                also=(Label(spec.place, "declared here"),) if spec.place else (),
                repairs=(Repair("Name a column of dates."),),
            )
            return None
    return names


def _identity(
    decl: tree.Data,
    keys: list[ColumnSpec],
    one_for: tuple[str, ...] | None,
    specs: list[ColumnSpec],
    model: Model,
    report: Report,
) -> tuple[str, ...]:
    if keys:
        return (keys[0].name,)
    if one_for is not None:
        return one_for
    identity = tuple(s.name for s in specs if s.kind in ("row", "text", "date", "one-of") or s.kind in PERIODS)
    pointed = any(
        isinstance(line, tree.ColumnDecl) and line.type.row == decl.row
        for other in model.plan.items
        if isinstance(other, tree.Data)
        for line in other.lines
    )
    if not identity and not pointed and decl.row != "participant":  # those are asked for a key
        report.add(
            "no-identity",
            f"nothing tells the rows of {decl.name} apart",
            head(decl, report),
            consequence="A row that is in the file twice by mistake could not be told from two real ones.",
            repairs=(Repair("Mark the column that is different in every row as `key`:", "id:  text, key"),),
        )
    return identity


def _column(
    decl: tree.Data, line: tree.ColumnDecl, rows: dict[str, tree.Data], model: Model, report: Report
) -> ColumnSpec:
    said = line.type
    kind, target = said.kind, None
    if kind == "row":
        to = rows.get(said.row or "") or next(
            (d for d in model.plan.items if isinstance(d, tree.Data) and d.row == said.row), None
        )
        if to is None and said.row in DAYS:
            kind = said.row
        elif to is None:
            _unknown_type(decl, line, rows, model, report)
            model.unreadable.add((decl.name, line.name))
            kind = "text"
        else:
            target = to.name
            if not any(isinstance(c, tree.ColumnDecl) and c.key for c in to.lines):
                no_key(to, report, (Label(said.span, f"points to a {said.row}"),))
    currency = said.currency
    if kind == "money" and currency is None and said.currency_column is None:
        currency = model.header.currency
    if said.currency_column is not None:
        currency = _currency_of(decl, line, said.currency_column, model, report)
    elif currency is not None and currency != model.header.currency and digits_of(currency) is None:
        near = closest(currency, DIGITS)
        report.add(
            "unknown-currency",
            f"there is no currency {currency}",
            said.span,
            repairs=(Repair(f"Did you mean {near}?"),) if near else (Repair("Write an ISO 4217 code, such as EUR."),),
        )
        model.unreadable.add((decl.name, line.name))
    members = tuple(member.name for member in said.members)
    for member in said.members:
        model.members.setdefault(member.name, member)
    if line.key and line.optional:
        report.add(
            "optional-key",
            f"the key {decl.row}.{line.name} can't be optional",
            line.span,
            repairs=(Repair("Drop `optional`: every row needs its key."),),
        )
    return ColumnSpec(
        line.name,
        cast(Kind, kind),
        line.header or line.name,
        line.key,
        line.optional and not line.key,
        currency,
        said.currency_column[-1] if said.currency_column else None,
        MOST_DIGITS if said.currency_column is not None else _digits(currency),
        said.per,
        members,
        tuple((r.text, _read_as(decl, line, r, members, report)) for r in line.reads),
        target,
        _limits(decl, line, report),
        line.span,
    )


def _currency_of(decl: tree.Data, line: tree.ColumnDecl, path: tuple[str, ...], model: Model, report: Report) -> str:
    """The column that holds the currency of each amount: a text of the same row."""
    own = {c.name: c for c in decl.lines if isinstance(c, tree.ColumnDecl)}
    found = own.get(path[-1])
    if len(path) != 2 or path[0] != decl.row or found is None or found.type.kind != "text" or found.optional:
        texts = [name for name, c in own.items() if c.type.kind == "text" and not c.key and not c.optional]
        report.add(
            "unknown-column",
            f"the currency of {decl.row}.{line.name} is a text column of the same {decl.row}, and `{'.'.join(path)}` is none",
            line.type.span,
            repairs=tuple(Repair("Name it:", f"money in {decl.row}.{name}") for name in texts)
            or (Repair("Add one:", f"currency: text\n{line.name}: money in {decl.row}.currency"),),
        )
        model.unreadable.add((decl.name, line.name))
    return ".".join(path)


def no_key(decl: tree.Data, report: Report, also: tuple[Label, ...] = ()) -> None:
    """Reports rows that something points to and that nothing names; once a table, whoever points to it."""
    if not any(d.rule == "no-key" and d.primary == head(decl, report) for d in report.found):
        report.add(
            "no-key",
            f"{decl.name} have no key, so nothing can point to one of them",
            head(decl, report),
            "no column here is a key",
            also=also,
            consequence=f"Two {decl.name} of the same name would be one.",
            repairs=(Repair(f"Mark the column that names a {decl.row} as `key`, such as:", "id:  text, key"),),
        )


_OTHER_WORDS = {
    "decimal": "number", "float": "number", "double": "number", "numeric": "number", "integer": "count", "int": "count", "bigint": "count",
    "string": "text", "varchar": "text", "char": "text", "boolean": "yes/no", "bool": "yes/no", "flag": "yes/no", "currency": "money",
    "dollars": "money", "amount": "money", "percentage": "percent", "rate": "percent", "datetime": "date",
    "timestamp": "date", "factor": "multiplier",
}  # fmt: skip


_TIMES = ("timestamp", "datetime", "time", "timestamptz")


def _day_and_time(line: tree.ColumnDecl) -> tuple[Repair, ...]:
    """The answers to a column of times of the day, which no plan reads: the day alone, or a text that only orders."""
    return (
        instead("The day alone, as it was in the time zone that the plan means:", line.type.span, "date"),
        instead(
            "If the time decides who was first, a text of one form, which an order goes by:", line.type.span, "text"
        ),
    )


def _unknown_type(
    decl: tree.Data, line: tree.ColumnDecl, rows: dict[str, tree.Data], model: Model, report: Report
) -> None:
    if line.type.row == "participant":
        no_participants(model.plan, report)
        return
    kinds = [
        "money",
        "number",
        "percent",
        "fraction",
        "multiplier",
        "count",
        "date",
        "week",
        "month",
        "quarter",
        "year",
        "text",
    ]
    candidates = kinds + [d.row for d in model.plan.items if isinstance(d, tree.Data)]
    said = line.type.row or ""
    near = _OTHER_WORDS.get(said.lower()) or closest(said, candidates)
    report.add(
        "unknown-type",
        f"`{line.type.row}` is neither a kind of value nor the name of a row",
        line.type.span,
        f"the type of {decl.row}.{line.name}",
        repairs=(
            *((Repair(f"Did you mean `{near}`?"),) if near and said.lower() not in _TIMES else ()),
            *(_day_and_time(line) if said.lower() in _TIMES else ()),
            Repair(
                "Write one of: money, number, percent, fraction, multiplier, count, date, week, fortnight, month, quarter, half, "
                "year, text, yes/no, `one of A, B`, or the word for a row of another table."
            ),
        ),
    )


def _read_as(
    decl: tree.Data, line: tree.ColumnDecl, reads: tree.Reads, members: tuple[str, ...], report: Report
) -> str:
    value = reads.value
    if isinstance(value, tree.Name):
        if line.type.kind != "one-of" or value.name not in members:
            near = closest(value.name, members)
            report.add(
                "unknown-member",
                f"{value.name} is not one of what {decl.row}.{line.name} may be",
                value.span,
                repairs=(Repair(f"Did you mean `{near}`?"),)
                if near
                else (Repair("Name a member of the column's set, or write a text in quotes."),),
            )
        return value.name
    if isinstance(value, tree.YesNoLit):
        return "yes" if value.value else "no"
    if isinstance(value, tree.TextLit):
        return value.value
    return report.words(value.span)


def _limits(decl: tree.Data, line: tree.ColumnDecl, report: Report) -> Limits | None:
    bounds = line.bounds
    if bounds is None:
        return None

    def number(value: tree.Value | None) -> Fraction | None:
        sign = 1
        if isinstance(value, tree.Negate):
            sign, value = -1, value.value
        if isinstance(value, tree.NumberLit):
            return sign * Fraction(value.value) / (100 if value.unit == "percent" else 1)
        if isinstance(value, tree.MoneyLit):
            return sign * Fraction(value.value)
        if value is not None:
            check = f"reject unless  {decl.row}.{line.name} is at least {report.words(value.span)}"
            report.add(
                "bound-not-a-number",
                "the bounds of a column are plain numbers and amounts",
                value.span,
                repairs=(
                    Repair("Write numbers, such as `from 1 through 5`."),
                    *(
                        (Repair("For dates, write a check of the rows below the columns:", check),)
                        if isinstance(value, tree.DateLit)
                        else ()
                    ),
                ),
            )
        return None

    return Limits(
        number(bounds.low),
        bounds.low_word != "above",
        number(bounds.high),
        bounds.high_word == "through",
        report.words(bounds.span),
    )


def _digits(currency: str | None) -> int:
    digits = digits_of(currency or "")
    return 2 if digits is None else digits
