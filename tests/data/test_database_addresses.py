"""What names a database, what does not, and what is never said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.data.databases.base import DatabaseError
from planlang.data.databases.postgres import address_of
from planlang.data.databases.sources import open_database, sources_of
from planlang.data.named import Sources
from tests.data.shapes import ALL, GOOD, write
from tests.servers import Engines


@pytest.mark.postgres
def test_a_password_is_never_said(engines: Engines) -> None:
    address = engines.postgres()
    secret = address.partition("://planlang:")[2].partition("@")[0]
    for wrong in (
        address.replace(secret, "s3cr3t%21x").replace("/postgres", "/none"),
        address.replace(secret, "s3cr3t%21x"),
        address.replace(secret, "s3cr3t!x%zz"),
        address.replace(f":{secret}@", "@") + "?password=s3cr3t!x&port=notanumber",
        address.replace(secret, "s3cr3t!x") + "?sslmode=s3cr3t!x",
    ):
        with pytest.raises(DatabaseError) as caught:
            open_database(wrong, 0).names()
        said = str(caught.value) + repr(getattr(open_database(wrong, 0), "address", "")) + open_database(wrong, 0).title
        assert "s3cr3t" not in said


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("mysql://host/db", None, "mysql is no database that is read"),
        ("postgres://host:port/db", None, "can't be read"),
        ("postgres://host/db?statement_timeout=soon", None, "number of seconds"),
        ("none.sqlite", None, "does not exist"),
        ("text.db", b"id,amount\n", "is not a SQLite or DuckDB file"),
        ("sqlite:text.db", b"id,amount\n", "is not a SQLite file"),
    ],
)
def test_what_is_no_database(
    name: str, content: bytes | None, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path(name.rpartition(":")[2]).write_bytes(content)
    with pytest.raises(DatabaseError, match=says):
        open_database(name, 0)


def test_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.sqlite"
    path.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises(DatabaseError):
        open_database(str(path), 0).names()
    duck = tmp_path / "broken.duckdb"
    duck.write_bytes(b"\0" * 8 + b"DUCK" + b"x" * 5000)
    with pytest.raises(DatabaseError):
        open_database(str(duck), 0).names()


def test_no_session_where_no_database_was_named(tmp_path: Path) -> None:
    write(tmp_path, dict(GOOD))
    assert sources_of(ALL, [tmp_path], [], {}) == Sources((tmp_path,))


def test_an_address_without_a_host() -> None:
    address = address_of("postgres:///crm?host=/run/postgresql&schema=sales&statement_timeout=5&sslmode=require")
    assert address.conninfo == "postgres:///crm?host=%2Frun%2Fpostgresql&sslmode=require"
    assert (address.schema, address.timeout, address.title) == ("sales", 5, "crm, schema sales")
