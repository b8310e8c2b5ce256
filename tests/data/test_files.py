"""Which file is read, and files that are not what they should be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planlang.data.load import load
from planlang.data.report import MOST_FINDINGS
from tests.data.shapes import ALL, CALENDAR, DEALS, GOOD, PEOPLE, column, load_texts, one, place, record, write

NAMES = record("names", "name", column("id", "text", key=True))
HEAD = "id,closed,product,amount\n"


def named(file: str) -> object:
    return record("names", "name", column("id", "text", key=True), file=file)


def test_a_missing_file_lists_what_is_there(tmp_path: Path) -> None:
    found = one(load_texts(tmp_path, {"Names.CSV": "id\n", "other.txt": ""}, (NAMES,)))
    assert found.rule == "data-file-missing"
    assert found.labels[0].text == "found: Names.CSV, other.txt"


def test_a_workbook_is_not_read_but_noticed(tmp_path: Path) -> None:
    found = one(load_texts(tmp_path, {"names.xlsx": b"PK\x03\x04"}, (NAMES,)))
    assert found.rule == "data-file-missing"
    assert "names.xlsx" in found.repairs[0].text


def test_a_missing_directory(tmp_path: Path) -> None:
    found = one(load((NAMES,), [tmp_path / "nowhere"], CALENDAR))
    assert found.rule == "data-file-missing"
    assert "no directory" in found.labels[0].text


def test_no_directory_at_all() -> None:
    assert one(load((NAMES,), [], CALENDAR)).rule == "data-file-missing"


def test_two_files_for_one_record(tmp_path: Path) -> None:
    found = one(load_texts(tmp_path, {"names.csv": "id\n", "names.jsonl": ""}, (NAMES,)))
    assert (found.rule, found.labels[0].text) == ("several-data-files", "names.csv, names.jsonl")


def test_the_same_file_in_two_directories(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for name in "ab":
        write(tmp_path / name, {"names.csv": "id\n"})
    assert one(load((NAMES,), [tmp_path / "a", tmp_path / "b"], CALENDAR)).rule == "several-data-files"
    assert load((NAMES,), [tmp_path / "a", tmp_path / "a"], CALENDAR).data is not None


@pytest.mark.parametrize(
    "file", ["../names.csv", "/etc/passwd", "a/../../x.csv", "C:\\x.csv", "\\\\host\\x.csv", "~/x", " "]
)
def test_a_plan_reads_nothing_outside(tmp_path: Path, file: str) -> None:
    inner = tmp_path / "data"
    inner.mkdir()
    write(tmp_path, {"names.csv": "id\n"})
    assert one(load((named(file),), [inner], CALENDAR)).rule == "data-file-outside"  # type: ignore[arg-type]


def test_nor_through_a_link(tmp_path: Path) -> None:
    inner = tmp_path / "data"
    inner.mkdir()
    write(tmp_path, {"secret.csv": "id\nx\n"})
    os.symlink(tmp_path / "secret.csv", inner / "names.csv")
    assert one(load((NAMES,), [inner], CALENDAR)).rule == "data-file-outside"
    os.remove(inner / "names.csv")
    os.symlink(inner / "gone.csv", inner / "names.csv")
    assert one(load((NAMES,), [inner], CALENDAR)).rule == "unreadable-data-file"
    os.remove(inner / "names.csv")
    os.symlink(inner / "names.csv", inner / "names.csv")
    assert one(load((NAMES,), [inner], CALENDAR)).rule == "unreadable-data-file"


def test_links_within_and_to_the_directory_are_fine(tmp_path: Path) -> None:
    inner = tmp_path / "data"
    inner.mkdir()
    write(inner, {"export-1.csv": "id\nx\n"})
    os.symlink("export-1.csv", inner / "names.csv")
    os.symlink(inner, tmp_path / "link")
    assert load((NAMES,), [tmp_path / "link"], CALENDAR).data is not None


def test_a_file_in_a_folder_below(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    write(tmp_path / "sub", {"n.csv": "id\nx\n"})
    result = load((named("sub/n.csv"),), [tmp_path], CALENDAR)  # type: ignore[arg-type]
    assert result.data is not None
    assert result.data["names"].file == "sub/n.csv"


def test_an_empty_directory_instead_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "names.csv").mkdir()
    assert one(load((NAMES,), [tmp_path], CALENDAR)).rule == "data-file-missing"


def test_an_ending_that_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"n.xml": "<a/>"})
    assert one(load((named("n.xml"),), [tmp_path], CALENDAR)).rule == "unreadable-data-file"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "words", "row"),
    [
        (b"", "is empty", None),
        (b"\r\n\r\n", "is empty", None),
        (b"\xef\xbb\xbf", "is empty", None),
        (b"\xff\xfei\x00d\x00", "UTF-16", None),
        (b"PK\x03\x04....", "Excel", None),
        ("id,closed,product,amount\nZoë,2025-01-01,New,5\n".encode("latin-1"), "not UTF-8", 2),
        (b"id,closed,product,amount\nd1,2025-01-01,New,5\0\n", "NUL", 2),
        (b"id;closed;product;amount\nd1;2025-01-01;New;5\n", "semicolons", None),
    ],
)
def test_unreadable_files(tmp_path: Path, data: bytes, words: str, row: int | None) -> None:
    result = load_texts(tmp_path, {"deals.csv": data}, (DEALS,))
    found = result.diagnostics
    assert [one.rule for one in found] == ["unreadable-data-file"]  # and nothing about columns that could not be seen
    assert words in found[0].message
    assert place(found[0])[:2] == ("deals.csv", row)


@pytest.mark.parametrize("row", [",,,", ",,,,,", ","])
def test_a_blank_row_is_one_fault(tmp_path: Path, row: str) -> None:
    texts = {"deals.csv": f"id,closed,product,amount\nd1,2025-01-01,New,5\n{row}\n{row}\n"}
    found = load_texts(tmp_path, texts, (DEALS,)).diagnostics
    assert [(one.rule, one.message, place(one)[1]) for one in found] == [
        ("broken-row", "this row is blank", line) for line in (3, 4)
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_no_right_to_read(tmp_path: Path) -> None:
    write(tmp_path, {"names.csv": "id\n"})
    (tmp_path / "names.csv").chmod(0)
    assert one(load((NAMES,), [tmp_path], CALENDAR)).rule == "unreadable-data-file"


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffid,closed,product,amount\nd1,2025-01-01,New,5\n",
        "id,closed,product,amount\r\nd1,2025-01-01,New,5\r\n",
        "id,closed,product,amount\rd1,2025-01-01,New,5\r",
        "id,closed,product,amount\n\nd1,2025-01-01,New,5\n\n\n",
        'id,"closed",product,amount\n"d1",2025-01-01,"New",5',
        "note,amount,product,closed,id,,\nx,5,New,2025-01-01,d1,,\n",
    ],
)
def test_ways_to_write_the_same_table(tmp_path: Path, text: str) -> None:
    result = load_texts(tmp_path, {"deals.csv": text}, (DEALS,))
    assert result.data is not None, result.diagnostics
    plain = load_texts(tmp_path, {"deals.csv": HEAD + "d1,2025-01-01,New,5\n"}, (DEALS,))
    assert result.digest == plain.digest


def test_a_table_without_rows_is_fine(tmp_path: Path) -> None:
    for text in (HEAD, HEAD.strip(), HEAD.replace("id", '"id"')):
        result = load_texts(tmp_path, {"deals.csv": text}, (DEALS,))
        assert result.data is not None
        assert result.data["deals"].ids == []


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    text = 'id,note,closed,product,amount\nd1,"two\nlines",2025-01-01,New,5\n\nd2,x,2025-01-01,New,x\n'
    assert place(one(load_texts(tmp_path, {"deals.csv": text}, (DEALS,)))) == ("deals.csv", 5, "amount", "x")


@pytest.mark.parametrize(
    ("row", "words", "line"),
    [
        ("d1,2025-01-01,New,1,000", "this row has 5 cells", 2),
        ("d1,2025-01-01,New", "this row has 3 cells", 2),
        ('d1,2025-01-01,New,"5', "never closed", 2),
        ('d1,2025-01-01,"New"x,5', "not written as CSV is", 2),
        ('d0,2025-01-01,New,5\nd1,"2025', "never closed", 3),
        ('d1,2025-01-01,New,"' + "5" * 2_000_000 + '"', "longer than", 2),
    ],
)
def test_broken_rows(tmp_path: Path, row: str, words: str, line: int) -> None:
    found = one(load_texts(tmp_path, {"deals.csv": HEAD + row + "\n"}, (DEALS,)))
    assert found.rule == "broken-row"
    assert words in found.message
    assert place(found)[:2] == ("deals.csv", line)


def test_an_amount_with_a_comma_is_suspected(tmp_path: Path) -> None:
    found = one(load_texts(tmp_path, {"deals.csv": HEAD + "d1,2025-01-01,New,1,000\n"}, (DEALS,)))
    assert "`1,000`" in found.labels[0].text


def test_a_huge_plain_cell_is_refused_too(tmp_path: Path) -> None:
    text = HEAD + "d1,2025-01-01,New," + "5" * 2_000_000 + "\n"
    assert one(load_texts(tmp_path, {"deals.csv": text}, (DEALS,))).rule == "broken-row"


def test_headers(tmp_path: Path) -> None:
    text = "id,Closed,product,product,Amount (USD)\n"
    result = load_texts(tmp_path, {"deals.csv": text}, (DEALS,))
    assert [(d.rule, place(d)[2]) for d in result.diagnostics] == [
        ("missing-column", "closed"),
        ("repeated-column", "product"),
        ("missing-column", "amount"),
    ]
    assert "`Closed`" in result.diagnostics[0].repairs[0].text
    assert result.diagnostics[0].repairs[0].example == 'closed: …, column "Closed"'
    assert "Amount (USD)" in result.diagnostics[2].labels[0].text


def test_an_optional_column_must_have_its_header(tmp_path: Path) -> None:
    assert one(load_texts(tmp_path, {"participants.csv": "id,quota\n"}, (PEOPLE,))).rule == "missing-column"


def test_the_limit_of_csv_cells_is_put_back(tmp_path: Path) -> None:
    import csv

    before = csv.field_size_limit()
    load_texts(tmp_path, {"deals.csv": HEAD + '"d1",2025-01-01,New,5\n'}, (DEALS,))
    assert csv.field_size_limit() == before


def test_all_problems_of_all_files_at_once(tmp_path: Path) -> None:
    files = dict(GOOD)
    files["participants.csv"] = "id,quota,manager\nana,1e5,boo\nbo,0,\nbo,1,\n"
    files["deals.csv"] = HEAD + "d1,2025-02-30,Nwe,$5\n"
    files["splits.csv"] = "deal,to,share,primary\nd1,anna,60,yes\nd9,ana,0,maybe\n"
    result = load_texts(tmp_path, files)
    assert result.data is None
    assert sorted((place(d)[0], place(d)[1], d.rule) for d in result.diagnostics) == [
        ("deals.csv", 2, "not-a-date"),
        ("deals.csv", 2, "not-a-plain-number"),
        ("deals.csv", 2, "value-not-in-set"),
        ("participants.csv", 2, "not-a-plain-number"),
        ("participants.csv", 2, "unknown-row"),
        ("participants.csv", 4, "duplicate-row"),
        ("splits.csv", 2, "unknown-row"),
        ("splits.csv", 3, "not-yes-or-no"),
        ("splits.csv", 3, "unknown-row"),
    ]


def test_faults_of_one_file_do_not_make_others(tmp_path: Path) -> None:
    files = dict(GOOD)
    files["deals.csv"] = HEAD + "d1,2025-01-10,New,1,000\nd2,x,New,5\n"
    assert [d.rule for d in load_texts(tmp_path, files).diagnostics] == ["broken-row", "not-a-date"]
    del files["deals.csv"]
    (tmp_path / "deals.csv").unlink()
    assert [d.rule for d in load_texts(tmp_path, files).diagnostics] == ["data-file-missing"]


def test_more_problems_than_anyone_reads_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"d{i},x,y,z\n" for i in range(10_000))
    result = load_texts(tmp_path, {"deals.csv": HEAD + rows}, (DEALS,))
    assert len(result.diagnostics) == MOST_FINDINGS
    assert result.unlisted == 10_000
    assert "10,000 more problems" in result.diagnostics[-1].notes[0]


def test_no_records_at_all() -> None:
    result = load((), [], CALENDAR)
    assert result.data == {}
    assert ALL
