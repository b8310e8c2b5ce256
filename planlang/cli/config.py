"""``planlang.toml``: what a project has chosen about findings.

    [check]
    ignore = ["unused"]                    # names or codes of warnings and notes that are not shown
    baseline = "planlang-baseline.json"    # those that were there already are not shown again

    [check.severity]
    never-paid = "error"                   # a warning may become an error or a note

    [check.plans."2024/*.plan"]            # the same for some plans only, by their paths from here
    ignore = ["dead-zone"]
    severity = { never-paid = "note" }

The file is looked for in the current directory and those above it.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, cast

from planlang.cli.files import config_file
from planlang.cli.stop import Stop, unknown, wrong_usage
from planlang.diagnostics.catalogue import Head, Severity, UnknownRule, heads, rule
from planlang.slotted import field, frozen

LARGEST = 1 << 20
_KEYS = {"select", "ignore", "severity", "baseline", "plans"}
_KEYS_OF_PLANS = {"ignore", "severity"}
_SEVERITIES = ("error", "warning", "note")


@frozen
class OfPlans:
    """What is chosen for the plans whose path from ``folder`` is like ``pattern``, in which ``*`` stands for anything."""

    pattern: str
    folder: Path
    ignore: frozenset[str]
    severity: Mapping[str, Severity]

    def about(self, plan: str) -> bool:
        """Whether a plan is one of them; one from the standard input is called as it is."""
        path = os.path.relpath(Path(plan).absolute(), self.folder.absolute())
        return fnmatchcase(Path(path).as_posix(), self.pattern)


@frozen
class Config:
    """The choices: rules by name. ``baseline`` is a path, seen from the current directory.

    ``plans``: where several are about a plan, the last one says how grave a finding is.
    """

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(factory=dict)
    baseline: Path | None = None
    plans: tuple[OfPlans, ...] = ()

    def ignored(self, rule_: str, plan: str) -> bool:
        """Whether findings of a rule are left out of a plan's."""
        return rule_ in self.ignore or any(rule_ in one.ignore for one in self.plans if one.about(plan))

    def severity_of(self, rule_: str, plan: str) -> Severity | None:
        """How grave findings of a rule are in a plan, if that was chosen."""
        said = [one.severity[rule_] for one in self.plans if rule_ in one.severity and one.about(plan)]
        return said[-1] if said else self.severity.get(rule_)


def read_config(path: str | None) -> Config:
    """What the file says that is named or found; nothing is chosen where there is none. Ends the command where it is wrong."""
    file = Path(path) if path is not None else config_file()
    if file is None:
        return Config()
    where = f"`{file}`"
    try:
        with file.open("rb") as opened:
            raw = opened.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise wrong_usage(f"{where} is larger than 1 MB: that is no configuration")
        data = tomllib.loads(raw.decode())
    except OSError as error:
        raise wrong_usage(f"{where} can't be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise wrong_usage(f"{where} is not TOML: {error}") from None
    return _config(data, where, file.parent)


def _config(data: dict[str, Any], where: str, folder: Path) -> Config:
    for key in data:
        if key != "check":
            raise unknown("table", f"[{key}]", ["[check]"], f"in {where}")
    check = data.get("check", {})
    if not isinstance(check, dict):
        raise wrong_usage(f"`check` in {where} is a table: `[check]`")
    for key in check:
        if key not in _KEYS:
            raise unknown("key", key, sorted(_KEYS), f"in [check] of {where}")
    baseline = check.get("baseline")
    if baseline is not None and not isinstance(baseline, str):
        raise wrong_usage(f"`baseline` in {where} is the path of a file")
    return Config(
        chosen_rules(_texts(check, "select", where), f"`select` in {where}"),
        not_errors(chosen_rules(_texts(check, "ignore", where), f"`ignore` in {where}"), f"`ignore` in {where}"),
        _severities(check.get("severity", {}), where),
        None if baseline is None else folder / baseline,
        tuple(_of_plans(name, one, where, folder) for name, one in _table(check, "plans", where).items()),
    )


def _table(check: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    found = check.get(key, {})
    if not isinstance(found, dict):
        raise wrong_usage(f'`{key}` in {where} holds tables: `[check.{key}."2024/*.plan"]`')
    return found


def _of_plans(pattern: str, said: object, where: str, folder: Path) -> OfPlans:
    name = f'[check.plans."{pattern}"]'
    if not isinstance(said, dict):
        raise wrong_usage(f"`{name}` in {where} is a table")
    for key in said:
        if key not in _KEYS_OF_PLANS:
            raise unknown("key", key, sorted(_KEYS_OF_PLANS), f"in {name} of {where}")
    ignore = f"`ignore` in {name} of {where}"
    return OfPlans(
        pattern,
        folder,
        not_errors(chosen_rules(_texts(said, "ignore", where), ignore), ignore),
        _severities(said.get("severity", {}), where),
    )


def _texts(check: Mapping[str, Any], key: str, where: str) -> list[str]:
    value = check.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise wrong_usage(f"`{key}` in {where} is a list of names and codes of findings")
    return value


def _severities(given: object, where: str) -> dict[str, Severity]:
    if not isinstance(given, dict):
        raise wrong_usage(f"`severity` in {where} is a table: `[check.severity]`")
    chosen: dict[str, Severity] = {}
    for name, severity in given.items():
        if severity not in _SEVERITIES:
            raise unknown("severity", str(severity), _SEVERITIES, f"in [check.severity] of {where}")
        for one in not_errors(chosen_rules([name], f"[check.severity] of {where}"), f"[check.severity] of {where}"):
            chosen[one] = cast(Severity, severity)
    return chosen


def chosen_rules(words: list[str], where: str) -> frozenset[str]:
    """The names of rules meant by names, codes, and beginnings of codes such as ``P7``."""
    found: set[str] = set()
    for word in words:
        asked = word.strip()
        beginning = asked.upper()
        if 2 <= len(beginning) <= 3 and beginning[0] == "P" and beginning[1:].isdigit():
            some = [head.name for head in heads() if head.code.startswith(beginning)]
            if not some:
                raise wrong_usage(f"no finding has a code that begins with `{asked}`, as {where} says")
            found.update(some)
        else:
            found.add(_rule(asked, where).name)
    return frozenset(found)


def not_errors(names: frozenset[str], where: str) -> frozenset[str]:
    """The same, if none of them is an error: what leaves somebody's pay open can't be chosen away."""
    errors = sorted(name for name in names if rule(name).severity == "error")
    if errors:
        raise _an_error(errors, where)
    return names


def _an_error(names: list[str], where: str) -> Stop:
    some = ", ".join(f"`{name}`" for name in names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return wrong_usage(
        f"{some} {'is an error' if len(names) == 1 else 'are errors'}, which {where} can't change",
        "an error has to be settled: nobody can be paid before",
    )


def _rule(asked: str, where: str) -> Head:
    try:
        return rule(asked).head
    except UnknownRule:
        raise unknown("finding", asked, [head.name for head in heads()], f"as {where} says") from None
