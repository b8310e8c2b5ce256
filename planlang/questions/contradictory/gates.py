"""A gate or kicker that measures otherwise than the table beside it: in another window, another amount, another quota, other credits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Union

from planlang.diagnostics.model import Edit, Label, Repair, line_above
from planlang.questions.contradictory.reaches import Gate, gates_of
from planlang.questions.suspicious.fixed import fixed, measured_by
from planlang.slotted import frozen
from planlang.syntax import tree

if TYPE_CHECKING:
    from planlang.core.records import ColumnSpec
    from planlang.lowering.context import Lowering

SHARES = frozenset({"percent", "fraction", "multiplier"})
"""What a column holds that is no amount of anything."""
LOOKS_BACK = frozenset({"previous", "last", "same", "between", "plan", "row"})
"""Windows that nobody writes by mistake for the present one."""
QUOTAS = frozenset({"quota", "target", "goal"})
"""Words in the name of a column that promise something: warnings that speak of a promise go by them, questions don't."""
EARLIER = frozenset({"last", "previous", "prior", "before", "ly", "py", "lastyear", "past"})
"""Words in the name of a column that say it is what was reached earlier: what is divided by it is growth, and no attainment."""


def ask_gate_elsewhere(low: Lowering, rule: tree.Rule) -> None:
    """Asks where gate and table read totals of the same thing that are not the same total, and nothing says that this is meant."""
    said = next((step for step in rule.steps if isinstance(step, tree.MeasuredApart)), None)
    found = next(_apart(low, rule), None)
    if said is not None and found is None:
        low.report.add(
            "measured-alike",
            f"no gate or kicker of {rule.name} reads another total of what its table reads",
            said.span,
            consequence="The line says nothing today. Once one of them or the table is changed it would settle what nobody has looked at.",
            repairs=(Repair("Drop it."),),
        )
    if said is not None or found is None:
        return
    step, gate, table, pair = found
    choice = chosen(low, step)
    word = "kicker" if isinstance(step, tree.Change) and not _closes(choice) else "gate"
    whole = choice if choice is not None and not _within(choice, step) else step
    low.report.add(
        "gate-elsewhere",
        f"the {word} looks at {low.words(pair[0])}, and the table at {low.words(pair[1])}",
        step.span,
        f"the {word}",
        also=(Label(table.by.span, "the table"),),
        consequence=f"Somebody who {'has' if word == 'kicker' else 'passes'} the {word} by one of them can stand at the bottom of the table "
        "by the other, and the other way round.",
        repairs=(
            line_above("Both are meant as they are written:", rule.steps[0].span, "gate and table measure differently"),
            _measuring(f"The {word} measures as the table does:", low, whole, gate, _like(low, gate, table.by, pair)),
            _measuring(
                f"The table measures as the {word} does:"
                if table.places == (table.by,)
                else f"The table measures as the {word} does, in each row:",
                low,
                table.whole,
                table.by,
                _like(low, table.by, gate, pair[::-1]),
                table.places,
            ),
        ),
    )


@frozen(eq=False, repr=False)
class Table:
    """What goes by a measure, and the places in it that name that: the head of a table, or each row of a `first match`."""

    whole: tree.Node
    by: tree.Node
    places: tuple[tree.Node, ...]


def _measuring(
    text: str, low: Lowering, whole: tree.Node, what: tree.Node, by: str | None, places: tuple[tree.Node, ...] = ()
) -> Repair:
    """A gate or table with another measure in it, shown without the rows of a table."""
    if by is None:
        return Repair(text.replace(":", "."))
    if isinstance(whole, tree.Match):
        whole = whole.rows[0].key
    said = low.words(whole).replace(low.words(what), by, 1).partition("{")[0].strip()
    return Repair(text, said, tuple(Edit(place.span, by) for place in places or (what,)))


def _like(low: Lowering, what: tree.Node, by: tree.Node, totals: tuple[tree.Node, tree.Node]) -> str | None:
    """The words for what measures as another does: for that itself or, where one is an amount and the other a share of a quota, for the
    same with the other's total in it.
    """
    a, b = _measure(low, what), _measure(low, by)
    if a is None or b is None or (a[1] is None) == (b[1] is None):
        return low.words(by)
    total, other = totals
    words = (
        f"({low.words(other)})" if isinstance(other, tree.Aggregate) and other.where is not None else low.words(other)
    )
    return _with(low, what, total, words)


def _with(low: Lowering, item: tree.Node, total: tree.Node, other: str) -> str | None:
    """A total or a quotient of it, however it is named, with another total in its place; ``None`` where it is anything else."""
    if tree.same_text(item, total):
        return other
    decl = low.model.names.get(item.name) if isinstance(item, tree.Name) else None
    if isinstance(decl, tree.Rule) and decl.value is not None:
        return _with(low, decl.value, total, other)
    if isinstance(item, tree.Binary) and item.op == "/":
        left = None if _of_a_period(low, item.right) else _with(low, item.left, total, other)
        return None if left is None else f"{left} / {low.words(item.right)}"
    return None


def _of_a_period(low: Lowering, item: tree.Node) -> bool:
    """Whether a quota is one of a quarter, say, against which no total of a year is held."""
    item = measured_by(low, item)
    record = low.model.rows.get(item.parts[0]) if isinstance(item, tree.Column) and len(item.parts) == 2 else None
    column = record.spec.by_name.get(item.parts[1]) if record is not None and isinstance(item, tree.Column) else None
    return column is not None and column.per is not None


Apart = tuple[Union[Gate, tree.Start, tree.Change], tree.Node, Table, tuple[tree.Node, tree.Node]]


def _apart(low: Lowering, rule: tree.Rule) -> Iterator[Apart]:
    """Gates, kickers and tables that measure differently: the step, what it looks at, the table, and the two totals."""
    whole = gates_of(rule)
    held = [
        step for step in rule.steps if (isinstance(step, tree.OnlyIf) and step not in whole) or is_kicker(low, step)
    ]
    within: list[Gate | tree.Start | tree.Change] = sorted((*whole, *held), key=lambda gate: gate.span.start)  # type: ignore[arg-type]
    gates = [*within, *_of_the_payout(low, rule)]
    tables = list(_tables(rule)) if gates else []
    for step in gates:
        condition = _condition(low, step)
        for gate in () if condition is None else _compared(condition):
            if any(_reads_the_same(low, gate, table.by) for table in tables):
                continue
            for table in tables:
                pair = _differ(low, gate, table.by)
                if pair is not None:
                    yield step, gate, table, pair


def is_kicker(low: Lowering, step: tree.Step) -> bool:
    """Whether a step multiplies where a condition holds, or by a factor that is another one where it does not."""
    return (isinstance(step, tree.Change) and step.word == "times" and step.when is not None) or chosen(
        low, step
    ) is not None


def chosen(low: Lowering, step: tree.Node) -> tree.Choice | None:
    """One of two fixed factors by which a step multiplies, also by way of a measure: `1.2x if …, otherwise 1x`, or 1 and 0."""
    if isinstance(step, tree.Change):
        factors: list[tree.Node] = [step.value] if step.word == "times" and step.when is None else []
    else:
        factors = list(_factors(step.value)) if isinstance(step, tree.Start) and _is_product(step.value) else []
    for factor in factors:
        item = measured_by(low, factor)
        if isinstance(item, tree.Choice):
            there, otherwise = fixed(item.value), fixed(item.otherwise)
            if there is not None and otherwise is not None and there != otherwise:
                return item
    return None


def _is_product(item: tree.Node) -> bool:
    return isinstance(item, tree.Binary) and item.op == "*"


def _factors(item: tree.Node) -> Iterator[tree.Node]:
    if isinstance(item, tree.Binary) and item.op == "*":
        yield from _factors(item.left)
        yield from _factors(item.right)
    else:
        yield item


def _closes(choice: tree.Choice | None) -> bool:
    """Whether one of two factors leaves nothing."""
    return choice is not None and 0 in (fixed(choice.value), fixed(choice.otherwise))


def _within(part: tree.Node, whole: tree.Node) -> bool:
    return part.span.file == whole.span.file and whole.span.start <= part.span.start < whole.span.end


def _condition(low: Lowering, step: Gate | tree.Start | tree.Change) -> tree.Condition | None:
    choice = chosen(low, step)
    if choice is not None:
        return choice.condition
    if isinstance(step, tree.Start):
        return None
    return step.when if isinstance(step, tree.Change) else step.condition


def _of_the_payout(low: Lowering, rule: tree.Rule) -> Iterator[Gate]:
    """The gates of the payout below the line that adds a rule."""
    payout, added = low.model.payout, False
    for step in payout.steps if payout is not None else ():
        added = added or (isinstance(step, tree.AddRules) and rule.name in [one.name for one in step.names])
        if added and isinstance(step, tree.OnlyIf):
            yield step


def _tables(item: tree.Node) -> Iterator[Table]:
    for child in tree.children(item):
        if isinstance(child, (tree.Tiers, tree.Curve)):
            yield Table(child, child.by, (child.by,))
        elif isinstance(child, tree.Match):
            yield from _matched(child)
        yield from _tables(child)


def _matched(item: tree.Match) -> Iterator[Table]:
    """A `first match` whose rows all look at one measure, as the rows of a table do."""
    places = [one for row in item.rows if isinstance(row.key, tree.WhenKey) for one in _compared(row.key.condition)]
    if len(places) > 1 and all(tree.same_text(one, places[0]) for one in places):
        yield Table(item, places[0], tuple(places))


def _compared(item: tree.Condition) -> Iterator[tree.Node]:
    """What a condition holds against a bound; parts that must all hold are gates each."""
    if isinstance(item, tree.Junction) and item.word == "and":
        for part in item.parts:
            yield from _compared(part)
    elif isinstance(item, (tree.Compare, tree.Between)):
        yield item.left


def _differ(low: Lowering, gate: tree.Node, by: tree.Node) -> tuple[tree.Node, tree.Node] | None:
    """What a gate and a table measure, where that differs."""
    return _two_windows(low, gate, by) or _two_measures(low, gate, by)


def _reads_the_same(low: Lowering, gate: tree.Node, by: tree.Node) -> bool:
    """Whether a gate is about what a table reads; then another table of the rule is about something else."""
    totals = list(_totals(low, by))
    shared = any(tree.same_text(one, other) for one in _totals(low, gate) for other in totals)
    return shared and _differ(low, gate, by) is None


def _two_windows(low: Lowering, gate: tree.Node, by: tree.Node) -> tuple[tree.Node, tree.Node] | None:
    """The same total of two windows of time, wherever in the two values they stand."""
    for one in _totals(low, gate):
        for other in _totals(low, by):
            same = one.source == other.source and one.field == other.field and _alike(one, other)
            if same and _present(one) and _present(other) and not tree.same_text(one.window, other.window):
                return one, other
    return None


def _two_measures(low: Lowering, gate: tree.Node, by: tree.Node) -> tuple[tree.Node, tree.Node] | None:
    """Totals of one window: of the amount and of the quota credit, against two quotas, or of a ledger and one made of it."""
    a, b = _measure(low, gate), _measure(low, by)
    if a is None or b is None:
        return None
    (one, quota), (other, against) = a, b
    if not _alike(one, other) or not tree.same_text(one.window, other.window):
        return None
    if one.source == other.source and one.field == other.field:
        if None in (quota, against) or tree.same_text(quota, against):
            return None
        first, second = goal_of(low, quota), goal_of(low, against)
        return (gate, by) if first is not None and first == second else None
    if not tree.same_text(quota, against):
        return None
    if one.source == other.source:
        return (one, other) if None not in (one.field, other.field) and not _scores(low, one, other) else None
    return (one, other) if one.field == other.field and _gathered(low, one.source, other.source) else None


def _scores(low: Lowering, one: tree.Aggregate, other: tree.Aggregate) -> bool:
    """Whether two columns are shares that somebody entered, such as quality and attendance: of these none is another measure of the other."""
    record = low.model.records.get(one.source)
    columns = [record.spec.by_name.get(field or "") for field in (one.field, other.field)] if record is not None else []
    return bool(columns) and all(column is not None and column.kind in SHARES for column in columns)


def _alike(one: tree.Aggregate, other: tree.Aggregate) -> bool:
    return one.function == other.function and one.owner == other.owner and tree.same_text(one.where, other.where)


def _totals(low: Lowering, item: tree.Node) -> Iterator[tree.Aggregate]:
    item = measured_by(low, item)
    if isinstance(item, tree.Aggregate):
        yield item
        return
    for child in tree.children(item):
        yield from _totals(low, child)


def _measure(low: Lowering, item: tree.Node) -> tuple[tree.Aggregate, tree.Node | None] | None:
    """A total, and what it is divided by."""
    item = measured_by(low, item)
    if isinstance(item, tree.Binary) and item.op == "/":
        total = measured_by(low, item.left)
        return (total, measured_by(low, item.right)) if isinstance(total, tree.Aggregate) else None
    return (item, None) if isinstance(item, tree.Aggregate) else None


def _present(total: tree.Aggregate) -> bool:
    return total.window is not None and total.window.kind not in LOOKS_BACK


def is_quota(item: tree.Node | None) -> bool:
    """Whether a column's name says that somebody is measured against it."""
    return isinstance(item, tree.Column) and not QUOTAS.isdisjoint(item.parts[-1].split("_"))


def goal_of(low: Lowering, item: tree.Node | None) -> str | None:
    """The kind of what a total is held against: of a quota or goal that the data has, whatever it is called.

    ``None`` where it is fixed, or what was reached by others or earlier: then the quotient is a share, or growth.
    """
    columns = list(_data_of(low, item, set())) if item is not None else []
    if not columns or None in columns:
        return None
    kinds: set[str] = {
        column.kind for column in columns if column is not None and column.kind in ("money", "number", "count")
    }
    earlier = any(not EARLIER.isdisjoint(column.name.split("_")) for column in columns if column is not None)
    kinds = {"money"} & kinds or kinds  # what a ramp or a weight goes by is no amount
    return kinds.pop() if len(kinds) == 1 and not earlier else None


def _data_of(low: Lowering, item: tree.Node, seen: set[str]) -> Iterator[ColumnSpec | None]:
    """The columns of the data that a value is made of, by whatever measures; ``None`` stands for anything but data and what the plan fixes."""
    if isinstance(item, tree.Column):
        record = low.model.rows.get(item.parts[0]) if len(item.parts) == 2 else None
        yield record.spec.by_name.get(item.parts[1]) if record is not None else None
    elif isinstance(item, tree.Aggregate) and item.source in low.model.records:
        known = item.where is None and _present(item)
        yield low.model.records[item.source].spec.by_name.get(item.field or "") if known else None
    elif isinstance(item, (tree.Name, tree.Aggregate)):
        name = item.name if isinstance(item, tree.Name) else item.source
        decl = low.model.names.get(name)
        if not isinstance(decl, tree.Rule) or decl.pays:
            yield None
        elif name not in seen:
            seen.add(name)
            for child in tree.children(decl):
                yield from () if isinstance(child, tree.Grain) else _data_of(low, child, seen)
    else:
        for child in tree.children(item):
            yield from _data_of(low, child, seen)


def _gathered(low: Lowering, a: str, b: str) -> bool:
    """Whether one ledger is made of the other and more."""
    for one, other in ((a, b), (b, a)):
        decl = low.model.names.get(one)
        if isinstance(decl, tree.Gathers) and other in [source.name for source in decl.sources]:
            return True
    return False
