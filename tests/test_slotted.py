"""Classes made by ``planlang.slotted``: construction, comparison, change, copies."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

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


@pytest.fixture(params=[0, 40], ids=["at first", "after many calls"])
def warm(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Calls a class so often before the test: one that is called often gets an ``__init__`` of its own."""

    def called(cls: type, *values: object) -> None:
        for _ in range(request.param):
            cls(*values)

    return called


def test_made_by_position_by_name_and_by_default(warm: Callable[..., None]) -> None:
    @frozen
    class Tier:
        low: int
        rate: int = 0
        notes: tuple[str, ...] = field(default=(), eq=False)

    @frozen
    class Wide(Tier):
        high: int = 9

    warm(Tier, 1)
    warm(Wide, 1)
    assert Tier(1, 2) == Tier(low=1, rate=2) == Tier(1, rate=2)
    assert (Tier(1).rate, Tier(1).notes, Tier(1, notes=("x",)).notes) == (0, (), ("x",))
    assert (Wide(1).high, Wide(1, 2, (), 3).high, Wide(1, high=3).rate) == (9, 3, 0)
    assert Tier(1) != Wide(1)
    with pytest.raises(TypeError, match="low"):
        Tier()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="height"):
        Tier(1, height=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="low"):
        Tier(1, low=2)  # type: ignore[misc]
    with pytest.raises(TypeError, match="takes"):
        Tier(1, 2, (), 5)  # type: ignore[call-arg]


def test_fields_that_can_be_no_parameters(warm: Callable[..., None]) -> None:
    """A field without a default behind one that has one, and a default made anew."""

    @frozen
    class Tagged(Band):
        tag: list[int]  # type: ignore[misc]

    @frozen
    class Later(Tagged):
        more: list[int] = field(factory=list)

    warm(Tagged, 1, 2, (), "", [3])
    warm(Later, 1, 2, (), "", [3])
    assert Tagged(1, 2, (), "", [3]) == Tagged(low=1, rate=2, tag=[3])
    assert (Later(1, tag=[3]).notes, Later(1, tag=[3]).more) == ((), [])
    assert Later(1, tag=[3]).more is not Later(1, tag=[3]).more
    with pytest.raises(TypeError, match="needs `tag`"):
        Tagged(1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="has no `height`"):
        Tagged(1, tag=[3], height=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="given it twice"):
        Tagged(1, 2, (), "", [3], low=2)  # type: ignore[misc]
    with pytest.raises(TypeError, match="takes 5 values"):
        Tagged(1, 2, (), "", [3], 5)  # type: ignore[call-arg]


def test_each_finishes_as_its_base_does(warm: Callable[..., None]) -> None:
    @define
    class Sum:
        one: int
        total: int = field(init=False)

        def __post_init__(self) -> None:
            self.total = 2 * self.one

    @define
    class Named(Sum):
        name: str = "a"

    class Plain(Named):
        """Nothing was made of it."""

    warm(Sum, 1)
    assert (Named(2).total, Named(3, name="b").total) == (4, 6)
    warm(Named, 1)
    assert (Sum(1).total, Named(2).total, Named(3, name="b").total, Named(4, "c").name) == (2, 4, 6, "c")
    assert (Plain(5).total, Plain(5, "d").name) == (10, "d")


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
