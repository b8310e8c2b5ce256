"""Plans out of thin air: trees that the grammar allows, whether or not they mean anything.

Every tree is one that a parser could have built, so ``parse(format_plan(tree))`` must say the same. For plans that also
check and pay, use the strategies built on top of these.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from planlang.diagnostics.place import NOWHERE
from planlang.syntax import tree as t
from tests.strategies.plan_values import (
    CURRENCIES,
    KINDS,
    bare_names,
    bounds,
    columns,
    conditions,
    date_lits,
    decimals,
    literals,
    maybe,
    members,
    names,
    negatives,
    node,
    periods,
    points,
    row_words,
    rows,
    table_rows,
    texts,
    tuples,
    units,
    values,
    windows,
    words,
    years,
)

# --- lines ------------------------------------------------------------------------------------

value = values(2)
condition = conditions(2)
remainders = node(t.Remainder, kind=st.sampled_from(("largest", "first", "last"))) | node(
    t.Remainder, kind=st.just("column"), column=columns
)
remainders_of_people = (
    remainders
    | node(t.Remainder, kind=st.sampled_from(("first", "last")), by=tuples(values(1), 1, 2))
    | node(t.Remainder, kind=st.just("largest"), within=values(1))
    | node(t.Remainder, kind=st.just("last"), by=tuples(values(1), 1, 2), everyone=st.just(True))
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
        week_start=maybe(st.integers(0, 6)),
        fortnight=maybe(date_lits),
    ),
    node(
        t.CalendarLine,
        start_month=st.just(1),
        named=st.sampled_from((None, "start", "end")),
        weeks=week_counts,
        extra=extra_weeks,
        edge=year_edges,
        week_start=maybe(st.integers(0, 6)),
        fortnight=maybe(date_lits),
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
    node(t.Start, word=st.sampled_from(("pay", "start with", "take back")), value=value, once_for=maybe(row_words)),
    node(t.TakeBackAll, rule=bare_names),
    node(t.AddRules, names=tuples(bare_names, 1)),
    node(
        t.Change,
        word=st.sampled_from(("times", "plus", "minus")),
        value=value,
        when=maybe(condition),
        once_for=maybe(row_words),
    ),
    node(t.MinusPaid, window=maybe(windows(1)), whose=maybe(st.sampled_from(("participant", "everyone", "customer")))),
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
    node(t.Rounded, each=repeats, rounding=maybe(roundings), remainder=maybe(remainders_of_people)),
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
kept = {"name": names, "grain": grains, "opens": maybe(value), "lapses": maybe(st.integers(1, 60))}
balances = node(t.Balance, closes=st.none(), rest=st.none(), **kept) | node(
    t.Balance, closes=value, rest=maybe(st.just("forgiven")), **kept
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
    rounded=st.booleans(),
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
