"""What a load in the engine gives: a relation for each record, what is known of its columns, or what is wrong."""

from __future__ import annotations

from planlang.core.forms import TextForm
from planlang.core.records import Kind, RecordSpec
from planlang.diagnostics.model import Diagnostic
from planlang.diagnostics.place import DataPlace
from planlang.slotted import field, frozen


@frozen
class InputColumn:
    """One column of a relation.

    ``name`` is the spec column's name in the plan; ``sql`` the bare name of the SQL column, which is made up here and never
    taken from a file or plan. Numbers are whole numerators over ``den``, a power of ten (1 where the column holds no numbers):
    ``60.00%`` may be 60 over 100 or 6000 over 10,000, the value is exact either way. ``low`` and ``high`` are the smallest and the greatest
    integer (numerator, day or period number) in the column, ``None`` where there is none. ``absent`` says whether a cell is ``NULL``.
    ``form`` is the one of all its texts; of a reference, if it leads somewhere.
    """

    name: str
    sql: str
    kind: Kind
    den: int
    low: int | None
    high: int | None
    absent: bool
    form: TextForm | None = None


@frozen
class InputTable:
    """The checked rows of one record, as a relation of the engine.

    ``relation`` is the bare name of a temporary view or table; ``columns`` has every column of the spec; ``id`` is the bare
    name of the column with the identity text, as in ``RecordData.ids``; ``file`` the file's name, as in ``RecordData.file``.
    """

    record: RecordSpec
    relation: str
    columns: dict[str, InputColumn]
    id: str
    rows: int
    file: str
    identified: bool = True
    """Whether the columns that identify rows tell all of them apart; else ``id`` has the other columns, too."""
    number: str | None = None
    """The bare name of a column of whole numbers, none of them twice, from 0 on: cheaper to group by than ``id``. ``None``: there is none."""
    keyed: frozenset[str] = frozenset()
    """References that are ENUMs of the keys there are: one that leads nowhere is ``NULL``."""


@frozen
class Pending:
    """What nobody has looked for yet: rows whose reference ``column`` leads nowhere, or (``None``) rows alike in what identifies them.

    ``sql`` finds such rows. Where there are none, the tables are what they say. ``sooner``, where it isn't empty, costs less and finds a
    second row unless it is sure that there are none.
    """

    record: str
    column: str | None
    sql: str
    sooner: str = ""


@frozen
class EngineLoad:
    """The tables, or (``None``) why there are none.

    ``diagnostics`` and ``unlisted`` are those of ``LoadResult``. ``too_wide`` are columns that hold right numbers which 38 digits
    can't hold beside the others over one denominator; the interpreter computes with them, the engine does not.
    ``pending`` has to be settled before anything is made of the tables; where it finds rows, load again without putting it off.

    ``digests`` has for each record the SHA-256 of its files' *bytes*, by their names. Unlike those of ``LoadResult`` they change
    when rows are in another order or a number is spelt otherwise; hashing what the rows say would cost more than paying them.
    """

    tables: dict[str, InputTable] | None
    diagnostics: tuple[Diagnostic, ...] = ()
    digests: dict[str, dict[str, str]] = field(factory=dict)
    unlisted: int = 0
    too_wide: tuple[DataPlace, ...] = ()
    pending: tuple[Pending, ...] = ()
