"""planlang in Python: ``planlang.load`` reads a plan, ``Plan.run`` pays it, and every number explains itself.

What is wrong with a plan or with data is raised as an error that carries its findings. Money is never a floating-point number: it comes as
``decimal.Decimal``, in Arrow as ``decimal128``.
"""

from planlang.api.errors import DataError, NotFoundError, PlanError, PlanlangError, StaleError, WriteError
from planlang.api.explanation import Explanation
from planlang.api.plan import Column, Plan, Record, load
from planlang.api.result import Result
from planlang.api.tables import Table
from planlang.diagnostics.model import Diagnostic

__all__ = [
    "Column",
    "DataError",
    "Diagnostic",
    "Explanation",
    "NotFoundError",
    "Plan",
    "PlanError",
    "PlanlangError",
    "Record",
    "Result",
    "StaleError",
    "Table",
    "WriteError",
    "load",
]
