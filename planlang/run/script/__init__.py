"""A plan as an SQL script for a database that planlang does not run: what it reads, checks, statements, results."""
