"""The diagram shows every declaration and exactly the readings of one by another."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.compile import compile_text
from planlang.render.declarations import Declaration, declarations, dependencies
from planlang.render.diagram import diagram, escaped, quoted
from planlang.render.labels import labels
from tests.render.graphs import HOSTILE, small

STDLIB = Path(__file__).parents[2] / "stdlib_plans"
MODELS = sorted(path for path in STDLIB.glob("*/*.plan") if path.parent.name != "pieces")

STRING = r'"(?:[^"\\]|\\.)*"'


def edges_of(dot: str) -> list[tuple[str, str]]:
    """The edges of DOT text."""
    return re.findall(rf"^    ({STRING}) -> ({STRING});$", dot, re.MULTILINE)


def node_labels(dot: str) -> dict[str, str]:
    """The nodes of DOT text, with their HTML-like labels."""
    return dict(re.findall(rf"^        ({STRING}) \[label=<(.*)>\];$", dot, re.MULTILINE))


def words(label: str) -> list[str]:
    """The cells of a label, read as the XML that it must be."""
    return ["".join(cell.itertext()) for cell in ElementTree.fromstring(label).iter("TD")]


def test_edges_are_the_readings_and_nothing_else() -> None:
    assert edges_of(diagram(small())) == [
        ('"data people"', '"payout"'),
        ('"data deals"', '"credit Sales"'),
        ('"data deals"', '"component Push"'),
        ('"credit Sales"', '"measure SoFar"'),
        ('"credit Sales"', '"component Base"'),
        ('"credit Sales"', '"component Push"'),
        ('"measure SoFar"', '"component Base"'),
        ('"component Base"', '"payout"'),
        ('"component Push"', '"payout"'),
    ]


def test_every_declaration_is_drawn_even_if_nobody_reads_it() -> None:
    nodes = node_labels(diagram(small()))
    assert list(nodes) == [
        '"data people"',
        '"data unused"',
        '"data deals"',
        '"credit Sales"',
        '"measure SoFar"',
        '"component Base"',
        '"component Push"',
        '"payout"',
    ]


def test_labels_speak_in_the_plans_words() -> None:
    said = labels(small())
    deals = said[Declaration("data", "deals")]
    assert deals.each == "each row a deal"
    assert ("id", "text, key") in deals.lines
    assert ("owner", "in people") in deals.lines
    assert ("closed", "date, optional") in deals.lines
    assert ("amount", "money in USD per quarter") in deals.lines
    assert ("kind", "one of New, Old") in deals.lines
    assert ("reject unless", "deal.amount is above 0 USD") in deals.lines
    assert said[Declaration("credit", "Sales")].lines[-1] == ("ordered", "by date, then id")
    assert said[Declaration("measure", "SoFar")].lines == (("", "so far"),)
    assert ("tier", "low: 5%") in said[Declaration("component", "Base")].lines
    assert ("amount", "2% of amount") in said[Declaration("component", "Push")].lines
    assert said[Declaration("payout", "payout")].lines == (("add", "Base"), ("add", "Push"))


def test_a_title_cannot_get_out_of_its_label() -> None:
    plain, hostile = diagram(small("Push")), diagram(small(HOSTILE))
    assert edges_of(plain) == edges_of(hostile)
    nodes = node_labels(hostile)
    assert list(nodes) == list(node_labels(plain))
    heading = words(nodes['"component Push"'])[0]
    assert 'Push"]; evil -> "x" <B>&amp;</B> \\' in heading


@given(st.text())
def test_any_text_is_one_cell_and_one_string(text: str) -> None:
    cell = f"<TD>{escaped(text)}</TD>"
    assert len(list(ElementTree.fromstring(cell).iter())) == 1
    assert re.fullmatch(STRING, quoted(text))


def test_the_same_graph_gives_the_same_bytes() -> None:
    assert diagram(small()) == diagram(small())


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_model_plans_are_drawn_whole(path: Path) -> None:
    graph = compile_text(path.read_text(encoding="utf-8"), path.name).graph
    assert graph is not None
    dot = diagram(graph)
    assert len(node_labels(dot)) == len(declarations(graph))
    for label in node_labels(dot).values():
        assert words(label)
    drawn = edges_of(dot)
    assert len(drawn) == len(set(drawn)) == len(dependencies(graph))


def test_the_account_executives_plan() -> None:
    path = next(path for path in MODELS if path.stem == "quarterly_ae")
    graph = compile_text(path.read_text(encoding="utf-8"), path.name).graph
    assert graph is not None
    reads = {(read.name, reader.name) for read, reader in dependencies(graph)}
    assert reads == {
        ("participants", "TeamBookings"),
        ("participants", "Attainment"),
        ("participants", "Base"),
        ("participants", "Team"),
        ("participants", "payout"),
        ("deals", "Bookings"),
        ("deals", "NewProductPush"),
        ("splits", "Bookings"),
        ("splits", "NewProductPush"),
        ("Bookings", "TeamBookings"),
        ("Bookings", "Attainment"),
        ("Bookings", "Base"),
        ("Bookings", "NewProductPush"),
        ("TeamBookings", "Team"),
        ("Attainment", "Base"),
        ("Base", "payout"),
        ("NewProductPush", "payout"),
        ("Team", "payout"),
    }
    lines = labels(graph)[Declaration("component", "Base")].lines
    assert [text for word, text in lines if word == "slice"] == [
        "part of Attainment from 0% below 50%: 0.5x",
        "part of Attainment from 50% below 100%: 1x",
        "part of Attainment from 100% below 150%: 1.5x",
        "part of Attainment from 150%: 2x",
    ]
    assert any(word == "limit" and text.startswith("at most 3 * participant.variable") for word, text in lines)
