"""Several files for one record: both loaders take them as one table, and say of each fault in which file it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planlang.core.records import RecordSpec
from planlang.data.engine.load import load_in_engine
from planlang.data.load import LoadResult, load
from planlang.data.parquetfile import connect
from planlang.data.patterns import matches
from tests.data.engine.same import load_both
from tests.data.shapes import CALENDAR, DEALS, PEOPLE, SPLITS, column, one, place, record, write
from tests.data.test_parquet import parquet

HEAD = "id,closed,product,amount\n"
JANUARY = HEAD + "d1,2025-01-10,New,90000\nd2,2025-01-20,New,20000.00\n"
FEBRUARY = "amount,id,product,closed\n5.5,d3,new biz,2025-02-01\n"
NAMES = record("names", "name", column("id", "text", key=True))


def deals(file: str) -> RecordSpec:
    return record("deals", "deal", *DEALS.columns, file=file)


def both(directory: Path, files: dict[str, str | bytes], *records: RecordSpec) -> LoadResult:
    return load_both(records or (DEALS,), [write(directory, files)], CALENDAR)


def test_a_directory_named_after_the_record(tmp_path: Path) -> None:
    files = {"deals/2025-01.csv": JANUARY, "deals/2025-02.csv": FEBRUARY, "deals/_SUCCESS": "", "deals/.crc": "x"}
    result = both(tmp_path, dict(files))
    assert result.data is not None
    found = result.data["deals"]
    assert (found.ids, found.file) == (["d1", "d2", "d3"], "deals/")
    assert [(p.file, p.row) for p in map(found.place, range(3))] == [
        ("deals/2025-01.csv", 2),
        ("deals/2025-01.csv", 3),
        ("deals/2025-02.csv", 2),
    ]


def test_what_the_rows_say_does_not_depend_on_how_they_are_divided(tmp_path: Path) -> None:
    divided = [
        {"deals/a.csv": JANUARY, "deals/b.csv": FEBRUARY},
        {"deals/z.csv": JANUARY, "deals/b.csv": FEBRUARY, "deals/empty.csv": HEAD},
        {"deals/all.csv": HEAD + "d3,2025-02-01,New,5.50\nd2,2025-01-20,New,20000\nd1,2025-01-10,New,90000\n"},
    ]
    digests = set()
    for number, files in enumerate(divided):
        (tmp_path / str(number)).mkdir()
        result = both(tmp_path / str(number), dict(files))
        assert result.data is not None
        digests.add(result.digest)
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("pattern", "ids"),
    [
        ("deals/*.csv", ["d1", "d2"]),
        ("deals/*/*.csv", ["d3"]),
        ("**/*.csv", ["d1", "d2", "d3"]),
        ("deals/2025-0?.csv", ["d1", "d2"]),
        ("deals/2025/", ["d3"]),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, ids: list[str]) -> None:
    files = {"deals/2025-01.csv": JANUARY, "deals/2025/02.csv": FEBRUARY, "deals/notes.txt": "no data"}
    result = both(tmp_path, dict(files), deals(pattern))
    assert result.data is not None, result.diagnostics
    assert (result.data["deals"].ids, result.data["deals"].file) == (ids, pattern)


def test_a_pattern_is_no_regular_expression(tmp_path: Path) -> None:
    write(tmp_path, {"a[1].csv": "", "a1.csv": "", "a.csv": "", "A1.csv": "", "deep/a.b/x.csv": "", ".h.csv": ""})
    os.symlink(tmp_path / "deep", tmp_path / "link")
    assert matches(tmp_path, "a[1]*") == ["a[1].csv"]
    assert matches(tmp_path, "a?.csv") == ["a1.csv"]
    assert matches(tmp_path, "deep/*.b/*") == ["deep/a.b/x.csv"]
    assert matches(tmp_path, "*/a.b/x.csv") == ["deep/a.b/x.csv", "link/a.b/x.csv"]
    assert matches(tmp_path, "**") == ["A1.csv", "a.csv", "a1.csv", "a[1].csv", "deep/a.b/x.csv", "link"]
    assert matches(tmp_path, ".*") == [".h.csv"]


def test_findings_name_the_file_and_its_row(tmp_path: Path) -> None:
    files = {"deals/01.csv": JANUARY, "deals/02.csv": HEAD + "d4,2025-02-30,New,1\nd5,2025-02-01,New,1.005\n"}
    result = both(tmp_path, dict(files))
    assert [(d.rule, *place(d)[:3]) for d in result.diagnostics] == [
        ("not-a-date", "deals/02.csv", 2, "closed"),
        ("too-many-decimals", "deals/02.csv", 3, "amount"),
    ]


def test_a_key_that_two_files_have(tmp_path: Path) -> None:
    found = one(both(tmp_path, {"deals/01.csv": JANUARY, "deals/02.csv": HEAD + "d2,2025-02-01,New,1\n"}))
    assert found.rule == "duplicate-row"
    assert place(found)[:2] == ("deals/02.csv", 2)
    assert [(label.place.file, label.place.row) for label in found.labels[1:]] == [("deals/01.csv", 3)]  # type: ignore[union-attr]


def test_a_column_that_one_file_lacks(tmp_path: Path) -> None:
    result = both(tmp_path, {"deals/01.csv": JANUARY, "deals/02.csv": "id,closed,product\nd3,2025-02-01,New\n"})
    assert [(d.rule, *place(d)[:3]) for d in result.diagnostics] == [("missing-column", "deals/02.csv", None, "amount")]


def test_references_into_and_out_of_several_files(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "deals/01.csv": JANUARY,
        "participants/east.csv": "id,quota,manager\nana,100.00,bo\n",
        "participants/west.csv": "id,quota,manager\nbo,0,\n",
        "splits/a.jsonl": '{"deal": "d1", "to": "ana", "share": 60, "primary": true}\n',
        "splits/b.jsonl": '{"deal": "d9", "to": "bo", "share": 40, "primary": false}\n',
    }
    found = one(both(tmp_path, files, PEOPLE, DEALS, SPLITS))
    assert (found.rule, found.message, place(found)[:2]) == (
        "unknown-row",
        "deals/ has no row `d9`",
        ("splits/b.jsonl", 1),
    )


@pytest.mark.parametrize(
    ("files", "rule", "words"),
    [
        ({"deals.csv": JANUARY, "deals/x.csv": FEBRUARY}, "several-data-files", "deals.csv, deals/"),
        ({"deals/x.csv": JANUARY, "deals/y.jsonl": ""}, "mixed-data-files", "deals/x.csv, deals/y.jsonl"),
        ({"deals/x.csv": JANUARY, "deals/y.xlsx": "PK"}, "unreadable-data-file", ""),
        ({"deals/x.csv": JANUARY, "deals/2024/y.csv": JANUARY}, "unreadable-data-file", "a directory"),
        ({"deals/_SUCCESS": ""}, "data-file-missing", ""),
    ],
)
def test_what_is_refused(tmp_path: Path, files: dict[str, str | bytes], rule: str, words: str) -> None:
    found = one(both(tmp_path, files))
    assert found.rule == rule
    assert words in found.labels[0].text


def test_nothing_outside_of_the_data_directory(tmp_path: Path) -> None:
    inner = tmp_path / "data"
    write(inner.parent, {"secret/x.csv": JANUARY, "data/deals/01.csv": FEBRUARY})
    os.symlink(tmp_path / "secret" / "x.csv", inner / "deals" / "02.csv")
    assert place(one(load_both((DEALS,), [inner], CALENDAR)))[0] == "deals/"
    assert one(load_both((deals("deals/*"),), [inner], CALENDAR)).rule == "data-file-outside"
    assert one(load_both((deals("../secret/*.csv"),), [inner], CALENDAR)).rule == "data-file-outside"
    os.remove(inner / "deals" / "02.csv")
    os.symlink(tmp_path / "secret", inner / "linked")
    assert one(load_both((deals("linked"),), [inner], CALENDAR)).rule == "data-file-outside"
    assert one(load_both((deals("linked/*.csv"),), [inner], CALENDAR)).rule == "data-file-outside"
    assert one(load_both((deals("*/x.csv"),), [inner], CALENDAR)).rule == "data-file-outside"
    assert load_both((deals("**/*.csv"),), [inner], CALENDAR).data is not None  # it doesn't enter links


def test_a_pattern_in_two_data_directories(tmp_path: Path) -> None:
    write(tmp_path, {"a/deals/1.csv": JANUARY, "b/deals/2.csv": FEBRUARY})
    assert one(load_both((deals("deals/*"),), [tmp_path / "a", tmp_path / "b"], CALENDAR)).rule == "several-data-files"


ROW = "SELECT {id} AS id, DATE '2025-01-10' AS closed, 'New' AS product, {amount} AS amount"
TYPES = [
    ("1.50::DECIMAL(18,2)", "2.25::DECIMAL(18,2)"),
    ("1.50::DECIMAL(18,2)", "2.2::DECIMAL(9,1)"),
    ("1::BIGINT", "'2.25'"),
]


@pytest.mark.parametrize(("first", "second"), TYPES)
def test_parquet_files_of_the_same_and_of_other_types(tmp_path: Path, first: str, second: str) -> None:
    (tmp_path / "deals").mkdir()
    parquet(tmp_path / "deals" / "1.parquet", ROW.format(id="'d2'", amount=first))
    parquet(tmp_path / "deals" / "2.parquet", ROW.format(id="'d1'", amount=second))
    result = load_both((DEALS,), [tmp_path], CALENDAR)
    assert result.data is not None, result.diagnostics
    assert result.data["deals"].place(0).file == "deals/2.parquet"


def test_parquet_files_with_faults(tmp_path: Path) -> None:
    """The rows in doubt alone go through the reference loader, with their numbers in their files."""
    (tmp_path / "deals").mkdir()
    many = ROW.format(id="'d' || range", amount="CASE WHEN range = 7 THEN 1.005 ELSE 1 END::DECIMAL(18,3)")
    parquet(tmp_path / "deals" / "1.parquet", many + " FROM range(3000)")
    parquet(
        tmp_path / "deals" / "2.parquet", many + " FROM range(3000, 6000) UNION ALL " + ROW.format(id="'d4'", amount=1)
    )
    result = load_both((DEALS,), [tmp_path], CALENDAR)
    assert [(d.rule, *place(d)[:2]) for d in result.diagnostics] == [
        ("too-many-decimals", "deals/1.parquet", 8),
        ("duplicate-row", "deals/2.parquet", 3001),
    ]


def test_a_parquet_file_with_floats(tmp_path: Path) -> None:
    (tmp_path / "deals").mkdir()
    parquet(tmp_path / "deals" / "1.parquet", ROW.format(id="'d1'", amount="1::BIGINT"))
    parquet(tmp_path / "deals" / "2.parquet", ROW.format(id="'d2'", amount="1.5::DOUBLE"))
    found = one(load_both((DEALS,), [tmp_path], CALENDAR))
    assert (found.rule, place(found)[:3]) == ("wrong-column-type", ("deals/2.parquet", None, "amount"))


def test_digests_are_those_of_each_file(tmp_path: Path) -> None:
    write(tmp_path, {"deals/01.csv": JANUARY, "deals/02.csv": FEBRUARY})
    with connect() as database:
        loaded = load_in_engine(database, (DEALS,), [tmp_path], CALENDAR)
    assert sorted(loaded.digests["deals"]) == ["deals/01.csv", "deals/02.csv"]


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    write(tmp_path, {"names/a.csv": "id\nx\n"})
    try:
        (tmp_path / "names" / os.fsdecode(b"\xff.csv")).write_text("id\ny\n")
    except OSError:
        pytest.skip("the file system takes no such name")
    found = one(load((NAMES,), [tmp_path], CALENDAR))
    assert (found.rule, "UTF-8" in found.message) == ("unreadable-data-file", True)


@pytest.mark.parametrize("types", [("DECIMAL(18,2)", "DECIMAL(18,2)"), ("DECIMAL(18,2)", "BIGINT")])
def test_rows_are_numbered_through_the_files(tmp_path: Path, types: tuple[str, str]) -> None:
    (tmp_path / "deals").mkdir()
    for number, type_ in enumerate(types):
        query = ROW.format(id=f"'d' || (range + {300 * number})", amount=f"1::{type_}")
        parquet(tmp_path / "deals" / f"{number}.parquet", f"{query} FROM range(300)")
    with connect() as database:
        loaded = load_in_engine(database, (DEALS,), [tmp_path], CALENDAR)
        assert loaded.tables is not None
        table = loaded.tables["deals"]
        rows = database.execute(f"SELECT {table.number}, {table.id} FROM {table.relation} ORDER BY 1").fetchall()
    assert rows == [(number, f"d{number}") for number in range(600)]
