"""An explanation: steps in an order in which each can be redone, from data cells to the result."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

from planlang.core.calendar import FiscalCalendar
from planlang.core.dataset import Dataset
from planlang.core.graph import Graph, Mode, Unit
from planlang.core.values import Scalar, Values
from planlang.diagnostics.place import Span
from planlang.slotted import field, frozen


class Reader(Protocol):
    """What an explanation asks of whoever knows the values: the interpreter, or the values kept of a run."""

    @property
    def graph(self) -> Graph: ...
    @property
    def data(self) -> Dataset: ...
    def count(self, table: str) -> int: ...
    def column(self, table: str, column: str, rows: list[int]) -> Values: ...
    def value(self, table: str, column: str, row: int) -> Scalar: ...
    def row_id(self, table: str, row: int) -> str: ...
    def source(self, table: str, row: int) -> tuple[str, int]: ...
    def behind(self, table: str, column: str, row: int) -> list[tuple[str, list[int]]]: ...
    def find(self, table: str, row_id: str) -> int | None: ...
    def evaluated(self) -> dict[tuple[str, str], int]: ...
    def known(self, table: str, column: str) -> tuple[list[int] | None, Values]: ...


class At(NamedTuple):
    """One cell of the graph's tables."""

    table: str
    column: str
    row: int


# --- where an input comes from ---


class FromStep(NamedTuple):
    """The result of an earlier step; ``carried``: not its result but the running amount that it leaves behind."""

    step: str
    carried: bool = False


@frozen
class FromData:
    """A cell of a data file: ``row`` as a person finds it in the file (see ``DataPlace``), ``column`` as the file names it."""

    file: str
    row: int
    column: str


@frozen
class FromPlan:
    """A value that stands in the plan."""

    place: Span
    text: str


@frozen
class FromForm:
    """A value that is in no text because it follows from the form of the step, such as a first tier's start at 0."""


@frozen
class FromRow:
    """A row that is counted, or whose name is used: its id."""

    row: str


Origin = FromStep | FromData | FromPlan | FromForm | FromRow


class Input(NamedTuple):
    """One value that a step uses. ``part`` says what as: ``factor``, ``top``, ``low``, ``before``, ``condition`` …"""

    part: str
    name: str
    value: Scalar
    unit: Unit
    origin: Origin


@frozen
class Rounding:
    """What a rounding step rounds to, and how."""

    unit: Scalar
    mode: Mode
    exact: Scalar
    """The value before it was rounded."""


@frozen
class Margin:
    """How far something was from coming out otherwise.

    ``short``: by how much a condition failed or a band was not reached. ``left``: how much of a limit is unused; ``cut``: how
    much it took. ``above``: how far over a floor; ``raised``: by how much a floor lifted it.
    """

    kind: Literal["short", "left", "cut", "above", "raised"]
    of: str
    by: Scalar
    unit: Unit


@frozen
class Step:
    """One operation: what it made from what.

    ``how`` holds what the operation is, besides its inputs: the relation of a comparison, the function of a total, the mode of a rounding.
    ``carried`` is the running amount that a limit taken in order leaves for the next row.
    """

    id: str
    at: At
    rule: str | None
    role: str
    says: str
    place: Span | None
    text: str | None
    op: str
    how: dict[str, object]
    inputs: tuple[Input, ...]
    rounding: Rounding | None
    margins: tuple[Margin, ...]
    carried: Scalar
    result: Scalar
    unit: Unit


@frozen
class Unpaid:
    """A rule that paid nothing on a row, and the conditions (step ids) that failed there."""

    rule: str
    row: str
    step: str
    because: tuple[str, ...]


@frozen
class PaidOf:
    """What a payment is a part of: the row that earned it, the step of what that earned (if there is one), and which part it is."""

    row: str
    step: str | None
    part: str


@frozen
class Facts:
    """What a page says besides the steps: of each component the rows that the payout totals, in order, with their dates.

    ``credited`` has the step of the amount of each row of a credit, by table and row. ``paid_of`` has by component and row, where
    these are payments, what each is a part of. ``adjusted`` are the payout's own lines; ``paid_in`` what is
    paid, in which currency and at which rate, where that may be another one than the plan's.
    """

    rows: dict[str, tuple[int, ...]]
    dates: dict[tuple[str, int], int]
    ids: dict[tuple[str, int], str]
    credited: dict[tuple[str, int], str]
    paid_of: dict[tuple[str, int], PaidOf]
    paid: dict[str, Scalar]
    adjusted: tuple[tuple[str, Scalar], ...]
    total: Scalar
    paid_in: tuple[Scalar, str, Scalar] | None = None


@frozen
class Explanation:
    """The steps behind one result. Each step comes after those it uses; the last one is the result."""

    plan: str
    title: str
    participant: str
    period: str
    component: str | None
    row: str | None
    calendar: FiscalCalendar
    steps: tuple[Step, ...]
    unpaid: tuple[Unpaid, ...]
    graph: Graph = field(eq=False, repr=False)
    facts: Facts
    by_id: dict[str, Step] = field(init=False, eq=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {step.id: step for step in self.steps})

    @property
    def result(self) -> Step:
        """The step whose result is explained."""
        return self.steps[-1]
