"""Paying in an engine: the same results as ``planlang.run.pay``, with the rows where they are."""
