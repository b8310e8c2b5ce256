"""Loading in the engine: the same data and the same findings as ``planlang.data.load``, without the rows in Python.

What is right goes through SQL only. Where SQL has doubts, the reference loader says what is wrong: about the whole files while they are small,
about the rows in doubt where they are large. If it then finds nothing, one of the two is wrong, and that is an error of ours.

Two limits differ: a Parquet file may have more than ``MAX_ROWS`` rows here, and a number that doesn't go into 38 digits over the denominator
that its column needs is right, but ``too_wide``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from planlang.beside import Beside
from planlang.core.calendar import FiscalCalendar
from planlang.core.records import RecordSpec
from planlang.data.engine import checks
from planlang.data.engine.columns import TEXTS
from planlang.data.engine.keys import MOST_KEYS, enumerate_keys, pays
from planlang.data.engine.measure import Measured, measure
from planlang.data.engine.relations import ID, relate, rows_of, told_apart
from planlang.data.engine.seal import seal
from planlang.data.engine.sources import Source
from planlang.data.engine.sqltext import invented
from planlang.data.engine.tables import EngineLoad, InputTable, Pending
from planlang.data.files import expected_name, find_files
from planlang.data.given import Given, given_files
from planlang.data.report import Findings
from planlang.diagnostics.place import DataPlace
from planlang.duck import duckdb
from planlang.slotted import define, evolve

WHOLE_ROWS = 200_000
"""Up to so many rows in all, the reference loader reads whole files to say what is wrong with them."""


@define
class _Place:
    """A record, where its rows are (``None``: nowhere), and what has become of it."""

    spec: RecordSpec
    found: Findings
    given: Given | None
    source: Source | None = None
    measured: dict[str, Measured] | None = None
    table: InputTable | None = None
    stays: bool = False
    """Whether the relation is a view of the source."""


def load_in_engine(
    database: duckdb.DuckDBPyConnection,
    records: Sequence[RecordSpec],
    directories: Sequence[Path],
    calendar: FiscalCalendar,
    *,
    writable: Sequence[Path] = (),
    whole_rows: int = WHOLE_ROWS,
    given: Mapping[str, Given] | None = None,
    keyed: bool = False,
    later: int | None = None,
) -> EngineLoad:
    """Makes a relation for each record in ``database``, or says what is wrong with the data.

    The rows of a record are those of its file in the directories, or what is ``given`` for it.
    ``keyed``: keys to which much larger records point may be ENUMs, whose cells are texts all the same.
    ``later``: what joins with so many rows or more will tell on the way is left to whoever makes them, as ``pending``.
    From then on the database reads nothing but the records' files, and writes into the directories ``writable`` alone.
    """
    given = given or {}
    places = [_find(spec, directories, given) for spec in records]
    there = [place.given for place in places if place.given is not None]
    seal(database, [path for one in there for path in one.paths], writable)
    hashes = Beside([one.digests for one in there if one.paths])
    trouble: duckdb.Error | None = None
    pending: list[Pending] = []
    try:
        put_off = None if later is None else _PutOff(later, pending)
        fine = len(there) == len(places) and _all_fine(database, places, calendar, put_off)
    except duckdb.Error as error:  # a file that breaks off in the middle; or no memory, no disk
        fine, trouble = False, error
    except BaseException:
        hashes.stop()
        raise
    if not fine:
        hashes.stop()
        return _refused(database, places, directories, calendar, whole_rows, trouble, given)
    if wide := _too_wide(places):
        hashes.stop()
        return EngineLoad(None, too_wide=wide)
    for place in places:
        if place.source is not None and not place.source.in_place and not place.stays:
            for table in place.source.tables or (place.source.relation,):
                database.execute(f"DROP TABLE {table}")
    tables = _of_one_form({place.spec.name: place.table for place in places if place.table is not None})
    if keyed:
        tables = enumerate_keys(database, tables)
    hashed = iter(hashes.results())
    files = {
        place.spec.name: next(hashed) if one.paths else one.digests() for place, one in zip(places, there, strict=True)
    }
    return EngineLoad(tables, (), files, pending=tuple(pending))


def _find(spec: RecordSpec, directories: Sequence[Path], given: Mapping[str, Given]) -> _Place:
    found = Findings(expected_name(spec))
    if (rows := given.get(spec.name)) is not None:
        found.file = rows.file
        return _Place(spec, found, rows)
    place = find_files(spec, directories, found)
    if place is None:
        return _Place(spec, found, None)
    found.file = place.file
    return _Place(spec, found, given_files(place))


@define
class _PutOff:
    """Proofs that are left for later: of tables with at least so many rows."""

    rows: int
    pending: list[Pending]

    def takes(self, table: InputTable, column: str | None, query: str | None, sooner: str = "") -> bool:
        """Whether a proof can wait."""
        if table.rows < self.rows or query is None:
            return False
        self.pending.append(Pending(table.record.name, column, query, sooner))
        return True


def _all_fine(
    database: duckdb.DuckDBPyConnection, places: Sequence[_Place], calendar: FiscalCalendar, put_off: _PutOff | None
) -> bool:
    """Whether nothing is wrong, as far as SQL can tell; makes the relations on the way, unless a number is too wide."""
    for number, place in enumerate(places):
        assert place.given is not None
        place.source = place.given.open(database, place.spec, f"texts_{number}")
    if any(place.source is None or place.source.faulty for place in places):
        return False
    by_name = {place.spec.name: place for place in places}
    for place in places:
        assert place.source is not None
        vouched = {c.name for c in place.spec.columns if c.kind == "row" and _has_text_key(by_name.get(c.row or ""))}
        place.measured = measure(
            database, place.source.relation, place.spec, place.source.cells, place.source.rows, calendar, vouched,
            place.source.in_place,
        )  # fmt: skip
        if any(one.faulty for one in place.measured.values()):
            return False
    if _too_wide(places):
        return True
    for number, place in enumerate(places):
        assert place.source is not None and place.measured is not None
        name = invented("in", number, place.spec.name)
        made, place.stays = relate(database, place.spec, place.source, place.measured, name, place.found.file, calendar)
        alike = f"SELECT 1 FROM (SELECT {_distinct(made)} AS found FROM {made.relation}) WHERE found <> {made.rows}"
        tells = _simple_parts(place, by_name) or _is_joined(place, places)  # what paying joins tells rows apart
        if put_off is not None and tells and put_off.takes(made, None, alike, _not_after(made)):
            place.table = made
        else:
            place.table = _unique(database, made, f"{name}_apart", calendar)
        if place.table is None or not _rows_fine(database, place.table, calendar):
            return False
    return all(_points_well(database, place, by_name, put_off) for place in places)


def _has_text_key(place: _Place | None) -> bool:
    key = place.spec.key if place is not None else None
    return key is not None and key.kind == "text" and place is not None and place.spec.identity == (key.name,)


def _unique(
    database: duckdb.DuckDBPyConnection, table: InputTable, other: str, calendar: FiscalCalendar
) -> InputTable | None:
    """The table, if its rows differ in what tells them apart, or can be made to; else ``None``."""
    if _all_differ(database, table):
        return table
    longer = told_apart(database, table, other, calendar)
    return longer if longer is not None and _all_differ(database, longer) else None


def _all_differ(database: duckdb.DuckDBPyConnection, table: InputTable) -> bool:
    """What has different hashes is different; only where hashes meet, the identity texts are compared.

    While no text of several parts has a sign of those that join them, the parts are hashed, without joining them.
    """
    if _ascending(database, table):
        return True
    parts = [table.columns[name] for name in table.record.identity]
    if table.id == ID and len(parts) > 1 and all(part.kind in TEXTS and not part.absent for part in parts):
        slash = " OR ".join(f"contains({part.sql}, '/')" for part in parts)
        query = f"SELECT {_distinct(table)}, coalesce(bool_or({slash}), false) FROM {table.relation}"
    else:
        query = f"SELECT count(DISTINCT hash({table.id})), false FROM {table.relation}"
    if database.execute(query).fetchone() == (table.rows, False):
        return True
    return not _any(database, checks.duplicates(rows_of(table)))


def _distinct(table: InputTable) -> str:
    """An aggregate: how many different parts of identities there are, at least."""
    return f"count(DISTINCT hash({', '.join(table.columns[name].sql for name in table.record.identity)}))"


def _ascending(database: duckdb.DuckDBPyConnection, table: InputTable) -> bool:
    """Whether each text that identifies a row is greater than that of the row before, as in a file that is in order.

    Only the first row has none before it. Were there a second such row, the rows would have been read as several heaps. Whatever is
    not in order costs next to nothing: the second row that isn't greater ends it.
    """
    return len(database.execute(_not_after(table)).fetchall()) == min(table.rows, 1)


def _not_after(table: InputTable) -> str:
    after = f"SELECT {table.id} > lag({table.id}) OVER () AS after FROM {table.relation}"
    return f"SELECT 1 FROM ({after}) WHERE after IS NOT true LIMIT 2"


def _rows_fine(database: duckdb.DuckDBPyConnection, table: InputTable, calendar: FiscalCalendar) -> bool:
    rows = rows_of(table)
    return not _any(database, checks.backwards(rows)) and not _any(database, checks.together(rows, calendar))


def _simple_parts(place: _Place, by_name: dict[str, _Place]) -> bool:
    """Whether rows are identified by several texts which, joined, can be told from all others by their parts."""
    names = place.spec.identity
    return len(names) > 1 and all(_is_simple(place, name, by_name) for name in names)


def _is_joined(place: _Place, places: Sequence[_Place]) -> bool:
    """Whether rows are identified by one text, and many rows of another record name them: a join meets each twice that is there twice.

    A type is made of keys that differ, and so not of these.
    """
    assert place.source is not None
    rows = place.source.rows
    naming = [
        other.source.rows
        for other in places
        if other is not place and other.source is not None
        if any(column.kind == "row" and column.row == place.spec.name for column in other.spec.columns)
    ]
    return _has_text_key(place) and max(naming, default=-1) >= rows and not pays(rows, sum(naming))


def _is_simple(place: _Place, name: str, by_name: dict[str, _Place]) -> bool:
    column, one = place.spec.by_name[name], (place.measured or {}).get(name)
    if one is None or one.absent or column.kind not in TEXTS:
        return False
    target = by_name.get(column.row or "") if column.kind == "row" else None
    if one.simple is None and target is not None and target.spec.key is not None:
        return _is_simple(target, target.spec.key.name, by_name)
    return one.simple is True


def _points_well(
    database: duckdb.DuckDBPyConnection, place: _Place, by_name: dict[str, _Place], put_off: _PutOff | None
) -> bool:
    assert place.table is not None
    for column in place.spec.columns:
        target = by_name.get(column.row or "") if column.kind == "row" else None
        if target is not None and target.table is not None and target.spec.identity:
            query = checks.dangling(rows_of(place.table), column.name, rows_of(target.table))
            rows = target.table.rows
            told = rows > MOST_KEYS or pays(rows, place.table.rows)  # by a join that is made anyway
            if put_off is not None and told and put_off.takes(place.table, column.name, query):
                continue
            if _any(database, query):
                return False
    return True


def _any(database: duckdb.DuckDBPyConnection, query: str | None) -> bool:
    return query is not None and database.execute(f"SELECT 1 FROM ({query}) LIMIT 1").fetchone() is not None


def _of_one_form(tables: dict[str, InputTable]) -> dict[str, InputTable]:
    """The tables, in which references have the form of the keys to which they lead."""
    made = {}
    for name, table in tables.items():
        columns = dict(table.columns)
        for column in table.record.columns:
            target = tables.get(column.row or "") if column.kind == "row" else None
            if (
                target is not None
                and target.record.key is not None
                and target.id == target.columns[target.record.key.name].sql
            ):
                columns[column.name] = evolve(columns[column.name], form=target.columns[target.record.key.name].form)
        made[name] = evolve(table, columns=columns)
    return made


def _too_wide(places: Sequence[_Place]) -> tuple[DataPlace, ...]:
    return tuple(
        DataPlace(place.found.file, None, one.cell.column.header)
        for place in places
        for one in (place.measured or {}).values()
        if one.too_wide
    )


def _refused(
    database: duckdb.DuckDBPyConnection,
    places: Sequence[_Place],
    directories: Sequence[Path],
    calendar: FiscalCalendar,
    whole_rows: int,
    trouble: duckdb.Error | None,
    given: Mapping[str, Given],
) -> EngineLoad:
    from planlang.data.load import load

    rows = sum(place.source.rows for place in places if place.source is not None)
    if rows <= whole_rows:
        result = load([place.spec for place in places], directories, calendar, given)
    else:
        from planlang.data.engine.narrow import Suspect, diagnose

        suspects = [Suspect(place.spec, place.found, place.given, place.source) for place in places]
        result = diagnose(database, suspects, calendar)
    if not result.diagnostics and trouble is not None:
        raise trouble
    if not result.diagnostics:
        raise RuntimeError("the engine doubts data that the reference loader takes")
    return EngineLoad(None, result.diagnostics, unlisted=result.unlisted)
