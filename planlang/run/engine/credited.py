"""The rows of credits as queries. Credits of the same rows, such as a manager's of what the team sold, are read together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from planlang.core import graph as g
from planlang.engines.sql.passes.alike import Alike
from planlang.run.engine.select import Cellar
from planlang.slotted import frozen

COLUMNS = ("credit", "key", "participant", "date", "amount", "quota_credit")


@frozen
class Credited:
    """The rows of a credit: ``texts`` for ``COLUMNS`` over those of a relation where ``where`` holds. ``number``: of the credit."""

    number: int
    texts: tuple[str, ...]
    where: str
    relation: str
    names: frozenset[str]
    """The columns of ``relation`` that are read."""

    def query(self, cellar: Cellar) -> str:
        """Its rows alone."""
        named = ", ".join(f"{text} AS {name}" for name, text in zip(COLUMNS, self.texts, strict=True))
        return f"SELECT {self.number} AS part, {named}\nFROM {_source(cellar, self)}\nWHERE {self.where}"


def queries(cellar: Cellar, graph: g.Graph, in_chosen: Callable[[str], str]) -> list[str]:
    """The rows of all credits, those of the chosen periods. One query for each whose rows are its own, and for those that are part of it."""
    groups: list[list[Credited]] = []
    for number, credit in enumerate(graph.credits):
        part = cellar.part(credit.table)
        inside = None if part is None else _credited(part, credit, number, graph.digits, in_chosen, part.alike)
        group = next((one for one in groups if inside is not None and one[0].relation == inside.relation), None)
        if group is None or inside is None:
            groups.append([_credited(cellar, credit, number, graph.digits, in_chosen, None)])
        else:
            group.append(inside)
    return [group[0].query(cellar) if len(group) == 1 else _together(group, cellar) for group in groups]


def _credited(
    cellar: Cellar, credit: g.CreditInfo, number: int, digits: int, in_chosen: Callable[[str], str], part: Alike | None
) -> Credited:
    days = cellar.text((credit.table, credit.date))
    quota = cellar.dialect.absent("narrow")
    if credit.quota_credit:
        quota = cellar.money((credit.table, credit.quota_credit), digits)
    texts = (
        cellar.literal(credit.name), cellar.text((credit.table, credit.id)), cellar.text((credit.table, credit.participant)),
        days, cellar.money((credit.table, credit.amount), digits), quota,
    )  # fmt: skip
    where = f"{cellar.holds((credit.table, credit.covered))}{in_chosen(days)}"
    if part is not None:
        return Credited(number, texts, f"{part.keep} AND {where}", part.relation, part.names)
    read = (credit.id, credit.participant, credit.date, credit.amount, credit.quota_credit, credit.covered)
    names = frozenset(cellar.names(credit.table, read))
    return Credited(number, texts, where, cellar.program.quickest(cellar.program.ids[credit.table][0], names), names)


def _source(cellar: Cellar, *group: Credited) -> str:
    return cellar.program.source(group[0].relation, cellar.dialect, [name for one in group for name in one.names])


def _together(group: Sequence[Credited], cellar: Cellar) -> str:
    """Each row once for every credit of the group, with what that credit says of it; texts that several say are worked out once."""
    said: dict[str, str] = {}

    def named(text: str) -> str:
        return said.setdefault(text, f"x{len(said)}")

    def chosen(texts: Sequence[str]) -> str:
        if len(set(texts)) == 1:
            return texts[0]
        return f"CASE part {' '.join(f'WHEN {one.number} THEN {text}' for one, text in zip(group, texts, strict=True))} END"

    columns = ["credit", *(chosen([named(one.texts[n]) for one in group]) for n in range(1, len(COLUMNS)))]
    where = chosen([named(one.where) for one in group])
    inner = ", ".join(f"{text} AS {name}" for text, name in said.items())
    outer = ", ".join(f"{text} AS {name}" for name, text in zip(COLUMNS, columns, strict=True))
    parts = " UNION ALL ".join(f"SELECT {one.number} AS part, {one.texts[0]} AS credit" for one in group)
    rows = f"(\nSELECT {inner}\nFROM {_source(cellar, *group)}\n) AS rows_of_all"
    return f"SELECT part, {outer}\nFROM {rows} CROSS JOIN ({parts}) AS parts\nWHERE {where}"
