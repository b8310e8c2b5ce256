"""The rows that some cells depend on: fetched, walked over, and fetched again, until nothing is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from attr import field, frozen

from planlang.core.dataset import Dataset
from planlang.core.graph import Graph
from planlang.core.values import Scalar
from planlang.data.engine.seal import seal
from planlang.data.files import expected_name, find_files
from planlang.data.named import Sources
from planlang.data.parquetfile import connect
from planlang.data.report import Findings
from planlang.diagnostics.model import Diagnostic
from planlang.engines.interpreter import Evaluator, Refusal, check_rows
from planlang.slices.cones import Cones, looked_at
from planlang.slices.files import digest, given_rows, open_rows
from planlang.slices.store import AnyStore, Fetched, Store
from planlang.slices.walk import Walk


class SliceRefused(Exception):
    """The rows can't be read or paid; all that is said of them is also true of the whole data."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__(f"{len(diagnostics)} findings in the rows that were read")
        self.diagnostics = tuple(diagnostics)


@frozen
class Demand:
    """Cells of the graph: some columns of those rows of a table whose columns ``where`` have one of the values given."""

    table: str
    columns: tuple[str, ...]
    where: Mapping[str, Collection[Scalar]]


def payouts_of(graph: Graph, people: Collection[str], periods: Collection[int]) -> Demand:
    """All that is paid to some people in some periods, which are numbers as in the payout's table."""
    payout = graph.payout
    assert payout is not None, "a plan without a payout pays nobody"
    columns = (payout.result, *(column for _, column in payout.components), *(x.column for x in payout.adjustments))
    return Demand(payout.table, columns, {payout.participant: people, payout.period: periods})


@frozen
class Part:
    """How much of a file was read: so many rows of so many; ``digest`` is that of the file's bytes."""

    file: str
    read: int
    rows: int
    digest: str


@frozen
class Slice:
    """The rows behind some cells, as a data set that has all that these cells depend on.

    Cells that were not asked for may not be evaluated: rows that they depend on are not here. ``evaluator`` is one over the data
    set, ready to be asked; ``parts`` are by file; ``depended_on`` has by table the rows that the cells depend on. ``findings`` is what the plan's own
    checks find in these rows.
    """

    data: Dataset
    evaluator: Evaluator
    parts: dict[str, Part]
    depended_on: dict[str, set[int]] = field(repr=False)
    findings: tuple[Diagnostic, ...] = ()


def slice_for(graph: Graph, sources: Sources, demands: Sequence[Demand], *, check: bool = True) -> Slice:
    """Reads of the data what some cells depend on, and with ``check`` what the plan's checks of those rows do.

    Raises ``SliceRefused`` where a file can't be read, a row that is read is at fault, or a key can't be computed.
    """
    with connect() as database, ThreadPoolExecutor(1) as beside:
        found = [Findings(expected_name(spec)) for spec in graph.records]
        places = [
            None if spec.name in sources.given else find_files(spec, sources.directories, one)
            for spec, one in zip(graph.records, found, strict=True)
        ]
        if sources.given:  # a view of an attached file reads nothing else
            files = [file.path for place in places if place is not None for file in place.files]
            seal(database, [*files, *(path for given in sources.given.values() for path in given.paths)])
        records: dict[str, Fetched] = {}
        digests: dict[str, Future[str]] = {}
        for number, (spec, place, one) in enumerate(zip(graph.records, places, found, strict=True)):
            if (given := sources.given.get(spec.name)) is not None:
                one.file = given.file
                if (taken := given_rows(spec, given, database, f"given_{number}", one)) is not None:
                    records[spec.name] = Fetched(given.file, taken, keyed=given.keyed)
                    digests[given.file] = beside.submit(lambda given=given: "sha256:" + given.digests()[given.file])  # type: ignore[misc]
                continue
            if place is None:
                continue
            one.file = place.file
            rows = open_rows(spec, place, database, one)
            if rows is not None:
                names = tuple(file.name for file in place.files)
                records[spec.name] = Fetched(place.file, rows, names if place.several else ())
                digests.update((file.name, beside.submit(digest, file.path)) for file in place.files)
        if len(records) < len(found):
            raise SliceRefused([finding for one in found for finding in one.all()])
        store = Store(graph.calendar, records)
        try:
            walk, data, behind = fixpoint(graph, store, demands, check)
            evaluator = walk.evaluator
            checked = check_rows(evaluator, behind) if check else ()
        except Refusal as refusal:
            raise SliceRefused(refusal.diagnostics) from None
        parts = {
            file: Part(file, read, rows, digests[file].result())
            for one in store.records.values()
            for file, read, rows in one.read()
        }
    return Slice(data, evaluator, parts, behind, checked)


def fixpoint(
    graph: Graph, store: AnyStore, demands: Sequence[Demand], check: bool
) -> tuple[Walk, Dataset, dict[str, set[int]]]:
    """Walks over what is here and fetches what is missing, until nothing is."""
    cones = Cones(graph, looked_at(graph))
    while True:
        data = store.dataset()
        if data is None:
            raise SliceRefused(store.findings)
        walk = Walk(cones, Evaluator(graph, data), store)
        for demand in demands:
            walk.demand(demand.table, demand.columns, demand.where)
        behind = walk.depended_on()
        if check:
            for one in graph.checks:
                walk.visit(one.table, [one.column], behind.get(one.table, ()))
            for order in graph.orders:
                walk.visit(order.table, [*order.by, *order.order], behind.get(order.table, ()))
        if not walk.missing:
            return walk, data, behind
        store.fetch(walk.missing)
