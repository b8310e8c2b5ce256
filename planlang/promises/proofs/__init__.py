"""Proofs of promises: what follows from a plan's operations and from what its data must be, whatever the data are.

A proof that is not found says nothing; the promise is tried then. What is proven must never be broken by any data that the plan accepts.
"""
