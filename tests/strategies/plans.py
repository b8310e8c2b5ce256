"""Plans out of thin air: trees that the grammar allows, whether or not they mean anything.

Every tree is one that a parser could have built, so ``parse(format_plan(tree))`` must say the same. For plans that also
check and pay, use the strategies built on top of these.
"""

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

UNITS = ("day", "month", "quarter", "half", "year")
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
durations = node(t.DurationLit, count=st.integers(1, 400), unit=st.sampled_from(("day", "month", "year")))
text_lits = node(t.TextLit, value=texts)
yes_no = node(t.YesNoLit, value=st.booleans())
columns = node(t.Column, parts=tuples(words, 2, 3))
rows = node(t.Column, parts=st.tuples(row_words))
bare_names = node(t.Name, name=names)
counted_names = node(t.Name, name=names, counting=st.sampled_from((None, "counting", "not counting")))
literals = st.one_of(numbers, money, date_lits, periods, durations, text_lits, yes_no)
members = st.one_of(bare_names, text_lits, yes_no)
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
        node(t.Window, kind=st.just("last"), unit=st.sampled_from(("day", "month", "year")), count=st.integers(1, 99)),
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
            running=st.just(False),
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
        node(t.OneOf, left=value, members=tuples(members, 1), negated=st.booleans()),
        node(t.Known, value=value, known=st.booleans()),
        node(
            t.WithinDays, left=value, duration=durations, direction=st.sampled_from(("after", "before")), anchor=value
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


# --- lines ------------------------------------------------------------------------------------

value = values(2)
condition = conditions(2)
remainders = node(t.Remainder, kind=st.sampled_from(("largest", "last"))) | node(
    t.Remainder, kind=st.just("column"), column=columns
)
MODES = (None, "half-even", "half-away", "half-toward", "half-up", "half-down", "cut", "raised", "ceiling", "floor")
roundings = node(t.Rounding, unit=decimals(), currency=maybe(st.sampled_from(CURRENCIES)), mode=st.sampled_from(MODES))
grains = st.one_of(
    node(t.Grain, kind=st.just("credit"), name=names),
    node(t.Grain, kind=st.just("row"), name=st.sampled_from(("deal", "team")), each=maybe(units)),
    node(t.Grain, kind=st.just("participant"), each=maybe(units)),
    node(t.Grain, kind=st.just("participant"), once_on=date_lits),
    node(t.Grain, kind=st.just("plan"), each=maybe(units)),
)
week_counts = st.sampled_from((None, (4, 4, 5), (4, 5, 4), (5, 4, 4)))
extra_weeks = maybe(st.integers(1, 12))
year_edges = st.one_of(
    node(
        t.YearEdge,
        edge=st.sampled_from(("start", "end")),
        rule=st.sampled_from(("first", "last")),
        weekday=st.integers(0, 6),
        month=st.integers(1, 12),
        day=st.just(0),
    ),
    node(
        t.YearEdge,
        edge=st.sampled_from(("start", "end")),
        rule=st.just("nearest"),
        weekday=st.integers(0, 6),
        month=st.integers(1, 12),
        day=st.integers(1, 28),
    ),
)
header_lines = st.one_of(
    node(t.CurrencyLine, code=st.sampled_from(CURRENCIES)),
    node(
        t.CalendarLine,
        start_month=st.integers(1, 12),
        named=st.sampled_from((None, "start", "end")),
        weeks=week_counts,
        extra=extra_weeks,
        edge=st.none(),
    ),
    node(
        t.CalendarLine,
        start_month=st.just(1),
        named=st.sampled_from((None, "start", "end")),
        weeks=week_counts,
        extra=extra_weeks,
        edge=year_edges,
    ),
    node(t.CoversLine, start=date_lits, end=date_lits),
    node(t.FollowsLine, end=date_lits),
    node(t.RoundingLine, rounding=roundings),
    node(t.CorrectionsLine, unit=units, rules_of=st.sampled_from(("open", "closed")), rules_unit=units),
    node(t.ClauseLine, heading=texts, text=texts),
    node(t.JurisdictionLine, places=st.lists(texts, min_size=1, max_size=3).map(tuple)),
)
PLAIN_TYPES = ("number", "percent", "fraction", "multiplier", "count", "date", "text", "month", "quarter", "year")
column_types = st.one_of(
    node(t.ColumnType, kind=st.sampled_from((*PLAIN_TYPES, "yes/no"))),
    node(t.ColumnType, kind=st.just("money"), per=maybe(units)),
    node(t.ColumnType, kind=st.just("money"), currency=st.sampled_from(CURRENCIES), per=maybe(units)),
    node(t.ColumnType, kind=st.just("money"), currency_column=tuples(words, 2, 2), per=maybe(units)),
    node(t.ColumnType, kind=st.just("one-of"), members=tuples(bare_names, 1)),
    node(t.ColumnType, kind=st.just("row"), row=row_words),
)
data_lines = st.one_of(
    node(
        t.ColumnDecl,
        name=words,
        type=column_types,
        key=st.booleans(),
        optional=st.booleans(),
        header=maybe(texts),
        reads=tuples(node(t.Reads, text=texts, value=members), most=2),
        bounds=maybe(bounds()),
    ),
    node(t.RejectUnless, each=maybe(row_words), condition=condition),
)
datas = node(
    t.Data,
    name=st.sampled_from(("deals", "splits", "participants")),
    row=row_words,
    file=maybe(texts),
    valid=maybe(st.tuples(words, words)),
    dated=maybe(words),
    one_for=maybe(tuples(row_words | units, 1)),
    lines=tuples(data_lines),
)
whens = node(t.When, condition=condition)
dateds = node(t.Dated, value=value)
people = st.one_of(columns, rows, bare_names)
credit_lines = st.one_of(
    whens,
    node(t.To, kind=st.just("person"), value=value),
    node(t.To, kind=st.just("manager"), value=people, on=maybe(value)),
    node(
        t.To,
        kind=st.just("managers"),
        value=people,
        on=maybe(value),
        levels=maybe(st.integers(1, 9)),
        once_for=maybe(row_words),
    ),
    node(t.To, kind=st.just("every"), value=st.none(), where=condition),
    node(
        t.AmountLine,
        word=st.sampled_from(("amount", "quota credit")),
        value=value,
        rounded=st.booleans(),
        remainder=maybe(remainders),
    ),
    dateds,
    node(t.Ordered, keys=tuples(value, 1)),
)
credits = node(t.Credit, name=names, grain=grains, lines=tuples(credit_lines))
gathers = node(t.Gathers, name=names, sources=tuples(bare_names, 1), keys=tuples(value))
excesses = node(t.Excess, kind=st.sampled_from(("lost", "forgiven"))) | node(
    t.Excess, kind=st.sampled_from(("kept", "owed")), balance=bare_names
)
repeats = maybe(units | row_words | st.just("slice"))
steps = st.one_of(
    whens,
    node(t.Start, word=st.sampled_from(("pay", "start with", "take back")), value=value),
    node(t.TakeBackAll, rule=bare_names),
    node(t.AddRules, names=tuples(bare_names, 1)),
    node(t.Change, word=st.sampled_from(("times", "plus", "minus")), value=value, when=maybe(condition)),
    node(t.MinusPaid, window=maybe(windows(1))),
    node(
        t.Limit,
        word=st.sampled_from(("at most", "at least")),
        value=value,
        whose=st.sampled_from((None, "participant", "everyone", "customer")),
        each=maybe(units | row_words),
        order=st.sampled_from((None, "in credit order", "in proportion")),
        excess=maybe(excesses),
        when=maybe(condition),
    ),
    node(t.OnlyIf, condition=condition, otherwise=maybe(value), held_in=st.none()),
    node(t.OnlyIf, condition=condition, otherwise=st.none(), held_in=bare_names),
    node(t.Rounded, each=repeats, rounding=maybe(roundings), remainder=maybe(remainders)),
    dateds,
    node(t.IfNegative, answer=st.just("carried"), unit=units),
    node(t.IfNegative, answer=st.sampled_from(("collected", "forgiven")), unit=st.none()),
    node(
        t.ConvertsTo,
        into=st.just("GBP") | columns,
        table=st.just("fx"),
        on=maybe(points(1)),
        rounded=st.booleans(),
    ),
    node(
        t.Settle,
        word=st.sampled_from(("repay", "release")),
        balance=bare_names,
        when=maybe(condition),
        limit=maybe(value),
    ),
    node(t.Paid, share=maybe(value), on=value),
    node(
        t.Paid,
        share=maybe(value),
        on=st.none(),
        parts=st.integers(1, 2000),
        each=units,
        after=value,
        remainder=maybe(remainders),
    ),
    node(
        t.Paid,
        share=st.none(),
        on=st.none(),
        proportion_field=words | st.just("quota_credit"),
        proportion_of=names | st.just("invoices"),
        whole=maybe(columns),
    ),
)
heads: dict[str, Any] = {
    "kind": st.sampled_from(KINDS),
    "name": names,
    "name_span": st.just(NOWHERE),
    "title": maybe(texts),
    "grain": maybe(grains),
}
rules = node(t.Rule, value=value, steps=st.just(()), **heads) | node(
    t.Rule, value=st.none(), steps=tuples(steps, 1), **heads
)
balances = node(t.Balance, name=names, grain=grains, opens=maybe(value), closes=st.none(), rest=st.none()) | node(
    t.Balance, name=names, grain=grains, opens=maybe(value), closes=value, rest=maybe(st.just("forgiven"))
)
payouts = node(t.Payout, each=maybe(units), by_credit_date=st.booleans(), steps=tuples(steps))

# --- examples, tests, files -------------------------------------------------------------------

cells = st.one_of(st.none(), literals, negatives, bare_names)
givens = node(
    t.Given,
    row=row_words,
    columns=tuples(words),
    rows=tuples(node(t.GridRow, cells=tuples(cells, 1, 4))),
)
record_keys = words | names | st.just("d1") | st.just("17") | st.just("Ana Lee")
expects = node(
    t.Expect,
    subject=maybe(bare_names),
    paid=st.booleans(),
    participant=maybe(record_keys),
    on=maybe(record_keys),
    period=maybe(periods | years),
    value=value,
) | node(t.ExpectRejected, text=texts)
examples = node(t.Example, title=texts, givens=tuples(givens), expects=tuples(expects))
promises = (
    node(t.Promise, title=texts, rising=columns, each=st.none(), condition=st.none())
    | node(t.Promise, title=texts, rising=st.none(), each=maybe(row_words), condition=condition)
    | node(t.Promise, title=texts, rising=st.none(), each=st.just("credit"), condition=condition, credit=names)
    | node(
        t.Promise,
        title=texts,
        rising=st.none(),
        each=st.none(),
        condition=st.none(),
        about=st.sampled_from(("most", "least", "budget")),
        bound=value,
    )
    | node(
        t.Promise,
        title=texts,
        rising=st.none(),
        each=st.none(),
        condition=st.none(),
        about=st.sampled_from(("order", "names", "sums")),
    )
)
table_decls = node(t.TableDecl, name=names, rows=table_rows(1))
items = st.one_of(
    header_lines, datas, credits, gathers, rules, rules, rules, table_decls, balances, payouts, examples, promises
)
plans = node(t.Plan, name=names, title=maybe(texts), items=tuples(items, most=5))
amends = node(
    t.Amend,
    name=names,
    start=date_lits,
    by=columns | node(t.PeriodEdge, edge=st.sampled_from(("first", "last")), unit=units, of=st.none()),
    running=st.sampled_from((None, "go on", "start again")),
    items=tuples(items | node(t.Remove, name=names), most=3),
)
defaults = node(
    t.Defaults,
    title=maybe(texts),
    items=tuples(
        node(t.CurrencyLine, code=st.just("USD"))
        | node(t.IfNegative, answer=st.sampled_from(("collected", "forgiven")), unit=st.none()),
        most=3,
    ),
)
files = node(
    t.PlanFile, items=tuples(st.one_of(node(t.Use, path=texts), plans, plans, amends, defaults, items), most=3)
)

# --- by hand ----------------------------------------------------------------------------------


def rule_of(value: Any, kind: str, name: str, title: str | None = None, grain: t.Grain | None = None) -> t.Rule:
    """``measure M = value``."""
    return t.Rule(NOWHERE, t.NO_TRIVIA, kind, name, NOWHERE, title, grain, value, ())


def promise_of(condition: Any) -> t.Promise:
    """``test "t": condition``."""
    return t.Promise(NOWHERE, t.NO_TRIVIA, "t", None, None, condition)


def file_of(*items: t.Statement) -> t.PlanFile:
    """A file with one plan of these declarations."""
    return t.PlanFile(NOWHERE, (t.Plan(NOWHERE, t.NO_TRIVIA, "P", None, items),))


# --- comments ---------------------------------------------------------------------------------

trivias = st.lists(st.sampled_from(("", "lead", "trail", "lead trail", "blank", "blank lead", "tail")), max_size=40)
"""What to hang on the statements of a tree, one after the other; see ``dressed``."""


def dressed(tree: t.PlanFile, choices: list[str]) -> tuple[t.PlanFile, list[str]]:
    """The tree with numbered comments (``c1c``) on its statements and in its blocks, and all of them."""
    said: list[str] = []
    rest = iter(choices)

    def comment() -> str:
        said.append(f"c{len(said)}c")
        return said[-1]

    def dress(item: Any) -> Any:
        if isinstance(item, tuple):
            return tuple(dress(part) for part in item)
        if not isinstance(item, t.Node):
            return item
        changes = {name: dress(getattr(item, name)) for name in item._fields if name != "span"}
        choice = next(rest, "")
        if isinstance(item, t.Statement):
            lead = (comment(), comment()) if "lead" in choice else ()
            trail = comment() if "trail" in choice else None
            changes["trivia"] = t.Trivia(lead, trail, "blank" in choice)
        if "tail" in changes and choice == "tail" and getattr(item, "using", None) is None and _is_block(item):
            changes["tail"] = (comment(),)
        return type(item)(span=item.span, **changes)

    return dress(tree), said


def _is_block(item: Any) -> bool:
    return not (isinstance(item, t.Rule) and item.value is not None)
