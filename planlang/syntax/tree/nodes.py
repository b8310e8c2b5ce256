"""What every node of the tree has: its place, and a statement its comments; and whether two say the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from planlang.diagnostics.place import Span
from planlang.slotted import Slotted, slotted

PeriodUnit = Literal["day", "week", "fortnight", "month", "quarter", "half", "year"]


@slotted
class Node(Slotted):
    """Anything that stands in a plan."""

    span: Span

    def __repr__(self) -> str:
        said = (f"{name}={getattr(self, name)!r}" for name in self._fields if name not in ("span", "trivia"))
        return f"{type(self).__name__}({', '.join(said)})"


@slotted
class Trivia(Slotted):
    """What stands around a statement and means nothing: comments and one blank line.

    Comments keep their text without the leading ``#`` and surrounding blanks.
    """

    lead: tuple[str, ...] = ()
    trail: str | None = None
    blank_before: bool = False


NO_TRIVIA = Trivia()


@slotted
class Statement(Node):
    """A node with a line, or a block, of its own."""

    trivia: Trivia


_NOT_SAID = frozenset(("span", "trivia", "header_trivia", "tail", "source_span", "name_span"))


def same_text(a: Any, b: Any) -> bool:
    """Whether two trees say the same, wherever they stand and whatever comments they carry."""
    return type(a) is type(b) and bool(text_key(a) == text_key(b))


def text_key(item: Any) -> Any:
    """What a tree says, as a value to compare and to look up by where many are compared with each other."""
    if isinstance(item, tuple):
        return tuple([text_key(part) for part in item])
    if isinstance(item, Node):
        return (type(item), *[text_key(getattr(item, name)) for name in item._fields if name not in _NOT_SAID])
    if isinstance(item, Decimal):
        return item.as_tuple()
    return type(item), item


def children(item: Any) -> list[Node]:
    """The nodes directly below a node, in the order written."""
    found: list[Node] = []
    for name in item._fields:
        if name in _NOT_SAID:  # places and comments are no nodes
            continue
        value = getattr(item, name)
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple):
            for part in value:
                if isinstance(part, Node):
                    found.append(part)
    return found


def below(item: Any) -> list[Node]:
    """All nodes below a node, at whatever depth, in the order written."""
    return [found for child in children(item) for found in (child, *below(child))]
