"""Commands in processes of their own that need not start from nothing.

A command of planlang takes longer to start Python and import than to do what a test asks of it. So each worker of the suite
starts one helper, which imports planlang and waits; for each command it forks a process, which has the directory, environment,
streams and exit code that a new one would have. ``tests.cli.test_frame`` shows that both say the same, and starts each command anew.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any, NoReturn

ROOT = Path(__file__).resolve().parents[1]
MESSAGE = 1 << 20
WARM = ("duckdb", "psycopg")
AT_START = ("PYTHON", "LC_", "LANG")
"""What names of the environment begin with that only a new process reads."""


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The same environment everywhere: this checkout's planlang, no colour, no terminal."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "TERM": "dumb", **(more or {})}


def run(
    program: str,
    arguments: Sequence[object],
    cwd: Path = ROOT,
    stdin: str | None = None,
    env: Mapping[str, str] | None = None,
    joined: bool = False,
    timeout: float = 300,
) -> subprocess.CompletedProcess[str]:
    """Runs ``planlang`` or a Python file with arguments; with ``joined`` both streams go to stdout."""
    words = [str(word) for word in arguments]
    given = dict(environment() if env is None else env)
    plain = environment()
    if not hasattr(os, "fork") or any(name.startswith(AT_START) and given[name] != plain.get(name) for name in given):
        return _anew(program, words, cwd, stdin, given, joined, timeout)
    asked = {"program": program, "arguments": words, "cwd": str(cwd), "env": given}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, _reading(stdin) as reading:
        streams = [reading.fileno(), out.fileno(), (out if joined else err).fileno()]
        code = _helper().ask(asked, streams, timeout)
        return subprocess.CompletedProcess([program, *words], code, _text(out), _text(err))


def anew(
    program: str,
    arguments: Sequence[object],
    cwd: Path = ROOT,
    stdin: str | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """The same in a new process, as a user's shell starts it."""
    return _anew(
        program, [str(word) for word in arguments], cwd, stdin, dict(environment() if env is None else env), False, 120
    )


def _anew(
    program: str, words: list[str], cwd: Path, stdin: str | None, env: dict[str, str], joined: bool, timeout: float
) -> subprocess.CompletedProcess[str]:
    start = ["-m", "planlang"] if program == "planlang" else [program]
    err = subprocess.STDOUT if joined else subprocess.PIPE
    return subprocess.run(
        [sys.executable, *start, *words], cwd=cwd, input=stdin, stdout=subprocess.PIPE, stderr=err, text=True, encoding="utf-8",
        timeout=timeout, env=env,
    )  # fmt: skip


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8").replace("\r\n", "\n")


@contextlib.contextmanager
def _reading(stdin: str | None) -> Any:
    """A pipe with a text, or nothing to read."""
    if stdin is None:
        with open(os.devnull, "rb") as nothing:
            yield nothing
        return
    reading, writing = os.pipe()

    def write() -> None:
        with contextlib.suppress(BrokenPipeError), open(writing, "wb") as pipe:
            pipe.write(stdin.encode("utf-8"))

    writer = threading.Thread(target=write)
    with open(reading, "rb") as pipe:
        writer.start()
        yield pipe
    writer.join()


class Helper:
    """The process that others are forked from; it ends with this one, whose end of the socket it reads."""

    def __init__(self) -> None:
        self.socket, theirs = socket.socketpair()
        command = [sys.executable, "-m", "tests.forked", str(theirs.fileno())]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment(), pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
        )
        theirs.close()
        atexit.register(self.close)

    def ask(self, asked: dict[str, Any], streams: list[int], timeout: float) -> int:
        """The exit code of one command; one that takes too long is killed."""
        self.socket.settimeout(timeout)
        socket.send_fds(self.socket, [json.dumps(asked).encode()], streams)
        child = int(self._answer())
        try:
            return int(self._answer())
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            self._answer()
            raise subprocess.TimeoutExpired([asked["program"], *asked["arguments"]], timeout) from None

    def _answer(self) -> bytes:
        answer = self.socket.recv(16)
        assert answer, "the process that commands are forked from ended"
        return answer

    def close(self) -> None:
        """Ends the process."""
        self.socket.close()
        self.process.wait()


@cache
def _helper() -> Helper:
    return Helper()


def serve(connection: socket.socket) -> None:
    """Forks a process for each command that is asked for, one after the other."""
    import planlang

    for module in pkgutil.walk_packages(planlang.__path__, "planlang."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in WARM:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    _read_a_plan()
    gc.collect()
    gc.freeze()  # what all have in common is not looked through again
    while True:
        message, streams, _, _ = socket.recv_fds(connection, MESSAGE, 3)
        if not message:
            return
        child = os.fork()
        if not child:
            connection.close()
            _become(json.loads(message), streams)
        for stream in streams:
            os.close(stream)
        connection.send(f"{child:<16}".encode())
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        connection.send(f"{code:<16}".encode())


def _read_a_plan() -> None:
    """The parser's tables, and whatever else is read and made when it is first needed, are there for all."""
    from planlang.check import check_text

    plan = ROOT / "stdlib_plans" / "quarterly_ae" / "quarterly_ae.plan"
    check_text(plan.read_text("utf-8"), plan.name)


def _become(asked: dict[str, Any], streams: list[int]) -> NoReturn:
    """What a new process finds; then the program."""
    code = 1
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = sys.__stderr__ = open(2, "w", 1, "utf-8", "backslashreplace", closefd=False)  # noqa: SIM115
        os.chdir(asked["cwd"])
        os.environ.clear()
        os.environ.update(asked["env"])
        program = asked["program"]
        sys.argv = [program, *asked["arguments"]]
        if program == "planlang":
            sys.path[0] = asked["cwd"]
            runpy.run_module("planlang", run_name="__main__", alter_sys=True)
        else:
            sys.path[0] = str(Path(program).parent)
            runpy.run_path(program, run_name="__main__")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
