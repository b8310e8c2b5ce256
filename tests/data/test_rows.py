"""Rows together: what tells them apart, what they point to, when they hold."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest

from planlang.core.records import RecordSpec
from planlang.data.load import Grid, load_grids
from tests.data.shapes import CALENDAR, GOOD, PEOPLE, column, load_texts, one, place, record

ASSIGNED = record(
    "assignments",
    "assignment",
    column("who", "text"),
    column("team", "text"),
    column("start", "date", optional=True),
    column("end", "date", optional=True),
    valid=("start", "end"),
)
TERMS = record("terms", "term", *ASSIGNED.columns, valid=("start", "end"), one_for=("who",))
QUOTAS = record(
    "quotas",
    "quota",
    column("who", "text"),
    column("month", "month"),
    column("amount", "money"),
    one_for=("who", "month"),
)


def rows(spec: RecordSpec, *texts: str) -> Grid:
    names = [c.name for c in spec.columns]
    given = [dict(zip(names, text.split("|"), strict=True)) for text in texts]
    return Grid(spec, given, f"{spec.name}.csv", range(2, len(given) + 2))


def test_a_key_is_there_once(tmp_path: Path) -> None:
    files = {"participants.csv": "id,quota,manager\nana,1,\nbo,1,\nana,2,\n"}
    found = one(load_texts(tmp_path, files, (PEOPLE,)))
    assert found.rule == "duplicate-row"
    assert place(found) == ("participants.csv", 4, "id", "ana")
    other = found.labels[1].place
    assert getattr(other, "row", None) == 2


def test_keys_are_compared_exactly(tmp_path: Path) -> None:
    assert load_texts(tmp_path, {"participants.csv": "id,quota,manager\nana,1,\nAna,1,\n"}, (PEOPLE,)).data


def test_one_row_for_each() -> None:
    found = one(load_grids([rows(QUOTAS, "ana|2025-01|5", "ana|2025-02|5", "ana|2025-01|6")], CALENDAR))
    assert found.rule == "duplicate-row"
    assert place(found)[1] == 4
    assert place(found)[3] == "ana / 2025-01"


def test_one_row_for_each_beside_a_key() -> None:
    spec = record("qs", "q", column("id", "text", key=True), column("who", "text"), one_for=("who",))
    found = one(load_grids([rows(spec, "q1|ana", "q2|ana")], CALENDAR))
    assert (found.rule, place(found)[1]) == ("duplicate-row", 3)


def test_ids_of_periods_and_days() -> None:
    result = load_grids([rows(QUOTAS, "ana|2025-02|5", "ana|2025-01|5")], CALENDAR)
    assert result.data is not None
    assert result.data["quotas"].ids == ["ana / 2025-01", "ana / 2025-02"]


@pytest.mark.parametrize(
    ("spec", "texts", "rule"),
    [
        (ASSIGNED, ["ana|A|2025-01-01|2025-03-31", "ana|A|2025-04-01|"], None),
        (ASSIGNED, ["ana|A|2025-01-01|2025-04-01", "ana|A|2025-04-01|"], "overlapping-validity"),
        (ASSIGNED, ["ana|A|2025-01-01|", "ana|A|2025-04-01|2025-05-01"], "overlapping-validity"),
        (ASSIGNED, ["ana|A||2025-04-01", "ana|A|2025-04-01|"], "overlapping-validity"),
        (ASSIGNED, ["ana|A|2025-01-01|", "ana|B|2025-04-01|"], None),
        (ASSIGNED, ["ana|A|2025-03-01|2025-02-01"], "validity-backwards"),
        (ASSIGNED, ["ana|A|2025-03-01|2025-03-01"], None),
        (TERMS, ["ana|A|2025-01-01|", "ana|B|2025-04-01|"], "overlapping-validity"),
        (TERMS, ["ana|A|2025-01-01|2025-03-31", "ana|B|2025-04-01|", "bo|A|2025-01-01|"], None),
        (TERMS, ["ana|A|2025-01-01|2025-12-31", "ana|B|2025-02-01|2025-03-01", "ana|C|2025-04-01|2025-05-01"], "x"),
    ],
)
def test_validity(spec: RecordSpec, texts: list[str], rule: str | None) -> None:
    if spec is TERMS:  # a plan may have several terms over time for one person
        spec = RecordSpec(
            "terms", "term", TERMS.columns, ("who", "team", "start", "end"), None, ("start", "end"), ("who",)
        )
    result = load_grids([rows(spec, *texts)], CALENDAR)
    if rule == "x":
        assert [(d.rule, place(d)[1]) for d in result.diagnostics] == [
            ("overlapping-validity", 3),
            ("overlapping-validity", 4),
        ]
    elif rule is None:
        assert result.data is not None, result.diagnostics
    else:
        assert one(result).rule == rule


def test_references_point_to_rows(tmp_path: Path) -> None:
    files = dict(GOOD)
    files["participants.csv"] += "josé,5,\n"
    files["splits.csv"] = "deal,to,share,primary\nd1,Ana,60,yes\nd1,bo,40,no\nd2,jose\u0301,100,yes\nd2,zzzz,1,no\n"
    found = load_texts(tmp_path, files).diagnostics
    assert [(d.rule, place(d)[1], place(d)[2]) for d in found] == [
        ("unknown-row", 2, "to"),
        ("unknown-row", 4, "to"),
        ("unknown-row", 5, "to"),
    ]
    assert found[0].labels[0].text == "did you mean `ana`?"
    assert found[0].repairs[0].example == 'to: …, reads "Ana" as "ana"'
    assert "looks the same" in found[1].labels[0].text
    assert len(found[2].repairs) == 1


def test_references_are_read_as_the_plan_says(tmp_path: Path) -> None:
    spec = record("splits", "split", column("to", "row", row="participants", reads=(("A.", "ana"),)))
    files = {"participants.csv": GOOD["participants.csv"], "splits.csv": "to\nA.\nbo\n"}
    result = load_texts(tmp_path, files, (PEOPLE, spec))
    assert result.data is not None
    assert result.data["splits"].columns["to"].items == ["ana", "bo"]


def test_many_unknown_references_take_bounded_time(tmp_path: Path) -> None:
    people = "id,quota,manager\n" + "".join(f"person-{i},1,\n" for i in range(3_000))
    spec = record("splits", "split", column("to", "row", row="participants"))
    lines = "to\n" + "".join(f"preson-{i}\n" for i in range(3_000))
    found = load_texts(tmp_path, {"participants.csv": people, "splits.csv": lines}, (PEOPLE, spec)).diagnostics
    assert len(found) == 3_000


def test_joined_identities_that_look_alike_are_refused() -> None:
    spec = record("pairs", "pair", column("a", "text"), column("b", "text"))
    assert one(load_grids([rows(spec, "x / y|z", "x|y / z")], CALENDAR)).rule == "duplicate-row"


def test_rows_that_nothing_tells_apart_are_ordered_by_all_they_hold() -> None:
    spec = record("amounts", "amount", column("a", "money"), column("b", "count"))
    one_way = load_grids([rows(spec, "2.00|1", "1.00|2", "1.00|1", "1.00|1")], CALENDAR)
    other = load_grids([rows(spec, "1.00|1", "1.00|1", "1.00|2", "2.00|1")], CALENDAR)
    assert one_way.data is not None
    assert other.data is not None
    assert one_way.digest == other.digest
    assert one_way.data["amounts"].ids == ["1", "2", "3", "4"]


def test_the_order_of_the_file_does_not_matter(tmp_path: Path) -> None:
    chance = random.Random(7)
    day = datetime.date(2025, 1, 1)
    deals = [f"d{i},{day + datetime.timedelta(i % 80)},New,{i}.{i % 100:02}\n" for i in range(200)]
    splits = [f"d{i},{chance.choice(['ana', 'bo'])},{50 + i % 7},no\n" for i in range(200)]
    seen = set()
    for _ in range(5):
        chance.shuffle(deals)
        chance.shuffle(splits)
        files = dict(GOOD)
        files["deals.csv"] = "id,closed,product,amount\n" + "".join(deals)
        files["splits.csv"] = "deal,to,share,primary\n" + "".join(splits)
        result = load_texts(tmp_path, files)
        assert result.data is not None
        seen.add(result.digest)
        texts = repr([(r.ids, {n: (v.items, v.den) for n, v in r.columns.items()}) for r in result.data.values()])
        seen.add(texts)
    assert len(seen) == 2


def test_the_digest_is_of_what_the_data_says(tmp_path: Path) -> None:
    base = load_texts(tmp_path, dict(GOOD)).digest
    same = dict(GOOD)
    same["splits.csv"] = same["splits.csv"].replace(",60,", ",60.00%,")
    assert load_texts(tmp_path, same).digest == base
    for name, old, new in (
        ("splits.csv", ",60,", ",60.01,"),
        ("deals.csv", "2025-01-20", "2025-01-21"),
        ("participants.csv", ",bo\n", ",\n"),
        ("splits.csv", "40%,no", "40%,yes"),
    ):
        other = dict(GOOD)
        other[name] = other[name].replace(old, new)
        assert other[name] != GOOD[name]
        assert load_texts(tmp_path, other).digest not in (base, "")


def test_an_example_of_a_plan_is_read_like_a_file() -> None:
    people = Grid(PEOPLE, [{"id": "ana", "quota": "5,000", "manager": None}], "q1.plan", [40])
    found = one(load_grids([people], CALENDAR))
    assert (found.rule, place(found)) == ("not-a-plain-number", ("q1.plan", 40, "quota", "5,000"))
