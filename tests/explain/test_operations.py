"""Every operation of the graph: its explanation verifies, and keeps to the schema."""

from __future__ import annotations

import json
import random
from fractions import Fraction

import jsonschema
import pytest

from planlang.core import graph as g
from planlang.explain.document import render, schema
from planlang.explain.verify import digest_of, verify, verify_text
from planlang.slotted import evolve
from tests.explain import ae
from tests.explain.worlds import World, by_hand

R, USD, COUNT, DATE, YES_NO = g.Ref, ae.USD, ae.COUNT, ae.DATE, ae.YES_NO
DAYS, QUARTER, YEAR, MONTH = g.Unit("days"), g.Unit("quarter"), g.Unit("year"), g.Unit("month")


def const(value: object, unit: g.Unit) -> g.Const:
    return g.Const(Fraction(value) if isinstance(value, (int, str)) and unit.kind not in ("member",) else value, unit)  # type: ignore[arg-type]


CENT, ZERO = const("0.01", USD), const(0, USD)
BY, ORDER = ("to", "quarter"), ("closed", "id")
BIG = g.Compare(R("amount"), ">", const(15000, USD))

OPERATIONS: dict[str, tuple[g.Unit, g.Op]] = {
    "is big": (YES_NO, BIG),
    "exclusive": (USD, g.Running(R("amount"), BY, ORDER, False, "is big")),
    "inclusive": (USD, g.Running(R("amount"), BY, ORDER, True, "is big")),
    "flow": (USD, g.Add(((1, R("amount")), (-1, const(60000, USD))))),
    "floor": (USD, g.Level(R("flow"), const(-5000, USD), "floor", BY, ORDER)),
    "some floor": (USD, g.Level(R("flow"), ZERO, "floor", BY, ORDER, "is big")),
    "cap": (USD, g.Level(R("flow"), const(12000, USD), "cap", BY, ORDER)),
    "previous": (USD, g.Previous(R("amount"), BY, ORDER)),
    "previous big": (USD, g.Previous(R("amount"), BY, ORDER, "is big")),
    "brought on": (USD, g.Fold("carried on", const(250, USD), BY, ORDER)),
    "carried on": (USD, g.Add(((1, R("brought on")), (1, R("amount"))))),
    "least": (USD, g.Extreme("least", (R("amount"), const(20000, USD)))),
    "greatest": (USD, g.Extreme("greatest", (R("amount"), const(20000, USD)))),
    "of three": (USD, g.Extreme("greatest", (R("amount"), ZERO, const(-3, USD)))),
    "within": (USD, g.Within(R("flow"), const(30000, USD), BY, ORDER)),
    "band": (COUNT, g.Band(R("amount"), (g.Edge(const(5000, USD), True), g.Edge(const(20000, USD), False), g.Edge(const(90000, USD), True)))),
    "cut open": (USD, g.Cut(ZERO, R("amount"), None, const(7000, USD))),
    "cut falls": (USD, g.Cut(R("amount"), ZERO, const(7000, USD), None)),
    "cut all": (USD, g.Cut(ZERO, R("flow"), None, None)),
    "third": (g.Unit("number"), g.Ratio(R("amount"), const(30000, USD))),
    "one of": (YES_NO, g.OneOf(R("product"), (const("New", g.Unit("member")), const("Upsell", g.Unit("member"))))),
    "known": (YES_NO, g.IsKnown(R("boss"))),
    "either": (YES_NO, g.Logic("or", (R("one of"), R("is big")))),
    "neither": (YES_NO, g.Logic("not", (R("either"),))),
    "no constant": (YES_NO, g.Compare(R("product"), "!=", const("New", g.Unit("member")))),
    "largest": (USD, g.Allocate(R("exact"), const(7, USD), "half-away", ("deal",), None, "largest", ("to",))),
    "last": (USD, g.Allocate(R("exact"), CENT, "cut", ("deal",), None, "last", ("to",))),
    "year": (YEAR, g.OnCalendar("within", (R("quarter"),), "quarter", "year")),
    "next": (QUARTER, g.OnCalendar("shift", (R("quarter"), const(1, COUNT)), "quarter")),
    "after": (DATE, g.OnCalendar("add_days", (R("closed"), const(30, DAYS)))),
    "month after": (DATE, g.OnCalendar("add_months", (R("closed"), const(1, COUNT)))),
    "between": (DAYS, g.OnCalendar("days_between", (R("closed"), R("after")))),
    "both": (DAYS, g.OnCalendar("days_both", (R("after"), R("closed")))),
    "day number": (COUNT, g.OnCalendar("day_of_month", (R("closed"),))),
    "months": (COUNT, g.OnCalendar("month_number", (R("closed"), R("month after")))),
    "month": (MONTH, g.OnCalendar("period", (R("closed"),), "month")),
    "month end": (DATE, g.OnCalendar("last_day", (R("month"),), "month")),
    "in next": (YES_NO, g.Compare(R("next"), "==", R("quarter"))),
    "in year": (YES_NO, g.Compare(R("year"), ">=", R("year"))),
    "at end": (YES_NO, g.Compare(R("month end"), "<", R("closed"))),
    "count": (COUNT, g.Total("count", "Bookings", None, (("to", R("to")),), None, "is big")),
    "highest": (USD, g.Total("highest", "Bookings", "amount", (("to", R("to")),))),
    "lowest": (USD, g.Total("lowest", "Bookings", "amount", (("to", R("to")),))),
    "average": (USD, g.Total("average", "Bookings", "amount", (("to", R("to")),))),
    "only": (USD, g.Total("only", "Bookings", "amount", (("row", R("row")),), ("closed", R("closed"), None))),
    "named": (g.Unit("text"), g.Same(R("row"))),
    "is named": (YES_NO, g.Compare(R("named"), "==", R("row"))),
    "not there": (USD, g.Lookup("participants", (("id", R("product")),), "quota", None, "none")),
    "found": (YES_NO, g.IsKnown(R("not there"))),
    "levels": (COUNT, g.Total("total", "above", "level", (("to", R("to")),))),
    "above": (COUNT, g.Total("count", "above", None, (("to", R("to")),), None, "is boss")),
    **{
        f"rounded {mode}": (USD, g.Round(R("flow"), const(7, USD), mode))  # type: ignore[arg-type]
        for mode in ["half-even", "half-away", "half-toward", "half-up", "half-down", "cut", "raised", "ceiling", "floor"]
    },
}  # fmt: skip


OPS = frozenset(schema()["$defs"]["step"]["properties"]["op"]["enum"])


def as_number(name: str, unit: g.Unit) -> g.Op:
    if unit.kind == "yes/no":
        return g.Choose(((R(name), const(1, COUNT)),), ZERO)
    if name == "not there" or unit.kind in ("date", "month", "quarter", "year", "text"):
        return g.Choose(((R("is big"), ZERO),), ZERO)
    return g.Same(R(name))


def world() -> World:
    """The hand-made plan with a column of each operation, all of them added to what is paid."""
    small = by_hand()
    graph = ae.graph()
    table = graph.tables["Bookings"]
    made: list[str] = []
    row = g.Unit("row")
    rolled = {
        "to": (row, g.Carried("to")), "level": (COUNT, g.Reached("level")), "person": (row, g.Reached("person")),
        "through": (row, g.Reached("through")), "is boss": (YES_NO, g.Compare(R("person"), "!=", R("through"))),
    }  # fmt: skip
    graph.tables["above"] = g.Table(
        "above",
        g.RollUp("Bookings", None, "to", "closed", "participants", "id", "manager", None, None),
        "credit and manager",
        {name: g.Column(name, op, unit, f"what {name} is", "key") for name, (unit, op) in rolled.items()},
    )
    for name, (unit, op) in OPERATIONS.items():
        table.columns[f"{name}"] = g.Column(name, op, unit, f"what {name} makes", "amount")
        made.append(f"{name} as number")
        table.columns[made[-1]] = g.Column(made[-1], as_number(name, unit), USD, f"{name} as a number", "amount")
    table.columns["all"] = g.Column("all", g.Add(tuple((1, R(name)) for name in made)), USD, "all of it", "amount")
    payout = graph.tables["payout"]
    base = payout.columns["Base"].op
    assert isinstance(base, g.Total)
    payout.columns["Base"] = payout.columns["Base"].but(op=base.but(value="all"))
    components = tuple(c.but(result="all") if c.name == "Base" else c for c in graph.components)
    return evolve(small, graph=evolve(graph, components=components))


@pytest.mark.parametrize("who", ["Ana", "Cy"])
def test_every_operation_is_explained_and_verified(who: str) -> None:
    here = world()
    found = here.explain(who)
    document = here.document(found)
    assert list(jsonschema.Draft202012Validator(schema()).iter_errors(document)) == []
    assert verify_text(render(document), here.texts, here.files, here.digest) == []
    ops = {step.op for step in found.steps}
    assert not OPS - ops


def test_every_result_changed_is_found() -> None:
    """Another result of any one step, with everything that only repeats it changed too, is not what its inputs give."""
    here = world()
    document = here.document(here.explain("Ana"))
    steps = list(enumerate(document["steps"]))
    for index, step in random.Random(3).sample(steps, 60):
        if step["result"]["unit"]["kind"] != "money" or step["result"]["value"] is None:
            continue
        forged = json.loads(json.dumps(document))
        result = forged["steps"][index]["result"]
        old, new = result["shown"], f"{Fraction(result['value']) + 1:}"
        if "/" in new or "…" in old:
            continue
        result["value"] = new
        plain = f"{int(new):,}.00"
        result["shown"] = f"{plain} USD"
        forged["steps"][index]["formula"] = step["formula"].rpartition(" = ")[0] + f" = {plain}"
        for later in forged["steps"]:
            for found in later["inputs"]:
                if found["from"].get("step") == step["id"]:
                    found.update(value=new, shown=f"{plain} USD")
        forged["digest"] = digest_of(forged)
        assert any(problem.startswith(step["id"]) for problem in verify(forged)), step["id"]
