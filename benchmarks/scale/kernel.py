"""The account-executive plan as a C kernel over arrays: the floor. Compiled when run, with whatever ``cc`` there is.

    python -m benchmarks.scale.kernel --data DIR --out DIR

PyArrow reads the files into arrays, ``kernel.c`` joins, checks and pays on one thread, PyArrow writes.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.scale.contestant import Missing, Refused, main

SOURCE = Path(__file__).with_name("kernel.c")
CACHE = Path(__file__).resolve().parents[2] / "build" / "bench"
PERIOD = "2025-Q1"
PRODUCTS = ("New", "Renewal", "Upsell", "Services", "Support")
FAULTS = {
    -1: "a participant twice",
    -2: "a deal twice",
    -3: "a split of an unknown deal or participant",
    -4: "shares or primary of a deal",
    -5: "attainment below 0%",
    -6: "a participant twice on a deal",
}


class Texts(ctypes.Structure):
    """A column of texts as Arrow keeps it."""

    _fields_ = (("at", ctypes.c_void_p), ("text", ctypes.c_void_p), ("n", ctypes.c_int64))


def library() -> ctypes.CDLL:
    """The kernel, compiled once for each version of its source."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise Missing("there is no C compiler")
    CACHE.mkdir(parents=True, exist_ok=True)
    built = CACHE / f"kernel-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]}.so"
    if not built.exists():
        handle, new = tempfile.mkstemp(suffix=".so", dir=CACHE)
        os.close(handle)
        done = subprocess.run(
            [compiler, "-O3", "-shared", "-fPIC", "-o", new, str(SOURCE)], capture_output=True, text=True
        )
        if done.returncode:
            os.unlink(new)
            raise Missing(f"the C compiler refuses the kernel: {done.stderr.strip().splitlines()[-1]}")
        os.replace(new, built)
    return ctypes.CDLL(str(built))


def run(data: Path, out: Path) -> None:
    """Check, pay and write."""
    try:
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq
    except ImportError as error:
        raise Missing(f"{error.name} is not installed") from error
    kernel = library()
    pa.set_cpu_count(2)

    def read(name: str, *columns: str) -> dict[str, Any]:
        table = pq.read_table(data / f"{name}.parquet", columns=list(columns)).combine_chunks()
        found = {}
        for column in columns:
            array = table[column]
            array = array.chunk(0) if array.num_chunks else pa.array([], array.type)
            if column != "manager" and array.null_count:
                raise Refused(f"{name}: {column} is blank")
            if pa.types.is_floating(array.type):
                raise Refused(f"{name}: {column} holds binary fractions")
            if pa.types.is_string(array.type) and pc.any(pc.equal(array, "")).as_py():
                raise Refused(f"{name}: {column} is blank")
            found[column] = array
        return found

    def cents(array: Any) -> Any:
        """The integers behind decimals with two digits; all fit into 64 bits, as Arrow checks."""
        if array.type.scale != 2:
            raise Refused("decimals with other than two digits")
        return np.ascontiguousarray(_unscaled(array))

    people = read("participants", "id", "quota", "variable", "manager")
    deals = read("deals", "id", "closed", "product", "amount")
    splits = read("splits", "deal", "to", "share", "primary")
    quota, variable, amount = cents(people["quota"]), cents(people["variable"]), cents(deals["amount"])
    manager = pc.index_in(people["manager"], value_set=people["id"])
    if (quota <= 0).any() or manager.null_count != people["manager"].null_count:
        raise Refused("participants: a quota that is not above 0, or an unknown manager")
    manager = pc.fill_null(manager, -1).to_numpy()
    closed = deals["closed"].cast(pa.int32()).to_numpy()
    day = closed - np.int32((date(2025, 1, 1) - date(1970, 1, 1)).days)
    if (
        not pc.all(pc.is_in(deals["product"], value_set=pa.array(PRODUCTS))).as_py()
        or (day < 0).any()
        or (day > 89).any()
    ):
        raise Refused("deals: another product, or not closed in the quarter")
    new = pc.equal(deals["product"], "New").to_numpy(zero_copy_only=False)
    push = (new & (day >= 40) & (day <= 53)).astype(np.uint8)
    share = cents(splits["share"]).astype(np.int32)
    prime = splits["primary"].to_numpy(zero_copy_only=False).astype(np.uint8)

    n, many = len(share), len(quota)
    order, deal, person = (np.empty(n, np.int32) for _ in range(3))
    x, base, base_cut, pushed, push_cut = (np.empty(n, np.int64) for _ in range(5))
    team = np.empty(many, np.int64)
    texts = [_texts(array) for array in (people["id"], deals["id"], splits["deal"], splits["to"])]

    def at(array: Any) -> ctypes.c_void_p:
        return ctypes.c_void_p(array.ctypes.data)

    manager = np.ascontiguousarray(manager, np.int32)
    fault = kernel.pay(
        ctypes.byref(texts[0]),
        *map(at, (quota, variable, manager)),
        ctypes.byref(texts[1]),
        *map(at, (day, push, amount)),
        ctypes.byref(texts[2]),
        ctypes.byref(texts[3]),
        *map(at, (share, prime, order, deal, person, x, base, base_cut, pushed, push_cut, team)),
    )
    if fault:
        raise Refused(FAULTS.get(fault, "no memory"))

    def money(values: Any) -> Any:
        wide = np.empty((len(values), 2), np.int64)
        wide[:, 0], wide[:, 1] = values, values >> 63
        return pa.Array.from_buffers(pa.decimal128(18, 2), len(values), [None, pa.py_buffer(wide)])

    def all_the(text: str, count: int) -> Any:
        indices = pa.array(np.zeros(count, np.int32))
        return pa.DictionaryArray.from_arrays(indices, pa.array([text]))

    out.mkdir(parents=True, exist_ok=True)

    def write(name: str, parts: list[dict[str, Any]]) -> None:
        tables = [pa.table(part) for part in parts]
        schema = pa.schema(
            [(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in tables[0].schema]
        )
        options: dict[str, Any] = {"store_decimal_as_integer": True, "use_dictionary": False, "write_statistics": False}
        with pq.ParquetWriter(out / f"{name}.parquet", schema, **options) as writer:
            for table in tables:
                writer.write_table(table.cast(schema))

    key = pc.binary_join_element_wise(splits["deal"], splits["to"], " / ").take(pa.array(order))
    to, on = splits["to"].take(pa.array(order)), deals["closed"].take(pa.array(deal[order]))
    x, base, base_cut, pushed, push_cut = (a[order] for a in (x, base, base_cut, pushed, push_cut))
    who = person[order]
    team_rows = np.flatnonzero(manager[who] >= 0)
    reports = pa.array(team_rows)
    nothing = pa.nulls(len(team_rows), pa.decimal128(18, 2))
    bookings = {"credit": all_the("Bookings", n), "key": key, "participant": to, "date": on, "amount": money(x)}
    team_bookings = {
        "credit": all_the("TeamBookings", len(team_rows)),
        "key": key.take(reports),
        "participant": people["id"].take(pa.array(manager[who[team_rows]])),
        "date": on.take(reports),
        "amount": money(x[team_rows]),
    }
    write("credits", [bookings | {"quota_credit": money(x)}, team_bookings | {"quota_credit": nothing}])

    def lines(component: str, line: str, rows: Any, values: Any) -> dict[str, Any]:
        some = pa.array(rows)
        return {
            "component": all_the(component, len(rows)),
            "line": all_the(line, len(rows)),
            "key": key.take(some),
            "participant": to.take(some),
            "period": all_the(PERIOD, len(rows)),
            "date": on.take(some),
            "amount": money(values[rows]),
        }

    every = {
        "component": all_the("Team", many),
        "line": all_the("amount", many),
        "key": pc.binary_join_element_wise(people["id"], pa.scalar(PERIOD), " / "),
        "participant": people["id"],
        "period": all_the(PERIOD, many),
        "date": pa.array([date(2025, 3, 31)] * many, pa.date32()),
        "amount": money(team),
    }
    spiffs = np.flatnonzero(push[deal[order]])
    write(
        "lines",
        [
            lines("Base", "amount", np.arange(n), base),
            lines("Base", "limit", np.flatnonzero(base_cut), base_cut),
            lines("NewProductPush", "amount", spiffs, pushed),
            lines("NewProductPush", "limit", np.flatnonzero(push_cut), push_cut),
            every,
        ],
    )

    def total(values: Any) -> Any:
        sums = np.zeros(many, np.int64)  # not bincount, whose weights are binary fractions
        np.add.at(sums, who, values)
        return sums

    paid = {"Base": total(base + base_cut), "NewProductPush": total(pushed + push_cut), "Team": team}
    write(
        "payouts",
        [
            {
                "participant": people["id"],
                "period": all_the(PERIOD, many),
                "component": all_the(component, many),
                "amount": money(values),
            }
            for component, values in paid.items()
        ],
    )
    write("uncredited", [{name: pa.array([], pa.string()) for name in ("data", "key", "reason")}])


def _unscaled(array: Any) -> Any:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    wide = pc.cast(array, pa.decimal128(38, 2))
    pairs = np.frombuffer(wide.buffers()[1], np.int64).reshape(-1, 2)[wide.offset : wide.offset + len(wide)]
    if (pairs[:, 1] != pairs[:, 0] >> 63).any():
        raise Refused("an amount that does not fit into 64 bits")
    return pairs[:, 0]


def _texts(array: Any) -> Texts:
    _, offsets, text = array.buffers()
    return Texts(offsets.address + 4 * array.offset, text.address, len(array))


if __name__ == "__main__":
    main("the account-executive plan as a C kernel", run)
