"""The place where one column is compiled: its table, its operands, and the columns it needs to make."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from planlang.core import graph as g
from planlang.diagnostics.place import Span
from planlang.engines.sql import exact as x
from planlang.engines.sql.bounds import closer, of_quotient
from planlang.engines.sql.dialects.base import SqlType
from planlang.engines.sql.exact import Exact, Poly
from planlang.engines.sql.numbers import Arithmetic, Name, Num, Sql, fits, reads
from planlang.engines.sql.tables import Body
from planlang.engines.sql.values import Column, NotCompiled, Value

if TYPE_CHECKING:
    from planlang.engines.sql.compiler import Compiler

NUMBERS = frozenset({"money", "percent", "multiplier", "number", "count", "days"})
MANY = 4
"""A sum of more terms than this becomes a column of its own before it is used."""


def is_text(unit: g.Unit) -> bool:
    """Whether values of a unit are texts."""
    return unit.kind in ("text", "member", "row")


class Frame:
    """One column of one table, while it is compiled."""

    def __init__(self, compiler: Compiler, body: Body, column: g.Column | None = None) -> None:
        self.compiler, self.body, self.column = compiler, body, column
        self.dialect = compiler.dialect
        self.arithmetic: Arithmetic = compiler.arithmetic

    # --- operands -----------------------------------------------------------------------------

    def value(self, operand: g.Operand) -> Value:
        """What an operand is."""
        if isinstance(operand, g.Ref):
            return self.compiler.value(self.body.name, operand.column)
        return self.constant(operand)

    def own(self, column: str) -> Value:
        """A column of this table."""
        return self.compiler.value(self.body.name, column)

    def constant(self, const: g.Const) -> Value:
        """A value of the plan."""
        value = const.value
        if value is None:
            kind = "text" if is_text(const.unit) else "yes/no" if const.unit.kind == "yes/no" else "number"
            absent: SqlType = "text" if kind == "text" else "yes/no" if kind == "yes/no" else "narrow"
            return Value(kind, sql=(self.dialect.absent(absent),), absent=True)  # type: ignore[arg-type]
        if isinstance(value, bool):
            return Value("yes/no", sql=(self.dialect.yes_no(value),))
        if isinstance(value, str):
            return Value("text", sql=(self.dialect.text(value),))
        return Value("number", x.constant(Fraction(value)))

    # --- columns ------------------------------------------------------------------------------

    def define(
        self, hint: str, kind: SqlType, sql: Sql, low: int = 0, high: int = 0, *,
        absent: bool = False, window: bool = False, given: tuple[str, ...] | None = None, refers: str | None = None,
        costly: bool = False,
    ) -> Name:  # fmt: skip
        """A column of this text; the one that is there, if there is one."""
        known = self.body.made.get((sql, kind))
        if known is not None:
            return Name(known)
        name = self.compiler.names.new(hint)
        column = Column(
            name, self.body.name, kind, sql, low, high, absent, refers, window,
            reads(sql) if given is None else given,
            says=self.column.says if self.column else hint, place=self.column.place if self.column else None,
            costly=costly,
        )  # fmt: skip
        self.body.made[sql, kind] = name
        self.body.columns[name] = column
        self.compiler.columns[name] = column
        return Name(name)

    def number(self, hint: str, num: Num, *, absent: bool = False, window: bool = False) -> Name:
        """A column of an integer expression."""
        if len(num.sql) == 1 and isinstance(num.sql[0], Name):
            return num.sql[0]
        typed = self.arithmetic.typed(num)
        return self.define(
            hint, "wide" if num.wide else "narrow", typed.sql, num.low, num.high, absent=absent, window=window
        )

    def condition(self, hint: str, sql: Sql) -> Sql:
        """A condition as a column, so that it is worked out once."""
        if len(sql) == 1:
            return sql
        return (self.define(hint, "yes/no", sql),)

    @property
    def hint(self) -> str:
        """What the column at hand is called in the plan."""
        return self.column.name if self.column else "value"

    # --- numbers ------------------------------------------------------------------------------

    def num(self, top: Poly) -> Num:
        """A polynomial as an integer expression."""
        terms = []
        for names, factor in top.items():
            product: Num | None = None
            for name in names:
                product = self.atom(name) if product is None else self.arithmetic.times(product, self.atom(name))
            size = self.arithmetic.literal(abs(factor))
            terms.append((1 if factor > 0 else -1, size if product is None else self.arithmetic.times(product, size)))
        return closer(self.compiler, top, self.arithmetic.plus(terms))

    def atom(self, name: str) -> Num:
        """A column as an integer expression."""
        column = self.compiler.columns[name]
        return Num((Name(name),), column.low, column.high, column.kind == "wide")

    def absent(self, exact: Exact) -> bool:
        """Whether a value may be NULL."""
        return any(self.compiler.columns[name].absent for name in exact.columns)

    def top(self, exact: Exact, hint: str | None = None) -> Name | None:
        """The column that a value's top is, made if need be; ``None`` for a constant."""
        if not any(exact.top.keys() - {()}):
            return None
        return self.number(hint or self.hint, self.num(exact.top), absent=self.absent(exact))

    def single(self, exact: Exact, hint: str | None = None) -> Exact:
        """The same value with one column (times a constant) on top."""
        if len(exact.top) <= 1 and all(len(names) <= 1 for names in exact.top):
            return exact
        name = self.top(exact, hint)
        assert name is not None
        return x.reduced({(name.text,): 1}, exact.den, exact.divisors)

    def small(self, exact: Exact) -> Exact:
        """The same value; a long sum becomes a column."""
        return self.single(exact) if len(exact.top) > MANY else exact

    def positive(self, exact: Exact) -> Exact:
        """The same value over divisors that are above 0 in every row (in rows where one is 0: any value)."""
        columns = self.compiler.columns
        unsure = [name for name in exact.divisors if not columns[name].positive or columns[name].absent]
        if not unsure:
            return exact
        below = self.num({tuple(sorted(unsure)): 1})
        name = self.number(f"{self.hint} divisor", below, absent=any(columns[u].absent for u in unsure))
        size = max(abs(below.low), abs(below.high), 1)
        least = max(below.low, 1)  # also where it is absent: there nobody asks, and nothing may overflow
        one = self.arithmetic.literal(least)
        kind: SqlType = "wide" if below.wide else "narrow"
        if below.wide:
            one = self.arithmetic.widened(one)
        over = self.define(
            f"{self.hint} over", kind, ("(CASE WHEN ", name, " <> 0 THEN ", *self.size((name,), below.wide), " ELSE ", *self.typed(one), " END)"),
            least, size,
        )  # fmt: skip
        top = self.num(exact.top)
        flipped = self.arithmetic.plus([(-1, top)])
        bound = max(abs(top.low), abs(top.high))
        typed = self.arithmetic.typed(top)
        signed = self.define(
            f"{self.hint} signed", "wide" if top.wide else "narrow",
            ("(CASE WHEN ", name, " < 0 THEN ", *self.arithmetic.typed(flipped).sql, " ELSE ", *typed.sql, " END)"),
            -bound, bound, absent=self.absent(exact),
        )  # fmt: skip
        rest = [name for name in exact.divisors if name not in unsure]
        return Exact({(signed.text,): 1}, exact.den, tuple(sorted([*rest, over.text])))

    def bounds(self, exact: Exact) -> tuple[Fraction, Fraction]:
        """From where to where a value with positive divisors may go."""
        top = self.num(exact.top)
        least, most = exact.den, exact.den
        for name in exact.divisors:
            column = self.compiler.columns[name]
            least, most = least * max(column.low, 1), most * max(column.high, 1)
        low = Fraction(top.low, least if top.low < 0 else most)
        high = Fraction(top.high, least if top.high > 0 else most)
        closer = of_quotient(self.compiler, exact)
        return (low, high) if closer is None else (max(low, closer[0]), min(high, closer[1]))

    # --- partitions ---------------------------------------------------------------------------

    def partition(self, by: tuple[str, ...]) -> tuple[list[Sql], set[str]]:
        """The texts to partition by, and the columns that they are."""
        terms = self.keys(by)  # what is the same in every row divides nothing
        return terms, {name for term in terms for name in reads(term)}

    def key(self, value: Value, hint: str) -> Sql:
        """A value as one text to compare, group or order by; equal exactly when the values are."""
        if value.kind != "number":
            return value.sql
        exact = self.single(value.exact, hint)
        if exact.divisors:
            raise NotCompiled(f"{hint} is a quotient, and rows are found by it", self.place)
        if exact.constant is not None:
            return (self.dialect.integer(exact.top.get((), 0)),)
        ((names, factor),) = exact.top.items()
        if factor < 0:
            return (self.number(hint, self.num(exact.top)),)
        return (Name(names[0]),)

    def order(self, columns: tuple[str, ...], by: tuple[str, ...], descending: bool = False) -> list[Sql]:
        """Terms of ORDER BY; where no data check makes sure that they tell rows apart, the table's own order comes last."""
        from planlang.engines.sql.ops_tables import row_order

        terms = self.terms(columns, descending)
        return (
            terms
            if self.checked(columns, by)
            else [*terms, *(term for term in row_order(self, descending) if term not in terms)]
        )

    def checked(self, order: tuple[str, ...], by: tuple[str, ...]) -> bool:
        """Whether a data check makes sure that an order tells the rows of a partition apart."""
        return any(
            check.table == self.body.name and set(check.by) <= set(by) and set(check.order) <= set(order)
            for check in self.compiler.graph.orders
        )

    def terms(self, columns: tuple[str, ...], descending: bool = False) -> list[Sql]:
        """Columns as terms of ORDER BY."""
        from planlang.engines.sql.digits import order

        values = [(self.own(column), column) for column in columns]
        terms = [self.term(key, value, descending) for value, column in values for key in order(self, value, column)]
        return [term for term in terms if reads(term)]

    def keys(self, columns: tuple[str, ...]) -> list[Sql]:
        """Columns as texts to put rows together by; those that are the same in every row are left out."""
        from planlang.engines.sql.digits import order

        return [key for column in columns for key in order(self, self.own(column), column) if reads(key)]

    def term(self, key: Sql, value: Value, descending: bool = False) -> Sql:
        """One term of ORDER BY."""
        pieces = self.dialect.ordered("\0", value.kind == "text", value.absent, descending).split("\0")
        return (pieces[0], *key, pieces[1])

    def window(self, by: list[Sql], order: list[Sql], rows: str = "") -> Sql:
        """``OVER (…)``."""
        from planlang.engines.sql.values import listed

        parts: list[str | Name] = ["OVER ("]
        if by:
            parts += ["PARTITION BY ", *listed(by)]
        if order:
            parts += [" " if by else "", "ORDER BY ", *listed(order)]
            parts += [f" {rows}" if rows else ""]
        return (*(part for part in parts if part != ""), ")")

    def decided(self, name: str, by: set[str]) -> bool:
        """Whether a column is the same in all rows that are alike in ``by``."""
        todo, seen = [name], set[str]()
        while todo:
            one = todo.pop()
            if one in by or one in seen:
                continue
            seen.add(one)
            column = self.compiler.columns[one]
            if column.given is None or column.window:
                return False
            todo.extend(column.given)
        return True

    def flat(self, value: Value, by: set[str], what: str) -> tuple[Exact, tuple[str, ...]]:
        """A number without its divisors, and the divisors, which must be the same in the whole partition."""
        exact = self.positive(value.exact)
        for name in exact.divisors:
            if not self.decided(name, by):
                raise NotCompiled(
                    f"{what} adds up quotients with different divisors ({self.compiler.columns[name].says})", self.place
                )
        return Exact(exact.top, exact.den), exact.divisors

    @property
    def place(self) -> Span | None:
        """Where the plan says what is compiled."""
        return self.column.place if self.column else None

    def total(self, sql: Sql, wide: bool, over: Sql = ()) -> Sql:
        """``sum`` over a group or a window."""
        pieces = self.dialect.total("\0", wide, "\1" if over else "")
        before, after = pieces.split("\0")
        if not over:
            return (before, *sql, after)
        middle, end = after.split("\1")
        return (before, *sql, middle, *over, end)

    def fits(self, low: int, high: int, sql: Sql) -> bool:
        """Whether 64 bits are enough for what is made of ``sql``; refuses what 128 can't hold."""
        self.arithmetic.check(low, high, sql)
        return fits(low, high)

    def size(self, sql: Sql, wide: bool) -> Sql:
        """A number without its sign."""
        parts: list[str | Name] = []
        for number, piece in enumerate(self.dialect.size("\0", wide).split("\0")):
            parts += [*sql, piece] if number else [piece]
        return tuple(parts)

    def typed(self, num: Num) -> Sql:
        """An integer expression that has its type by itself."""
        return self.arithmetic.typed(num).sql

    def summed(self, num: Num) -> tuple[int, int]:
        """From where to where a sum over rows of this table may go."""
        rows = max(self.body.rows, 1)
        return min(num.low, 0) * rows, max(num.high, 0) * rows
