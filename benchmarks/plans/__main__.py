"""``python -m benchmarks.plans`` is ``python -m benchmarks.plans.run``."""

import sys

from benchmarks.plans.run import main

sys.exit(main())
