"""Results go out exact, harmless, and whole or not at all."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.data import swap
from planlang.data import write as write_module
from planlang.data.outputs import OutputColumn, OutputTable, csv_bytes, harmful, harmless, json_bytes, made_plain
from planlang.data.parquetfile import connect
from planlang.data.write import write_outputs
from planlang.run.comparison.opened import _plain
from tests.data.shapes import place

DAY = datetime.date(2025, 3, 31).toordinal()
LINES = OutputTable(
    (
        OutputColumn("participant", "text"),
        OutputColumn("amount", "decimal", 2),
        OutputColumn("date", "date"),
        OutputColumn("count", "int"),
    ),
    [
        ("ana", Fraction(13, 2), DAY, 3),
        ("=bo", Fraction(-1, 100), None, -1),
        ('a"b,\nc', 12, DAY, None),
        (None, 10**30, DAY, 0),
    ],
)
META: dict[str, Any] = {"plan": "Ünïcode", "totals": {"payouts": "6.50"}}


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


def test_csv() -> None:
    assert csv_bytes(LINES).decode() == (
        "participant,amount,date,count\n"
        "ana,6.50,2025-03-31,3\n"
        "'=bo,-0.01,,-1\n"
        '"a""b,\nc",12.00,2025-03-31,\n'
        ",1000000000000000000000000000000.00,2025-03-31,0\n"
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "'=1", "''=1", "＝1"])
def test_formulas_are_disarmed(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["", "ana", "'t Hart", "a=b", "1-2", "''"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert harmless(text) == text


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1))
def test_csv_there_and_back(texts: list[str]) -> None:
    table = OutputTable((OutputColumn("t", "text"), OutputColumn("n", "int")), [(text, 1) for text in texts])
    read = list(csv.reader(io.StringIO(csv_bytes(table).decode(), newline="")))[1:]
    assert [harmless(text) for text in texts] == [row[0] for row in read]
    assert [harmful(row[0]) for row in read] == texts


BEHIND = {"a;=1+1": "a;'=1+1", "a;'@x;-1": "a;''@x;'-1", "=1;=1": "'=1;'=1", "a\n+1": "a\n'+1", "a\r＝1": "a\r'＝1"}
NOT_BEHIND = ["a; =1", "a;b=1", "a;", ";;", "a,=1"]


def test_formulas_behind_what_begins_a_cell_elsewhere_are_disarmed() -> None:
    """Where cells are split at ``;`` quotation marks in the middle of a line are no help."""
    for text in NOT_BEHIND:
        assert harmless(text) == text
    for text, plain in BEHIND.items():
        assert (harmless(text), harmful(plain)) == (plain, text)
    con = connect()
    for text in [*BEHIND, *NOT_BEHIND]:
        (made,) = con.execute(f"SELECT {made_plain('t')} FROM (SELECT ?::VARCHAR AS t)", [text]).fetchone() or ()
        assert made == harmless(text) or "'" + made == harmless(text)
        (back,) = con.execute(f"SELECT {_plain('t')} FROM (SELECT ?::VARCHAR AS t)", [harmless(text)]).fetchone() or ()
        assert back == text


@pytest.mark.parametrize("cell", [1.5, "5", True])
def test_only_exact_numbers(cell: object) -> None:
    table = OutputTable((OutputColumn("n", "decimal"),), [(cell,)])
    with pytest.raises(TypeError):
        csv_bytes(table)


def test_nothing_is_rounded() -> None:
    with pytest.raises(ValueError, match="exactly"):
        csv_bytes(OutputTable((OutputColumn("n", "decimal", 2),), [(Fraction(1, 3),)]))


def test_json_has_no_floats() -> None:
    assert json_bytes({"b": 1, "a": ["é"]}) == '{\n  "a": [\n    "é"\n  ],\n  "b": 1\n}\n'.encode()
    with pytest.raises(TypeError):
        json_bytes({"a": [{"b": 1.5}]})


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_the_same_result_has_the_same_bytes(tmp_path: Path, format: Any) -> None:
    for name in ("one", "two"):
        assert write_outputs(tmp_path / name, {"lines": LINES, "payouts": LINES}, META, format) == ()
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert one == two
    assert sorted(one) == [f"lines.{format}", f"payouts.{format}", "run.json"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one", "two"]
    run = json.loads(one["run.json"])
    assert run["plan"] == "Ünïcode"
    assert run["files"][f"lines.{format}"]["rows"] == 4


def test_parquet_is_exact(tmp_path: Path) -> None:
    assert write_outputs(tmp_path / "out", {"lines": LINES}, META, "parquet") == ()
    with connect() as database:
        query = "SELECT * FROM read_parquet(?)"
        types = database.execute(f"DESCRIBE {query}", [str(tmp_path / "out/lines.parquet")]).fetchall()
        rows = database.execute(query, [str(tmp_path / "out/lines.parquet")]).fetchall()
    assert [t[1] for t in types] == ["VARCHAR", "DECIMAL(38,2)", "DATE", "BIGINT"]
    assert [Fraction(row[1]) for row in rows] == [Fraction(row[1]) for row in LINES.rows]
    assert [row[0] for row in rows] == [row[0] for row in LINES.rows]
    assert rows[1][2] is None


def test_many_rows_keep_their_order(tmp_path: Path) -> None:
    table = OutputTable((OutputColumn("n", "int"),), [(i,) for i in range(120_001)])
    assert write_outputs(tmp_path / "out", {"t": table}, {}, "parquet") == ()
    with connect() as database:
        rows = database.execute("SELECT n FROM read_parquet(?)", [str(tmp_path / "out/t.parquet")]).fetchall()
    assert rows == [(i,) for i in range(120_001)]


def test_a_value_beyond_parquet(tmp_path: Path) -> None:
    table = OutputTable((OutputColumn("n", "decimal", 2),), [(10**37,)])
    (found,) = write_outputs(tmp_path / "out", {"t": table}, {}, "parquet")
    assert found.rule == "output-not-written"
    assert "csv" in found.repairs[0].text
    assert list(tmp_path.iterdir()) == []


def test_an_old_result_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    assert write_outputs(out, {"a": LINES, "b": LINES}, META, "csv") == ()
    assert write_outputs(out, {"a": LINES}, META, "parquet") == ()
    assert sorted(contents(out)) == ["a.parquet", "run.json"]
    assert [p.name for p in out.parent.iterdir()] == ["out"]


@pytest.mark.parametrize(
    "files",
    [
        {"thesis.txt": "years of work"},
        {"run.json": "{}"},
        {"run.json": '{"written by": "somebody", "files": {}}'},
        {"run.json": "not json"},
        {"run.json": "[" * 100_000},
        {"run.json": '{"written by": "planlang", "files": {}}', "notes.txt": "mine"},
        {"run.json": '{"written by": "planlang", "files": 5}'},
    ],
)
def test_what_planlang_did_not_write_is_left_alone(tmp_path: Path, files: dict[str, str]) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name, text in files.items():
        (out / name).write_text(text)
    before = contents(out)
    (found,) = write_outputs(out, {"a": LINES}, META, "csv")
    assert found.rule == "output-not-written"
    assert place(found)[0] == str(out)
    assert contents(out) == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    (found,) = write_outputs(tmp_path / "out", {}, META, "csv")
    assert found.labels[0].text == "it is a file, not a directory"
    (found,) = write_outputs(tmp_path / "out" / "below", {}, META, "csv")
    assert found.rule == "output-not-written"


def test_an_empty_directory_is_free(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert write_outputs(tmp_path / "out", {"a": LINES}, META, "csv") == ()


def test_a_link_to_the_place_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    os.symlink(tmp_path / "real", tmp_path / "link")
    assert write_outputs(tmp_path / "link", {"a": LINES}, META, "csv") == ()
    assert (tmp_path / "link").is_symlink()
    assert sorted(contents(tmp_path / "real")) == ["a.csv", "run.json"]


def test_a_failure_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    assert write_outputs(out, {"a": LINES}, META, "csv") == ()
    before = contents(out)

    def full(table: OutputTable) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write_module, "csv_bytes", full)
    (found,) = write_outputs(out, {"b": LINES}, META, "csv")
    assert (found.rule, found.labels[0].text) == ("output-not-written", "no space left on device")
    assert contents(out) == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_without_exchanging_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swap, "exchange", lambda one, other: False)
    out = tmp_path / "out"
    for name in "ab":
        assert write_outputs(out, {name: LINES}, META, "csv") == ()
    assert sorted(contents(out)) == ["b.csv", "run.json"]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    out.rename(swap.aside(out))  # as a kill between the two renames leaves it
    assert write_outputs(out, {"c": LINES}, META, "csv") == ()
    assert sorted(contents(out)) == ["c.csv", "run.json"]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


WRITER = """
import sys
from pathlib import Path
from planlang.data.outputs import OutputColumn, OutputTable
from planlang.data.write import write_outputs
number = 0
print("ready", flush=True)
while True:
    number += 1
    table = OutputTable((OutputColumn("n", "int"),), [(number,)] * 300)
    found = write_outputs(Path(sys.argv[1]), {name: table for name in "abc"}, {"number": number}, "csv")
    assert not found, found
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names are exchanged in one step on Linux")
def test_a_kill_leaves_the_old_result_or_the_new_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for round_ in range(12):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(out)], stdout=subprocess.PIPE, env=environment
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            until = time.monotonic() + 5
            while not out.exists() and time.monotonic() < until:
                time.sleep(0.001)
            time.sleep(0.011 + round_ * 0.0037)
            process.send_signal(signal.SIGKILL)
        files = contents(out)
        assert sorted(files) == ["a.csv", "b.csv", "c.csv", "run.json"]
        number = json.loads(files["run.json"])["number"]
        assert all(files[f"{name}.csv"] == b"n\n" + b"%d\n" % number * 300 for name in "abc")
    assert write_outputs(out, {"z": LINES}, META, "csv") == ()
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
