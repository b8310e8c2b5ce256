"""Classes made by ``planlang.slotted``: construction, comparison, change, copies."""

from __future__ import annotations

import copy
import pickle

import pytest

from planlang.slotted import Slotted, Valued, define, evolve, field, frozen, slotted


@frozen
class Band:
    """A band."""

    low: int
    rate: int = 0
    notes: tuple[str, ...] = field(default=(), eq=False)
    secret: str = field(default="", repr=False)


@frozen
class Wide(Band):
    """A band with a field more."""

    high: int = 9


@define
class Ledger:
    """What grows."""

    name: str
    rows: list[int] = field(factory=list)
    total: int = field(init=False)

    def __post_init__(self) -> None:
        self.total = sum(self.rows)


@frozen
class Sayings:
    """Fields called as the methods of a base are."""

    said: tuple[str, ...]
    but: int = 0


@frozen(eq=False, repr=False)
class Step:
    """A thing of its own."""

    name: str


@slotted
class Leaf(Valued):
    """A leaf whose place doesn't count."""

    _uncounted = ("place",)

    name: str
    place: int = 0


@slotted
class Twig(Slotted):
    """Compared by identity."""

    name: str


def test_made_by_position_by_name_and_by_default() -> None:
    assert Band(1, 2) == Band(low=1, rate=2) == Band(1, rate=2)
    assert Band(1).rate == 0
    assert (Wide(1).high, Wide(1, 2, (), "", 3).high) == (9, 3)
    assert Band(1) != Wide(1)
    with pytest.raises(TypeError, match="needs `low`"):
        Band()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="has no `height`"):
        Band(1, height=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="given it twice"):
        Band(1, low=2)  # type: ignore[misc]
    with pytest.raises(TypeError, match="takes 4 values"):
        Band(1, 2, (), "", 5)  # type: ignore[call-arg]


def test_what_is_frozen_stays_so() -> None:
    with pytest.raises(AttributeError, match="can't be changed"):
        Band(1).rate = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match="can't be changed"):
        del Band(1).rate
    with pytest.raises(AttributeError):
        Ledger("a").naem = "b"  # type: ignore[attr-defined]


def test_by_value_or_by_identity() -> None:
    assert len({Band(1), Band(1), Band(1, notes=("x",)), Band(2)}) == 2
    assert Band(1, secret="a") != Band(1, secret="b")
    assert Leaf("a", 1) == Leaf("a", 2)
    assert Sayings(("a",)) == Sayings(("a",)) != Sayings(("b",))
    assert hash(Leaf("a", 1)) == hash(Leaf("a", 2))
    assert Twig("a") != Twig("a")
    assert Step("a") != Step("a")
    assert Ledger("a") == Ledger("a")
    with pytest.raises(TypeError, match="unhashable"):
        hash(Ledger("a"))
    assert len({Step("a"), Step("a")}) == 2


def test_what_is_made_for_each_and_what_follows() -> None:
    one, two = Ledger("a"), Ledger("b")
    one.rows.append(1)
    assert two.rows == []
    assert Ledger("c", [1, 2]).total == 3
    with pytest.raises(TypeError):
        Ledger("c", [], total=1)  # type: ignore[call-arg]


def test_changed_copies() -> None:
    assert evolve(Band(1, 2), low=3) == Band(3, 2)
    assert evolve(Ledger("a", [1]), rows=[2]).total == 2
    assert Leaf("a").but(name="b") == Leaf("b")
    with pytest.raises(TypeError, match="has no `lwo`"):
        evolve(Band(1), lwo=2)


def test_shown() -> None:
    assert repr(Band(1, 2, secret="x")) == "Band(low=1, rate=2, notes=())"
    assert "name" not in repr(Step("a"))


@pytest.mark.parametrize("item", [Band(1, 2), Wide(1), Ledger("a", [1]), Leaf("a", 2)])
def test_copied_and_pickled(item: object) -> None:
    assert copy.copy(item) == item
    assert copy.deepcopy(item) == item
    assert pickle.loads(pickle.dumps(item)) == item
