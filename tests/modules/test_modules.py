"""`use`: what a plan brings in, what it may not read, and that no default is silent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import planlang
from planlang.check import check_text
from planlang.compile import compile_text
from planlang.diagnostics.place import Span
from planlang.explain.verify.document import verify
from planlang.semantics.library import Library
from planlang.testing.examples import example_data, examples_of, run_example
from tests.conformance.comparing import compare
from tests.conformance.engines import FAST, sessions
from tests.servers import Engines

HERE = Path(__file__).parent
LIBRARY = Library(HERE)
PLANS = ("sales", "sales_2025b")


def text(name: str) -> str:
    return (HERE / f"{name}.plan").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("engine", FAST)
def test_the_examples_hold_on_every_engine(name: str, engine: str, engines: Engines) -> None:
    made = compile_text(text(name), f"{name}.plan", LIBRARY)
    assert made.graph is not None and made.plan_tree is not None
    assert [one.rule for one in made.diagnostics] == ["from-defaults"]
    for example in examples_of(made.plan_tree):
        assert run_example(example, made.graph, f"{name}.plan", made.source).passed
        with sessions(engines, engine) as session:
            compare(session, made.graph, example_data(example, made.graph, f"{name}.plan").data)


def test_the_plan_goes_before_the_defaults_and_the_others_are_named() -> None:
    made = compile_text(text("sales"), "sales.plan", LIBRARY)
    assert made.graph is not None
    assert [one.says.split()[0] for one in made.graph.defaults] == ["currency", "calendar", "corrections", "if"]
    assert [file for file, _ in made.graph.modules] == ["house.plan", "shared/rates.plan", "stdlib/roster.plan"]
    (note,) = made.diagnostics
    assert note.message.startswith("4 answers of this plan come from")


def test_a_negative_payout_is_asked_where_the_default_is_for_another_period() -> None:
    plan = text("sales").replace("each month, by credit date", "each quarter, by credit date")
    assert "negative-open" in {one.rule for one in check_text(plan, "sales.plan", LIBRARY).diagnostics}


def test_explanations_list_the_defaults_and_are_verified_with_the_modules() -> None:
    rows = {
        "participants": [{"id": "ana", "name": "Ana", "hired": "2020-01-01", "left": None, "manager": None}],
        "deals": [{"id": "d1", "owner": "ana", "closed": "2025-01-10", "returned": None, "amount": "1010.00"}],
    }
    result = planlang.load(HERE / "sales.plan").run(engine="interpreter", **rows)
    why = result.explain("ana", "2025-01")
    assert "From the company's defaults" in str(why) and "house.plan:7" in str(why)
    document = json.loads(why.json())
    made = compile_text(text("sales"), "sales.plan", LIBRARY)
    texts = {"sales.plan": made.source, **made.modules}
    assert verify(document, texts) == []
    assert verify(document, {**texts, "house.plan": texts["house.plan"].replace("0.01", "0.02")}) != []


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("../modules/house", "leads from the plan's own folder down"),
        ("/etc/passwd", "leads from the plan's own folder down"),
        ("shared/../house", "leads from the plan's own folder down"),
        ("nothing", "there is no file nothing.plan beside the plan"),
        ("stdlib/nothing", "there is no file stdlib/nothing.plan"),
    ],
)
def test_nothing_else_is_read(path: str, why: str) -> None:
    found = check_text(f'use "{path}"\n\n{text("sales")}', "sales.plan", LIBRARY).diagnostics
    assert any(one.rule == "unusable-module" and why in one.message for one in found)


def test_links_out_of_the_folder_circles_and_depth(tmp_path: Path) -> None:
    outside = tmp_path / "outside.plan"
    outside.write_text(text("house"))
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "link.plan").symlink_to(outside)
    (folder / "a.plan").write_text('use "b"\n')
    (folder / "b.plan").write_text('use "a"\n')
    for number in range(12):
        (folder / f"d{number}.plan").write_text(f'use "d{number + 1}"\n')
    for path, why in (("link", "outside the plan's folder"), ("a", "in a circle"), ("d0", "8 deep at most")):
        found = check_text(f'use "{path}"\n', "plan.plan", Library(folder)).diagnostics
        assert any(one.rule == "unusable-module" and why in one.message for one in found), path


def test_names_clash_across_files() -> None:
    plan = text("sales").replace(
        "    payout for", "    table Rates {\n        below 5 USD: 5%\n        from  5 USD: 6%\n    }\n\n    payout for"
    )
    found = check_text(plan, "sales.plan", LIBRARY).diagnostics
    clash = next(one for one in found if one.rule == "duplicate-name")
    assert {label.place.file for label in clash.labels} == {"sales.plan", "shared/rates.plan"}  # type: ignore[union-attr]


def test_mistakes_in_a_module_are_said_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "broken.plan").write_text("table Rates {\n    below 5 USD 5%\n}\n")
    found = check_text(
        'use "broken"\n\n' + text("sales").replace('use "shared/rates"\n', ""), "sales.plan", Library(tmp_path)
    ).diagnostics
    assert any(getattr(one.labels[0].place, "file", "") == "broken.plan" for one in found)


def test_the_shipped_pieces_are_in_shape() -> None:
    from planlang.resources import stdlib_plans
    from planlang.syntax.formatting.api import format_text

    pieces = sorted((stdlib_plans() / "pieces").glob("*.plan"))
    assert pieces
    for piece in pieces:
        said = piece.read_text(encoding="utf-8")
        assert format_text(said, piece.name).text == said


def test_what_nothing_uses_in_an_amended_plan_is_said_of_its_file(tmp_path: Path) -> None:
    """Its places are not those of the amendment's text, so nothing there can be taken out."""
    for path in HERE.rglob("*.plan"):
        (tmp_path / path.relative_to(HERE)).parent.mkdir(exist_ok=True)
        (tmp_path / path.relative_to(HERE)).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    base = text("sales").rstrip().removesuffix("}")
    extra = "    measure Idle for each deal = 2 * deal.amount\n"
    (tmp_path / "sales.plan").write_text(base + "\n" * 40 + extra + "}\n", encoding="utf-8")
    made = compile_text(text("sales_2025b"), "sales_2025b.plan", Library(tmp_path))
    (unused,) = [one for one in made.diagnostics if one.rule == "unused"]
    assert isinstance(unused.primary, Span) and unused.primary.file == "sales.plan"
    assert all(not repair.edits for repair in unused.repairs)
