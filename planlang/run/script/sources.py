"""From plain typed tables to the integers that compiled queries read; and what must hold of them, as queries."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from planlang.core.calendar import DAYS, MONTHS, FiscalCalendar
from planlang.core.records import NUMERIC, PERIODS, ColumnSpec
from planlang.engines.sql.dialects.base import Dialect
from planlang.engines.sql.inputs import ColumnFacts, column_type
from planlang.run.script.assumptions import ID, Named
from planlang.run.script.plain import Plain


class Sources:
    """The input tables of one script."""

    def __init__(self, dialect: Dialect, tables: Sequence[Named], calendar: FiscalCalendar) -> None:
        self.dialect, self.tables, self.calendar = dialect, tables, calendar
        self.plain = Plain(dialect)
        self.by_record = {table.record.name: table for table in tables}

    # --- what a plain table holds -------------------------------------------------------------

    def described(self, table: Named) -> list[str]:
        """A line for each column of the plain table: its name, its type, and what is assumed of it."""
        columns = table.facts.columns
        return [f"{self._quoted(spec.header)} {self._type(spec, columns[spec.name])}{_said(spec, columns[spec.name])}"
                for spec in table.record.columns]  # fmt: skip

    def _type(self, spec: ColumnSpec, facts: ColumnFacts) -> str:
        if spec.kind in NUMERIC:
            return self.plain.decimal_type(_places(spec, facts))
        if spec.kind == "date":
            return "DATE"
        if spec.kind == "yes/no" and not spec.reads:
            return self.dialect.types["yes/no"]
        return self.dialect.types["text"]

    # --- conversion ---------------------------------------------------------------------------

    def view(self, table: Named) -> str:
        """The statement that makes the input relation of a plain table."""
        items = []
        for spec in table.record.columns:
            facts = table.facts.columns[spec.name]
            items.append((self._value(spec, facts), facts.sql, self._comment(spec, facts)))
        if table.facts.id == ID:
            items.append((self._identity(table), ID, self.dialect.comment("what tells the rows apart")))
        lines = [
            f"    {text} AS {self._quoted(name)}{',' if number < len(items) - 1 else ''}  {said}"
            for number, (text, name, said) in enumerate(items)
        ]
        select = "SELECT\n" + "\n".join(lines) + f"\nFROM {self._quoted(table.source)}"
        return self.plain.view(table.facts.relation, select)

    def _value(self, spec: ColumnSpec, facts: ColumnFacts) -> str:
        column = self._quoted(spec.header)
        if spec.kind in NUMERIC:
            return self.plain.whole(column, _factor(spec, facts), column_type(facts) == "wide")
        if spec.kind == "date":
            return self.plain.day_number(column)
        if spec.kind in PERIODS:
            return self._period(spec.kind, column)
        reads = dict(spec.reads)
        if "" in reads:
            column = f"coalesce({column}, '')"
        if spec.kind == "yes/no":
            if not reads:
                return column
            cases = {"yes": "yes", "no": "no", **reads}
            found = [f"WHEN {self._text(k)} THEN {self.dialect.yes_no(v == 'yes')}" for k, v in cases.items()]
            return f"CASE {column} {' '.join(found)} END"
        if reads:
            found = [f"WHEN {self._text(old)} THEN {self._text(new)}" for old, new in reads.items()]
            return f"CASE {column} {' '.join(found)} ELSE {column} END"
        return column

    def _period(self, unit: str, column: str) -> str:
        """A period's number from how people write it, ``2025-Q1`` (see ``FiscalCalendar.numbered``), or from its first day."""
        if unit in DAYS:
            return self.dialect.quotient(self._days(unit, column), str(DAYS[unit]), False)
        zero = self.calendar.numbered(unit, 0, 1) - 1  # type: ignore[arg-type]
        narrow = self.dialect.types["narrow"]
        year = f"CAST(substr({column}, 1, 4) AS {narrow}) * {12 // MONTHS[unit]}"
        if unit == "year":
            return f"({year} + {zero + 1})"
        start, length = (7, 1) if unit != "month" else (7, 2) if self.calendar.months_of_weeks else (6, 2)
        return f"({year} + CAST(substr({column}, {start}, {length}) AS {narrow}) + ({zero}))"

    def _days(self, unit: str, column: str) -> str:
        """How many days a date is after the first day of week 0, or of fortnight 0."""
        first = self.calendar.first_day(unit, 0)  # type: ignore[arg-type]
        return f"({self.plain.day_number(column)} + {-first})"

    def _identity(self, table: Named) -> str:
        record = table.record
        if not record.identity:
            order = ", ".join(self._quoted(spec.header) for spec in record.columns)
            return f"lpad(CAST(row_number() OVER (ORDER BY {order}) AS {self.dialect.types['text']}), 10, '0')"
        parts: list[str] = []
        for name in record.identity:
            part = self._shown(record.by_name[name], table.facts.columns[name])
            parts += [self._text(" / "), part] if parts else [part]
        return self.dialect.concatenated(*parts) if len(parts) > 1 else parts[0]

    def _shown(self, spec: ColumnSpec, facts: ColumnFacts) -> str:
        """How a cell is written in an identity."""
        column = self._quoted(spec.header)
        if spec.kind == "date" or spec.kind in DAYS:
            text = self.plain.day_text(column)
        elif spec.kind in NUMERIC:
            text = f"CAST({column} AS {self.dialect.types['text']})"
        elif spec.kind == "yes/no":
            value = self._value(spec, facts)
            text = f"CASE WHEN {value} THEN 'yes' WHEN NOT {value} THEN 'no' END"
        else:
            text = column if spec.kind in PERIODS else self._value(spec, facts)
        return f"coalesce({text}, 'none')" if spec.optional else text

    def _comment(self, spec: ColumnSpec, facts: ColumnFacts) -> str:
        line = f"line {spec.place.line}: " if spec.place is not None else ""
        what = {"week": "weeks", "fortnight": "fortnights"}
        what |= {"date": "day number", "month": "months", "quarter": "quarters", "half": "halves", "year": "years"}
        kind = what.get(spec.kind, spec.kind)
        over = f" over {facts.den:,}" if facts.den != 1 else ""
        return self.dialect.comment(f"{line}{spec.name}, {kind}{over}")

    # --- what must hold -----------------------------------------------------------------------

    def check(self) -> str:
        """A query that finds what is wrong with the input tables: what, and in how many rows."""
        parts = [part for table in self.tables for part in self._parts(table)]
        inner = "\nUNION ALL\n".join(parts)
        return f"SELECT wrong, count(*) AS found FROM (\n{inner}\n) AS doubts\nWHERE wrong IS NOT NULL\nGROUP BY wrong"

    def _parts(self, table: Named) -> list[str]:
        relation, word = self._quoted(table.facts.relation), table.record.name
        identity = self._quoted(table.facts.id)
        twice = self._text(f"{word}: a row is there twice")
        found = [f"SELECT {twice} AS wrong FROM {relation} GROUP BY {identity} HAVING count(*) > 1"]
        many = self._text(f"{word}: more rows than are assumed")
        found.append(
            f"SELECT {many} FROM (SELECT count(*) AS n FROM {relation}) AS counted WHERE n > {table.facts.rows}"
        )
        rows: list[tuple[str, str]] = []
        plain: list[tuple[str, str]] = []
        for spec in table.record.columns:
            facts = table.facts.columns[spec.name]
            column = self._quoted(facts.sql)
            rows += [(f"{word}.{spec.name}: {what}", where) for what, where in self._doubts(spec, facts, column)]
            if spec.kind in NUMERIC:
                scaled = self.plain.scaled(self._quoted(spec.header), _factor(spec, facts))
                plain.append((f"{word}.{spec.name}: more decimals than are read", f"{scaled} <> round({scaled})"))
            if spec.kind in DAYS:
                over = self.dialect.remainder(self._days(spec.kind, self._quoted(spec.header)), str(DAYS[spec.kind]))
                plain.append((f"{word}.{spec.name}: not the first day of a {spec.kind}", f"{over} <> 0"))
            other = self.by_record.get(spec.row or "") if spec.kind == "row" else None
            if other is not None:
                there, here = f"there.{self._quoted(other.facts.id)}", f"here.{column}"
                found.append(
                    f"SELECT {self._text(f'{word}.{spec.name}: no such row of {other.record.name}')} FROM {relation} AS here "
                    f"LEFT JOIN {self._quoted(other.facts.relation)} AS there ON {there} = {here} "
                    f"WHERE {here} IS NOT NULL AND {there} IS NULL"
                )
        for cases, source in ((rows, relation), (plain, self._quoted(table.source))):
            if cases:
                lines = "\n".join(f"    WHEN {where} THEN {self._text(what)}" for what, where in cases)
                found.append(f"SELECT CASE\n{lines}\n    END FROM {source}")
        return found

    def _doubts(self, spec: ColumnSpec, facts: ColumnFacts, column: str) -> list[tuple[str, str]]:
        found = []
        if not facts.absent:
            found.append(("no value", f"{column} IS NULL"))
        if facts.low is not None and facts.high is not None:
            low, high = self.dialect.plain(facts.low), self.dialect.plain(facts.high)
            found.append(("outside of what is assumed", f"{column} < {low} OR {column} > {high}"))
        elif spec.kind in NUMERIC or spec.kind in PERIODS or spec.kind == "date":  # the data at hand has none
            found.append(("outside of what is assumed", f"{column} IS NOT NULL"))
        if spec.kind == "one-of":
            members = ", ".join(self._text(member) for member in spec.members)
            found.append(("no such member", f"{column} NOT IN ({members})"))
        return found

    def _quoted(self, name: str) -> str:
        return self.dialect.quoted(name)

    def _text(self, text: str) -> str:
        return self.dialect.text(text)


def _factor(spec: ColumnSpec, facts: ColumnFacts) -> int:
    """What a plain number is multiplied with: ``60`` of a per cent column is 60 over 100."""
    factor, rest = divmod(facts.den, 100 if spec.kind == "percent" else 1)
    assert not rest and factor, "a per cent column is read over 100 at least"
    return factor


def _places(spec: ColumnSpec, facts: ColumnFacts) -> int:
    return len(str(_factor(spec, facts))) - 1


def _said(spec: ColumnSpec, facts: ColumnFacts) -> str:
    """Bounds, spellings and what a column is for, in words."""
    parts = []
    if spec.kind == "percent":
        parts.append("60 is 60%")
    if spec.kind in DAYS:
        parts.append(f"the first day of a {spec.kind}")
    elif spec.kind in PERIODS:
        parts.append(f"a {spec.kind}, as planlang writes it")
    if spec.kind == "row":
        parts.append(f"a row of {spec.row}")
    if spec.kind in NUMERIC and facts.low is not None and facts.high is not None:
        low, high = (_plainly(number, _factor(spec, facts)) for number in (facts.low, facts.high))
        parts.append(f"from {low} through {high}")
    if facts.absent:
        parts.append("may be absent")
    if spec.reads and spec.kind not in ("text", "one-of", "row", "yes/no"):
        parts.append("with the plan's `reads` already applied")
    return f" ({'; '.join(parts)})" if parts else ""


def _plainly(number: int, factor: int) -> str:
    value = Decimal(number) / factor
    return f"{value:,.{len(str(factor)) - 1}f}".removesuffix(".00") if factor > 1 else f"{number:,}"
