"""Apache Spark 4 through pyspark: in this machine's JVM, or a cluster's master."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from planlang.engines.sql.dialects.base import SqlType
from planlang.engines.sql.dialects.spark import Spark
from planlang.engines.sql.executors.base import (
    EngineError,
    Fetched,
    MissingEngine,
    Options,
    Value,
    checked_columns,
    refuse_types,
    type_faults,
)

_WHOLE = ("tinyint", "smallint", "int", "bigint")
_FLOATING = {"double", "float"}
_MAKES_FLOATING = {"Average", "Rand", "Randn", "PercentRank", "CumeDist"}

# What this process needs beside what the dialect says.
_SESSION = {"spark.sql.session.timeZone": "UTC", "spark.sql.execution.arrow.pyspark.enabled": "true"}


class SparkExecutor:
    """A session of its own (settings, views, a database) in the Spark application of this process, started if need be.

    What is kept lies as files in ``temp_directory``, which on a cluster all machines must see; without one it lies in
    the warehouse directory that the cluster is set up with, or, on one machine, in a temporary directory.
    """

    def __init__(self, master: str | None = None, options: Options | None = None) -> None:
        try:
            import pyarrow  # noqa: F401 - for what goes in and out
            import pyspark  # noqa: F401
        except ImportError as error:
            raise MissingEngine("Spark needs pyspark and pyarrow: pip install 'planlang[spark]'") from error
        from pyspark.errors import PySparkException

        self.dialect = Spark()
        self._error = PySparkException
        self._closed = False
        self._files = Path(tempfile.mkdtemp(prefix="planlang-spark-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self._files, ignore_errors=True)  # at exit at the latest
        try:
            self._application, self._started = _application(master, options or Options(), self._files)
            if self._started:  # then they are the application's, which may outlive this executor if nobody closes it
                self._remove.detach()
                self._remove = weakref.finalize(self._application, shutil.rmtree, self._files, ignore_errors=True)
            self.session = self._application.newSession()
            self._prepare(options or Options())
        except BaseException:
            self._remove()
            raise

    def _prepare(self, options: Options) -> None:
        """What the session relies on; and a database for what it keeps."""
        context = self.session.sparkContext
        _silence_errors()
        for name, value in {**_SESSION, **{name: value for name, value, _ in self.dialect.settings}}.items():
            self.session.conf.set(name, value)
        if str(self.session.conf.get("spark.sql.ansi.enabled")).lower() != "true":
            raise EngineError("Spark: ANSI mode must be on (spark.sql.ansi.enabled), or numbers wrap around")
        local = context.master.startswith("local")
        if local:  # a shuffle in 200 parts takes longer than what is shuffled
            self.session.conf.set("spark.sql.shuffle.partitions", str(context.defaultParallelism))
        self.database = f"planlang_{uuid4().hex}"
        place = options.temp_directory or (str(self._files) if local else None)
        where = f" LOCATION {self.dialect.text(f'{place}/{self.database}')}" if place else ""
        self.execute(f"CREATE DATABASE {self.database}{where}")
        self.execute(f"USE {self.database}")

    def create(self, name: str, columns: Sequence[tuple[str, SqlType]], values: Sequence[Sequence[Value]]) -> None:
        """See ``Executor``. Through Arrow: small tables become part of the plan, whose planner then knows their size."""
        import pyarrow as pa

        checked_columns(columns, values)
        types = {"narrow": pa.int64(), "wide": pa.decimal128(38, 0), "text": pa.string(), "yes/no": pa.bool_()}
        try:
            arrays = [pa.array(column, types[kind]) for (_, kind), column in zip(columns, values)]
        except (pa.ArrowException, OverflowError) as error:
            raise EngineError(f"Spark: {error}") from error
        table = pa.Table.from_arrays(arrays, names=[column for column, _ in columns])
        with self._errors():
            self.session.createDataFrame(table).createTempView(name)

    def keep(self, name: str, select: str) -> None:
        """See ``Executor``."""
        self.execute(self.dialect.create_table(name, select))

    def execute(self, sql: str) -> None:
        """See ``Executor``."""
        with self._errors():
            self.session.sql(sql).collect()

    def fetch(self, sql: str) -> Fetched:
        """See ``Executor``."""
        with self._errors():
            frame = self.session.sql(sql)
            names, types = _described(frame)
            refuse_types(type_faults(names, types, _allowed(types)))
            table = frame.toArrow()
        columns = [_exact(column, type_) for column, type_ in zip(table.columns, types)]
        return Fetched(names, types, list(zip(*columns)))

    def check_types(self, sql: str) -> list[str]:
        """See ``Executor``."""
        with self._errors():
            names, types = _described(self.session.sql(sql))
        return type_faults(names, types, _allowed(types))

    def floating(self, sql: str) -> list[str]:
        """See ``Executor``. Reads the plan before it is optimised."""
        with self._errors():
            plan = self.session.sql(sql)._jdf.queryExecution().analyzed().toJSON()
        return sorted(set(_floating(json.loads(plan))))

    def drop(self, name: str) -> None:
        """See ``Executor``."""
        with self._errors():
            if not self.session.catalog.dropTempView(name):
                self.execute(f"DROP TABLE IF EXISTS {self.database}.{self.dialect.quoted(name)}")

    def close(self) -> None:
        """See ``Executor``. The application ends with the executor that started it."""
        if self._closed:
            return
        self._closed = True
        with suppress(EngineError):
            self.execute("USE default")
            self.execute(f"DROP DATABASE IF EXISTS {self.database} CASCADE")
        if self._started:
            self._application.stop()
        shutil.rmtree(self._files, ignore_errors=True)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Spark's errors as ours. What it appends, the place in the query, has no end where queries are long."""
        from py4j.protocol import Py4JError

        try:
            yield
        except (self._error, Py4JError) as error:
            said = re.split(r"\n\n|\n== SQL|;\n'", str(error).strip())[0]
            raise EngineError(f"Spark: {said}") from error


def _application(master: str | None, options: Options, files: Path) -> tuple[Any, bool]:
    """The Spark application of this process, and whether this call has started it."""
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        return running, False
    home = os.environ.get("JAVA_HOME")
    if not (home and Path(home, "bin", "java").exists()) and shutil.which("java") is None:
        raise MissingEngine(
            "Spark needs Java 17 or later on the path (Debian: apt-get install openjdk-17-jre-headless)"
        )
    master = master or f"local[{options.threads or '*'}]"
    builder = SparkSession.Builder().master(master).appName("planlang")
    settings = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    if master.startswith("local"):  # nothing listens on the network
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        place = options.temp_directory or str(files)
        settings |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.local.dir": place,
            "spark.sql.warehouse.dir": str(files / "warehouse"),
        }
    if options.memory_limit is not None:
        settings["spark.driver.memory"] = options.memory_limit.upper().removesuffix("B")
    for name, value in settings.items():
        builder = builder.config(name, value)
    log = files / "log"
    try:
        with _standard_error_in(log):
            session = builder.getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        said = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        raise EngineError(f"Spark did not start: {error}\n{said}".rstrip()) from error
    session.sparkContext.setLogLevel("ERROR")
    return session, True


@contextmanager
def _standard_error_in(log: Path) -> Iterator[None]:
    """The JVM that starts meanwhile writes its chatter to a file: standard error is for planlang's messages."""
    saved = os.dup(2)
    try:
        with log.open("ab") as file:
            os.dup2(file.fileno(), 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


def _silence_errors() -> None:
    """pyspark logs each error with its stack of calls, beside raising it."""
    from pyspark.logger import PySparkLogger

    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
        PySparkLogger.getLogger(name).setLevel(logging.CRITICAL + 1)


def _described(frame: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and types of a result's columns."""
    fields = frame.schema.fields
    return tuple(field.name for field in fields), tuple(field.dataType.simpleString() for field in fields)


def _allowed(types: Sequence[str]) -> set[str]:
    """The types that hold whole numbers, text or yes/no: also decimals without places."""
    decimals = {type_ for type_ in types if type_.startswith("decimal(") and type_.endswith(",0)")}
    return {*_WHOLE, "string", "boolean", *decimals}


def _exact(column: Any, type_: str) -> list[Value]:
    """A column of Arrow's as Python values; decimals without places as ``int``."""
    items: list[Any] = column.to_pylist()
    if type_.startswith("decimal"):
        return [None if item is None else int(item) for item in items]
    return items


def _floating(plan: list[dict[str, Any]]) -> Iterator[str]:
    """What in a plan, as Spark writes it as JSON, gives a floating-point number.

    Types are written at columns, casts and literals. Arithmetic on anything else has none of its own, except for the
    functions that make a floating-point number out of a whole one.
    """
    for node in plan:
        kind = str(node.get("class", "")).rsplit(".", 1)[-1]
        if node.get("dataType") in _FLOATING:
            yield f"{kind} {node.get('name', '')}: {node['dataType']}".replace(" :", ":")
        elif kind in _MAKES_FLOATING:
            yield kind
        if node.get("num-children"):  # a leaf is a table or a file, whose columns may be what they are
            for value in node.values():
                yield from _floating_inside(value)


def _floating_inside(value: Any) -> Iterator[str]:
    """The expressions of a plan's node are lists of lists of nodes."""
    if isinstance(value, list):
        if value and isinstance(value[0], dict) and "class" in value[0]:
            yield from _floating([{**item, "num-children": 1} for item in value])
        else:
            for item in value:
                yield from _floating_inside(item)
