from planlang.api import Column as Column
from planlang.api import DataError as DataError
from planlang.api import Diagnostic as Diagnostic
from planlang.api import Explanation as Explanation
from planlang.api import NotFoundError as NotFoundError
from planlang.api import Plan as Plan
from planlang.api import PlanError as PlanError
from planlang.api import PlanlangError as PlanlangError
from planlang.api import Record as Record
from planlang.api import Result as Result
from planlang.api import StaleError as StaleError
from planlang.api import Table as Table
from planlang.api import WriteError as WriteError
from planlang.api import load as load

__version__: str
