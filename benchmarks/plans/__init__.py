"""Other plans than the account-executive one, each next to a DuckDB query written by hand for it: ``python -m benchmarks.plans``."""
