"""Times the interpreter on a hand-built graph of the account-executive plan's shape, and each operation by itself.

python benchmarks/interpreter_ops.py [ROWS]
"""

from __future__ import annotations

import random
import sys
import time
from collections import defaultdict
from fractions import Fraction
from typing import Any

from planlang.core import graph as g
from planlang.core.calendar import FiscalCalendar
from planlang.core.dataset import Dataset, RecordData
from planlang.core.records import ColumnSpec, RecordSpec
from planlang.core.values import Values
from planlang.diagnostics.place import NOWHERE
from planlang.engines.interpreter import Evaluator, check_data

MONEY, NUMBER, PERCENT = g.Unit("money", "USD", 2), g.Unit("number"), g.Unit("percent")
TEXT, DATE, FLAG, QUARTER, MEMBER = (g.Unit(kind) for kind in ("text", "date", "yes/no", "quarter", "member"))
DAY = 739252  # 2025-01-01


def data(rows: int) -> Dataset:
    """Deals with one or two splits each, 130 splits a person."""
    rng = random.Random(7)
    people = max(rows // 130, 2)
    names = [f"p{i:05d}" for i in range(people)]
    deals = rows * 10 // 13
    owners: list[tuple[int, str, int, bool]] = []
    for deal in range(deals):
        first, second = rng.sample(names, 2)
        if rng.random() < 0.3:
            share = rng.choice((5000, 3333, 7000))
            owners += [(deal, first, share, True), (deal, second, 10000 - share, False)]
        else:
            owners.append((deal, first, 10000, True))
    ids = [f"d{i:07d}" for i in range(deals)]

    def record(name: str, ids: list[str], **columns: Values) -> RecordData:
        spec = RecordSpec(name, name[:-1], tuple(ColumnSpec(c, "text", c) for c in columns), ("id",))
        return RecordData(spec, dict(columns), ids, list(range(2, len(ids) + 2)), f"{name}.csv")

    return {
        "people": record(
            "people", names, id=Values(names),
            quota=Values([rng.randrange(10, 90) * 1000000 for _ in names], 100),
            variable=Values([rng.randrange(5, 30) * 100000 for _ in names], 100),
        ),
        "deals": record(
            "deals", ids, id=Values(ids), closed=Values([DAY + rng.randrange(90) for _ in ids]),
            product=Values([rng.choice(("New", "Renewal", "Upsell")) for _ in ids]),
            amount=Values([rng.randrange(1000, 900000) for _ in ids], 100),
        ),
        "splits": record(
            "splits", [f"{ids[d]} / {who}" for d, who, _, _ in owners], deal=Values([ids[d] for d, *_ in owners]),
            to=Values([who for _, who, *_ in owners]), share=Values([s for _, _, s, _ in owners], 10000),
            primary=Values([p for *_, p in owners]),
        ),
    }  # fmt: skip


def const(value: str | int, unit: g.Unit = NUMBER) -> g.Const:
    return g.Const(value if unit in (TEXT, MEMBER, DATE) else Fraction(value), unit)


def table(name: str, rows: g.Input | g.Derive | g.Spine, **columns: tuple[g.Op, g.Unit]) -> g.Table:
    return g.Table(name, rows, name, {
        column: g.Column(column, op, unit, column, "measure", place=NOWHERE) for column, (op, unit) in columns.items()
    })  # fmt: skip


def ae_graph() -> g.Graph:
    """Splits, credits by payee and quarter, tiers by attainment, a capped base, a spiff, an override and a payout."""
    r = g.Ref
    cent = const("0.01", MONEY)
    calendar = FiscalCalendar()
    quarter = calendar.period("quarter", DAY)
    people = table("people", g.Input("people"), id=(g.Cell("id"), TEXT), quota=(g.Cell("quota"), MONEY),
                   variable=(g.Cell("variable"), MONEY))  # fmt: skip
    deals = table("deals", g.Input("deals"), id=(g.Cell("id"), TEXT), closed=(g.Cell("closed"), DATE),
                  product=(g.Cell("product"), MEMBER), amount=(g.Cell("amount"), MONEY))  # fmt: skip
    deal = (("id", r("deal")),)
    splits = table(
        "splits", g.Input("splits"), deal=(g.Cell("deal"), TEXT), to=(g.Cell("to"), TEXT),
        share=(g.Cell("share"), PERCENT), primary=(g.Cell("primary"), FLAG),
        total_share=(g.Total("total", "splits", "share", (("deal", r("deal")),)), PERCENT),
        whole=(g.Compare(r("total_share"), "==", const(1, PERCENT)), FLAG),
        amount=(g.Lookup("deals", deal, "amount"), MONEY), closed=(g.Lookup("deals", deal, "closed"), DATE),
        product=(g.Lookup("deals", deal, "product"), MEMBER),
        exact=(g.Multiply((r("share"), r("amount"))), MONEY),
        credit=(g.Allocate(r("exact"), cent, "half-even", ("deal",), "primary", "column", ("to",)), MONEY),
        row=(g.RowId(), TEXT),
    )  # fmt: skip
    who = (("id", r("to")),)
    order: dict[str, Any] = {"by": ("to", "quarter"), "order": ("closed", "deal")}
    bounds = ("0", "0.5", "1", "1.5")
    rates = ("0.5", "1", "1.5", "2")
    tiers: dict[str, tuple[g.Op, g.Unit]] = {}
    for i, (low, rate) in enumerate(zip(bounds, rates)):
        high = const(bounds[i + 1]) if i < 3 else None
        tiers[f"part{i}"] = (g.Cut(r("before"), r("after"), const(low) if i else None, high), PERCENT)
        tiers[f"of{i}"] = (g.Choose(((r("moves"), r(f"ratio{i}")),), const(0)), NUMBER)
        tiers[f"ratio{i}"] = (g.Ratio(r(f"part{i}"), r("move")), NUMBER)
        tiers[f"slice{i}"] = (g.Multiply((r("times"), r(f"of{i}"), const(rate))), MONEY)
        tiers[f"cents{i}"] = (g.Round(r(f"slice{i}"), cent, "half-even"), MONEY)
    credits = table(
        "credits", g.Derive("splits", None),
        **{name: (g.Carried(name), unit) for name, unit in
           (("deal", TEXT), ("to", TEXT), ("closed", DATE), ("product", MEMBER), ("credit", MONEY), ("row", TEXT))},
        quarter=(g.OnCalendar("period", (r("closed"),), "quarter"), QUARTER),
        quota=(g.Lookup("people", who, "quota"), MONEY), variable=(g.Lookup("people", who, "variable"), MONEY),
        sum_before=(g.Running(r("credit"), **order, inclusive=False), MONEY),
        sum_after=(g.Running(r("credit"), **order, inclusive=True), MONEY),
        before=(g.Ratio(r("sum_before"), r("quota")), PERCENT), after=(g.Ratio(r("sum_after"), r("quota")), PERCENT),
        move=(g.Add(((1, r("after")), (-1, r("before")))), PERCENT),
        moves=(g.Compare(r("move"), "!=", const(0)), FLAG),
        rate=(g.Ratio(r("variable"), r("quota")), NUMBER), times=(g.Multiply((r("credit"), r("rate"))), MONEY),
        **tiers,
        earned=(g.Add(tuple((1, r(f"cents{i}")) for i in range(4))), MONEY),
        cap=(g.Multiply((const(3), r("variable"))), MONEY),
        base=(g.Within(r("earned"), r("cap"), **order), MONEY),
        lost=(g.Add(((1, r("base")), (-1, r("earned")))), MONEY),
        is_new=(g.Compare(r("product"), "==", const("New", MEMBER)), FLAG),
        late=(g.Compare(r("closed"), ">=", const(DAY + 40, DATE)), FLAG),
        early=(g.Compare(r("closed"), "<=", const(DAY + 53, DATE)), FLAG),
        spiffs=(g.Logic("and", (r("is_new"), r("late"), r("early"))), FLAG),
        spiff_exact=(g.Multiply((const("0.02"), r("credit"))), MONEY),
        spiff_cents=(g.Round(r("spiff_exact"), cent, "half-even"), MONEY),
        spiff_due=(g.Choose(((r("spiffs"), r("spiff_cents")),), const(0, MONEY)), MONEY),
        spiff=(g.Within(r("spiff_due"), const(5000, MONEY), **order), MONEY),
    )  # fmt: skip
    match = (("to", r("who")), ("quarter", r("quarter")))
    payout = table(
        "payout", g.Spine("people", "quarter", quarter, quarter), who=(g.SpineKey("person"), TEXT),
        quarter=(g.SpineKey("period"), QUARTER), base=(g.Total("total", "credits", "base", match), MONEY),
        spiff=(g.Total("total", "credits", "spiff", match), MONEY),
        pay=(g.Add(((1, r("base")), (1, r("spiff")))), MONEY),
    )  # fmt: skip
    tables = {t.name: t for t in (people, deals, splits, credits, payout)}
    checks = (g.DataCheck("splits", "whole", "shares are 100%", NOWHERE),)
    orders = (g.OrderCheck("credits", ("to", "quarter"), ("closed", "deal"), NOWHERE, "credits"),)
    return g.Graph("AE", "AE", "USD", 2, calendar, (DAY, DAY + 89), (), tables, (), (), (), None, checks, orders)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 130_000
    graph, dataset = ae_graph(), data(rows)
    evaluator = Evaluator(graph, dataset)
    spent: defaultdict[str, list[float]] = defaultdict(list)
    start = time.process_time()
    for name, of in graph.tables.items():
        pending = list(of.columns)
        for column in pending:
            began = time.process_time()
            evaluator.column(name, column)
            spent[type(of.columns[column].op).__name__].append(time.process_time() - began)
            if len(sys.argv) > 2:
                print(f"{name}.{column:12} {(time.process_time() - began) * 1000:8.1f} ms")
    total = time.process_time() - start
    began = time.process_time()
    assert not check_data(evaluator)
    checked = time.process_time() - began
    columns = sum(len(of.columns) for of in graph.tables.values())
    print(f"{evaluator.count('credits'):,} credits, {columns} columns: {total:.2f} s, checks {checked:.2f} s")
    for op, times in sorted(spent.items(), key=lambda item: -sum(item[1])):
        print(f"  {op:12} {len(times):3} columns  {sum(times) / len(times) * 1000:8.1f} ms each")
    began = time.process_time()
    lazy = Evaluator(graph, dataset)
    lazy.value("payout", "pay", 0)
    print(f"one payout from scratch {time.process_time() - began:.3f} s, {sum(lazy.evaluated().values()):,} cells")


if __name__ == "__main__":
    main()
