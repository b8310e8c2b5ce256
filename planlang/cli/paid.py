"""An explanation beside what a run paid: the same cells, or a bug."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planlang.cli.stop import BUG, Stop, wrong_usage

if TYPE_CHECKING:
    from planlang.explain.model import Explanation

Cells = dict[str, Fraction]
"""What a participant is paid in a period, by component or adjustment."""


def compare(explained: Sequence[Explanation], directory: str, plan_digest: str, data: str | Mapping[str, str]) -> str:
    """Compares explanations with the payouts that a run wrote; a difference ends the command with exit 70.

    ``data`` is the digest of the data, or those of its files, and the run must have been of the same plan and data.
    """
    made = _made(Path(directory))
    if made.get("plan", {}).get("digest") != plan_digest:
        raise wrong_usage(f"the payouts in `{directory}` are those of another plan, or of another version of this one")
    if _others(made.get("data", {}), data):
        raise wrong_usage(f"the payouts in `{directory}` were paid from other data")
    for one in explained:
        paid = _paid(Path(directory), one.participant, one.period)
        wrong = _differences(one, paid)
        if wrong:
            raise Stop(BUG, f"{one.participant}, {one.period}: the explanation and `{directory}` differ", wrong)
    return f"equals the payout in {directory}"


def _differences(one: Explanation, paid: Cells) -> list[str]:
    facts = one.facts
    cells = {name: _number(value) for name, value in facts.paid.items()}
    wrong = [
        f"{name}: explained {_said(one, value)}, paid {_said(one, paid[name]) if name in paid else 'nothing'}"
        for name, value in cells.items()
        if paid.get(name) != value
    ]
    total, there = _number(facts.total), sum(paid.values(), Fraction(0))
    if one.component is None and total != there:
        wrong.append(f"in all: explained {_said(one, total)}, paid {_said(one, there)}")
    return wrong


def _said(one: Explanation, value: Fraction) -> str:
    """An amount as the page of the explanation shows it."""
    from planlang.explain.numbers import shown

    return shown(value, one.result.unit, one.calendar)


def _number(value: object) -> Fraction:
    return Fraction(value) if isinstance(value, (int, Fraction)) else Fraction(0)


def _made(directory: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((directory / "run.json").read_bytes())
        return found
    except FileNotFoundError:
        raise wrong_usage(f"`{directory}` holds no run: there is no run.json in it") from None
    except (OSError, ValueError) as error:
        raise wrong_usage(f"`{directory / 'run.json'}` can't be read: {error}") from None


def _others(made: Mapping[str, Any], data: str | Mapping[str, str]) -> bool:
    """Whether a run's data are certainly others: a digest of all rows and digests of files say nothing of each other."""
    if isinstance(data, str):
        return bool(made.get("digest", data) != data)
    files = made.get("files", data)
    return any(files.get(name) != digest for name, digest in data.items())


def _paid(directory: Path, participant: str, period: str) -> Cells:
    """The cells of one payout: texts that a CSV file must not begin with have a quotation mark before them there."""
    from planlang.data.parquetfile import connect
    from planlang.duck import duckdb

    query, path = "SELECT component, amount::VARCHAR FROM read_parquet(?)", directory / "payouts.parquet"
    if not path.exists():
        path = directory / "payouts.csv"
        options = "all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"'"
        query = f"SELECT component, amount FROM read_csv(?, {options})"
    query += " WHERE participant IN (?, ?) AND period = ?"
    named = participant if path.suffix == ".parquet" else f"'{participant}"
    try:
        with connect() as database:
            rows = database.execute(query, [str(path), participant, named, period]).fetchall()
    except duckdb.Error as error:
        raise wrong_usage(f"`{path}` can't be read: {str(error).splitlines()[0]}") from None
    found: Cells = {}
    for component, amount in rows:
        found[component] = found.get(component, Fraction(0)) + Fraction(amount)
    return found
