"""What ``--data`` names: directories, and databases, of which each record has one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from planlang.core.records import RecordSpec
from planlang.data.databases import duckfile, postgres, sqlite
from planlang.data.databases.base import Database, DatabaseError
from planlang.data.files import ENDINGS, find_files
from planlang.data.given import Given, GivenNothing
from planlang.data.named import Sources, kind_and_file, scheme
from planlang.data.report import Findings, listed
from planlang.diagnostics.model import Repair
from planlang.diagnostics.suggest import closest


def open_database(text: str, number: int) -> Database:
    """The database with this address, or in this file; raises ``DatabaseError``."""
    if (address := scheme(text)) is not None:
        if address[1].lower() in postgres.SCHEMES:
            return postgres.Postgres(text)
        raise DatabaseError(
            f"{address[1]} is no database that is read: postgres://…, a SQLite file or a DuckDB file is"
        )
    named = kind_and_file(text)
    kind, path = (named[1], Path(named[2])) if named is not None else ("", Path(text))
    if not path.is_file():
        raise DatabaseError(f"the database `{path}` " + ("is not a file" if path.exists() else "does not exist"))
    try:
        with path.open("rb") as file:
            begins = file.read(16)
    except OSError as error:
        raise DatabaseError(f"the database `{path}` can't be read: {(error.strerror or 'no access').lower()}") from None
    marked = begins[duckfile.MARK_AT :].startswith(duckfile.MARK)
    found = "duckdb" if marked else "sqlite" if begins == sqlite.MARK or not begins else ""
    if not found or (kind and kind != found):
        is_ = {"sqlite": "a SQLite file", "duckdb": "a DuckDB file"}
        raise DatabaseError(f"`{path}` is not {is_.get(kind, 'a SQLite or DuckDB file')}")
    return sqlite.Sqlite(path, path.name) if found == "sqlite" else duckfile.DuckFile(path, path.name, number)


def table_name(spec: RecordSpec) -> str:
    """The table of a record: named as the plan says, without the ending of a file, else after the record.

    A name with directories or signs that stand for several files says where files are, and nothing of databases.
    """
    if spec.file is None or any(sign in spec.file for sign in "/*?"):
        return spec.name
    name = PurePosixPath(spec.file)
    return name.stem if name.suffix.lower() in ENDINGS else spec.file


def sources_of(
    records: Sequence[RecordSpec],
    directories: Sequence[Path],
    databases: Sequence[Database],
    given: Mapping[str, Given],
) -> Sources:
    """Finds for each record that isn't ``given`` its table, if there are databases; raises ``DatabaseError``.

    What is wrong, such as a record that is in two places, is found again by whoever loads the data.
    """
    found = dict(given)
    if databases:
        names = [(database, database.names()) for database in databases]
        for spec in records:
            if spec.name not in found and (one := _given(spec, directories, names)) is not None:
                found[spec.name] = one
    return Sources(tuple(directories), found, tuple(databases))


def _given(
    spec: RecordSpec, directories: Sequence[Path], databases: Sequence[tuple[Database, Sequence[str]]]
) -> Given | None:
    name = table_name(spec)
    here = [database for database, names in databases if name in names]
    quiet = Findings("")
    place = find_files(spec, directories, quiet) if directories else None
    missing = not directories or [one.rule for one in quiet.found] == ["data-file-missing"]
    if not here and not missing:
        return None  # it is in files, or something is wrong with these
    found = Findings(name)
    if len(here) == 1 and missing:
        try:
            return here[0].given(name)
        except DatabaseError as error:  # a view that has lost what it reads
            mend = Repair("Look at the table or view in the database.")
            found.whole_file("unreadable-data-file", f"{name} can't be read", str(error)[:300], mend)
    elif not here:
        _no_table(spec, name, databases, found)
    else:
        places = [f"{name} in {database.title}" for database in here] + ([place.file] if place is not None else [])
        found.whole_file(
            "several-data-files",
            f"{spec.name} is in several places",
            listed(places or [name]),
            Repair("Keep one of them, or give fewer sources of data."),
        )
    return GivenNothing(name, tuple(found.found))


def _no_table(
    spec: RecordSpec, name: str, databases: Sequence[tuple[Database, Sequence[str]]], found: Findings
) -> None:
    there = [one for _, names in databases for one in names]
    near = next((one for one in there if one.casefold() == name.casefold()), None) or closest(name, there)
    repairs = [Repair(f"Make a table or view `{name}` there, or give another source of data that has {spec.name}.")]
    if near is not None:
        example = f'data {spec.name}, each row a {spec.row}, from file "{near}" {{'
        repairs.insert(0, Repair(f"Is it `{near}`? Say so in the plan:", example))
    found.whole_file(
        "data-file-missing",
        f"there is no table {name} in {' or '.join(database.title for database, _ in databases)}",
        f"found: {listed(there)}" if there else "no table or view is there",
        *repairs,
    )
