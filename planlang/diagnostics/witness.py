"""A case that shows an open question: a few rows of data, and what each reading of the plan pays for them."""

from __future__ import annotations

from planlang.slotted import Valued, slotted


@slotted
class Paid(Valued):
    """What somebody is paid: by a rule (or ``payout``) in a period, for one row of data where ``row`` names it."""

    component: str
    participant: str
    period: str | None
    row: str | None
    amount: str


@slotted
class Reading(Valued):
    """One way to read the plan.

    ``text`` says which, ``answer`` is the number of the repair that settles it so. ``expects`` say what is paid then as an
    example of a plan does, and ``example`` is the whole example. ``refused`` is what the run says that stops in this reading.
    ``plan`` is the text of the plan with the answer and the example in it.
    """

    text: str
    answer: int | None
    paid: tuple[Paid, ...]
    expects: tuple[str, ...]
    refused: str | None
    example: str
    plan: str = ""


@slotted
class Witness(Valued):
    """The case. ``given`` are the grids of its rows, ``apart`` the money between the readings, ``settled`` how other questions were answered."""

    given: tuple[str, ...]
    readings: tuple[Reading, ...]
    apart: str | None
    settled: tuple[str, ...] = ()


@slotted
class Exposure(Valued):
    """What hangs on a question in somebody's data: rows and people that the readings pay differently, and the money between them."""

    data: str
    rows: int
    people: int
    apart: str
