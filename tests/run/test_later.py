"""What the loader leaves to the queries that pay is found all the same, and said in the same words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from planlang.cli.run import command
from planlang.cli.stop import Stop
from planlang.data.engine import keys, load
from planlang.run.engine import duckrun

AE = Path(__file__).parents[2] / "stdlib_plans" / "quarterly_ae"
PLAN = AE / "quarterly_ae.plan"


def lines(text: str) -> list[str]:
    return text.splitlines()


def again(line: Callable[[list[str]], str]) -> Callable[[str], str]:
    return lambda text: text.rstrip("\n") + "\n" + line(lines(text)) + "\n"


FAULTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "nothing": ("splits", lambda text: text),
    "no such deal": ("splits", lambda text: text.replace(lines(text)[3].split(",")[0] + ",", "nowhere,", 1)),
    "no such deal, odd letters": (
        "splits",
        lambda text: text.replace(lines(text)[3].split(",")[0] + ",", "no where/,", 1),
    ),
    "no such participant": ("splits", lambda text: text.replace(",Cy,", ",Nobody,", 1)),
    "no such manager": ("participants", lambda text: text.replace(",Bo\n", ",Nobody\n", 1)),
    "a split twice": ("splits", again(lambda rows: rows[-1])),
    "a split twice, the first": ("splits", again(lambda rows: rows[1])),
    "two shares of one": ("splits", again(lambda rows: ",".join([*rows[-1].split(",")[:2], "0.00", "no"]))),
    "a deal twice": ("deals", again(lambda rows: rows[-1])),
    "shares and a deal that isn't": ("splits", lambda text: text.replace("100", "90", 1) + "nowhere,x,100.00,yes\n"),
    "a deal twice, apart": (
        "deals",
        lambda text: "\n".join([*lines(text)[:1], lines(text)[-1], *lines(text)[1:]]) + "\n",
    ),
    "an amount out of reach": ("deals", lambda text: text.rstrip("\n")[:-3] + "00000000000000000000000000000.00\n"),
}


def said(data: Path, monkeypatch: pytest.MonkeyPatch, later: int | None) -> tuple[str, str]:
    monkeypatch.setattr(duckrun, "LATER_ROWS", later)
    done = CliRunner().invoke(command, [str(PLAN), "--data", str(data)])
    assert done.exception is None or isinstance(done.exception, Stop), done.exception
    return str(done.exception or ""), done.output


@pytest.mark.parametrize("keyed", [False, True])
@pytest.mark.parametrize("fault", FAULTS)
def test_same_findings(fault: str, keyed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if keyed:
        monkeypatch.setattr(keys.enumerate_keys, "__defaults__", (0, 0))
    data = tmp_path / "data"
    shutil.copytree(AE / "data", data)
    name, change = FAULTS[fault]
    path = data / f"{name}.csv"
    path.write_text(change(path.read_text()))
    monkeypatch.setattr(load, "MOST_KEYS", 0)
    loads: list[int | None] = []
    plain = load.load_in_engine

    def noted(*arguments: object, **more: object) -> object:
        loads.append(more["later"])  # type: ignore[arg-type]
        return plain(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(load, "load_in_engine", noted)
    expected = said(data, monkeypatch, None)
    assert said(data, monkeypatch, 0) == expected
    assert (expected[0] == "") == (fault == "nothing")
    assert loads == [None, 0, *([] if fault in ("nothing", "an amount out of reach") else [None])]


def test_a_reference_is_followed_by_paying(monkeypatch: pytest.MonkeyPatch) -> None:
    """The participants of splits are proven by the credits, without a look of its own."""
    monkeypatch.setattr(keys.enumerate_keys, "__defaults__", (0, 0))
    monkeypatch.setattr(load, "MOST_KEYS", 0)
    left: list[set[tuple[str, str | None]]] = []
    plain = duckrun.followed

    def noted(run, graph, inputs, pending):  # type: ignore[no-untyped-def]
        found = plain(run, graph, inputs, pending)
        left.append({(one.record, one.column) for one in found})
        return found

    monkeypatch.setattr(duckrun, "followed", noted)
    assert said(AE / "data", monkeypatch, 0)[0] == ""
    assert len(left) == 1 and ("splits", "to") in left[0]


def asked(data: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of the engine itself about identities that were put off."""
    found: list[str] = []
    plain = duckrun.DuckRun._settled

    def noted(run: duckrun.DuckRun, done: object) -> bool:
        found.extend(one.record for one in run.pending if one not in done and one.column is None)  # type: ignore[operator]
        return plain(run, done)  # type: ignore[arg-type]

    monkeypatch.setattr(duckrun.DuckRun, "_settled", noted)
    assert said(data, monkeypatch, 0)[0] == ""
    return found


def test_deals_that_splits_name_are_told_apart_by_the_join(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each deal is named, and no split meets two: nothing is asked. Where a check lets deals go without splits, something is."""
    data = tmp_path / "data"
    shutil.copytree(AE / "data", data)
    assert "deals" not in asked(data, monkeypatch)
    plan = (AE / "quarterly_ae.plan").read_text()
    loose = plan.replace(
        ": total share of splits in the deal is 100%", ": (total share of splits in the deal) is from 0% through 100%"
    )
    loose = loose.replace(
        ": (count of splits in the deal where split.primary is yes) is 1",
        ": (count of splits in the deal where split.primary is yes) is from 0 through 1",
    )
    assert loose.count(" is from 0") == 2
    (tmp_path / "loose.plan").write_text(loose)
    deals = data / "deals.csv"
    deals.write_text(deals.read_text() + "unsplit,2025-03-01,New,10.00\n")
    monkeypatch.setattr("tests.run.test_later.PLAN", tmp_path / "loose.plan")
    assert "deals" in asked(data, monkeypatch)
