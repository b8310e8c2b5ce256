"""The reference interpreter: the definition of what a plan pays."""

from planlang.engines.interpreter.arithmetic import EXACT, Arithmetic
from planlang.engines.interpreter.checks import check_data, check_rows
from planlang.engines.interpreter.evaluator import Evaluator
from planlang.engines.interpreter.refusal import Refusal

__all__ = ["EXACT", "Arithmetic", "Evaluator", "Refusal", "check_data", "check_rows"]
