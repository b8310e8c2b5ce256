"""Frozen, slotted classes that cost next to nothing to define.

The syntax tree and the core graph have some 130 small classes, and every command starts by defining them. With attrs that alone took
a third of the time that ``planlang check`` may take (see the design notes), because attrs writes and compiles code for each class.
Here one ``__init__`` serves all of them. Everything else in planlang uses attrs.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import get_annotations
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")
S = TypeVar("S", bound="Slotted")

_set = object.__setattr__


class Slotted:
    """The base of slotted classes: construction by position or name, no assignment afterwards, comparison by identity."""

    __slots__ = ()
    _fields: tuple[str, ...] = ()
    _defaults: dict[str, Any] = {}  # noqa: RUF012 - never changed; each class has its own

    def __init__(self, *values: Any, **named: Any) -> None:
        fields = self._fields
        for name, value in zip(fields, values):
            _set(self, name, value)
        given = len(values)
        if given == len(fields) and not named:
            return
        if given > len(fields):
            raise TypeError(f"{type(self).__name__} takes {len(fields)} values, not {given}")
        for name in fields[given:]:
            if name in named:
                _set(self, name, named.pop(name))
            elif name in self._defaults:
                _set(self, name, self._defaults[name])
            else:
                raise TypeError(f"{type(self).__name__} needs `{name}`")
        if named:
            raise TypeError(f"{type(self).__name__} has no `{next(iter(named))}`, or was given it twice")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} can't be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} can't be changed")

    def __repr__(self) -> str:
        said = (f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__name__}({', '.join(said)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, name) for name in self._fields)

    def but(self: S, **changes: Any) -> S:
        """The same with some fields changed."""
        return type(self)(**{**{name: getattr(self, name) for name in self._fields}, **changes})


class Valued(Slotted):
    """A slotted class that compares by value: the class and every field that is not among ``_uncounted``."""

    __slots__ = ()
    _uncounted: tuple[str, ...] = ()
    _read: Any = None

    def said(self) -> tuple[Any, ...]:
        """The values of all fields that count for equality, in the order declared."""
        found: tuple[Any, ...] = type(self)._read(self)
        return found

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, Valued) and self.said() == other.said()

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.said()))


def _reader(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Reads some fields of an object as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda item: tuple(getattr(item, name) for name in names)


@dataclass_transform(frozen_default=True)
def slotted(cls: type[T]) -> type[T]:
    """Makes a class of a body of annotated fields; the class must have ``Slotted`` among its bases, and use no ``super()``."""
    own = tuple(get_annotations(cls))
    inherited: tuple[str, ...] = getattr(cls, "_fields", ())
    namespace = {
        name: value
        for name, value in cls.__dict__.items()
        if name not in own and name not in ("__dict__", "__weakref__")
    }
    namespace["__slots__"] = own
    namespace["_fields"] = inherited + own
    defaults = {name: cls.__dict__[name] for name in own if name in cls.__dict__}
    namespace["_defaults"] = {**getattr(cls, "_defaults", {}), **defaults}
    counted = [name for name in inherited + own if name not in getattr(cls, "_uncounted", ())]
    namespace["_read"] = staticmethod(_reader(counted))
    made: Any = type(cls)
    found: type[T] = made(cls.__name__, cls.__bases__, namespace)
    return found
