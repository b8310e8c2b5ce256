"""The payouts of a run in batches, each with an evaluator that has all that they depend on.

Small data are one batch. Of large data each batch is a slice for some participants: so many that it has about ``ROWS`` rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from planlang.core.dataset import RecordData
from planlang.core.graph import Graph
from planlang.data.named import Sources
from planlang.explain.model import Reader
from planlang.run.audit import Payout
from planlang.run.result import RunFault
from planlang.slices import Opened, Slicer, SliceRefused, payouts_of
from planlang.slotted import frozen

Named = dict[str, Any]
"""``file``, ``files`` and ``keyed`` of a ``RecordData``."""

ROWS = 40_000
"""About how many rows of the data a batch has."""
_SMALL = 4_000
"""A file that a batch has read as a whole, the next ones do so at once, if it has no more rows."""
_FIRST = 8
_MOST = 4096


@frozen
class Batch:
    """Some payouts, and an evaluator that may be asked for them."""

    payouts: tuple[Payout, ...]
    evaluator: Reader


class Batches(Protocol):
    """All payouts of a run."""

    def data(self) -> str | dict[str, Any]:
        """What documents say of the data: its digest, or its files."""

    def names(self) -> dict[str, Named]:
        """What the rows of each record are called."""

    def each(self, payouts: Sequence[Payout]) -> Iterator[Batch]:
        """The batches, in order. One is done with when the next is asked for."""

    def close(self) -> None:
        """Ends whatever was begun."""


@frozen
class Whole:
    """All data as one batch."""

    evaluator: Reader
    digest: str

    def data(self) -> str:
        """The digest of all data."""
        return f"sha256:{self.digest.removeprefix('sha256:')}"

    def names(self) -> dict[str, Named]:
        """What the rows of each record are called."""
        return {name: _named(record) for name, record in self.evaluator.data.items()}

    def each(self, payouts: Sequence[Payout]) -> Iterator[Batch]:
        """One batch."""
        if payouts:
            yield Batch(tuple(payouts), self.evaluator)

    def close(self) -> None:
        """Nothing was begun."""


def _files(one: Opened) -> tuple[str, ...]:
    return one.files or (one.file,)


def _named(one: RecordData | Opened) -> Named:
    return {"file": one.file, "files": list(one.files), "keyed": one.keyed}


class Sliced:
    """Slices of large data, for some participants at a time and all their periods."""

    def __init__(self, graph: Graph, sources: Sources, memory: str | None = None) -> None:
        self.graph = graph
        try:
            self._slicer = Slicer(graph, sources, memory)
        except SliceRefused as refused:
            raise RunFault(f"explanations: {refused}") from None

    def data(self) -> dict[str, Any]:
        """Of each file the digest of its bytes and its number of rows."""
        return {one.file: {"digest": one.digest, "rows": one.rows} for one in self._slicer.files().values()}

    def names(self) -> dict[str, Named]:
        """What the rows of each record are called."""
        return {name: _named(one) for name, one in self._slicer.records().items()}

    def each(self, payouts: Sequence[Payout]) -> Iterator[Batch]:
        """As many participants at a time as make a batch of the size that is wanted, to judge by the batch before."""
        of: dict[str, list[Payout]] = {}
        for payout in payouts:
            of.setdefault(payout[0], []).append(payout)
        people, start, count = list(of), 0, _FIRST
        records = {name: _files(one) for name, one in self._slicer.records().items()}
        whole: list[str] = []
        while start < len(people):
            some = people[start : start + count]
            start += len(some)
            asked = [payout for person in some for payout in of[person]]
            periods = {number for _, number in asked}
            try:
                part = self._slicer.slice([payouts_of(self.graph, set(some), periods)], check=False, whole=whole)
            except SliceRefused as refused:
                raise RunFault(f"explanations: {refused}") from None
            parts = {name: [part.parts[file] for file in files] for name, files in records.items()}
            whole = [name for name, of_it in parts.items() if all(one.read == one.rows <= _SMALL for one in of_it)]
            yield Batch(tuple(asked), part.evaluator)
            read = sum(one.read for one in part.parts.values())
            count = max(1, min(_MOST, count * 4, count * ROWS // max(1, read)))

    def close(self) -> None:
        """Closes the files."""
        self._slicer.close()
