"""The row that a phrase of the plan is about, and what can be read from there.

``deal.amount`` in a rule for each credit of Bookings is read through the credit's split and the split's deal. The way
there must be unique; where two columns lead to the same kind of row the plan has to name one.
"""

from __future__ import annotations

from typing import Literal

from planlang.core.calendar import DAYS
from planlang.core.graph import Carried, Const, IsKnown, Lookup, OnCalendar, Operand, Ref, Stacked, Unit
from planlang.core.records import ColumnSpec
from planlang.diagnostics.model import Repair, instead
from planlang.diagnostics.place import Span
from planlang.diagnostics.suggest import closest
from planlang.lowering.context import Lowering, Typed, scale_of_column, type_of_column
from planlang.lowering.tables import TableBuilder, period_unit
from planlang.lowering.ways import ways
from planlang.questions.absent import ask_absent
from planlang.semantics import types
from planlang.semantics.model import Record
from planlang.semantics.types import Type
from planlang.slotted import define, evolve
from planlang.syntax import tree

Counting = Literal["counting", "not counting"]


@define(eq=False, repr=False)
class Scope:
    """One row of ``table``, as the plan sees it.

    ``kind`` is ``row`` (of ``record``), ``each`` (one for each row of ``record`` and each period, ``own`` being the row), ``credit``
    (of ``credit``), ``participant`` or ``plan``. ``person`` holds whose row it is, ``day`` its date, ``unit`` and
    ``period`` its period. ``known`` are optional columns that the plan has made sure of. ``counting`` is how a running total is
    to be read just now. ``among`` holds in the rows that the rule is about, ``above`` are the conditions in the lines of
    the rule above this one.
    """

    low: Lowering
    table: TableBuilder
    kind: Literal["row", "each", "credit", "participant", "plan"]
    grain: str
    rule: str | None = None
    record: Record | None = None
    credit: str | None = None
    own: Operand | None = None
    person: Operand | None = None
    day: Operand | None = None
    unit: str | None = None
    period: Operand | None = None
    known: frozenset[tuple[str, ...]] = frozenset()
    counting: Counting | None = None
    negated: bool = False
    since: tuple[Ref, int] | None = None
    among: Operand | None = None
    above: tuple[str, ...] = ()

    def knowing(self, paths: frozenset[tuple[str, ...]]) -> Scope:
        """This scope, where some optional columns are known."""
        return evolve(self, known=self.known | paths)

    def period_of(self, unit: str, place: Span) -> Operand:
        """The period of a unit in which this row lies."""
        if unit == self.unit and self.period is not None:
            return self.period
        day = self.period if self.unit == "day" and self.day is None else self.day
        if day is not None:
            return self.table.once(
                f"{unit} of the row" if self.kind != "credit" else f"{unit} of the credit",
                OnCalendar("period", (day,), unit=unit),  # type: ignore[arg-type]
                period_unit(unit),
                f"the {unit}",
                "date",
            )
        if self.unit is not None and self.period is not None and self.low.model.header.calendar.nests(self.unit, unit):
            return self.table.once(
                f"{unit} of the {self.unit}",
                OnCalendar("within", (self.period,), unit=self.unit, coarser=unit),  # type: ignore[arg-type]
                period_unit(unit),
                f"the {unit}",
                "date",
            )
        raise self.low.fail(
            "no-period-here",
            f"a {self.grain} does not lie in one {unit}",
            place,
            consequence=f"Nothing says which {unit} is meant.",
            repairs=(
                *self._by_its_end(unit),
                Repair(
                    f"Say it for each {unit} (`for each participant each {unit}`), or name dates (`from … through …`)."
                ),
            ),
        )

    def _by_its_end(self, unit: str) -> tuple[Repair, ...]:
        """A week may lie in two months: one of its days says which."""
        if self.unit not in DAYS or self.period is None:
            return ()
        last = f"the last day of the {self.unit}"
        words = f"from the first day of the {unit} of {last} through {last}"
        return (Repair(f"If the {unit} counts in which the {self.unit} ends:", words),)

    def edge(self, edge: Literal["first", "last"], unit: str, place: Span) -> Operand:
        """The first or last day of this row's period."""
        return self.day_of(edge, unit, self.period_of(unit, place))

    def day_of(self, edge: Literal["first", "last"], unit: str, period: Operand) -> Operand:
        """The first or last day of a period."""
        if unit == "day":
            return period
        name = period.column if isinstance(period, Ref) else "period"
        return self.table.once(
            f"{edge} day of {name}",
            OnCalendar("first_day" if edge == "first" else "last_day", (period,), unit=unit),  # type: ignore[arg-type]
            Unit("date"),
            f"the {edge} day of the {unit}",
            "date",
        )

    # --- reading columns ----------------------------------------------------------------------

    def read(self, parts: tuple[str, ...], place: Span) -> Typed:
        """The value of a dotted column, from here."""
        if parts[0] == "credit":
            return self._credit_column(parts, place)
        if self.kind == "credit" and parts[0] != "participant":
            assert self.credit is not None
            return self.low.credit(self.credit, place).read(self, parts, place)
        if len(parts) == 1:
            key, record = self.row(parts[0], place)
            return Typed(key, Type("row", row=record.spec.row), types.WHOLE, place, parts[0])
        key_or_none, record = self._reach(parts[0], place)
        return self._follow(key_or_none, record, parts[1:], parts, place)

    def row(self, word: str, place: Span) -> tuple[Operand, Record]:
        """The identity of the row that a word such as ``participant`` or ``deal`` means from here."""
        if self.kind == "credit" and word != "participant":
            value = self.read((word,), place)
            return value.operand, self.low.model.rows[word]
        key, record = self._reach(word, place)
        return (self.low.row_id(record) if key is None else key), record

    def _reach(self, word: str, place: Span) -> tuple[Operand | None, Record]:
        """How to get to a row: an operand with its identity, or ``None`` for this very row."""
        record = self.low.model.rows.get(word)
        if record is None:
            self._unknown_row(word, place)
        assert record is not None
        if self.kind == "row" and self.record is record:
            return None, record
        if self.kind == "each" and self.record is record:
            return self.own, record
        if word == "participant" and self.person is not None:
            self.low.people(place)
            return self.person, record
        if self.kind in ("row", "each"):
            return self._through_columns(record, place), record
        raise self.low.fail(
            "out-of-reach",
            f"`{word}` can't be read from a {self.grain}",
            place,
            consequence=f"There may be many {record.spec.name} for one {self.grain}, or none.",
            repairs=(*self._of_the_person(record), *self._instead(word, record)),
        )

    def _of_the_person(self, record: Record) -> tuple[Repair, ...]:
        """The column of the participant that refers to such a row, where there is one."""
        people = self.low.model.people
        if self.person is None or people is None:
            return ()
        columns = [c.name for c in people.spec.columns if c.kind == "row" and c.row == record.spec.name]
        if len(columns) != 1:
            return ()
        return (Repair("That of the participant is read through the participant:", f"participant.{columns[0]}.…"),)

    def _instead(self, word: str, record: Record) -> tuple[Repair, ...]:
        """What to say instead of reading a row that is out of reach."""
        unit = self.unit or "quarter"
        credits = [
            d.name
            for d in self.low.model.plan.items
            if isinstance(d, tree.Credit) and d.grain.kind == "row" and d.grain.name == word
        ]
        if credits:
            return (
                Repair(
                    "Sum the credits made of them:", f"total amount of the participant's {credits[0]} in the {unit}"
                ),
                Repair("Or make the rule about each of them:", f"for each credit of {credits[0]}"),
            )
        return (
            Repair(f"Sum or count them: `count of the participant's {record.spec.name} in the {unit}`."),
            Repair(f"Or make a credit of them, and the rule for each credit: `credit … for each {word} {{`."),
        )

    def _unknown_row(self, word: str, place: Span) -> None:
        if word == "number":
            from planlang.syntax.synonyms import NUMBER_OF

            repairs = tuple(Repair(sentence, example) for sentence, example in NUMBER_OF.meanings)
            raise self.low.fail("trade-word", NUMBER_OF.message, place, repairs=repairs)
        if word == "days":
            from planlang.syntax.spoken_times import WHICH_DAYS, days_of

            raise self.low.fail("trade-word", WHICH_DAYS, place, repairs=days_of(place))
        from planlang.questions.bare_words import of_columns

        meant = of_columns(self, word, place)
        near = closest(word, [*self.low.model.rows, "credit"]) if not meant else None
        raise self.low.fail(
            "unknown-row-name",
            f"no table of this plan has rows called `{word}`",
            place,
            repairs=meant
            or ((Repair(f"Did you mean `{near}`?"),) if near else ())
            or (Repair(f"Rows are called: {', '.join(self.low.model.rows) or 'nothing yet (declare data first)'}."),),
        )

    def _through_columns(self, target: Record, place: Span) -> Operand:
        """The unique way from this input row to a row of another record, along its references."""
        assert self.record is not None
        paths = ways(self.low, self.record, target)
        if not paths:
            raise self.low.fail(
                "out-of-reach",
                f"a {self.record.spec.row} does not lead to one {target.spec.row}",
                place,
                consequence=f"Nothing says which {target.spec.row} is meant.",
                repairs=(
                    Repair(
                        f"Add a column of type `{target.spec.row}` to {self.record.spec.name}, or sum over {target.spec.name}."
                    ),
                ),
            )
        shortest = [path for path in paths if len(path) == len(paths[0])]
        if len(shortest) > 1:
            said = self.low.report.words(place)
            whole = said == target.spec.row or said.startswith(f"{target.spec.row}.")
            rest = said[len(target.spec.row) :] if whole else ""
            raise self.low.fail(
                "two-ways",
                f"`{target.spec.row}` could be read through {' or '.join('`' + self.record.spec.row + '.' + '.'.join(p) + '`' for p in shortest)}",
                place,
                consequence="The two may be different people or deals, with different pay.",
                repairs=tuple(
                    _named(f"{self.record.spec.row}.{'.'.join(path)}", rest, place if whole else None)
                    for path in shortest
                ),
            )
        operand, record = self.own, self.record
        for step in shortest[0]:
            operand, record = self._step(operand, record, step, (self.record.spec.row, *shortest[0]), place)
        assert operand is not None
        return operand

    def way_from_person(self, target: Record, place: Span) -> Operand | None:
        """The row that the participant leads to (their team), where there is exactly one way; ``None`` otherwise."""
        paths = ways(self.low, self.low.people(place), target)
        if not paths or sum(len(path) == len(paths[0]) for path in paths) > 1:
            return None
        return self.read(("participant", *paths[0]), place).operand

    def _step(
        self, operand: Operand | None, record: Record, column: str, said: tuple[str, ...], place: Span
    ) -> tuple[Operand, Record]:
        ref, spec = self.low.cell(record, column)
        if spec.optional and (record.spec.row, column) not in self.known:
            self._must_be_known((record.spec.row, column), place)
        target = self.low.model.records[spec.row or ""]
        if operand is None:
            return ref, target
        return self._look_up(record, operand, ref, spec, ".".join((record.spec.row, column)), place).operand, target

    def _credit_column(self, parts: tuple[str, ...], place: Span) -> Typed:
        if self.kind != "credit" or self.credit is None:
            raise self.low.fail(
                "out-of-reach",
                f"`credit` means a credit, and this is about a {self.grain}",
                place,
                repairs=(
                    Repair(
                        "Sum them (`total amount of the participant's Bookings in the quarter`), or make the rule `for each credit of …`."
                    ),
                ),
            )
        credit = self.low.credit(self.credit, place)
        if len(parts) == 1:
            raise self.low.fail(
                "not-a-value",
                "`credit` is a whole credit; name one of its columns",
                place,
                repairs=(Repair("Such as `credit.amount`, `credit.date` or `credit.participant`."),),
            )
        value = credit.field(self, parts[1], place)
        if len(parts) == 2:
            return value
        if value.type.kind != "row":
            raise self._no_column_of(parts[:2], value.type, place)
        record = self.low.model.rows[value.type.row or ""]
        return self._follow(value.operand, record, parts[2:], parts, place)

    def _follow(
        self, key: Operand | None, record: Record, rest: tuple[str, ...], said: tuple[str, ...], place: Span
    ) -> Typed:
        """Reads ``rest`` from a row of ``record`` (this row where ``key`` is ``None``)."""
        column = rest[0]
        if column not in record.spec.by_name:
            near = closest(column, record.spec.by_name)
            raise self.low.fail(
                "unknown-column",
                f"a {record.spec.row} has no column `{column}`",
                place,
                repairs=(Repair(f"Did you mean `{record.spec.row}.{near}`?"),)
                if near
                else (Repair(f"The columns of {record.spec.name} are: {', '.join(record.spec.by_name)}."),),
            )
        ref, spec = self.low.cell(record, column)
        prefix = said[: len(said) - len(rest)]
        full = (*prefix, column)
        if key is None:
            value = Typed(ref, type_of_column(spec, self.low.model), scale_of_column(spec), place, ".".join(full))
        else:
            value = self._look_up(record, key, ref, spec, ".".join(full), place)
        if spec.optional and (full in self.known or (record.spec.row, column) in self.known):
            value = evolve(value, type=value.type.required())
        if len(rest) == 1:
            return value
        if spec.kind != "row":
            raise self._no_column_of(full, value.type, place)
        if value.type.optional:
            self._must_be_known(full, place)
        return self._follow(value.operand, self.low.model.records[spec.row or ""], rest[1:], said, place)

    def _look_up(self, record: Record, key: Operand, ref: Ref, spec: ColumnSpec, says: str, place: Span) -> Typed:
        own = self.low.row_id(record)
        kind = type_of_column(spec, self.low.model)
        if ref == own:
            return Typed(key, kind, types.WHOLE, place, says)
        found = self.table.once(
            says,
            Lookup(record.spec.name, ((own.column, key),), ref.column),
            kind.unit(spec.digits if spec.kind == "money" else None),
            says,
            "cell",
            None,
            spec.place,
        )
        return Typed(found, kind, scale_of_column(spec), place, says)

    def _no_column_of(self, parts: tuple[str, ...], kind: Type, place: Span) -> Exception:
        return self.low.fail(
            "no-columns",
            f"`{'.'.join(parts)}` is {kind.words()}, which has no columns of its own",
            place,
            repairs=(Repair("Drop what follows it."),),
        )

    def _must_be_known(self, parts: tuple[str, ...], place: Span) -> None:
        raise ask_absent(self.low, parts, place)

    def is_known(self, value: Typed) -> Operand:
        """Whether an optional value is there."""
        return self.table.once(
            f"{value.says} is known", IsKnown(value.operand), Unit("yes/no"), f"{value.says} is known", "condition"
        )

    def carry(self, source: TableBuilder, value: Typed, name: str | None = None, role: str = "cell") -> Typed:
        """A value of the source row, in a table derived from it."""
        if isinstance(value.operand, Const):
            return value
        column = source.table.columns[value.operand.column]
        ref = self.table.once(
            name or column.name, Carried(column.name), column.unit, column.says, role, None, column.place
        )
        return evolve(value, operand=ref)

    def stacked(self, values: list[Typed], name: str, role: str = "cell") -> Typed:
        """A value that each of several stacked rows has."""
        columns = tuple(v.operand.column if isinstance(v.operand, Ref) else None for v in values)
        unit = values[0].type.unit()
        ref = self.table.once(name, Stacked(columns), unit, values[0].says, role)
        scale = values[0].scale
        for value in values[1:]:
            scale = types.joined(scale, value.scale)
        return evolve(values[0], operand=ref, scale=scale)


def _named(column: str, rest: str, place: Span | None) -> Repair:
    """The one of several ways that is meant, put in where the phrase is no more than the row's word and a column."""
    text = f"By `{column}`:"
    return instead(text, place, f"{column}{rest}") if place is not None else Repair(text, f"{column}{rest}")
