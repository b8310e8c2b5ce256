"""The rows that some cells depend on: fetched, walked over, and fetched again, until nothing is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from planlang.core.dataset import Dataset
from planlang.core.graph import Graph
from planlang.core.records import RecordSpec
from planlang.core.values import Scalar
from planlang.data.engine.seal import seal
from planlang.data.files import Place, expected_name, find_files
from planlang.data.given import Given
from planlang.data.named import Sources
from planlang.data.parquetfile import connect
from planlang.data.report import Findings
from planlang.diagnostics.model import Diagnostic
from planlang.engines.interpreter import Evaluator, Refusal, check_rows
from planlang.slices.asking import Ask
from planlang.slices.cones import Cones, looked_at
from planlang.slices.files import Rows, digest, given_rows, open_rows
from planlang.slices.store import AnyStore, Fetched, Store
from planlang.slices.walk import Walk
from planlang.slotted import field, frozen


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
    own = () if payout.paid_in is None else (payout.paid_in.currency, payout.paid_in.amount)
    return Demand(payout.table, (*columns, *own), {payout.participant: people, payout.period: periods})


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


@frozen
class Opened:
    """A record's rows, open: what they are called, as in a ``RecordData``, and the rows."""

    file: str
    rows: Rows
    files: tuple[str, ...] = ()
    keyed: bool = False


class Slicer:
    """The data of a plan's records, open, from which slices are made one after the other. Raises ``SliceRefused`` where some can't be read."""

    def __init__(self, graph: Graph, sources: Sources, memory: str | None = None) -> None:
        self.graph = graph
        self._database = connect(memory)
        self._beside = ThreadPoolExecutor(1)
        self._records: dict[str, Opened] = {}
        self._digests: dict[str, Future[str]] = {}
        try:
            self._open(sources)
        except BaseException:
            self.close()
            raise

    def _open(self, sources: Sources) -> None:
        found = [Findings(expected_name(spec)) for spec in self.graph.records]
        places = [
            None if spec.name in sources.given else find_files(spec, sources.directories, one)
            for spec, one in zip(self.graph.records, found, strict=True)
        ]
        if sources.given:  # a view of an attached file reads nothing else
            files = [file.path for place in places if place is not None for file in place.files]
            seal(self._database, [*files, *(path for given in sources.given.values() for path in given.paths)])
        for number, (spec, place, one) in enumerate(zip(self.graph.records, places, found, strict=True)):
            if (given := sources.given.get(spec.name)) is not None:
                self._take(number, spec, given, one)
            elif place is not None:
                self._read(number, spec, place, one)
        if len(self._records) < len(found):
            raise SliceRefused([finding for one in found for finding in one.all()])

    def _take(self, number: int, spec: RecordSpec, given: Given, found: Findings) -> None:
        """The rows that are given for a record."""
        found.file = given.file
        rows = given_rows(spec, given, self._database, f"given_{number}", found)
        if rows is not None:
            self._records[spec.name] = Opened(given.file, rows, keyed=given.keyed)
            self._digests[given.file] = self._beside.submit(lambda: "sha256:" + given.digests()[given.file])

    def _read(self, number: int, spec: RecordSpec, place: Place, found: Findings) -> None:
        """The rows of a record's files; their digests are worked out meanwhile."""
        found.file = place.file
        hashed = [(file.name, self._beside.submit(digest, file.path)) for file in place.files]
        rows = open_rows(spec, place, self._database, f"read_{number}", found)
        if rows is not None:
            names = tuple(file.name for file in place.files) if place.several else ()
            self._records[spec.name] = Opened(place.file, rows, names)
            self._digests.update(hashed)

    def slice(self, demands: Sequence[Demand], *, check: bool = True, whole: Collection[str] = ()) -> Slice:
        """What some cells depend on, and with ``check`` what the plan's checks of those rows do.

        Of records that are known to be needed ``whole`` all rows are read at once, not as they are found to be needed.
        Raises ``SliceRefused`` where a row that is read is at fault, or a key can't be computed.
        """
        graph = self.graph
        store = self._store()
        store.fetch(Ask(name, None) for name in whole)
        try:
            walk, data, behind = fixpoint(graph, store, demands, check)
            evaluator = walk.evaluator
            checked = check_rows(evaluator, behind) if check else ()
        except Refusal as refusal:
            raise SliceRefused(refusal.diagnostics) from None
        return Slice(data, evaluator, self._parts(store), behind, checked)

    def files(self) -> dict[str, Part]:
        """The files, of which nothing is read yet."""
        return self._parts(self._store())

    def records(self) -> dict[str, Opened]:
        """By record what its rows are called, and the rows."""
        return dict(self._records)

    def _store(self) -> Store:
        records = {name: Fetched(one.file, one.rows, one.files, one.keyed) for name, one in self._records.items()}
        return Store(self.graph.calendar, records)

    def _parts(self, store: Store) -> dict[str, Part]:
        return {
            file: Part(file, read, rows, self._digests[file].result())
            for one in store.records.values()
            for file, read, rows in one.read()
        }

    def close(self) -> None:
        """Ends the session."""
        self._beside.shutdown(cancel_futures=True)
        self._database.close()

    def __enter__(self) -> Slicer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def slice_for(graph: Graph, sources: Sources, demands: Sequence[Demand], *, check: bool = True) -> Slice:
    """Reads of the data what some cells depend on; see ``Slicer``."""
    with Slicer(graph, sources) as slicer:
        return slicer.slice(demands, check=check)


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
        if walk.missing and not check:
            store.fetch(walk.missing)
            continue
        behind = walk.depended_on()
        if check:
            for one in graph.checks:
                walk.visit(one.table, [one.column], behind.get(one.table, ()))
            for order in graph.orders:
                walk.visit(order.table, [*order.by, *order.order], behind.get(order.table, ()))
        if not walk.missing:
            return walk, data, behind
        store.fetch(walk.missing)
