"""``python -m benchmarks.scale`` is ``python -m benchmarks.scale.run``."""

import sys

from benchmarks.scale.run import main

sys.exit(main())
