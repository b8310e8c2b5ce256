"""What a plan does to a payout when one thing changes: exactly, by the interpreter itself, not by sampling.

The interpreter runs unchanged on numbers ``a + b*t`` (``linear``); every comparison it makes says for which ``t`` it would have
come out the same, so that each run is true on a whole stretch, and stretch after stretch the payout becomes a piecewise
linear function (``curve``). What is not a question of one amount (another day, two deals for one) is tried out and paid (``moves``).
"""
