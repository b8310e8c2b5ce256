"""What an open question is about: the plan read in each way that it allows, and the smallest case on which the readings pay differently."""

from planlang.readings.exposure import Data
from planlang.readings.questions import witnessed

__all__ = ["Data", "witnessed"]
