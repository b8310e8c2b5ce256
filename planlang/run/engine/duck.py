"""A run's tables as files, written by DuckDB itself: rows never pass through Python."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from planlang.data.csvsql import line, text_cell
from planlang.data.outputs import Format
from planlang.data.write import TooLarge, not_written
from planlang.engines.sql.executors.base import Executor
from planlang.run.engine.select import Query, ResultColumn
from planlang.semantics.currencies import DIGITS

SORTED_ROWS = 200_000
"""A Parquet file with more rows than this is not put in order: that would cost more than paying."""

OPTIONS = "FORMAT parquet, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1, WRITE_BLOOM_FILTER false"
"""Keys hardly ever repeat, so dictionaries and filters of them would cost a third of the writing."""

_EPOCH = "DATE '0001-01-01'"
_NARROW_DIGITS, _WIDE_DIGITS = 18, 35
_MOST_WORDS = 1000


class DuckTable:
    """One table of a result, ready to be written; then ``count`` is how many rows it has."""

    def __init__(self, executor: Executor, connection: Any, query: Query) -> None:
        self.executor, self.connection, self.query, self.count = executor, connection, query, 0

    def write(self, path: Path, form: Format) -> None:
        """Writes the file.

        Amounts have 18 digits at most as a rule; only where they turn out to have more, it is asked which.
        """
        from planlang.duck import duckdb

        try:
            self._write(path, form, frozenset())
        except (duckdb.ConversionException, duckdb.OutOfRangeException):
            if not (wide := self._wide()):
                raise
            try:
                self._write(path, form, wide)
            except (duckdb.ConversionException, duckdb.OutOfRangeException):
                raise TooLarge(f"{path.name}: an amount has more than {_WIDE_DIGITS} digits") from None
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise not_written(error, path) from error

    def _write(self, path: Path, form: Format, wide: Collection[str]) -> None:
        order = f"\nORDER BY {', '.join(self.query.order)}" if form == "csv" or not self._many() else ""
        if form == "csv":
            self._csv(path, order, wide)
        else:
            self._parquet(path, order, wide)

    def _many(self) -> bool:
        """Whether there are too many rows to put them in order. It stops at the first that is too many, part by part."""
        left = SORTED_ROWS
        for part in self.query.parts or (self.query.sql,):
            some = f"SELECT 1 AS one FROM (\n{part}\n) AS result LIMIT {left + 1}"
            found = self.executor.fetch(f"SELECT count(*) AS n FROM ({some}) AS some_rows").rows
            left -= int(found[0][0] or 0)
            if left < 0:
                return True
        return False

    def _copy(self, select: str, path: Path, options: str) -> int:
        """Writes a query's rows; how many there were."""
        done = self.connection.execute(f"COPY ({select}) TO {_literal(str(path))} ({options})").fetchone()
        return int(done[0])

    def _parquet(self, path: Path, order: str, wide: Collection[str]) -> None:
        columns = ", ".join(f"{self._typed(column, wide)} AS {_quoted(column.name)}" for column in self.query.columns)
        text = f"SELECT {columns} FROM (\n{self.query.sql}\n) AS result{order}"
        self.count = self._copy(text, path, OPTIONS)

    def _typed(self, column: ResultColumn, wide: Collection[str]) -> str:
        """A column as it is written. What is an ENUM stays one: of texts that repeat, the file has a number for each row."""
        name = _quoted(column.name)
        if column.kind == "text":
            return f"{name}::ENUM({', '.join(map(_literal, column.words))})" if _enumerable(column.words) else name
        if column.kind == "date":
            return f"({_EPOCH} + ({name} - 1)::INTEGER)"
        return _decimal(name, column.digits, column.name in wide)

    def _wide(self) -> set[str]:
        """Amounts that need more than 18 digits."""
        money = [column.name for column in self.query.columns if column.kind == "money"]
        asked = ", ".join(f"max(abs({_quoted(name)})) AS m{n}" for n, name in enumerate(money)) or "0"
        found = self.executor.fetch(f"SELECT {asked} FROM (\n{self.query.sql}\n) AS result").rows[0]
        return {name for name, most in zip(money, found) if most is not None and int(most) >= 10**_NARROW_DIGITS}

    def _csv(self, path: Path, order: str, wide: Collection[str]) -> None:
        cells = line(self._cell(column, wide) for column in self.query.columns)
        header = ",".join(column.name for column in self.query.columns)
        text = f"SELECT {cells} AS line FROM (\n{self.query.sql}\n) AS result{order}"
        lines = f"SELECT {_literal(header)} AS line UNION ALL SELECT line FROM ({text})"
        self.count = self._copy(lines, path, "FORMAT csv, HEADER false, QUOTE '', ESCAPE ''") - 1

    def _cell(self, column: ResultColumn, wide: Collection[str]) -> str:
        name = _quoted(column.name)
        if column.kind == "money":
            amount = f"{_decimal(name, column.digits, column.name in wide)}::VARCHAR"
            return f"coalesce({amount if column.currency is None else self._own(amount, column)}, '')"
        if column.kind == "date":
            return f"coalesce(({_EPOCH} + ({name} - 1)::INTEGER)::VARCHAR, '')"
        return text_cell(name, column.words)

    def _own(self, amount: str, column: ResultColumn) -> str:
        """An amount as text with the decimals of its own currency, which it has no more of than that."""
        codes = next(one for one in self.query.columns if one.name == column.currency)
        cases = ""
        for code in codes.words:
            more = column.digits - DIGITS[code]
            if more:
                cut = more + (1 if DIGITS[code] == 0 else 0)
                cases += f" WHEN {_literal(code)} THEN left({amount}, -{cut})"
        return f"CASE {_quoted(codes.name)}{cases} ELSE {amount} END" if cases else amount


def _enumerable(words: tuple[str, ...]) -> bool:
    return 0 < len(words) <= _MOST_WORDS and not any("\0" in word for word in words)


def _decimal(name: str, digits: int, wide: bool) -> str:
    """Whole smallest units as a decimal, exactly: a product with 0.01, never a quotient."""
    most, spare = (38, 38 - digits) if wide else (18, 18)
    if digits == 0:
        return f"{name}::DECIMAL({most},0)"
    unit = "0." + "0" * (digits - 1) + "1"
    return f"({name}::DECIMAL({spare - 1 if wide else spare},0) * {unit})::DECIMAL({most},{digits})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
