"""What a plan promises of itself (``test "…"``), tried on made-up data until it breaks or the cases are used up.

The cases are rows of the plan's own records, with amounts and days at which something in the plan changes and others that nobody
would think of. Hypothesis draws them and makes the one that breaks a promise as small as it can. Trying proves nothing, and what is
printed never says that it does: only a promise that the plan's own numbers decide is called proven.
"""
