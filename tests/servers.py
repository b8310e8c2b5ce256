"""Engines that the tests start themselves, on loopback, each worker its own: a private PostgreSQL cluster, a local Spark.

Where an engine isn't installed its tests are skipped with the reason, unless ``PLANLANG_TEST_ENGINES=required`` says
that they must run (continuous integration does).
"""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import ClassVar, NoReturn

import pytest

from planlang.engines.sql.executors import Executor, MissingEngine, Options, open_executor
from planlang.engines.sql.executors.spark_executor import SparkExecutor

ENGINES = [
    pytest.param("duckdb"),
    pytest.param("postgres", marks=pytest.mark.postgres),
    pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")]),
]
"""For ``parametrize``: every engine that runs here. Spark takes long to start, so one worker gets all that needs it."""

_PROGRAMS = Path("/usr/lib/postgresql")
_SPARE_USERS = ("postgres", "nobody")

# Nothing of the cluster outlives the tests, so nothing has to reach the disk.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "20",
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "logging_collector": "off",
    "lc_messages": "C",
}


def missing(reason: str) -> NoReturn:
    """Skips the test that needs what is missing, or fails it where every engine is required."""
    if os.environ.get("PLANLANG_TEST_ENGINES") == "required":
        pytest.fail(f"{reason}, and PLANLANG_TEST_ENGINES says that every engine is required", pytrace=False)
    pytest.skip(reason)


def postgres_programs() -> Path | None:
    """The directory with ``initdb`` and ``postgres``: the newest of Debian's, or what is on the path."""
    found = [path.parent for path in _PROGRAMS.glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).resolve().parent if elsewhere else None


@contextmanager
def postgres_server() -> Iterator[str]:
    """A cluster of its own; gives the address of its database. It ends with this process, however that ends."""
    programs = postgres_programs()
    if programs is None:
        missing("PostgreSQL isn't installed")
    folder = Path(tempfile.mkdtemp(prefix="planlang-postgres-"))
    try:
        data, prefix = folder / "data", _as_user(folder)
        password = secrets.token_hex(16)
        (folder / "password").write_text(password)
        (folder / "password").chmod(0o644)  # in a directory that only one user may enter
        _initialise(prefix, programs, data)
        for _ in range(5):  # another process may take the port first
            port = _free_port()
            server = _start(prefix, programs, data, port, folder)
            if _answers(server, port, folder / "log"):
                break
        else:
            raise RuntimeError("PostgreSQL did not start:\n" + (folder / "log").read_text()[-4000:])
        try:
            yield f"postgresql://planlang:{password}@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(2)  # ends the sessions, then the server
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_user(folder: Path) -> list[str]:
    """How to run the programs: ``initdb`` refuses root. Where setpriv is there, the server also dies with this process."""
    setpriv = shutil.which("setpriv")
    if os.geteuid() != 0:
        return [setpriv, "--pdeathsig", "INT", "--"] if setpriv else []
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    user = next((name for name in _SPARE_USERS if name in names), None)
    if user is None or setpriv is None:
        missing("PostgreSQL won't run as root, and there is no other user to run it as")
    entry = pwd.getpwnam(user)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    identity = [f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]
    return [setpriv, *identity, "--pdeathsig", "INT", "--"]


def _initialise(prefix: list[str], programs: Path, data: Path) -> None:
    # A collation that is neither C nor by code point, as users' databases have it, if there is one: what is tested
    # must not depend on it.
    locale = _locale()
    command = [
        *prefix, str(programs / "initdb"), "-D", str(data), "-U", "planlang", "-E", "UTF8", f"--locale={locale}",
        "--auth=scram-sha-256", f"--pwfile={data.parent / 'password'}", "--no-sync", "--no-instructions",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd=data.parent)
    if done.returncode:
        raise RuntimeError(f"initdb: {done.stdout}{done.stderr}")


def _locale() -> str:
    listed = shutil.which("locale")
    names = subprocess.run([listed, "-a"], capture_output=True, text=True).stdout.split() if listed else []
    return next((name for name in ("en_US.utf8", "de_DE.utf8", "en_GB.utf8", "C.utf8") if name in names), "C")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _start(prefix: list[str], programs: Path, data: Path, port: int, folder: Path) -> subprocess.Popen[bytes]:
    settings = {**_SETTINGS, "port": str(port), "unix_socket_directories": ""}
    options = [text for name, value in settings.items() for text in ("-c", f"{name}={value}")]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [*prefix, str(programs / "postgres"), "-D", str(data), *options],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, start_new_session=True,
        )  # fmt: skip


def _answers(server: subprocess.Popen[bytes], port: int, log: Path) -> bool:
    """Whether the server takes connections before it ends or a minute has passed. Its port is open before it does."""
    for _ in range(600):
        if server.poll() is not None:
            return False
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            if b"ready to accept connections" in log.read_bytes():
                return True
            time.sleep(0.1)
    server.kill()
    return False


class LittleSpark(SparkExecutor):
    """Spark for a few rows in many queries, each run once: without what is there to make long queries faster.

    It interprets expressions instead of compiling Java for them, splits nothing into parts, plans once, and keeps
    tables in memory instead of in files. The model plans run as users' plans do; at night everything does.
    """

    _PLAIN: ClassVar[dict[str, str]] = {
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.leafNodeDefaultParallelism": "1",
    }

    def __init__(self) -> None:
        super().__init__()
        for name, value in self._PLAIN.items():
            self.session.conf.set(name, value)

    def keep(self, name: str, select: str) -> None:
        """See ``Executor``. Spark runs the query; its rows come here and go back as a table of values."""
        with self._errors():
            rows = self.session.sql(select).toArrow()
            self.session.createDataFrame(rows).createTempView(name)


class Engines:
    """One session with each engine that a test asks for, kept until the tests end."""

    def __init__(self) -> None:
        self._servers = ExitStack()
        self._sessions: dict[str, Executor] = {}
        self._first: Executor | None = None
        """The session that started Spark, whose files all others need."""
        self._names = itertools.count(1)

    def session(self, engine: str) -> Executor:
        """The session with an engine; skips the test where the engine isn't installed."""
        if engine not in self._sessions:
            self._sessions[engine] = self.opened(engine)
        return self._sessions[engine]

    def little_spark(self) -> Executor:
        """A session with Spark for a few rows, in the application that the first one started."""
        if "little spark" not in self._sessions:
            self.session("spark")
            self._sessions["little spark"] = LittleSpark()
        return self._sessions["little spark"]

    @contextmanager
    def emptied(self) -> Iterator[Executor]:
        """A session with PostgreSQL that has no tables and has prepared nothing, as a new one, whose caches would be empty, too.

        What a test that fails leaves behind, nobody gets.
        """
        session = self._sessions.pop("emptied", None) or self.opened("postgres")
        try:
            yield session
        except BaseException:
            session.close()
            raise
        session.execute("DISCARD TEMP")
        session.execute("DEALLOCATE ALL")
        self._sessions["emptied"] = session

    def opened(self, engine: str) -> Executor:
        """A session for one test, which closes it. (The first one with Spark lasts until the tests end.)"""
        if engine == "spark" and self._first is None:
            self._first = self._open("spark", None)
        return self._open(engine, self.postgres() if engine == "postgres" else None)

    def postgres(self) -> str:
        """The address of this worker's PostgreSQL."""
        if not hasattr(self, "_address"):
            self._address = self._servers.enter_context(postgres_server())
        return self._address

    def fresh(self) -> str:
        """A name that no table has."""
        return f"t{next(self._names)}"

    def close(self) -> None:
        """Ends sessions, then servers."""
        for session in self._sessions.values():
            session.close()
        if self._first is not None:
            self._first.close()
        self._servers.close()

    def _open(self, engine: str, address: str | None) -> Executor:
        # A JVM that compiles little starts sooner; these queries are small.
        quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        os.environ.setdefault("PYSPARK_SUBMIT_ARGS", f"--conf 'spark.driver.extraJavaOptions={quick}' pyspark-shell")
        try:
            return open_executor(engine, address, Options(threads=2, statement_timeout=120))
        except MissingEngine as error:
            missing(str(error))
            raise
