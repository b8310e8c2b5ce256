"""Tables loaded and checked inside the engine: the findings of ``planlang.data.load``, without the rows in Python.

SQL looks for rows that might be at fault. While there are none, no row leaves the engine; where there are, those rows
alone go through the checks of ``planlang.data``, so there is one wording of every finding and one rule behind it.
"""
