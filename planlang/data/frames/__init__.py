"""Rows from Python as input: data frames, Arrow tables, results of DuckDB, lists of dicts; checked as files are.

Nothing is rounded or converted by guess. A column whose type can hold what the plan says goes to the engine as Arrow data; one of
Python objects is looked at value by value. What is wrong is found by the same checks as in files and said in the same words.
"""
