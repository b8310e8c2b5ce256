"""Tables that have a value, named ones, their rows and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from planlang.slotted import slotted
from planlang.syntax.tree.nodes import Node, Statement, Trivia
from planlang.syntax.tree.values import Ranked, TieBreak

if TYPE_CHECKING:
    from planlang.syntax.tree.values import Condition, Value


@slotted
class Bounds(Node):
    """A key such as ``from 50% below 100%``, ``above 5,000 USD``, ``through 3``; an absent side is open."""

    low_word: Literal["from", "above", "after"] | None
    low: Value | None
    high_word: Literal["below", "through", "before"] | None
    high: Value | None


@slotted
class Point(Node):
    """A key that is one value: ``at 70%`` (of a curve) or ``3``."""

    at: bool
    value: Value


@slotted
class Members(Node):
    """A key of names: ``New, Upsell``; values are ``Name``, ``TextLit`` or ``YesNoLit``."""

    values: tuple[Value, ...]


@slotted
class Otherwise(Node):
    """The key ``otherwise``."""


@slotted
class WhenKey(Node):
    """The key ``when COND``, of ``first match``."""

    condition: Condition


@slotted
class Refused(Node):
    """The row value ``refused``: reaching it is a data error."""


@slotted
class Row(Statement):
    """One row of a table."""

    key: Key
    value: Value | Refused


@slotted
class Using(Node):
    """``using Rates`` (a table of the plan) or ``using data rate_cards on deal.closed``."""

    name: str
    data: bool = False
    on: Value | None = None


@slotted
class Tiers(Node):
    """``tiers by M, each slice at its own tier`` or ``…, all at the tier reached``.

    ``application`` is ``None`` where the plan leaves it open, which is a question.
    """

    by: Value
    application: Literal["slice", "reached"] | None
    rows: tuple[Row, ...]
    using: Using | None
    tail: tuple[str, ...] = ()


@slotted
class Curve(Node):
    """``curve by M, straight lines between points [, flat beyond them]``.

    ``beyond`` is ``flat``, ``go on`` or ``refused``: what the curve is below its first point and above its last. Of a data table ``None``
    leaves it open, a question; where the rows stand in the plan, rows with bounds may say it, too.
    """

    by: Value
    beyond: Literal["flat", "go on", "refused"] | None
    rows: tuple[Row, ...]
    using: Using | None
    tail: tuple[str, ...] = ()


@slotted
class TableBy(Node):
    """``table by X``: look-up by a closed set, text or yes/no."""

    by: Value
    rows: tuple[Row, ...]
    using: Using | None
    tail: tuple[str, ...] = ()


@slotted
class MatrixRow(Statement):
    """One line of a matrix: its key and a cell for each column."""

    key: Key
    cells: tuple[Value | Refused, ...]


@slotted
class Matrix(Node):
    """``matrix, A down, B across { A \\ B | key | key …}``.

    ``corner`` holds the two words written in the corner, as written.
    """

    down: Value
    across: Value
    corner: tuple[str, str] | None
    columns: tuple[Key, ...]
    rows: tuple[MatrixRow, ...]
    header_trivia: Trivia
    tail: tuple[str, ...] = ()


@slotted
class Match(Node):
    """``first match``, ``highest match`` or ``every match``."""

    kind: Literal["first", "highest", "every"]
    rows: tuple[Row, ...]
    tail: tuple[str, ...] = ()


@slotted
class Weighted(Node):
    """``weighted [, missing scores …] { 60%: TeamScore … }``; each row's key is a ``Point``."""

    missing: str | None
    rows: tuple[Row, ...]
    tail: tuple[str, ...] = ()


@slotted
class Places(Node):
    """``places by M, highest first, ties … { 1: 10,000 USD … }``; no ``ties`` is a question."""

    by: Value
    among: Ranked | None
    first: Literal["highest", "lowest", "earliest", "latest"]
    within: Value | None
    ties: str | None
    broken: TieBreak | None
    rows: tuple[Row, ...]
    tail: tuple[str, ...] = ()


@slotted
class TableDecl(Statement):
    """``table Rates { rows }``."""

    name: str
    rows: tuple[Row, ...]
    tail: tuple[str, ...] = ()


Key: TypeAlias = "Bounds | Point | Members | Otherwise | WhenKey"
