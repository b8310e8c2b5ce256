"""What the tables of a plan's data are for: people, what happens (deals), parts of it (splits), and what must be there besides."""

from __future__ import annotations

from planlang.core import graph as g
from planlang.core.records import RecordSpec
from planlang.slotted import frozen


@frozen(eq=False, repr=False)
class Roles:
    """``roots`` are what happens, ``parts`` divide one of them each, credited or not, ``settings`` are everything else but the people."""

    people: RecordSpec | None
    roots: tuple[RecordSpec, ...]
    parts: tuple[tuple[RecordSpec, str], ...]
    settings: tuple[RecordSpec, ...]


def roles_of(graph: g.Graph) -> Roles:
    """The roles of a plan's records."""
    specs = {spec.name: spec for spec in graph.records}
    people = next((spec for spec in graph.records if spec.row == "participant"), None)
    credited = {name for credit in graph.credits for source in credit.sources for name in inputs_of(graph, source)}
    happening = {
        spec.name
        for spec in graph.records
        if spec is not people
        and spec.one_for is None
        and spec.valid is None
        and (spec.name in credited or any(column.kind == "date" for column in spec.columns))
    }
    parts: list[tuple[RecordSpec, str]] = []
    roots: list[RecordSpec] = []
    for spec in graph.records:
        of = _divided(spec, specs, people)
        if spec.name not in happening | credited or spec is people:
            # what is only read or checked, such as the splits of a deal that its owner is credited for
            if of is None or of not in happening | credited or spec is people or spec.valid is not None:
                continue
            if spec.one_for is None or _shared_out(spec, of, people):
                parts.append((spec, of))
            continue
        if of is not None and spec.name in credited:
            parts.append((spec, of))
            if specs[of] not in roots and of not in happening:
                roots.append(specs[of])
        else:
            roots.append(spec)
    taken = {spec.name for spec in roots} | {spec.name for spec, _ in parts}
    settings = tuple(spec for spec in graph.records if spec is not people and spec.name not in taken)
    return Roles(people, tuple(dict.fromkeys(roots)), tuple(parts), settings)


def inputs_of(graph: g.Graph, table: str) -> set[str]:
    """The records whose rows the rows of a table come from."""
    rows = graph.tables[table].rows
    if isinstance(rows, g.Input):
        return {rows.record}
    if isinstance(rows, (g.Derive, g.RollUp, g.Everyone)):
        return inputs_of(graph, rows.source)
    if isinstance(rows, g.Stack):
        return {name for source in rows.sources for name in inputs_of(graph, source)}
    return set()


def _divided(spec: RecordSpec, specs: dict[str, RecordSpec], people: RecordSpec | None) -> str | None:
    """The record whose rows the rows of this one divide among people, or add to: the deals of splits."""
    for column in spec.columns:
        if column.kind == "row" and column.row is not None and not column.optional:
            target = specs[column.row]
            if target is not people and target is not spec and any(c.kind in ("date", "money") for c in target.columns):
                return target.name
    return None


def _shared_out(spec: RecordSpec, of: str, people: RecordSpec | None) -> bool:
    """Whether there is one row of a record for each deal and each of its people, as there is of splits.

    What there is one of for each deal alone is a setting.
    """
    kinds = {column.name: column.row for column in spec.columns if column.kind == "row"}
    wanted = sorted((of, people.name if people is not None else ""))
    return sorted(kinds.get(name) or "" for name in spec.one_for or ()) == wanted


def _cell(graph: g.Graph, table: str, name: str) -> str:
    """The column of the data that a column of a table is read from."""
    op = graph.tables[table].columns[name].op
    return op.column if isinstance(op, g.Cell) else ""


def _paid_in(graph: g.Graph, other: str) -> str:
    """A currency that people are paid in, another than the plan's if there is one."""
    paid = graph.payout.paid_in if graph.payout is not None else None
    return next((code for code in paid.currencies if code != graph.currency), other) if paid is not None else other


def currencies_of(graph: g.Graph) -> dict[tuple[str, str], str]:
    """The texts of columns that hold a currency: a deal's is another than the plan's where there are rates of exchange for it."""
    own = graph.currency
    found: dict[tuple[str, str], str] = {}
    other = "EUR" if own != "EUR" else "USD"
    for table in graph.tables.values():
        for column in table.columns.values():
            if not isinstance(column.op, g.Lookup) or column.op.on is None:
                continue
            match = {_cell(graph, column.op.table, name): value for name, value in column.op.match}
            to, source = match.get("to"), match.get("from")
            if isinstance(to, g.Const) and isinstance(to.value, str) and source is not None:
                found[column.op.table, "to"] = to.value
                found[column.op.table, "from"] = source.value if isinstance(source, g.Const) else other  # type: ignore[assignment]
            elif isinstance(to, g.Ref) and isinstance(source, g.Const) and isinstance(source.value, str):
                found[column.op.table, "from"], found[column.op.table, "to"] = source.value, _paid_in(graph, other)
    info = graph.payout
    if info is not None and info.paid_in is not None:
        op = graph.tables[info.table].columns[info.paid_in.currency].op
        if isinstance(op, g.Lookup):
            found[op.table, _cell(graph, op.table, op.column)] = _paid_in(graph, other)
    for spec in graph.records:
        for one in spec.columns:
            if one.currency_column is not None:
                found[spec.name, one.currency_column] = other if any(name == "from" for _, name in found) else own
    return found
