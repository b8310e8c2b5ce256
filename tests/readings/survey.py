"""What is said where a plan has a clause less: ``python -m tests.readings.survey [NAME …]``, of all model plans or of those named.

Each clause that decides what is paid is taken out (``systematic.clauses``), and a line says which question is printed, whether with a
case, or else why not, how many rows the case has, and the processor time of the check and the search. Two of these surveys compared
(``… --before FILE NAME …``) say which cases were lost and which are new, so that a faster search is known to find as much.
Lines go to standard output, the sums to standard error.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from planlang.check import check_text
from planlang.diagnostics.catalogue import head
from planlang.diagnostics.model import Diagnostic
from planlang.readings import witnessed
from planlang.slotted import frozen
from tests.mutants.kinds import Site, defective
from tests.readings.clauses import Part
from tests.readings.systematic import IF_NEGATIVE, Host, clauses, hosts

CASE, SAME, ONE, TRIED, NONE, NOTHING, OTHER, STOPS = (
    "case",
    "proven the same",
    "one answer",
    "proven the same of those that can be tried",
    "none found",
    "no question",
    "only asked",
    "stops the run",
)
"""What can be said of a clause that is gone."""


@frozen
class Line:
    """What is said where one clause is gone: ``said`` is one of the above, ``rows`` how many a case has, ``why`` what is said instead of one."""

    plan: str
    line: int
    was: str
    rule: str
    said: str
    rows: int
    seconds: float
    why: str

    @property
    def place(self) -> tuple[str, int, str]:
        """What tells it apart in two surveys."""
        return self.plan, self.line, self.was

    def text(self) -> str:
        """The line, its parts separated by tabs."""
        parts = (
            self.plan,
            str(self.line),
            self.was,
            self.rule,
            self.said,
            str(self.rows),
            f"{self.seconds:.2f}",
            self.why,
        )
        return "\t".join(parts)


def read(text: str) -> list[Line]:
    """The lines of a survey that was written."""
    found = []
    for each in text.splitlines():
        plan, line, was, rule, said, rows, seconds, why = each.split("\t")
        found.append(Line(plan, int(line), was, rule, said, int(rows), float(seconds), why))
    return found


def lines(host: Host) -> Iterator[Line]:
    """What is said of one plan."""
    seen: set[Site] = set()
    for part, site in clauses(host):
        if site not in seen:
            seen.add(site)
            yield surveyed(host, site, part)


def surveyed(host: Host, site: Site, part: Part | None = None) -> Line:
    """What is said where an edit is made."""
    text, name = defective(host.plan, site), host.plan.name
    before = time.process_time()
    found = witnessed(text, name, check_text(text, name, host.library).diagnostics, library=host.library)
    took = time.process_time() - before
    if not found and part == IF_NEGATIVE and host.stops_below_zero(host.checked(site), site):
        why = "no line takes back: it pays the same, and a payout below 0 stops the run"
        return _line(host, site, "", STOPS, 0, took, why)
    errors = [one for one in found if head(one.rule).severity == "error"]
    one = errors[0] if errors else found[0] if found else None
    said, rows, why = _said(one)
    return _line(host, site, one.rule if one else "", said, rows, took, why)


def _line(host: Host, site: Site, rule: str, said: str, rows: int, took: float, why: str) -> Line:
    start, end, _ = site[0]
    was = " ".join(host.plan.text[start:end].split())
    return Line(host.plan.name, host.plan.text.count("\n", 0, start) + 1, was, rule, said, rows, took, why)


def _said(one: Diagnostic | None) -> tuple[str, int, str]:
    if one is None:
        return NOTHING, 0, ""
    why = " | ".join(" ".join(note.split()) for note in one.notes)
    if one.witness is not None:
        return CASE, sum(not given.startswith("given ") for given in one.witness.given), ""
    if "whatever the data" in why and "not proven" not in why:
        return SAME, 0, why
    if "can be tried pay the same" in why:
        return TRIED, 0, why
    if "no case was found" in why:
        return NONE, 0, why
    return (ONE if "fits" in why or len(one.repairs) == 1 else OTHER), 0, why


def sums(found: Sequence[Line]) -> str:
    """How many there are of each kind, and how long they took, for each plan and altogether."""
    made = []
    for plan in [*dict.fromkeys(one.plan for one in found), "all"]:
        mine = [one for one in found if plan in (one.plan, "all")]
        kinds = Counter(one.said for one in mine)
        seconds = [one.seconds for one in mine]
        said = ", ".join(
            f"{kind} {kinds[kind]}" for kind in (CASE, SAME, TRIED, ONE, NONE, OTHER, STOPS, NOTHING) if kinds[kind]
        )
        mean, most = sum(seconds) / max(len(seconds), 1), max(seconds, default=0)
        made.append(f"{plan}: {len(mine)}: {said}; seconds mean {mean:.2f}, most {most:.2f}")
    return "\n".join(made)


def compared(before: Sequence[Line], now: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The cases that were shown and are not any more, and those that are shown now."""
    known, shown = ({one.place for one in some if one.said == CASE} for some in (before, now))
    there = {one.place for one in now}
    lost = [one for one in before if one.place in known - shown and one.place in there]
    return lost, [one for one in now if one.place in shown - known]


def main(arguments: Sequence[str]) -> int:
    """Writes the survey; 1 where a case of the earlier one is gone."""
    names = list(arguments)
    earlier: list[Line] | None = None
    if names[:1] == ["--before"]:
        earlier, names = read(Path(names[1]).read_text(encoding="utf-8")), names[2:]
    found: list[Line] = []
    for host in hosts():
        name = host.plan.name.removesuffix(".plan")
        for one in lines(host) if (name in names if names else host.model) else ():
            found.append(one)
            sys.stdout.write(one.text() + "\n")
            sys.stdout.flush()
    sys.stderr.write(sums(found) + "\n")
    lost, new = compared(earlier, found) if earlier is not None else ([], [])
    for said, some in (("lost", lost), ("new", new)):
        sys.stderr.writelines(f"{said}: {one.plan}:{one.line}: {one.rule}: {one.was}\n" for one in some)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
