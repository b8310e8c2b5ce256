"""What holds of every command: help, versions, wrong usage, bugs, pipes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import planlang as package
from planlang.cli.main import COMMANDS
from tests import forked
from tests.cli.support import ROOT, bad, environment, good, planlang


def test_help_lists_all_commands_and_starts_with_examples() -> None:
    text = good("--help").stdout
    assert text.index("Examples:") < text.index("Options:") < text.index("Commands:")
    for name in COMMANDS:
        assert f"  {name} " in text
    assert good("-h").stdout == text == good().stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command_starts_with_examples(name: str) -> None:
    started = forked.anew("planlang", [name, "--help"])
    assert started.returncode == 0 and started.stderr == ""
    text = started.stdout
    assert text.startswith(f"Usage: planlang {name}")
    assert f"Examples:\n  planlang {name}" in text
    assert text.index("Examples:") < text.index("Options:")
    assert good(name, "-h").stdout == text


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_in_the_list_is_a_true_summary(name: str) -> None:
    from importlib import import_module

    command = import_module(f"planlang.cli.{name}").command
    assert command.name == name
    assert command.help and COMMANDS[name][0].isupper() and COMMANDS[name].endswith(".")


def test_version_twice() -> None:
    assert good("--version").stdout == good("version").stdout == f"planlang {package.__version__}\n"


PLAN = ROOT / "stdlib_plans" / "quarterly_ae" / "quarterly_ae.plan"


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (0, ["run", PLAN, "--data", PLAN.parent / "data"]),
        (0, ["check", "-"]),
        (1, ["check", "open.plan"]),
        (2, ["run", PLAN, "--data", "nowhere"]),
        (3, ["run", PLAN, "--data", "."]),
    ],
)
def test_a_process_that_is_forked_says_what_a_new_one_says(code: int, arguments: list[object], tmp_path: Path) -> None:
    text = PLAN.read_text(encoding="utf-8")
    (tmp_path / "open.plan").write_text(text.replace("halves up", "").replace(", halves to even", ""), encoding="utf-8")
    stdin = text if "-" in arguments else None
    forked_one, new = (start("planlang", arguments, tmp_path, stdin) for start in (forked.run, forked.anew))
    assert new.returncode == code, new
    assert (new.stdout, new.stderr) == (forked_one.stdout, forked_one.stderr) and forked_one.returncode == code
    assert new.stdout + new.stderr


def imported(*arguments: str) -> set[str]:
    """The modules that a command imports, at the top of their packages."""
    code = (
        "import atexit, sys, runpy\n"
        f"sys.argv = ['planlang', *{list(arguments)!r}]\n"
        "atexit.register(lambda: print('\\n'.join(sorted(sys.modules)), file=sys.stderr, flush=True))\n"
        "runpy.run_module('planlang', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, env=environment())
    return set(done.stderr.split())


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_start_up_imports_next_to_nothing(argument: str) -> None:
    modules = imported(argument)
    assert "click" in modules
    assert not modules & {"attr", "attrs", "duckdb", "lark", "planlang.syntax", "planlang.core", "planlang.diagnostics"}


def test_check_imports_what_it_needs() -> None:
    modules = imported("check", "stdlib_plans/quarterly_ae/quarterly_ae.plan")
    assert "planlang.check" in modules
    assert not modules & {"duckdb", "lark", "graphviz", "planlang.data", "planlang.explain", "planlang.engines"}


def test_importing_the_commands_looks_for_no_circles() -> None:
    code = (
        "import gc, sys; seen = []; gc.callbacks.append(lambda phase, info: seen.append('click' in sys.modules))\n"
        "import planlang.cli.main; assert not any(seen) and gc.isenabled()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_a_run_in_an_engine_imports_neither_the_interpreter_nor_its_loader(tmp_path: Path) -> None:
    plan = "stdlib_plans/quarterly_ae"
    modules = imported("run", f"{plan}/quarterly_ae.plan", "--data", f"{plan}/data", "--out", str(tmp_path / "paid"))
    assert {"planlang.run.engine.duckrun", "_duckdb"} <= modules
    assert not modules & {"planlang.engines.interpreter", "planlang.data.load", "planlang.data.jsonfile"}
    # The package around the database's own module takes longer to import than a plan takes to read; the others wait until used.
    assert not modules & {"duckdb", "dataclasses", "importlib.metadata"}
    assert not modules & {"tempfile", "shutil", "random", "ctypes", "planlang.core.hierarchy"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["chek"], "Did you mean 'check'?"),
        (["run"], "Missing argument 'PLAN'"),
        (["check", "--colour", "never"], "--color"),
        (["check", "--color", "nevr"], "did you mean `never`?"),
        (["check", "--format", "jsn"], "did you mean `json`?"),
        (["run", "x.plan"], "--data"),
        (["explain", "x.plan"], "--participant"),
        (["rule"], "--all"),
        (["rule", "no-such-rule-at-all"], "there is no rule"),
        (["rule", "negative-payot"], "did you mean `negative-payout`"),
    ],
)
def test_wrong_usage(arguments: list[str], says: str) -> None:
    done = bad(2, *arguments)
    assert says in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("name", ["check", "fmt", "run", "explain", "diagram", "core", "test", "verify"])
def test_a_missing_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "quarter.plan").write_text("")
    more = {"run": ["--data", "data"], "explain": ["--data", "data", "--participant", "ana"]}.get(name, [])
    done = bad(2, name, "quarer.plan", *more, cwd=tmp_path)
    assert "quarer.plan" in done.stderr
    if name != "verify":
        assert "did you mean `quarter.plan`?" in done.stderr


def test_a_bug_of_ours_is_told_as_one(tmp_path: Path) -> None:
    code = (
        "import planlang.cli.main as m, sys\n"
        "def broken(*a, **k):\n    raise ValueError('something  odd')\n"
        "m.cli.main = broken\nm.main()"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, env=environment())
    assert done.returncode == 70
    assert "this is a bug of planlang" in done.stderr and "ValueError: something odd" in done.stderr
    assert "Traceback" not in done.stderr
    traced = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, env=environment({"PLANLANG_DEBUG": "1"}))
    assert traced.returncode == 70 and "Traceback" in traced.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no such pipes")
def test_nobody_reads_on(tmp_path: Path) -> None:
    rule = [sys.executable, "-m", "planlang", "rule", "--all"]
    with subprocess.Popen(rule, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) in (0, 141)


def shell(line: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A line for bash, in which ``planlang`` is this one."""
    line = f'set -o pipefail; planlang() {{ {sys.executable} -m planlang "$@"; }}; {line}'
    return subprocess.run(["bash", "-c", line], cwd=cwd, capture_output=True, text=True, env=environment())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("planlang --help > /dev/full", True),
        ("planlang rule --all --format json > /dev/full", True),
        ("planlang run plan.plan --data data > /dev/full", True),
        ("planlang nonsense 2> /dev/full", False),
        ("planlang run no.plan --data data > /dev/full 2>&1", False),
    ],
)
def test_a_full_disk_is_no_bug(line: str, says: bool, project: Path) -> None:
    done = shell(line, project)
    assert done.returncode == 2
    assert ("the output could not be written: no space left" in done.stderr) == says
    assert "bug" not in done.stderr and "Traceback" not in done.stderr


def test_nobody_reads_a_mistake(project: Path) -> None:
    done = shell("planlang explain plan.plan --data data --participant Ana --format json 2>&1 | true", project)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize(
    ("line", "code", "out", "err"),
    [
        ("planlang run plan.plan --data data >&-", 0, False, True),
        ("planlang run plan.plan --data data 2>&-", 0, True, False),
        ("planlang run plan.plan --data data --out paid <&- >&- 2>&-", 0, False, False),
        ("planlang check - <&-", 1, True, False),
        ("planlang nonsense 2>&-", 2, False, False),
    ],
)
def test_streams_that_are_closed(line: str, code: int, out: bool, err: bool, project: Path) -> None:
    """As under some schedulers: what would be said there goes nowhere, and into no file that happens to be opened."""
    done = shell(line, project)
    assert (done.returncode, bool(done.stdout), bool(done.stderr)) == (code, out, err), done
    if "--out" in line:
        assert (project / "paid" / "payouts.csv").read_text().startswith("participant,period,component,amount\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_ctrl_c(tmp_path: Path) -> None:
    code = (
        "import planlang.cli.main as m\n"
        "def stopped(*a, **k):\n    raise KeyboardInterrupt\n"
        "m.cli.main = stopped\nm.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment())
    assert done.returncode == 130 and "interrupted" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("threads", [1, 2, 4])
def test_ctrl_c_while_duckdb_is_at_work(threads: int) -> None:
    """DuckDB itself looks for signals only where the main thread has a part in the work, which with more threads it need not have."""
    code = (
        "import os, signal, threading\n"
        "from planlang.engines.sql.executors.base import Options\n"
        "from planlang.engines.sql.executors.duckdb_executor import DuckDBExecutor\n"
        "import planlang.cli.main as m\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def work(*a, **k):\n"
        "    closed = [DuckDBExecutor(Options()).connection for _ in range(6)]\n"
        "    [one.close() for one in closed]\n"
        "    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        f"    session = DuckDBExecutor(Options(threads={threads}))\n"
        "    session.execute('CREATE TABLE t AS SELECT sum(hash(md5(range::VARCHAR))) AS s FROM range(1000000000)')\n"
        "m.cli.main = work\nm.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(), timeout=60)
    assert (done.returncode, done.stderr.strip()) == (130, "interrupted")


def test_rule_pages() -> None:
    text = good("rule", "negative-payout").stdout
    assert text.startswith("negative-payout (P450, error)")
    assert good("rule", "P450").stdout == text
    assert "P450  negative-payout" in good("rule", "--all").stdout
    import json

    assert json.loads(good("rule", "P450", "--format", "json").stdout)["code"] == "P450"
    assert json.loads(good("rule", "--all", "--format", "json").stdout)["rules"]


def test_output_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    done = planlang("rule", "--all", env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    assert done.returncode == 0
