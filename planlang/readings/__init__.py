"""What an open question is about: the plan read in each way that it allows, and the smallest case on which the readings pay differently."""

from planlang.readings.exposure import Data
from planlang.readings.questions import witnessed
from planlang.readings.settled import Settled, settled_plan

__all__ = ["Data", "Settled", "settled_plan", "witnessed"]
