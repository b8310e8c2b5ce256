"""What a plan promises of itself (``test "…"``), and what every plan does: proven, or tried until it breaks or the cases are used up.

The cases are rows of the plan's own records, with amounts and days at which something in the plan changes and others that nobody
would think of. Hypothesis draws them and makes the one that breaks a promise as small as it can. Trying proves nothing, and what is
printed never says that it does: proven is only what follows from the operations of the core and from what the data must be.
"""
