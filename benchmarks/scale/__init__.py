"""The account-executive plan at scale: a generator, hand-written baselines, and what compares and measures them."""
