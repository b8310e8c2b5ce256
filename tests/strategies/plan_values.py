"""Values, conditions and tables out of thin air, of which ``plans`` makes whole plans."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from planlang.diagnostics.place import NOWHERE
from planlang.syntax import tree as t

T = TypeVar("T")
Values = SearchStrategy[Any]

UNITS = ("day", "week", "fortnight", "month", "quarter", "half", "year")
CURRENCIES = ("USD", "EUR", "JPY", "KWD")
KINDS = ("measure", "quota", "commission", "bonus", "spiff", "override", "clawback", "salary")

WORDS = ("deal", "split", "amount", "to", "rate", "quota", "closed", "id", "owner", "first_year", "x", "p2", "team")
"""Column and row names, some of which are also words of the language."""
ROW_NAMES = ("deal", "split", "participant", "team", "policy")


def node(cls: type[T], *args: Any, **fields: Any) -> SearchStrategy[T]:
    """A node that stands nowhere; statements also without comments."""
    trivia = {"trivia": st.just(t.NO_TRIVIA)} if issubclass(cls, t.Statement) else {}
    given = {**trivia, **fields}
    return _quiet(lambda: st.builds(cls, st.just(NOWHERE), *args, **given), cls.__name__)


def _quiet(make: Callable[[], SearchStrategy[T]], name: str) -> SearchStrategy[T]:
    """A strategy with a short name: hypothesis would else print all of them, nested, while it draws."""
    made = lru_cache(make)

    def drawn(draw: st.DrawFn) -> T:
        return draw(made())

    drawn.__name__ = name
    return st.composite(drawn)()


def by_depth(make: Callable[[int], SearchStrategy[T]]) -> Callable[[int], SearchStrategy[T]]:
    """One strategy for each depth, made when it is first drawn from."""
    return lru_cache(lambda depth: _quiet(lambda: make(depth), make.__name__))


def maybe(strategy: SearchStrategy[T]) -> SearchStrategy[T | None]:
    """It, or nothing."""
    return st.none() | strategy


def tuples(strategy: SearchStrategy[T], least: int = 0, most: int = 3) -> SearchStrategy[tuple[T, ...]]:
    """A few."""
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


words = st.sampled_from(WORDS)
row_words = st.sampled_from(ROW_NAMES)
units = st.sampled_from(UNITS)
names = st.sampled_from(("Base", "Bookings", "Rates", "X", "New", "Renewal", "HU2", "SG", "USDx", "A_b", "Team"))
plain_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp"), exclude_characters='"'), max_size=12
)
texts = (
    st.sampled_from(("", "Amount (USD)", "# not a comment", "{", "}", "a, b", "yes", "d1", "and", "=")) | plain_texts
)
dates = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))
counts = st.integers(0, 2_000)


@st.composite
def decimals(draw: st.DrawFn) -> Decimal:
    """Numbers as plans write them, trailing zeros and all."""
    places = draw(st.integers(0, 4))
    return Decimal(draw(st.integers(0, 10 ** draw(st.integers(0, 11))))).scaleb(-places)


# --- values -----------------------------------------------------------------------------------

numbers = node(t.NumberLit, value=decimals(), unit=st.sampled_from(("number", "percent", "multiplier")))
money = node(t.MoneyLit, value=decimals(), currency=st.sampled_from(CURRENCIES))
date_lits = node(t.DateLit, value=dates)
periods = st.one_of(
    node(t.PeriodLit, year=st.integers(1990, 2100), unit=st.just("quarter"), index=st.integers(1, 4)),
    node(t.PeriodLit, year=st.integers(1990, 2100), unit=st.just("half"), index=st.integers(1, 2)),
    node(t.PeriodLit, year=st.integers(1990, 2100), unit=st.just("month"), index=st.integers(1, 12)),
    node(
        t.PeriodLit,
        year=st.integers(1990, 2100),
        unit=st.just("month"),
        index=st.integers(1, 12),
        of_weeks=st.just(True),
    ),
)
years = node(t.PeriodLit, year=st.integers(1990, 2100), unit=st.just("year"), index=st.just(1))
durations = node(t.DurationLit, count=st.integers(1, 400), unit=st.sampled_from(("day", "week", "month", "year")))
text_lits = node(t.TextLit, value=texts)
yes_no = node(t.YesNoLit, value=st.booleans())
columns = node(t.Column, parts=tuples(words, 2, 3))
rows = node(t.Column, parts=st.tuples(row_words))
bare_names = node(t.Name, name=names)
counted_names = node(t.Name, name=names, counting=st.sampled_from((None, "counting", "not counting")))
literals = st.one_of(numbers, money, date_lits, periods, durations, text_lits, yes_no)
members = st.one_of(bare_names, text_lits, yes_no)
listed = st.one_of(members, numbers, money, date_lits, periods)
negatives = node(t.Negate, value=literals)
key_values = st.one_of(numbers, money, date_lits, periods, durations, columns, bare_names, negatives)
refused = node(t.Refused)


@by_depth
def points(depth: int) -> Values:
    """Days, as ``on`` and ``from`` take them."""
    simple = st.one_of(date_lits, columns, rows, bare_names)
    return simple if depth <= 0 else simple | values(depth - 1)


@by_depth
def windows(depth: int) -> SearchStrategy[t.Window]:
    """Every kind of window."""
    day = points(depth)
    return st.one_of(
        node(t.Window, kind=st.just("in"), unit=units),
        node(t.Window, kind=st.just("through"), unit=units, inner=units),
        node(t.Window, kind=st.just("previous"), unit=units),
        node(
            t.Window,
            kind=st.just("last"),
            unit=st.sampled_from(("day", "week", "fortnight", "month", "year")),
            count=st.integers(1, 99),
        ),
        node(t.Window, kind=st.just("same"), unit=units, inner=units),
        node(t.Window, kind=st.just("plan")),
        node(t.Window, kind=st.just("row"), row=row_words),
        node(t.Window, kind=st.just("anniversary"), start=day),
        node(t.Window, kind=st.just("between"), start=day, end=day),
        node(t.Window, kind=st.just("on"), start=day),
    )


@by_depth
def aggregates(depth: int) -> SearchStrategy[t.Aggregate]:
    """Totals and their relatives."""
    shared: dict[str, Any] = {
        "owner": st.sampled_from((None, "participant", "everyone", "team")),
        "source": names | st.sampled_from(("deals", "quotas", "splits")),
        "source_span": st.just(NOWHERE),
        "window": maybe(windows(depth - 1)),
        "where": maybe(conditions(depth - 1)) if depth > 0 else st.none(),
        "counting": st.sampled_from((None, None, "counting", "not counting")),
    }
    fields = words | st.just("quota_credit")
    over = st.sampled_from(("total", "count", "highest", "lowest", "average"))
    return st.one_of(
        node(t.Aggregate, function=over, running=st.booleans(), paid=st.just(False), field=maybe(fields), **shared),
        node(t.Aggregate, function=over, running=st.booleans(), paid=st.just(True), field=st.none(), **shared),
        node(
            t.Aggregate,
            function=st.just("count"),
            running=st.booleans(),
            paid=st.just(False),
            field=st.none(),
            different=columns,
            **shared,
        ),
        node(
            t.Aggregate, function=st.just("only"), running=st.just(False), paid=st.just(False), field=fields, **shared
        ),
    )


@by_depth
def ranked(depth: int) -> SearchStrategy[t.Ranked]:
    """Which credits compete for places."""
    rows = node(
        t.Aggregate,
        function=st.just("count"),
        running=st.just(True),
        paid=st.just(False),
        field=st.none(),
        owner=st.sampled_from((None, "participant", "everyone", "team")),
        source=names | st.just("deals"),
        source_span=st.just(NOWHERE),
        window=maybe(windows(depth)),
        where=st.none(),
        counting=st.just("counting"),
    )
    return node(t.Ranked, rows=rows, which=st.sampled_from((None, "all", "above")))


@by_depth
def values(depth: int) -> Values:
    """Any value, tables included."""
    leaves = st.one_of(literals, columns, rows, counted_names)
    if depth <= 0:
        return leaves
    inner = values(depth - 1)
    day = points(depth - 1)
    ends = st.sampled_from(("highest", "lowest"))
    calculations = st.one_of(
        node(t.Negate, value=inner),
        node(t.Binary, op=st.sampled_from("+-*/"), left=inner, right=inner),
        node(t.Of, share=inner, whole=inner),
        node(t.Choice, value=inner, condition=conditions(depth - 1), otherwise=inner),
        node(t.Fallback, value=inner, otherwise=inner),
        node(t.LowerHigher, which=st.sampled_from(("lower", "higher")), values=tuples(inner, 2)),
        node(t.PartOf, value=inner, above=inner, up_to=maybe(inner)),
        node(t.PartOf, value=inner, above=st.none(), up_to=inner),
        aggregates(depth),
        node(t.Converted, value=inner, currency=st.sampled_from(CURRENCIES), table=words, on=day),
        node(t.DaysOf, working=st.booleans(), unit=units, start=st.none(), end=st.none()),
        node(t.DaysOf, working=st.booleans(), unit=maybe(units), start=day, end=day),
        node(t.PeriodEdge, edge=st.sampled_from(("first", "last")), unit=units, of=maybe(day)),
        node(t.PeriodHere, unit=st.sampled_from(("month", "quarter", "half"))),
        node(t.DayNumber, value=day),
        node(t.ServiceMonth, full=st.just(False), since=day, first=maybe(st.integers(0, 1))),
        node(t.ServiceMonth, full=st.just(True), since=day, first=st.none()),
        node(
            t.Place,
            by=inner,
            among=maybe(ranked(depth - 1)),
            first=ends,
            within=maybe(inner),
            ties=st.sampled_from(PLACE_TIES),
            broken=st.none(),
        ),
        node(
            t.Place,
            by=inner,
            among=maybe(ranked(depth - 1)),
            first=ends,
            within=maybe(inner),
            ties=st.just("broken by"),
            broken=node(t.TieBreak, by=inner, first=st.sampled_from(TIE_ENDS)),
        ),
    )
    return st.one_of(leaves, calculations, calculations, tables(depth - 1))


PLACE_TIES = ("take the better place", "take the worse place", "take the next place")
TIE_ENDS = (None, "highest", "lowest", "earliest", "latest")
PRIZE_TIES = ("split the prizes of the places they fill", "all get the better prize")
MISSING = (None, "refused", "count as zero", "spread their weight")

# --- conditions -------------------------------------------------------------------------------

RELATIONS = ("is", "is not", "is at least", "is at most", "is above", "is below", "is after", "is before")


@by_depth
def conditions(depth: int) -> Values:
    """Any condition."""
    value = values(depth - 1)
    ranges = node(
        t.Bounds,
        low_word=st.sampled_from(("from", "above", "after")),
        low=value,
        high_word=st.sampled_from(("below", "through", "before")),
        high=value,
    )
    simple = st.one_of(
        node(t.Compare, left=value, relation=st.sampled_from(RELATIONS), right=value),
        node(t.Between, left=value, bounds=ranges),
        node(t.OneOf, left=value, members=tuples(listed, 1), negated=st.booleans()),
        node(t.Known, value=value, known=st.booleans()),
        node(
            t.WithinDays,
            left=value,
            duration=durations,
            direction=st.sampled_from(("after", "before")),
            anchor=value,
            negated=st.booleans(),
        ),
    )
    if depth <= 0:
        return simple
    inner = conditions(depth - 1)
    return simple | node(t.Junction, word=st.sampled_from(("and", "or")), parts=tuples(inner, 2))


# --- tables -----------------------------------------------------------------------------------


@st.composite
def bounds(draw: st.DrawFn) -> t.Bounds:
    """Bounds as keys: at least one side."""
    low_word = draw(st.sampled_from((None, "from", "above", "after")))
    high_words = ("below", "through", "before")
    high_word = draw(st.sampled_from(high_words if low_word is None else (None, *high_words)))
    low = draw(key_values) if low_word else None
    high = draw(key_values) if high_word else None
    return t.Bounds(NOWHERE, low_word, low, high_word, high)


@by_depth
def keys(depth: int) -> Values:
    """Any key."""
    plain_points = st.one_of(numbers, money, date_lits, periods, durations, columns, negatives)
    return st.one_of(
        bounds(),
        bounds(),
        node(t.Point, at=st.just(True), value=key_values),
        node(t.Point, at=st.just(False), value=plain_points),
        node(t.Members, values=tuples(members, 1)),
        node(t.Otherwise),
        node(t.WhenKey, condition=conditions(depth)),
    )


@by_depth
def table_rows(depth: int) -> SearchStrategy[tuple[t.Row, ...]]:
    """The rows of a table."""
    return tuples(node(t.Row, key=keys(depth), value=values(depth) | refused))


@by_depth
def tables(depth: int) -> Values:
    """Any table."""
    by = values(depth)
    given: dict[str, Any] = {"by": by, "rows": table_rows(depth), "using": st.none()}
    on = node(t.Using, name=st.just("rate_cards"), data=st.just(True), on=maybe(points(depth)))
    used: dict[str, Any] = {"by": by, "rows": st.just(()), "using": node(t.Using, name=names) | on}
    ends = st.sampled_from(("highest", "lowest"))
    application = st.sampled_from((None, "slice", "reached"))
    beyond = st.sampled_from((None, "flat", "go on", "refused"))
    return st.one_of(
        node(t.Tiers, application=application, **given),
        node(t.Tiers, application=application, **used),
        node(t.Curve, beyond=beyond, **given),
        node(t.Curve, beyond=beyond, **used),
        node(t.TableBy, **given),
        node(t.TableBy, **used),
        matrices(depth),
        node(t.Match, kind=st.sampled_from(("first", "highest", "every")), rows=table_rows(depth)),
        node(t.Weighted, missing=st.sampled_from(MISSING), rows=table_rows(depth)),
        node(
            t.Places,
            by=by,
            among=maybe(ranked(depth)),
            first=ends,
            within=maybe(by),
            ties=st.sampled_from(PRIZE_TIES),
            broken=st.none(),
            rows=table_rows(depth),
        ),
        node(
            t.Places,
            by=by,
            among=maybe(ranked(depth)),
            first=ends,
            within=maybe(by),
            ties=st.just("broken by"),
            broken=node(t.TieBreak, by=by, first=st.sampled_from(TIE_ENDS)),
            rows=table_rows(depth),
        ),
    )


@by_depth
def matrices(depth: int) -> SearchStrategy[t.Matrix]:
    """Matrices, square or not."""
    corners = st.sampled_from((None, ("Growth", "Margin"), ("service.product", "down")))
    return node(
        t.Matrix,
        down=values(depth),
        across=values(depth),
        corner=corners,
        columns=tuples(keys(depth), 1),
        rows=tuples(node(t.MatrixRow, key=keys(depth), cells=tuples(values(depth) | refused, 1))),
        header_trivia=st.just(t.NO_TRIVIA),
    )
