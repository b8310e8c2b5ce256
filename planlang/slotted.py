"""Classes of named fields that cost next to nothing to define.

Every command begins by defining all classes of what it imports, and writing and compiling code for each, as attrs and dataclasses do,
took longer than checking a plan (see the design notes). Here fields are slots, and all classes share an ``__init__``; a class that is
used often gets one of its own, written and compiled as attrs would.

``frozen`` and ``define`` are used as in attrs. The classes of the syntax tree and the core, which share bases of their own, say
``slotted``.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform, overload

T = TypeVar("T")
S = TypeVar("S", bound="Fields")

_set = object.__setattr__


class Field:
    """What is said of one field: its default, or what makes it, and what it takes part in."""

    __slots__ = ("default", "eq", "factory", "has_default", "init", "repr")

    def __init__(self, has_default: bool, default: Any, factory: Callable[[], Any] | None, **part: bool) -> None:
        self.has_default = has_default
        self.default = default
        self.factory: Any = factory
        self.init, self.eq, self.repr = part["init"], part["eq"], part["repr"]


_NOTHING: Any = object()


def field(
    *,
    default: Any = _NOTHING,
    factory: Callable[[], Any] | None = None,
    init: bool = True,
    eq: bool = True,
    repr: bool = True,
) -> Any:
    """A field about which there is more to say than its type. One without ``init`` is set by ``__post_init__``."""
    return Field(default is not _NOTHING or factory is not None, default, factory, init=init, eq=eq, repr=repr)


class Fields:
    """The base of all: construction by position or name."""

    __slots__ = ()
    # Of each class, under names that no field has: all fields; those given at construction; defaults; those that are not shown,
    # and that don't count for equality; what reads those that do.
    _fields: tuple[str, ...] = ()
    _slotted_given: tuple[str, ...] = ()
    _slotted_defaults: dict[str, Any] = {}  # noqa: RUF012 - never changed; each class has its own
    _slotted_unshown: tuple[str, ...] = ()
    _uncounted: tuple[str, ...] = ()
    _slotted_read: Any = None

    def __init__(self, *values: Any, **named: Any) -> None:
        fields = self._slotted_given
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
            elif name in self._slotted_defaults:
                default = self._slotted_defaults[name]
                _set(self, name, default.factory() if type(default) is Field else default)
            else:
                raise TypeError(f"{type(self).__name__} needs `{name}`")
        if named:
            raise TypeError(f"{type(self).__name__} has no `{next(iter(named))}`, or was given it twice")

    def __repr__(self) -> str:
        said = (f"{name}={getattr(self, name)!r}" for name in self._fields if name not in self._slotted_unshown)
        return f"{type(self).__name__}({', '.join(said)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, name) for name in self._slotted_given)


class Slotted(Fields):
    """No assignment afterwards; comparison by identity."""

    __slots__ = ()

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} can't be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} can't be changed")

    def but(self: S, **changes: Any) -> S:
        """The same with some fields changed."""
        return evolve(self, **changes)


class Valued(Slotted):
    """No assignment afterwards; comparison by the class and every field that is not among ``_uncounted``."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and bool(self._slotted_read(self) == self._slotted_read(other))

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._slotted_read(self)))

    def said(self) -> tuple[Any, ...]:
        """The values of all fields that count for equality, in the order declared."""
        found: tuple[Any, ...] = self._slotted_read(self)
        return found


class Changing(Fields):
    """Fields may be assigned; comparison by value, hence no hash."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and bool(self._slotted_read(self) == self._slotted_read(other))


def evolve(item: T, **changes: Any) -> T:
    """The same with some fields changed."""
    given: tuple[str, ...] = item._slotted_given  # type: ignore[attr-defined]
    made = type(item)(*[changes.pop(name) if name in changes else getattr(item, name) for name in given])
    if changes:
        raise TypeError(f"{type(item).__name__} has no `{next(iter(changes))}`")
    return made


def _and_finish(self: Any, *values: Any, **named: Any) -> None:
    """The ``__init__`` of any class with fields that follow from others."""
    Fields.__init__(self, *values, **named)
    self.__post_init__()


def _constructor(cls: Any) -> Callable[..., None]:
    """The ``__init__`` of a class, written out: its own, unless a default is made anew or stands before a field without, as no parameter's may."""
    given, defaults, finished = cls._slotted_given, cls._slotted_defaults, hasattr(cls, "__post_init__")
    optional = tuple(name for name in given if name in defaults)
    anew = any(type(defaults[name]) is Field for name in optional)
    if not given or anew or given[len(given) - len(optional) :] != optional:
        return _and_finish if finished else Fields.__init__
    parameters = ", ".join(f"{name}=default_{name}" if name in defaults else name for name in given)
    body = [*(f"set_{name}(self, {name})" for name in given), *(["self.__post_init__()"] if finished else [])]
    names = {f"set_{name}": getattr(cls, name).__set__ for name in given}
    names |= {f"default_{name}": defaults[name] for name in optional}
    exec("\n    ".join([f"def __init__(self, {parameters}):", *body]), names)
    made: Callable[..., None] = names["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _at_first(self: Any, *values: Any, **named: Any) -> None:
    """The ``__init__`` of a class until it has been called often enough to be worth one of its own: few classes are."""
    cls: Any = next(base for base in type(self).__mro__ if "_slotted_given" in base.__dict__)
    _calls[cls] = calls = _calls.get(cls, 0) + 1
    if calls >= _OFTEN:
        cls.__init__ = _constructor(cls)
    Fields.__init__(self, *values, **named)
    if hasattr(cls, "__post_init__"):
        self.__post_init__()


_OFTEN = 16
_calls: dict[type, int] = {}


def _reader(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Reads some fields of an object as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda item: ()
    read = attrgetter(*names)
    return lambda item: (read(item),)


def _made(cls: type[T], base: type[Fields] | None, shown: bool) -> type[T]:
    """The class again, of a body of annotated fields, with slots; it must use no ``super()``."""
    bases = cls.__bases__ if base is None or cls.__bases__ != (object,) else (base,)
    parent: Any = bases[0]
    own = tuple(cls.__annotations__)
    inside = cls.__dict__
    namespace: dict[str, Any] = {
        name: value for name, value in inside.items() if name not in own and name not in ("__dict__", "__weakref__")
    }
    defaults = dict(parent._slotted_defaults)
    parts = {}
    for name in own:
        if name in inside:
            value = inside[name]
            if type(value) is Field:
                parts[name] = value
                if value.has_default:
                    defaults[name] = value if value.factory is not None else value.default
            else:
                defaults[name] = value
    namespace["__slots__"] = own
    namespace["__qualname__"] = cls.__qualname__
    fields = parent._fields + own
    namespace["_fields"] = fields
    namespace["_slotted_given"] = parent._slotted_given + own
    namespace["_slotted_defaults"] = defaults
    uncounted = namespace.get("_uncounted", parent._uncounted)
    if parts:
        namespace["_slotted_given"] = parent._slotted_given + tuple(
            name for name in own if name not in parts or parts[name].init
        )
        uncounted += tuple(name for name, part in parts.items() if not part.eq)
        namespace["_slotted_unshown"] = parent._slotted_unshown + tuple(
            name for name, part in parts.items() if not part.repr
        )
        namespace["_uncounted"] = uncounted
    namespace["__init__"] = _at_first
    namespace["_slotted_read"] = staticmethod(_reader([name for name in fields if name not in uncounted]))
    if not shown:
        namespace["__repr__"] = object.__repr__
    kind: Any = type(cls)
    made: type[T] = kind(cls.__name__, bases, namespace)
    return made


@dataclass_transform(frozen_default=True)
def slotted(cls: type[T]) -> type[T]:
    """A class whose bases say how it compares: ``Slotted``, ``Valued`` or classes made of them."""
    return _made(cls, None, True)


@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T], /) -> type[T]: ...
@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(*, eq: bool = ..., repr: bool = ...) -> Callable[[type[T]], type[T]]: ...
def frozen(cls: type[Any] | None = None, /, *, eq: bool = True, repr: bool = True) -> Any:
    """A class that can't be changed and compares by value, or with ``eq=False`` by identity."""
    base = Valued if eq else Slotted
    return _made(cls, base, repr) if cls is not None else lambda body: _made(body, base, repr)


@overload
@dataclass_transform(field_specifiers=(field,))
def define(cls: type[T], /) -> type[T]: ...
@overload
@dataclass_transform(field_specifiers=(field,))
def define(*, eq: bool = ..., repr: bool = ...) -> Callable[[type[T]], type[T]]: ...
def define(cls: type[Any] | None = None, /, *, eq: bool = True, repr: bool = True) -> Any:
    """A class whose fields may be assigned, and that compares by value, or with ``eq=False`` by identity."""
    base = Changing if eq else Fields
    return _made(cls, base, repr) if cls is not None else lambda body: _made(body, base, repr)
