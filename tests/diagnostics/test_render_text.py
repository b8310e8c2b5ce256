"""What a person sees. Each test holds the whole output, so that a change is read as a change."""

from __future__ import annotations

import re
import time
from pathlib import Path
from textwrap import dedent

import pytest

from planlang.diagnostics.cells import text_width
from planlang.diagnostics.model import Diagnostic, Label, Repair, finding
from planlang.diagnostics.place import NOWHERE, DataPlace, Span
from planlang.diagnostics.render_text import describe_place, render_text
from tests.diagnostics.places import place

pytestmark = pytest.mark.usefixtures("pages")

PLAN = """\
plan Small {
    commission Base for each credit of Bookings {
        pay      credit.amount
        times    tiers by Attainment, each slice at its own tier, using Rates
        rounded  each credit
    }

    spiff Push for each credit of Bookings {
        when     deal.product is New
        pay      2% of credit.amount
    }
}
"""


def shown(*diagnostics: Diagnostic, source: str = PLAN, width: int = 80) -> str:
    return render_text(diagnostics, {"ae.plan": source}, width=width)


def text(expected: str) -> str:
    return dedent(expected).lstrip("\n")


def test_two_places_consequence_repairs_and_notes() -> None:
    given = finding(
        "overlapping-rates",
        "Base and Push pay the same deal",
        place(PLAN, "2% of credit.amount"),
        "this as well",
        also=(Label(place(PLAN, "credit.amount"), "this pays it first"),),
        consequence="a new deal of 1,000.00 USD is paid 20.00 USD twice",
        repairs=(
            Repair("Base wins", "when deal.product is not New"),
            Repair("both, on purpose", "plus 2% of credit.amount\nrounded each credit"),
        ),
        notes=("7 deals of the last quarter are concerned",),
    )
    assert shown(given) == text("""
        error[P301] overlapping-rates: Base and Push pay the same deal
          --> ae.plan:10:18
           |
         3 |         pay      credit.amount
           |                  ------------- this pays it first
           ⋮
        10 |         pay      2% of credit.amount
           |                  ^^^^^^^^^^^^^^^^^^^ this as well
           |
           = why it matters: a new deal of 1,000.00 USD is paid 20.00 USD twice
           = to settle it, one of:
               - Base wins
                     when deal.product is not New
               - both, on purpose
                     plus 2% of credit.amount
                     rounded each credit
           = note: 7 deals of the last quarter are concerned

        1 error
        """)


def test_several_places_on_one_line() -> None:
    given = finding(
        "unused-name",
        "three places",
        place(PLAN, "tiers"),
        "first",
        also=(
            Label(place(PLAN, "Attainment"), "second"),
            Label(place(PLAN, "each slice at its own tier"), "third"),
        ),
        repairs=(Repair("take it out"),),
    )
    assert shown(given) == text("""
        warning[P701] unused-name: three places
         --> ae.plan:4:18
          |
        4 | times    tiers by Attainment, each slice at its own tier, using Rates
          |          ^^^^^    ----------  -------------------------- third
          |          |        |
          |          |        second
          |          |
          |          first
          |
          = to settle it: take it out

        1 warning
        """)


def test_a_place_of_several_lines_and_a_line_between() -> None:
    block = PLAN[PLAN.index("commission") : PLAN.index("    spiff")]
    given = finding(
        "unused-name",
        "a block",
        place(PLAN, block),
        "all of this",
        also=(Label(place(PLAN, "credit.amount"), "here"), Label(place(PLAN, "each credit\n"), "and here")),
    )
    assert shown(given) == text("""
        warning[P701] unused-name: a block
         --> ae.plan:2:5
          |
        2 | / commission Base for each credit of Bookings {
        3 | |     pay      credit.amount
          | |              ------------- here
        4 | |     times    tiers by Attainment, each slice at its own tier, using Rates
        5 | |     rounded  each credit
          | |              ----------- and here
        6 | | }
          | |_^ all of this

        1 warning
        """)


def test_a_place_that_starts_in_the_middle_of_its_line() -> None:
    start = place(PLAN, "Bookings {")
    given = finding("unused-name", "m", start.to(place(PLAN, "rounded")), "from there to here")
    assert shown(given) == text("""
        warning[P701] unused-name: m
         --> ae.plan:2:40
          |
        2 | /     commission Base for each credit of Bookings {
          | |                                        ^^^^^^^^^^
          ⋮ |
        5 | |         rounded  each credit
          | |_______________^ from there to here

        1 warning
        """)


def test_places_in_two_files_and_one_without_its_text() -> None:
    other = "use this\n"
    given = finding(
        "unused-name",
        "m",
        place(PLAN, "Push"),
        "here",
        also=(
            Label(place(other, "this", "other.plan"), "there"),
            Label(place(other, "use", "gone.plan"), "somewhere"),
            Label(DataPlace("deals.csv", 12, "amount", "1,000"), "and in the data"),
        ),
    )
    assert render_text([given], {"ae.plan": PLAN, "other.plan": other}) == text("""
        warning[P701] unused-name: m
         --> ae.plan:8:11
          |
        8 |     spiff Push for each credit of Bookings {
          |           ^^^^ here
         ::: other.plan:1:5
          |
        1 | use this
          |     ---- there
         ::: gone.plan:1:1
             somewhere
         ::: deals.csv row 12, column amount: "1,000"
             and in the data

        1 warning
        """)


def test_many_rows_of_a_column_are_one_finding() -> None:
    given = [
        finding(
            "not-an-amount",
            "an amount has a thousands separator",
            DataPlace("deals.csv", row, "amount", "1,000" if row % 3 else "2,000"),
            repairs=(Repair("write it without", "1000"),),
        )
        for row in range(1500, 1, -1)
    ]
    elsewhere = finding("not-an-amount", "it is empty", DataPlace("splits.csv", 2, "amount", ""))
    assert render_text([*given, elsewhere], {}) == text("""
        error[P601] not-an-amount: an amount has a thousands separator (and 1,498
            more rows like it)
         --> deals.csv row 2, column amount: "1,000"
         --> deals.csv row 3, column amount: "2,000"
         --> deals.csv row 4, column amount: "1,000"
         --> deals.csv row 5, column amount: "1,000"
         --> deals.csv row 6, column amount: "2,000"
             … and 1,494 more rows; --format json lists all
          = values: "1,000" in 999, "2,000" in 500
          = to settle it: write it without
                1000

        error[P601] not-an-amount: it is empty
         --> splits.csv row 2, column amount: ""

        1,500 errors
        """)


def test_order_does_not_depend_on_the_order_of_finding() -> None:
    one = finding("unused-name", "one", place(PLAN, "Base"))
    two = finding("unused-name", "two", place(PLAN, "Push"))
    three = finding("overlapping-rates", "three", place(PLAN, "Push"))
    four = Diagnostic("overlapping-rates", "four, nowhere")
    assert shown(one, two, three, four) == shown(four, three, two, one)
    order = re.findall(r": (\w+)", shown(one, two, three, four))
    assert [word for word in order if word in ("one", "two", "three", "four")] == ["four", "one", "three", "two"]
    assert shown(one, two, three, four).endswith("\n2 errors, 2 warnings\n")


def test_nothing_found_says_nothing() -> None:
    assert shown() == ""


def test_a_finding_without_a_place() -> None:
    given = Diagnostic("overlapping-rates", "nowhere", (Label(NOWHERE, "", True),), notes=("n",))
    assert shown(given) == "error[P301] overlapping-rates: nowhere\n  = note: n\n\n1 error\n"


def test_a_rule_without_a_page_is_still_shown() -> None:
    assert shown(Diagnostic("brand-new", "m")) == "error[P000] brand-new: m\n\n1 error\n"


@pytest.mark.parametrize(
    ("line", "target", "under"),
    [
        ("\tpay\tx", "x", "        ^"),
        ("pay 東京 x", "x", "         ^"),
        ("pay 東京 x", "東京", "    ^^^^"),
        ("cafe\u0301 x", "x", "     ^"),
        ("a\u202eb x", "x", "    ^"),
        ("a\x1b[31m x", "x", "       ^"),
    ],
)
def test_the_mark_stands_under_what_it_marks(line: str, target: str, under: str) -> None:
    lines = shown(finding("unused-name", "m", place(line, target)), source=line).splitlines()
    assert lines[4] == "  | " + under
    assert "\x1b" not in lines[3] and "\u202e" not in lines[3]


def test_nothing_given_to_us_acts_on_the_terminal() -> None:
    evil = "\x1b[2J\x07\u202e\x9b\u2028\r\n\ud800"
    given = finding(
        "unused-name",
        evil,
        DataPlace(f"d{evil}.csv", 2, f"c{evil}", evil),
        evil,
        consequence=evil,
        repairs=(Repair(evil, evil), Repair(evil)),
        notes=(evil,),
    )
    said = render_text([given], {})
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028\ud800]", said)


def test_a_long_line_is_shown_around_its_marks() -> None:
    line = "x" * 300 + " here " + "y" * 300
    lines = shown(finding("unused-name", "m", place(line, "here"), "look"), source=line).splitlines()
    source_line, marks = lines[3], lines[4]
    assert len(source_line) <= 80
    assert source_line[4] == "…" and source_line.endswith("…")
    assert source_line.index("here") == marks.index("^^^^ look")


def test_a_line_of_megabytes_costs_no_time() -> None:
    line = "x" * 5_000_000 + " here " + "y" * 5_000_000
    start = time.process_time()
    said = shown(finding("unused-name", "m", place(line, "here"), "look"), source=line)
    assert time.process_time() - start < 2
    assert " here " in said and len(said) < 1_000


@pytest.mark.parametrize("width", [20, 40, 57, 80, 132])
def test_no_row_is_wider_than_asked(width: int) -> None:
    long = "a sentence that goes on and on about 東京 and other places, far beyond any width " * 3
    given = finding(
        "overlapping-rates",
        long,
        place(PLAN, "Attainment"),
        long,
        also=(Label(place(PLAN, "tiers"), long), Label(place(PLAN, "Rates"), "short")),
        consequence=long,
        repairs=(Repair(long, "x"), Repair(long)),
        notes=(long, "z" * 500),
    )
    rows = shown(given, width=width).splitlines()
    assert max(map(text_width, rows)) <= max(width, 40)
    joined = re.sub(r"[\s|=-]+", "", "".join(rows))
    assert joined.count(re.sub(r"[\s-]+", "", long)[:40]) >= 1


def test_a_place_beyond_the_end_and_an_empty_one() -> None:
    end = Span("ae.plan", len(PLAN), len(PLAN), PLAN.count("\n") + 1, 1, PLAN.count("\n") + 1, 1)
    lines = shown(finding("unused-name", "m", end, "the plan ends here")).splitlines()
    assert lines[3:5] == ["13 |", "   | ^ the plan ends here"]
    beyond = Span("ae.plan", 9_999, 10_000, 400, 70, 401, 3)
    assert "400 |" in shown(finding("unused-name", "m", beyond, "nowhere"))


def test_crlf_is_not_shown() -> None:
    source = PLAN.replace("\n", "\r\n")
    said = shown(finding("unused-name", "m", place(source, "credit.amount\r\n"), "t"), source=source)
    assert "^^^^^^^^^^^^^ t" in said and "\r" not in said and "\u240d" not in said


def test_colour_only_repeats() -> None:
    given = finding("overlapping-rates", "m", place(PLAN, "Push"), "t", consequence="c")
    coloured = render_text([given], {"ae.plan": PLAN}, colour=True)
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == shown(given)
    for line in coloured.splitlines():
        assert line.count("\x1b[0m") <= line.count("\x1b[")
        assert "\x1b[" not in line or line.rstrip().endswith("\x1b[0m") or "\x1b[0m" in line


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (Span("a.plan", 0, 1, 3, 5, 3, 6), "a.plan:3:5"),
        (DataPlace("deals.csv"), "deals.csv"),
        (DataPlace("deals.csv", 12), "deals.csv row 12"),
        (DataPlace("deals.csv", None, "amount"), "deals.csv column amount"),
        (DataPlace("deals.csv", 12, "amount", "1,000"), 'deals.csv row 12, column amount: "1,000"'),
    ],
)
def test_places_in_words(where: Span | DataPlace, words: str) -> None:
    assert describe_place(where) == words


def test_a_long_value_is_cut() -> None:
    said = describe_place(DataPlace("deals.csv", 2, "amount", "9" * 10_000))
    assert len(said) < 130 and "10,000 characters" in said


def test_start_up_imports_no_difflib(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys, planlang.diagnostics.render_text, planlang.diagnostics.render_line;"
        "print([m for m in ('difflib', 'json', 'lark', 'click', 'rich', 'duckdb') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
