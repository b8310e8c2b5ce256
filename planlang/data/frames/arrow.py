"""Columns as Arrow data that DuckDB reads as it is, or lists of Python values where no such type holds them exactly."""

from __future__ import annotations

import datetime
import decimal
from typing import TYPE_CHECKING, Any

from planlang.data.frames.values import absent

if TYPE_CHECKING:
    import pyarrow

NARROW, WIDE = 18, 38
"""Digits of the decimals that DuckDB keeps in 64 and in 128 bits."""


class MissingPackage(ImportError):
    """A package that reads such rows isn't installed; the message says how to get it."""


def arrow() -> Any:
    """The package ``pyarrow``."""
    try:
        import pyarrow
    except ImportError:
        raise MissingPackage("data frames are read through pyarrow: pip install 'planlang[frames]'") from None
    return pyarrow


def readable(column: pyarrow.ChunkedArray) -> pyarrow.ChunkedArray | list[Any] | str:
    """A column in a type that DuckDB reads exactly; its values where only they tell; or the name of a type that is none of ours."""
    pa = arrow()
    types = pa.types
    if types.is_dictionary(column.type):
        return readable(column.cast(column.type.value_type))
    type_ = column.type
    if types.is_null(type_):
        return column.cast(pa.string())
    if isinstance(type_, pa.BaseExtensionType):
        return str(type_)
    if types.is_decimal256(type_):
        return column.to_pylist()
    if types.is_decimal(type_):
        return _roomy(column)
    if types.is_float16(type_):
        return column.cast(pa.float32())
    if any(
        is_(type_)
        for is_ in (
            types.is_integer, types.is_floating, types.is_boolean, types.is_date, types.is_timestamp,
            types.is_string, types.is_large_string, _is_view,
        )
    ):  # fmt: skip
        return column
    return str(type_)


def _is_view(type_: Any) -> bool:
    return str(type_) == "string_view"


def _roomy(column: pyarrow.ChunkedArray) -> pyarrow.ChunkedArray | list[Any]:
    """Decimals with a digit before the point at least, which is what DuckDB's own files have."""
    pa = arrow()
    digits, scale = column.type.precision, column.type.scale
    if 0 <= scale < digits:
        return column
    if scale < 0:
        digits, scale = digits - scale, 0
    if max(digits, scale + 1) > WIDE:
        return column.to_pylist()
    return column.cast(pa.decimal128(max(digits, scale + 1), scale))


def of_objects(values: list[Any]) -> pyarrow.ChunkedArray | None:
    """Python values of one plain type as Arrow data; ``None`` where they have to be looked at one by one.

    Arrow's own guesses are not relied on: it takes a time among dates for a date.
    """
    pa = arrow()
    kinds = set(map(type, values)) - {type(None)}
    if len(kinds) > 1 or kinds == {float}:
        values = [None if absent(value) else value for value in values]
        kinds = set(map(type, values)) - {type(None)}
    if not kinds:
        return pa.chunked_array([pa.nulls(len(values), pa.string())])
    if len(kinds) > 1:
        return None
    kind = next(iter(kinds))
    try:
        if kind is decimal.Decimal:
            return _of_decimals(values)
        types = {str: pa.large_string(), bool: pa.bool_(), datetime.date: pa.date32(), int: pa.int64()}
        return pa.chunked_array([pa.array(values, types[kind])]) if kind in types else None
    except (pa.ArrowInvalid, TypeError, OverflowError, UnicodeEncodeError):
        return None  # wider than such a type, infinite, or half of a surrogate pair


def _of_decimals(values: list[Any]) -> pyarrow.ChunkedArray | None:
    pa = arrow()
    if any(value is not None and not value.is_finite() for value in values):
        values = [None if absent(value) else value for value in values]
    made = pa.array(values)
    if not pa.types.is_decimal128(made.type):
        return None
    digits, scale = made.type.precision, max(made.type.scale, 0)
    digits = max(digits - min(made.type.scale, 0), scale + 1)
    if digits > WIDE:
        return None
    return pa.chunked_array([made.cast(pa.decimal128(NARROW if digits <= NARROW else WIDE, scale))])
