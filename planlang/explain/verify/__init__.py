"""The verifier: trusts nothing of an explanation and shares no code with what made it.

Every step is made again from its printed inputs, by this package's own arithmetic; every formula, sentence, figure and
distance is written again from exact values; every input must be what it says it is. With the plan's text at hand
constants, quotations and places are compared with it, and with the data at hand data cells. A digest covers the rest.
It imports nothing but the standard library, and nothing that made what it checks.
"""

from planlang.explain.verify.document import digest_of, verify, verify_text
from planlang.explain.verify.sources import DataRows, csv_rows, json_rows, read_rows

__all__ = ["DataRows", "csv_rows", "digest_of", "json_rows", "read_rows", "verify", "verify_text"]
