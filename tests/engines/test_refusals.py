"""Data that can't be paid: every offending row, with its place in the file and the plan's words."""

from __future__ import annotations

from typing import Any

import pytest

from planlang.compile import compile_text
from planlang.core import graph as g
from planlang.core.dataset import Dataset
from planlang.core.values import Values
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.place import DataPlace, Span
from planlang.engines.interpreter import Evaluator, Refusal, check_data
from planlang.testing.examples import Outcome, examples_of, run_example

from .build import (
    DATE,
    FLAG,
    MONEY,
    NUMBER,
    PERCENT,
    TEXT,
    col,
    const,
    day,
    graph,
    input_table,
    numbers,
    one_table,
    record,
    ref,
    span,
    table,
)  # fmt: skip


def refusal(graph: g.Graph, data: Dataset, table: str, column: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(Refusal) as caught:
        Evaluator(graph, data).column(table, column)
    for diagnostic in caught.value.diagnostics:
        assert sum(label.primary for label in diagnostic.labels) == 1
        assert any(isinstance(label.place, Span) for label in diagnostic.labels)
    return caught.value.diagnostics


def lines(found: tuple[Diagnostic, ...]) -> list[int | None]:
    return [d.primary.row if isinstance(d.primary, DataPlace) else None for d in found]


def test_division_by_zero_names_every_row_and_the_cell() -> None:
    op = g.Ratio(ref("x"), ref("quota"))
    made, data = one_table(col("attained", op), x=(MONEY, [1, 2, 3]), quota=(MONEY, [0, 5, 0]))
    found = refusal(made, data, "rows", "attained")
    assert [d.rule for d in found] == ["divided-by-zero"] * 2
    assert found[0].primary == DataPlace("rows.csv", 2, "QUOTA", "0.00 USD")
    assert lines(found) == [2, 8]
    assert "r0" in found[0].message and "quota is 0" in found[0].message


def test_a_constant_divided_by_a_looked_up_zero_names_the_cell_of_the_other_file() -> None:
    people = record("people", ["ana", "bo"], {"id": TEXT, "quota": MONEY},
                    {"id": Values(["ana", "bo"]), "quota": numbers([0, 1])})  # fmt: skip
    units = {"id": TEXT, "quota": MONEY}
    deals = record("deals", ["d1", "d2"], {"who": TEXT}, {"who": Values(["bo", "ana"])})
    quota = g.Lookup("people", (("id", ref("who")),), "quota")
    made = graph(
        input_table(people, units),
        input_table(deals, {"who": TEXT}),
        table("credits", g.Derive("deals", None), col("who", g.Carried("who"), TEXT), col("quota", quota, MONEY),
              col("part", g.Ratio(const(1), ref("quota")))),
        data={"people": people, "deals": deals},
    )  # fmt: skip
    found = refusal(made, {"people": people, "deals": deals}, "credits", "part")
    assert [d.primary for d in found] == [DataPlace("people.csv", 2, "QUOTA", "0.00 USD")]
    assert "d2" in found[0].message


def test_a_refused_branch_says_the_plans_words_and_the_value() -> None:
    made, data = one_table(
        col("big", g.Compare(ref("x"), ">=", const(10, MONEY)), FLAG),
        col("rate", g.Choose(((ref("big"), None),), const(1), "from 10 USD is refused")), x=(MONEY, [1, 12, 10]),
    )  # fmt: skip
    found = refusal(made, data, "rows", "rate")
    assert [d.rule for d in found] == ["reached-refused-row"] * 2
    assert [d.primary for d in found] == [
        DataPlace("rows.csv", 5, "X", "12.00 USD"), DataPlace("rows.csv", 8, "X", "10.00 USD")
    ]  # fmt: skip
    assert "from 10 USD is refused" in found[0].message
    assert found[0].labels[0].text == "x is 12.00 USD"


def test_otherwise_refused() -> None:
    made, data = one_table(
        col("big", g.Compare(ref("x"), ">=", const(10)), FLAG), col("rate", g.Choose(((ref("big"), const(1)),), None)),
        x=(NUMBER, [1, 12]),
    )  # fmt: skip
    assert lines(refusal(made, data, "rows", "rate")) == [2]


def test_at_most_200_rows_are_named_and_the_last_counts_them() -> None:
    made, data = one_table(col("attained", g.Ratio(const(1), ref("x"))), x=(NUMBER, [0] * 1234))
    found = refusal(made, data, "rows", "attained")
    assert len(found) == 200
    assert "1,234" in found[-1].notes[0]


def dated(rows: list[tuple[str, int, int | None]], on: list[int]) -> tuple[g.Graph, Dataset]:
    rates = record("rates", [f"q{i}" for i in range(len(rows))], {"who": TEXT, "since": DATE, "until": DATE, "x": NUMBER}, {
        "who": Values([r[0] for r in rows]), "since": Values([r[1] for r in rows]),
        "until": Values([r[2] for r in rows]), "x": numbers(list(range(len(rows)))),
    })  # fmt: skip
    deals = record("deals", [f"d{i}" for i in range(len(on))], {"who": TEXT, "on": DATE},
                   {"who": Values(["ana"] * len(on)), "on": Values(on)})  # fmt: skip
    data = {"rates": rates, "deals": deals}
    op = g.Lookup("rates", (("who", ref("who")),), "x", (ref("on"), "since", "until"))
    may = g.Lookup("rates", (("who", ref("who")),), "x", (ref("on"), "since", "until"), "none")
    return graph(
        input_table(rates, {"who": TEXT, "since": DATE, "until": DATE, "x": NUMBER}),
        input_table(deals, {"who": TEXT, "on": DATE}, col("rate", op), col("may", may)), data=data,
    ), data  # fmt: skip


def test_a_dated_look_up_holds_from_its_first_day_through_its_last() -> None:
    jan, feb = day("2025-01-01"), day("2025-02-01")
    made, data = dated([("ana", jan, feb - 1), ("ana", feb, None), ("bo", 1, None)], [jan, feb - 1, feb, feb + 9999])
    assert Evaluator(made, data).column("deals", "rate").items == [0, 0, 1, 1]


def test_a_dated_look_up_without_a_row_and_with_two() -> None:
    jan = day("2025-01-01")
    made, data = dated([("ana", jan, jan + 10), ("ana", jan + 10, jan + 20)], [jan, jan + 10, jan - 1, jan + 21])
    found = refusal(made, data, "deals", "rate")
    assert [d.rule for d in found] == ["not-one-row"] and lines(found) == [5]  # several first: data is wrong
    assert "2025-01-11" in found[0].message
    assert [label.place for label in found[0].labels[2:]] == [DataPlace("rates.csv", 2), DataPlace("rates.csv", 5)]
    made, data = dated([("ana", jan, jan + 10)], [jan, jan - 1, jan + 11])
    found = refusal(made, data, "deals", "rate")
    assert [d.rule for d in found] == ["not-one-row"] * 2 and lines(found) == [5, 8]
    assert "there is no rate with who ana on 2024-12-31" in found[0].message
    assert Evaluator(made, data).column("deals", "may").items == [0, None, None]


def test_only_is_none_or_the_single_row() -> None:
    op = g.Total("only", "rows", "x", (("who", ref("who")),))
    made, data = one_table(col("it", op), who=(TEXT, ["a", "b", "a"]), x=(NUMBER, [1, 2, 3]))
    assert Evaluator(made, data).value("rows", "it", 1) == 2
    found = refusal(made, data, "rows", "it")
    assert [d.rule for d in found] == ["not-one-row"] * 2 and lines(found) == [2, 8]


@pytest.mark.parametrize(("owners", "said"), [([False, False], "no row owns"), ([True, True], "2 rows own")])
def test_a_group_needs_one_owner_of_the_remainder(owners: list[bool], said: str) -> None:
    op = g.Allocate(ref("x"), const("0.01", MONEY), "half-even", ("who",), "own", "column", ("x",))
    made, data = one_table(col("part", op, MONEY), who=(TEXT, ["a", "b", "b"]), own=(FLAG, [True, *owners]),
                           x=(MONEY, ["0.005", "0.005", "0.005"]))  # fmt: skip
    evaluator = Evaluator(made, data)
    assert evaluator.value("rows", "part", 0) == 0  # its own group is right
    found = refusal(made, data, "rows", "part")
    assert [d.rule for d in found] == ["remainder-owner"] and lines(found) == [5]
    assert said in found[0].message and "who b" in found[0].message


def test_the_owner_gets_what_the_others_leave() -> None:
    op = g.Allocate(ref("x"), const("0.01", MONEY), "half-even", ("who",), "own", "column", ())
    made, data = one_table(col("part", op, MONEY), who=(TEXT, ["b", "b", "b"]), own=(FLAG, [False, True, False]),
                           x=(NUMBER, ["0.335", "0.335", "0.33"]))  # fmt: skip
    assert Evaluator(made, data).column("rows", "part").items == [34, 33, 33]


def test_a_date_past_the_last_year() -> None:
    op = g.OnCalendar("add_days", (ref("on"), ref("n")))
    made, data = one_table(col("due", op, DATE), on=(DATE, [730000, 730000]), n=(NUMBER, [1, 9_000_000]))
    found = refusal(made, data, "rows", "due")
    assert [d.rule for d in found] == ["date-out-of-range"] and lines(found) == [5]


def test_days_must_be_whole() -> None:
    op = g.OnCalendar("add_days", (ref("on"), ref("n")))
    made, data = one_table(col("due", op, DATE), on=(DATE, [730000, 730000]), n=(NUMBER, [1, "0.5"]))
    assert lines(refusal(made, data, "rows", "due")) == [5]
    assert Evaluator(made, data).value("rows", "due", 0) == 730001


# --- the checks of the data -------------------------------------------------------------------


def checked(*columns: g.Column, check: str, **data_of: Any) -> tuple[Diagnostic, ...]:
    made, data = one_table(*columns, **data_of)
    made.checks = (g.DataCheck("rows", check, "the check's words", span(3)),)
    return check_data(Evaluator(made, data))


def test_a_check_names_every_row_and_by_how_much() -> None:
    found = checked(col("full", g.Compare(ref("share"), "==", const(1, PERCENT)), FLAG), check="full",
                    share=(PERCENT, ["0.9", 1, "1.005"]))  # fmt: skip
    assert [d.rule for d in found] == ["data-rejected"] * 2
    assert [d.labels[0].text for d in found] == [
        "share is 90%, 10% below 100%", "share is 100.5%, 0.5% above 100%"
    ]  # fmt: skip
    assert found[0].primary == DataPlace("rows.csv", 2, "SHARE", "90%")
    assert [label.place for label in found[0].labels[1:]] == [span(3)]
    assert "the check's words" in found[0].message


def test_a_compound_check_names_the_parts_that_failed() -> None:
    parts = (ref("positive"), ref("small"))
    found = checked(
        col("positive", g.Compare(ref("x"), ">", const(0)), FLAG), col("small", g.Compare(ref("x"), "<", const(9)), FLAG),
        col("not_small", g.Logic("not", (ref("small"),)), FLAG), col("both", g.Logic("and", parts), FLAG), check="both",
        x=(NUMBER, [1, 9, -2]),
    )  # fmt: skip
    assert [d.labels[0].text for d in found] == ["x is 9, equal to 9", "x is -2, 2 below 0"]


def test_an_order_tie_names_the_rows() -> None:
    made, data = one_table(who=(TEXT, ["a", "a", "b", "a"]), x=(NUMBER, [1, 2, 1, 1]))
    made.orders = (g.OrderCheck("rows", ("who",), ("x",), span(4), "ordered by x"),)
    found = check_data(Evaluator(made, data))
    assert [d.rule for d in found] == ["order-tie"]
    assert [label.place for label in found[0].labels] == [DataPlace("rows.csv", 2), DataPlace("rows.csv", 11), span(4)]
    made.orders = (g.OrderCheck("rows", ("who",), ("x", "who"), span(4), "ordered by x"),)
    assert len(check_data(Evaluator(made, data))) == 1
    made.orders = (g.OrderCheck("rows", ("x",), ("who",), span(4), "ordered by x"),)
    assert len(check_data(Evaluator(made, data))) == 1


def test_a_check_that_cannot_be_evaluated_does_not_hide_the_others() -> None:
    made, data = one_table(
        col("part", g.Ratio(const(1), ref("x"))), col("low", g.Compare(ref("part"), "<", const(1)), FLAG),
        col("big", g.Compare(ref("x"), ">", const(5)), FLAG), x=(NUMBER, [0]),
    )  # fmt: skip
    made.checks = tuple(g.DataCheck("rows", name, name, span(3)) for name in ("low", "big"))
    assert [d.rule for d in check_data(Evaluator(made, data))] == ["divided-by-zero", "data-rejected"]


@pytest.mark.parametrize(
    ("divisor", "meant"),
    [
        (
            "total goal of the participant's results in the quarter",
            [
                "(total sold of the participant's results in the quarter / total goal of the participant's results in the quarter)"
                " if (total goal of the participant's results in the quarter) is above 0 USD, otherwise 0%"
            ],
        ),
        (
            "participant.quota",
            [
                "reject unless  participant.quota is above 0 USD",
                "(total sold of the participant's results in the quarter / participant.quota) if participant.quota is above 0 USD, otherwise 0%",
            ],
        ),
    ],
)
def test_what_keeps_a_divisor_from_zero_is_said_of_that_divisor(divisor: str, meant: list[str]) -> None:
    def outcome(reached: str) -> Outcome:
        text = REACHED.replace("REACHED", reached)
        made = compile_text(text, "it.plan")
        assert made.graph is not None and made.plan_tree is not None, made.diagnostics
        (example,) = examples_of(made.plan_tree)
        return run_example(example, made.graph, "it.plan", made.source)

    quotient = f"total sold of the participant's results in the quarter / {divisor}"
    (found, *_) = outcome(quotient).findings
    assert [repair.example for repair in found.repairs] == meant
    assert outcome(meant[-1]).passed


REACHED = """
plan Reached "Reached" {
    currency     USD
    calendar     years start in January
    covers       credits dated from 2025-01-01 through 2025-12-31
    rounding     nearest 0.01 USD, halves to even
    corrections  paid in the open quarter, by the rules of the closed quarter

    data participants, each row a participant {
        id:    text, key
        quota: money
    }

    data results, each row a result, one for each participant and each quarter {
        participant: participant
        quarter:     quarter
        goal:        money
        sold:        money
    }

    measure Reached for each participant each quarter = REACHED

    bonus Target for each participant each quarter {
        pay      1,000 USD * Reached
        rounded  each quarter
    }

    payout for each participant each quarter, by credit date {
        add          Target
        if negative  collected
    }

    example "one quarter" {
        given participant | quota
            ana           | 0 USD
        given result | participant | quarter | goal  | sold
            r1       | ana         | 2025-Q1 | 0 USD | 100 USD
        expect payout for ana in 2025-Q2 is 0 USD
    }
}
"""
