"""Databases as sources of rows: one table or view for each record, read and never written.

PostgreSQL and SQLite rows are streamed, as the texts that a file would have, in the order of what tells them apart; a DuckDB file is
attached and read where it lies. All of them are ``planlang.data.given.Given``, so that both loaders check them as they check files.
"""
